// The one clock and the one source of ids, so that tests can hold both still.

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
