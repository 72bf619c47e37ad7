// Checks a written message against CityFibre's schema before it leaves.

import { readFileSync } from 'node:fs';
import { Injectable } from '@nestjs/common';
import { XmlDocument, XmlValidateError, XsdValidator } from 'libxml2-wasm';

const SCHEMA = new URL('./contract/fault-report.xsd', import.meta.url);

@Injectable()
export class CityfibreContract {
  private readonly validator: XsdValidator;

  constructor() {
    const schema = XmlDocument.fromBuffer(readFileSync(SCHEMA));
    try {
      this.validator = XsdValidator.fromDoc(schema);
    } finally {
      schema.dispose();
    }
  }

  /** What the schema objects to, one sentence each; empty for a valid message. */
  faults(message: string): string[] {
    const document = XmlDocument.fromBuffer(Buffer.from(message));
    try {
      this.validator.validate(document);
      return [];
    } catch (error) {
      if (!(error instanceof XmlValidateError)) throw error;
      return error.details.map(({ message: fault }) => fault.trim());
    } finally {
      document.dispose();
    }
  }
}
