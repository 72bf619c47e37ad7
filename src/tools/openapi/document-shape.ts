// As much of an OpenAPI document as two versions of it are compared by.

export interface Schema {
  $ref?: string;
  [keyword: string]: unknown;
}

export interface Media {
  schema?: Schema;
}

export interface Parameter {
  name: string;
  in: string;
  required?: boolean;
  schema?: Schema;
}

export interface ApiOperation {
  operationId?: string;
  parameters?: Parameter[];
  requestBody?: { content?: Record<string, Media> };
  responses?: Record<string, { content?: Record<string, Media> }>;
}

export type Paths = Record<string, Record<string, ApiOperation>>;

export interface ApiDocument {
  info: { version: string };
  paths?: Paths;
  /** Calls the other way round: what is a request there, we send. */
  webhooks?: Paths;
  components?: { schemas?: Record<string, Schema> };
}

/** Where a value of a schema comes from: the client, or us. */
export type SchemaSide = 'client' | 'us';

export interface Versions {
  old: ApiDocument;
  new: ApiDocument;
}
