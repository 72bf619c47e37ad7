// The bodies of what operators do, and what the lists answer.

import { PlatformId, Flag, OneOf, Text } from '../../http-api/fields.js';
import { KciDto } from '../conversations/conversations.dto.js';
import { Among, Count, Many, Maybe, Tree, When, Words } from '../members.js';

const WHY = 'Why: stored with the act.';
const REASON = 'Told to the tenant by KCI where the request is rejected; kept with the act in any case.';

export class SettleCommandDto {
  @OneOf(['done', 'rejected'], { description: 'What the supplier did.', example: 'done' })
  outcome!: 'done' | 'rejected';

  @Text({ description: REASON, example: 'The supplier has no such service.', max: 500 })
  reason!: string;
}

export class RetryCommandDto {
  @Flag({
    description: 'The supplier surely did not get it; asked for where it may have.',
    example: true,
    optional: true,
  })
  sure: boolean | undefined;

  @Text({ description: WHY, example: 'The supplier is back.', max: 500, optional: true })
  reason: string | undefined;
}

export class DeliverKciDto {
  @Flag({
    description:
      'Writes it again first, by the settings and rules of today; id, sequenceNumber and issuedOn stay. Else the same bytes leave.',
    example: true,
    optional: true,
  })
  anew: boolean | undefined;

  @Text({ description: WHY, example: 'The supplier is back.', max: 500, optional: true })
  reason: string | undefined;
}

export class DismissNotificationDto {
  @Text({ description: 'Why nothing is to be made of it.', example: 'The supplier sent it again, whole.', max: 500 })
  reason!: string;
}

export class RequeueNotificationDto {
  @Text({
    description: 'The tenant of the problem it belongs to, where its own account or reference leads nowhere.',
    example: 'TENANT1',
    max: 50,
    optional: true,
  })
  tenant: string | undefined;

  @PlatformId({ description: "The platform's id of that problem.", example: 12356, optional: true })
  problemId: number | undefined;

  @Text({ description: WHY, example: 'The supplier is back.', max: 500, optional: true })
  reason: string | undefined;
}

export class SettleKciDto {
  @Text({ description: 'How it is known that it arrived.', example: 'The platform confirmed it by phone.', max: 500 })
  reason!: string;
}

export class FirstNumberDto {
  @PlatformId({ description: 'The number the first KCI gets.', example: 7 })
  sequenceNumber!: number;
}

export class DoneDto {
  @Among(['done'], 'It is done.', 'done')
  result!: 'done';
}

export class DriftItemDto {
  @Words('The tenant.', 'TENANT1')
  tenant!: string;

  @Words('The supplier.', 'example-networks')
  supplier!: string;

  @Words('The kind of message.', 'resolved')
  event!: string;

  @Words('The kind of departure.', 'unknown-element')
  kind!: string;

  @Words('Where in the message.', 'faultDetails/priority')
  element!: string;

  @When('When it was seen first.')
  firstAt!: string;

  @When('When it was seen last.')
  lastAt!: string;

  @Count('How often.', 12)
  count!: number;
}

export class DriftDto {
  @Many(() => DriftItemDto, "How suppliers' messages depart from their contracts.")
  items!: DriftItemDto[];
}

export class ActDto {
  @Count('Its number.', 42)
  id!: number;

  @When('When.')
  at!: string;

  @Words('The client of the token.', 'operations-desk')
  client!: string;

  @Words('Who stands behind it, as the token says.', 'operations-desk')
  subject!: string;

  @Words('What: method and route.', 'POST /v1/commands/:id/settle')
  act!: string;

  @Words('To what: path and query.', '/v1/commands/6f0d3c1e-8a55-4a7e-9a4c-2f9c3f7be001/settle')
  target!: string;

  @Tree('The body.', { outcome: 'done', reason: 'Seen in the portal.' }, { optional: true })
  details: unknown;

  @Count('The status it was answered with; left out where the gateway stopped in between.', 200, { optional: true })
  status: number | undefined;
}

export class ActsDto {
  @Many(() => ActDto, 'Newest first.')
  items!: ActDto[];
}

export class DifferenceDto {
  @Words('The member that differs.', 'serviceProblem.status')
  member!: string;

  @Maybe('As it was sent, as JSON; left out where it was not there.', '"IN_PROGRESS"')
  sent: string | undefined;

  @Maybe('As it would be, as JSON; left out where it would not be there.', '"PENDING"')
  would: string | undefined;
}

export class ReplayedKciDto {
  @Maybe('The KCI that would be written; left out where there would be none.', '{"reasonCode":"UPDATE"}')
  would: string | undefined;

  @Maybe('The KCI that was written; left out where there was none.', '{"reasonCode":"UPDATE"}')
  sent: string | undefined;

  @Many(() => DifferenceDto, 'Empty where both are the same.')
  differences!: DifferenceDto[];
}

export class ReplayDto {
  @Count('The notification.', 71)
  notificationId!: number;

  @Words('The tenant.', 'TENANT1')
  tenant!: string;

  @Count("The platform's id of the problem.", 12356)
  problemId!: number;

  @Many(() => ReplayedKciDto, 'One for each KCI that would be or was written.')
  kcis!: ReplayedKciDto[];

  @Many(() => KciDto, 'What the platform took of this problem after those.')
  deliveredSince!: KciDto[];
}
