// The result of a service test → the JSON of POST /kcis.

import type { TestUpdate } from '../../../domain/platform/port.js';

export function writeTestKci(kci: TestUpdate): string {
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
