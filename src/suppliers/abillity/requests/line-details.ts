// GET api/LineDetails: what a line is, and which SQCs may be chosen for it. The page itself is not public, so that the shape
// read here is an assumption (README): LineDetails { CLI, LineType, ServiceMaintenanceLevel, SQCs [{ SQC, Description }],
// Features [{ FeatureID, Name, PINRequired }] }, each member known by some likely names.

import { asList, asObject, type Body, member, textOf } from './body.js';

export interface LineDetails {
  lineType: string | undefined;
  /** 1, 2, 2.5, 3, 4; undefined where the line does not say. */
  maintenanceLevel: number | undefined;
  /** As the line says it. */
  maintenanceText: string | undefined;
  sqcs: string[];
  features: LineFeature[];
}

export interface LineFeature {
  id: string;
  hasPin: boolean;
}

export function lineDetailsPath(cli: string): string {
  return `api/LineDetails?CLI=${encodeURIComponent(cli)}`;
}

/** Undefined for an answer that is no object: the line is then not known, whatever the status says. */
export function readLineDetails(value: unknown): LineDetails | undefined {
  const body = asObject(Array.isArray(value) ? value[0] : value);
  if (body === undefined) return undefined;
  const maintenanceText = textOf(member(body, 'ServiceMaintenanceLevel', 'ServiceMaintenance', 'MaintenanceLevel'));
  const level = Number.parseFloat(/\d+(\.\d+)?/.exec(maintenanceText ?? '')?.[0] ?? '');
  return {
    lineType: textOf(member(body, 'LineType', 'ProductType')),
    maintenanceLevel: Number.isNaN(level) ? undefined : level,
    maintenanceText,
    sqcs: entries(body, 'SQCs', 'SQC', 'SQCList').flatMap((entry) => codeOf(entry, 'SQC', 'Code', 'ID') ?? []),
    features: entries(body, 'Features', 'NetworkFeatures').flatMap((entry) => featureIn(entry) ?? []),
  };
}

function entries(body: Body, ...names: string[]): unknown[] {
  return asList(member(body, ...names));
}

function codeOf(entry: unknown, ...names: string[]): string | undefined {
  return textOf(entry) ?? textOf(member(asObject(entry), ...names));
}

function featureIn(entry: unknown): LineFeature | undefined {
  const id = codeOf(entry, 'FeatureID', 'ID', 'Feature', 'Code');
  if (id === undefined) return undefined;
  const hasPin = member(asObject(entry), 'PINRequired', 'RequiresPIN', 'HasPIN') === true;
  return { id, hasPin };
}
