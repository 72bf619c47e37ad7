// What is answered about a translation: both messages, and what became of every field between them.

import { ApiProperty } from '@nestjs/swagger';
import { Among, Many, Maybe, When, Words } from '../members.js';

const Paths = (description: string): PropertyDecorator =>
  ApiProperty({ type: [String], description, example: ['faultDetails/description'] });

export class TranslatedMessageDto {
  @Words('Method and route, or the name of the message.', 'amendFaultReport')
  name!: string;

  @Words('Who sent it.', 'gateway')
  from!: string;

  @Words('Who was sent it.', 'example-networks')
  to!: string;

  @Among(['json', 'xml', 'text'], 'How it is written.', 'xml')
  format!: string;

  @When('When it crossed.', { optional: true })
  at: string | undefined;

  @Words('The message.', '<amendFaultReport>…</amendFaultReport>')
  body!: string;

  @Maybe('What came of it.', 'done')
  outcome: string | undefined;

  @Maybe('What was answered.', '<receivedAmendFaultReport>…</receivedAmendFaultReport>')
  answer: string | undefined;
}

export class TranslatedFieldDto {
  @Words('Where it stands in the first message.', 'primaryContact.name')
  field!: string;

  @Paths('Where it goes in the other, as far as the table knows; not every place is in every message.')
  to!: string[];

  @Words('The rule, or why it goes nowhere.', 'As it is.')
  why!: string;

  @Among(['mapped', 'ignored', 'unknown'], 'What became of it.', 'mapped')
  fate!: string;
}

export class AddedFieldsDto {
  @Words('Where the gateway has it from.', 'setting reporter')
  source!: string;

  @Paths('Where it goes.')
  to!: string[];

  @Words('The rule.', "Who reports on the tenant's side.")
  rule!: string;
}

export class UnsentFieldDto {
  @Words('A field of the other message that is left out, with everything below it.', 'priorityLevel')
  field!: string;

  @Words('Why.', 'No source says what the numbers mean.')
  reason!: string;
}

export class TranslationDto {
  @Words('What was translated.', 'Amend or escalate a problem')
  title!: string;

  @Words('The supplier.', 'example-networks')
  supplier!: string;

  @ApiProperty({ type: () => TranslatedMessageDto, description: 'What came.' })
  source!: TranslatedMessageDto;

  @Many(() => TranslatedMessageDto, 'What it became, oldest first; none where nothing was sent.')
  targets!: TranslatedMessageDto[];

  @Many(() => TranslatedFieldDto, 'Every field that came.')
  fields!: TranslatedFieldDto[];

  @Many(() => AddedFieldsDto, 'What the gateway says besides.')
  added!: AddedFieldsDto[];

  @Many(() => UnsentFieldDto, 'What is left out on purpose.')
  unsent!: UnsentFieldDto[];
}
