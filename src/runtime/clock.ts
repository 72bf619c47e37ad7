// The only clock and the only source of ids, so that a test can replace both.

import { randomUUID } from 'node:crypto';
import { Injectable } from '@nestjs/common';

@Injectable()
export class Clock {
  now(): Date {
    return new Date();
  }

  newId(): string {
    return randomUUID();
  }
}
