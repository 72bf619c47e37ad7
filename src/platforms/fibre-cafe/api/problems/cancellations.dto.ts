// The body of a cancellation and of its answer.

import { CANCELLATION_REASONS, type CancellationReason, type CancelProblem } from '../../../../domain/request.js';
import { PlatformId, OneOf, Reference, Text } from '../../../../http-api/fields.js';

export class CancelProblemDto implements CancelProblem {
  @PlatformId({ description: 'Fibre Cafe id of this cancellation.', example: 123365 })
  id!: number;

  @PlatformId({ description: 'Fibre Cafe id of the problem to cancel.', example: 12356 })
  serviceProblemId!: number;

  @Reference({ description: "The supplier's reference of the problem.", example: 'TIC-000111' })
  supplierServiceProblemReference!: string;

  @OneOf(CANCELLATION_REASONS, { description: 'Why it is cancelled.', example: 'ISSUE_RESOLVED' })
  reasonCode!: CancellationReason;

  @Text({ description: 'More about the reason.', example: 'It works again.', optional: true, empty: true })
  text: string | undefined;
}

export class CancelProblemAnswerDto extends CancelProblemDto {
  @Reference({ description: 'Our reference of this cancellation.', example: 'CAN_7KQ2M9XWB4C8D3FA' })
  supplierReference!: string;
}
