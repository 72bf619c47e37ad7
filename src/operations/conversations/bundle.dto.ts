// The content of a support bundle.

import { ApiProperty, OmitType } from '@nestjs/swagger';
import { ProblemDto } from './conversations.dto.js';
import { Count, Many, Maybe, When, Words, Yes } from '../members.js';

export class BundledProblemDto extends OmitType(ProblemDto, ['document']) {}

export class BundledMessageDto {
  @When('When it began.')
  timestamp!: string;

  @Words('The platform that asked.', 'example-portal')
  from!: string;

  @Words('Who was asked.', 'gateway')
  to!: string;

  @Words("Method and route, or the supplier's name of the message.", 'POST /service-problem-amendments')
  operation!: string;

  @Count("The platform's id of the problem.", 12356, { optional: true })
  platformId: number | undefined;

  @Maybe('The tenant.', 'TENANT1')
  tenant: string | undefined;

  @Maybe('The supplier.', 'example-networks')
  supplier: string | undefined;

  @Maybe('X-Request-ID.', '0f0f6d5a-1c43-4d50-8b73-1d9f2b6a3c11')
  'X-Request-ID': string | undefined;

  @Maybe('X-Conversation-ID.', '8a3c2d1e-5b6f-4a7d-9c8b-0e1f2a3b4c5d')
  'X-Conversation-ID': string | undefined;

  @Count('HTTP status of the response.', 422, { optional: true })
  status: number | undefined;

  @Words('What came of it.', 'rejected')
  outcome!: string;

  @Maybe('Why.', 'serviceId must have 1 to 50 characters.')
  why: string | undefined;

  @Maybe('The uuid of the error.', '4b1f7a0e-8a55-4a7e-9a4c-2f9c3f7be001')
  errorId: string | undefined;

  @Maybe('The code of the error.', 'INVALID_REQUEST')
  errorCode: string | undefined;

  @ApiProperty({
    type: [String],
    required: false,
    description: 'Its messages.',
    example: ['serviceId must have 1 to 50 characters.'],
  })
  errorMessages: string[] | undefined;

  @Maybe('The request.', '{"id":23467,"notes":"(redacted)"}')
  request: string | undefined;

  @Maybe('The response.', '{"uuid":"4b1f7a0e-8a55-4a7e-9a4c-2f9c3f7be001","code":"INVALID_REQUEST"}')
  response: string | undefined;
}

export class BundleDto {
  @Words('The installation, as the settings call it.', 'production')
  environment!: string;

  @When('When the bundle was written.')
  writtenAt!: string;

  @Words('The conversation.', '8a3c2d1e-5b6f-4a7d-9c8b-0e1f2a3b4c5d')
  conversationId!: string;

  @Yes('True where personal data were taken out.', true)
  redacted!: boolean;

  @Yes('True where not every message is in it.', false)
  truncated!: boolean;

  @Many(() => BundledProblemDto, 'The problems it is about.')
  problems!: BundledProblemDto[];

  @Many(() => BundledMessageDto, 'Every message, oldest first.')
  messages!: BundledMessageDto[];
}
