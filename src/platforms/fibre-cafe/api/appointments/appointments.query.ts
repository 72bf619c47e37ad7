// Reads the query of GET /available-appointments: two of its parameters are JSON text in one parameter each.

import { APPOINTMENT_PURPOSES, type AppointmentPurpose, type ListAppointments } from '../../../../domain/request.js';
import { AddressDto, ServiceSpecificationDto } from '../problems/problems.dto.js';
import { readBody } from '../../../../http-api/read-body.js';
import { Refusal } from '../../../../http-api/refusal.js';
import type { CallRequest } from '../../../../http-api/auth/tenant.guard.js';
import { isDay } from '../../../../protocol/iso-time.js';

type Query = Record<string, string | string[] | undefined>;

const CLASSIFICATION = /^(WEEKDAY|SATURDAY|SUNDAY)(_(AM|PM|EARLY|EVENING))?$/;

/** Throws 400 for a parameter that is missing or not of its shape, 422 for one that breaks a rule. */
export function readAppointmentQuery(query: Query, request: CallRequest): ListAppointments {
  const wanted = {
    address: readObject(query, 'address', AddressDto, request),
    serviceSpecification: readObject(query, 'serviceSpecification', ServiceSpecificationDto, request),
    appointmentPurpose: readPurpose(query),
    appointmentFromDate: readDate(one(query, 'appointmentFromDate')),
    classifications: one(query, 'classifications')
      ?.split(',')
      .map((entry) => entry.trim())
      .filter((entry) => entry !== ''),
  };
  const odd = wanted.classifications?.find((entry) => !CLASSIFICATION.test(entry));
  if (odd !== undefined)
    throw Refusal.invalid(`classifications: "${odd}" is not one of the published classifications.`);
  return wanted;
}

function one(query: Query, name: string): string | undefined {
  const value = query[name];
  const text = (Array.isArray(value) ? value.join(',') : value)?.trim();
  return text === '' ? undefined : text;
}

function readObject<T extends object>(query: Query, name: string, dto: new () => T, request: CallRequest): T {
  const text = one(query, name);
  if (text === undefined) throw Refusal.malformed(`The query parameter ${name} is missing.`);
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw Refusal.malformed(`The query parameter ${name} must be JSON, URL-encoded.`);
  }
  return readBody(dto, value, request, `${name}.`);
}

function readPurpose(query: Query): AppointmentPurpose {
  const text = one(query, 'appointmentPurpose');
  if (text === undefined) throw Refusal.malformed('The query parameter appointmentPurpose is missing.');
  const purpose = APPOINTMENT_PURPOSES.find((known) => known === text);
  if (purpose === undefined)
    throw Refusal.invalid(`appointmentPurpose must be one of ${APPOINTMENT_PURPOSES.join(', ')}.`);
  return purpose;
}

function readDate(text: string | undefined): string | undefined {
  if (text === undefined) return undefined;
  if (!isDay(text)) throw Refusal.malformed('The query parameter appointmentFromDate must be a date, YYYY-MM-DD.');
  return text;
}
