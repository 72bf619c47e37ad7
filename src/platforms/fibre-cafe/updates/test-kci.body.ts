// The result of a service test → the JSON of POST /kcis.

import type { TestService } from '../../../domain/request.js';
import type { TestResult } from '../../../domain/supplier/port.js';

export interface TestKci {
  id: string;
  sequenceNumber: number;
  issuedOn: string;
  tenant: string;
  reference: string;
  test: TestService;
  result: TestResult;
}

export function writeTestKci(kci: TestKci): string {
  const { id, sequenceNumber, issuedOn, tenant, reference, test, result } = kci;
  const { testResult, description, supplierCodes } = result;
  return JSON.stringify({
    id,
    sequenceNumber,
    issuedOn,
    reasonCode: 'COMPLETED',
    text: description,
    serviceTest: {
      id: test.id,
      tenant,
      supplierReference: reference,
      status: 'COMPLETED',
      serviceId: test.serviceId,
      serviceSpecification: test.serviceSpecification,
      problemType: test.problemType,
      result: {
        testOutcome: {
          testResult,
          description,
          supplierCodes: supplierCodes.length === 0 ? undefined : supplierCodes,
        },
      },
    },
  });
}
