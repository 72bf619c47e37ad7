// The bodies of the problem requests (Supplier API 1.15): each class is the command it becomes, plus its rules.

import { OmitType } from '@nestjs/swagger';
import {
  type AddressIdentifier,
  type AmendProblem,
  type Characteristic,
  type Contact,
  PROBLEM_TYPES,
  type ProblemType,
  type ReportProblem,
  type ServiceSpecification,
} from '../../../../domain/request.js';
import { PlatformId, Flag, ListOf, OneOf, Part, Reference, Text } from '../../../../http-api/fields.js';
import { Refusal } from '../../../../http-api/refusal.js';

export class ContactDto implements Contact {
  @Text({ description: 'Name of the contact.', example: 'Morgan Example', empty: true })
  name!: string;

  @Text({
    description: 'E-mail address of the contact, if there is one.',
    example: 'morgan@example.com',
    optional: true,
    empty: true,
  })
  email: string | undefined;

  @Text({ description: 'Phone number of the contact.', example: '01632 960123', empty: true })
  phoneNumber!: string;
}

export class CharacteristicDto implements Characteristic {
  @Text({ description: 'Name of the characteristic.', example: 'END_USER_CPE' })
  name!: string;

  @Text({ description: 'Its value; truth and times travel as text.', example: 'Zyxel DX3301', empty: true })
  value!: string;
}

export class AddressDto implements AddressIdentifier {
  @Text({ description: 'Identifier of the address.', example: '200004033694' })
  id!: string;

  @Text({ description: 'What kind of identifier it is.', example: 'UPRN' })
  type!: string;
}

export class ServiceSpecificationDto implements ServiceSpecification {
  @Text({ description: 'Identifier of the kind of service.', example: 'ftthl2r' })
  id!: string;

  @Text({ description: 'Its name.', example: 'FTTH', optional: true })
  name: string | undefined;
}

/** What both a report and an amendment may say. */
class ProblemDetailsDto {
  @ListOf(() => CharacteristicDto, {
    description: 'What is known of the problem, as names and values. An empty list in an amendment clears it.',
    optional: true,
  })
  characteristics: CharacteristicDto[] | undefined;

  @Part(() => ContactDto, { description: 'Whom the supplier may call.', optional: true })
  primaryContact: ContactDto | undefined;

  @Part(() => ContactDto, { description: 'Whom to call about access to the site.', optional: true })
  secondaryContact: ContactDto | undefined;

  @PlatformId({ description: 'Fibre Cafe id of the reserved appointment.', example: 345, optional: true })
  appointmentReservationId: number | undefined;

  @Reference({ description: "The supplier's own key of the reserved appointment.", example: 'A234X', optional: true })
  appointmentReservationReference: string | undefined;

  @Text({
    description: 'Dangers at the site. Empty in an amendment: there are none any more.',
    example: 'Hazardous materials stored on site',
    optional: true,
    empty: true,
  })
  hazards: string | undefined;

  @Text({
    description: 'Restrictions at the site. Empty in an amendment: there are none any more.',
    example: 'Restricted access',
    optional: true,
    empty: true,
  })
  onSiteRestrictions: string | undefined;

  @Text({
    description:
      'Anything else the supplier should know. Empty in an amendment: the notes given before no longer hold.',
    example: 'The customer works from home.',
    optional: true,
    empty: true,
  })
  notes: string | undefined;
}

export class ReportProblemDto extends ProblemDetailsDto implements ReportProblem {
  @PlatformId({ description: 'Fibre Cafe id of the problem.', example: 12356 })
  id!: number;

  @OneOf(PROBLEM_TYPES, { description: 'Kind of problem.', example: 'STABILITY' })
  problemType!: ProblemType;

  @Text({
    description: "The problem in the end user's words.",
    example: 'The service drops every evening.',
  })
  problemText!: string;

  @Text({ description: 'The live service the problem is with.', example: 'SI2345432345345', max: 200 })
  serviceId!: string;

  @Part(() => ServiceSpecificationDto, { description: 'What kind of service it is.' })
  serviceSpecification!: ServiceSpecificationDto;

  @Part(() => AddressDto, { description: 'Where the service is.', optional: true })
  address: AddressDto | undefined;

  @PlatformId({ description: 'Fibre Cafe id of the service test run before.', example: 23467, optional: true })
  serviceTestId: number | undefined;

  @Reference({ description: "The supplier's reference of that test.", example: 'TEST_233827673', optional: true })
  serviceTestReference: string | undefined;

  @PlatformId({ description: 'Fibre Cafe id of a related problem.', example: 12001, optional: true })
  parentServiceProblemId: number | undefined;
}

export class AmendProblemDto extends ProblemDetailsDto implements AmendProblem {
  @PlatformId({ description: 'Fibre Cafe id of this amendment.', example: 23467 })
  id!: number;

  @Reference({
    description: 'Our reference of this amendment, as given before.',
    example: 'SI_RE233827673',
    optional: true,
  })
  supplierReference: string | undefined;

  @PlatformId({ description: 'Fibre Cafe id of the problem to amend.', example: 12356 })
  serviceProblemId!: number;

  @Reference({ description: "The supplier's reference of the problem.", example: 'TIC-000111', optional: true })
  supplierServiceProblemReference: string | undefined;

  @Text({
    description: "The problem in the end user's words.",
    example: 'The service drops every evening.',
    optional: true,
  })
  problemText: string | undefined;

  @Flag({ description: 'Asks for escalation under the agreed service levels.', example: true, optional: true })
  escalationRequest: boolean | undefined;
}

/** What 201 and 202 answer: the request, and the references that are known by then. */
export class ReportProblemAnswerDto extends ReportProblemDto {
  @Reference({
    description: "The supplier's reference of the problem, if it is known by now; else a KCI tells it.",
    example: 'TIC-000111',
    optional: true,
  })
  supplierServiceProblemReference: string | undefined;

  @OneOf(['ACKNOWLEDGED', 'IN_PROGRESS'], {
    description: 'Status of the problem, with 201 only; after 202 a KCI tells it.',
    example: 'ACKNOWLEDGED',
    optional: true,
  })
  status: 'ACKNOWLEDGED' | 'IN_PROGRESS' | undefined;
}

export class AmendProblemAnswerDto extends OmitType(AmendProblemDto, ['supplierReference']) {
  @Reference({ description: 'Our reference of this amendment.', example: 'AMD_7KQ2M9XWB4C8D3FA' })
  supplierReference!: string;
}

const IDENTITY = new Set(['id', 'supplierReference', 'serviceProblemId', 'supplierServiceProblemReference']);

/** An amendment names at least one thing to amend; an escalation that is not wanted is none. */
export function refuseEmptyAmendment(amendment: AmendProblemDto): void {
  for (const name of Object.keys(amendment)) {
    const value: unknown = amendment[name as keyof AmendProblemDto];
    if (value !== undefined && value !== false && !IDENTITY.has(name)) return;
  }
  throw Refusal.invalid('The amendment changes nothing: give at least one field to amend.');
}
