// Checks a written message against CityFibre's schema before it leaves.

import { readFileSync } from 'node:fs';
import { Injectable } from '@nestjs/common';
import { XmlDocument, XmlValidateError, XsdValidator } from 'libxml2-wasm';
import { readXml } from '../../protocol/xml/xml.js';
import { outliner } from './contract/outline.js';

const SCHEMA = new URL('./contract/fault-report.xsd', import.meta.url);
/** Messages have a few dozen outlines, whoever's they are; the rest are of texts that an outline leaves in. */
const OUTLINES = 500;

@Injectable()
export class CityfibreContract {
  private readonly validator: XsdValidator;
  private readonly outlineOf: (message: string) => string | undefined;
  /** Outlines of messages the schema has taken: it would take any other message of the same outline. */
  private readonly taken = new Set<string>();

  constructor() {
    const bytes = readFileSync(SCHEMA);
    this.outlineOf = outliner(readXml(bytes));
    const schema = XmlDocument.fromBuffer(bytes);
    try {
      this.validator = XsdValidator.fromDoc(schema);
    } finally {
      schema.dispose();
    }
  }

  /** What the schema objects to, one sentence each; empty for a valid message. */
  faults(message: string): string[] {
    const outline = this.outlineOf(message);
    if (outline !== undefined && this.taken.has(outline)) return [];
    const faults = this.objections(message);
    if (outline !== undefined && faults.length === 0) this.take(outline);
    return faults;
  }

  private objections(message: string): string[] {
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

  private take(outline: string): void {
    if (this.taken.size >= OUTLINES) this.taken.clear();
    this.taken.add(outline);
  }
}
