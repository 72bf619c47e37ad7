// The body of a verdict on a resolution, and the resolution it is answered with.

import { ApiProperty } from '@nestjs/swagger';
import { type AnswerResolution, RESOLUTION_VERDICTS, type ResolutionVerdict } from '../../../../domain/request.js';
import { OneOf, Part, Reference, Text } from '../../../../http-api/fields.js';

export class AnswerResolutionDto implements AnswerResolution {
  @OneOf(RESOLUTION_VERDICTS, { description: "The tenant's verdict.", example: 'REJECTED' })
  status!: ResolutionVerdict;

  @Text({ description: 'Why, where it is rejected.', example: 'It still drops at night.', optional: true, empty: true })
  tenantNotes: string | undefined;
}

export class ResolutionDetailsDto {
  @Text({ description: 'What kind of resolution it is.', example: 'NETWORK_ISSUE' })
  resolutionCode!: string;

  @Text({
    description: 'The resolution in the words of the supplier.',
    example: 'A joint was replaced.',
    optional: true,
  })
  resolutionText: string | undefined;

  @ApiProperty({ type: [String], required: false, description: "The supplier's own codes.", example: ['FR'] })
  supplierCodes: string[] | undefined;
}

export class ResolutionDto {
  @Reference({ description: 'Our reference of the resolution.', example: 'RES_7KQ2M9XWB4C8D3FA' })
  supplierReference!: string;

  @OneOf(RESOLUTION_VERDICTS, { description: "The tenant's verdict.", example: 'REJECTED' })
  status!: ResolutionVerdict;

  @ApiProperty({ format: 'date-time', description: 'When it was resolved.', example: '2026-01-10T09:00:00.000Z' })
  resolvedDate!: string;

  @ApiProperty({
    type: String,
    format: 'date-time',
    required: false,
    description: 'When it was closed.',
    example: '2026-01-12T09:00:00.000Z',
  })
  closedDate: string | undefined;

  @Part(() => ResolutionDetailsDto, { description: 'What was done.' })
  resolutionDetails!: ResolutionDetailsDto;

  @Text({ description: 'The note of the tenant.', example: 'It still drops at night.', optional: true, empty: true })
  tenantNotes: string | undefined;
}
