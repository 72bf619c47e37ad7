// The result of a service test nobody can run → the JSON of POST /kcis.

import type { TestService } from '../../domain/command.js';

export interface TestKci {
  id: string;
  sequenceNumber: number;
  issuedOn: string;
  tenant: string;
  reference: string;
  test: TestService;
}

const TEXT = 'The supplier offers no service test; a problem may be raised without one.';

export function writeTestKci({ id, sequenceNumber, issuedOn, tenant, reference, test }: TestKci): string {
  return JSON.stringify({
    id,
    sequenceNumber,
    issuedOn,
    reasonCode: 'COMPLETED',
    text: TEXT,
    serviceTest: {
      id: test.id,
      tenant,
      supplierReference: reference,
      status: 'COMPLETED',
      serviceId: test.serviceId,
      serviceSpecification: test.serviceSpecification,
      problemType: test.problemType,
      result: { testOutcome: { testResult: 'UNAVAILABLE', description: TEXT } },
    },
  });
}
