// The faults the simulator was told to show, and which request gets which.
import { FAULT_STATUSES } from './contract.js';
import type { BehaviourOrder } from './contract.js';

const NUMBERS = ['retryAfterSeconds', 'delayMs', 'times', 'problemId'];
const CHOICES: Record<string, readonly unknown[]> = {
  on: ['kcis', 'token'],
  status: FAULT_STATUSES,
  drop: ['before', 'after'],
};

export class Behaviour {
  private orders: BehaviourOrder[] = [];

  order(order: BehaviourOrder | 'well'): void {
    if (order === 'well') {
      this.orders = [];
      return;
    }
    // "Until told otherwise": a newer order about the same requests is that.
    this.orders = this.orders.filter((old) => old.times !== undefined || !isAboutTheSame(old, order));
    if (order.times !== 0) {
      this.orders.push({ ...order });
    }
  }

  /** The order that fits this request, counted down; one that names the problem goes before one that names none. */
  next(on: 'kcis' | 'token', problemId?: number): BehaviourOrder {
    const find = (named: number | undefined): BehaviourOrder | undefined =>
      this.orders.find((one) => isAboutTheSame(one, { on, ...(named === undefined ? {} : { problemId: named }) }));
    const order = find(problemId) ?? find(undefined);
    if (order?.times !== undefined) {
      order.times -= 1;
      this.orders = this.orders.filter(({ times }) => times === undefined || times > 0);
    }
    return order ?? {};
  }
}

function isAboutTheSame(one: BehaviourOrder, other: BehaviourOrder): boolean {
  return (one.on ?? 'kcis') === (other.on ?? 'kcis') && one.problemId === other.problemId;
}

/** An order as it comes over the control API; a fault is a sentence about what cannot be understood. */
export function readOrder(value: unknown): { order: BehaviourOrder | 'well' } | { fault: string } {
  if (value === 'well') {
    return { order: value };
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    return { fault: 'Send a JSON object such as {"status":503,"times":3}, or "well".' };
  }
  const order = value as Record<string, unknown>;
  const fault = unknownName(order) ?? wrongNumber(order) ?? wrongChoice(order);
  return fault === undefined ? { order } : { fault };
}

function unknownName(order: Record<string, unknown>): string | undefined {
  const known = [...NUMBERS, ...Object.keys(CHOICES)];
  const unknown = Object.keys(order).filter((name) => !known.includes(name));
  return unknown.length ? `Unknown: ${unknown.join(', ')}. Known: ${known.join(', ')}.` : undefined;
}

function wrongNumber(order: Record<string, unknown>): string | undefined {
  const wrong = NUMBERS.find((name) => {
    const value = order[name];
    return value !== undefined && !(typeof value === 'number' && value >= 0);
  });
  return wrong && `${wrong} must be a number from 0.`;
}

function wrongChoice(order: Record<string, unknown>): string | undefined {
  const wrong = Object.entries(CHOICES).find(
    ([name, choices]) => order[name] !== undefined && !choices.includes(order[name]),
  );
  return wrong && `${wrong[0]} can be ${wrong[1].join(', ')}.`;
}
