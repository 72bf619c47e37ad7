// What is answered about the far sides and the traffic with them.

import { Among, Count, Many, Maybe, When, Words, Yes } from '../members.js';

export class FarSideDto {
  @Among(['supplier', 'platform'], 'What it is.', 'supplier')
  kind!: string;

  @Words('Its id.', 'example-networks')
  name!: string;

  @Words('The tenant whose traffic it is.', 'TENANT1')
  tenant!: string;

  @Maybe("The supplier's name for the tenant.", 'SPDEV1')
  account: string | undefined;

  @Among(['up', 'down', 'unknown'], 'As the last call ended; unknown where this replica made none yet.', 'up')
  state!: string;

  @When('Since when.', { optional: true })
  since: string | undefined;

  @When('When it answered last.', { optional: true })
  answeredAt: string | undefined;

  @When('When a call failed last.', { optional: true })
  failedAt: string | undefined;

  @Maybe('Why that call failed.', 'connection refused')
  why: string | undefined;

  @Yes('Whether the circuit breaker of this replica is open. Always false for a platform.', false)
  circuitOpen!: boolean;

  @Count('How many wait for it.', 3)
  waiting!: number;

  @When('Since when the oldest of them waits.', { optional: true })
  oldestAt: string | undefined;

  @When('When the first of them is tried next.', { optional: true })
  nextAt: string | undefined;
}

export class TrafficMinuteDto {
  @When('When the minute began.')
  at!: string;

  @Count('How many exchanges ended in it.', 12)
  count!: number;

  @Count('How many of them had no answer, or a status from 500.', 0)
  failed!: number;

  @Count('How long they took on average, in milliseconds.', 41, { optional: true })
  meanMs: number | undefined;
}

export class TrafficDto {
  @Among(['north', 'south', 'notification', 'kci'], 'Which edge of the gateway.', 'south')
  side!: string;

  @Many(() => TrafficMinuteDto, 'Sixty, oldest first.')
  minutes!: TrafficMinuteDto[];
}

export class StatusDto {
  @When('When this was written.')
  at!: string;

  @Count('How much work needs a person.', 2)
  needsPerson!: number;

  @Count('How much goes on by itself.', 38)
  mendsItself!: number;

  @Many(() => FarSideDto, 'What is down first.')
  farSides!: FarSideDto[];

  @Many(() => TrafficDto, 'The last hour of this replica.')
  traffic!: TrafficDto[];
}
