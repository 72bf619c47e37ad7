// A request that may be carried out: read, judged, and of a buyer who may speak.
import type { Element } from './xml.js';

export interface Request {
  buyer: string;
  reference: string;
  message: Element;
  xml: string;
  /** By order: taken in, but left undecided. */
  pending: boolean;
  /** By the simulator's clock. */
  now: Date;
}
