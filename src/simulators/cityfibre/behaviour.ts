// The orders by which the simulator misbehaves, and which of them applies to the message at hand.

export const requestActions = [
  ...(['accept', 'pending', 'reject', 'delay', 'drop-before', 'drop-after', 'half', 'html-502'] as const),
  ...(['truncated-xml', 'empty', 'http', 'fault'] as const),
];
export const notificationActions = ['duplicate', 'reorder'] as const;
export const serverActions = ['down', 'up'] as const;

export type RequestAction = (typeof requestActions)[number];
export type NotificationAction = (typeof notificationActions)[number];
export type ServerAction = (typeof serverActions)[number];

export interface Behaviour {
  action: RequestAction | NotificationAction | ServerAction;
  /** For the next so many messages. Left out: until another order for the same operation and reference. */
  times?: number;
  /** Only for this operation, e.g. `amendFaultReport`. */
  operation?: string;
  /** Only for this buyerFaultReference. */
  reference?: string;
  /** Text of a rejection or fault. */
  reason?: string;
  /** reject: say so in the body only, under HTTP 200. */
  inBody?: boolean;
  /** delay: how long. */
  ms?: number;
  /** delay: before the request is processed (the default), or between that and the answer. */
  when?: 'before' | 'after';
  /** http: the status. */
  status?: number;
  /** http: seconds for Retry-After. */
  retryAfter?: number;
  /** http, html-502, fault: whether the request is processed all the same. Left out: it is not. */
  processed?: boolean;
  /** duplicate: how many further copies. Left out: one. */
  copies?: number;
}

export interface Taken {
  behaviour: Behaviour;
  /** Whether this was the last message the order was for. */
  last: boolean;
}

interface Order {
  behaviour: Behaviour;
  left: number;
}

export class Behaviours {
  private orders: Order[] = [];

  /** The newest order comes first; one without a count takes the place of the earlier ones of its scope. */
  add(behaviour: Behaviour): void {
    // Held back for ever would be lost: a reorder is always for so many.
    const times = behaviour.times ?? (behaviour.action === 'reorder' ? 2 : undefined);
    if (times === undefined) {
      const everything =
        behaviour.action === 'accept' && behaviour.operation === undefined && behaviour.reference === undefined;
      this.orders = everything ? [] : this.orders.filter((one) => !sameScope(one.behaviour, behaviour));
      if (everything) return;
    }
    this.orders.unshift({ behaviour, left: times ?? Infinity });
  }

  takeForRequest(operation: string, reference: string): Behaviour | undefined {
    return this.take(requestActions, operation, reference)?.behaviour;
  }

  takeForNotification(reference: string): Taken | undefined {
    return this.take(notificationActions, undefined, reference);
  }

  holdsBack(): boolean {
    return this.orders.some((one) => one.behaviour.action === 'reorder');
  }

  clear(): void {
    this.orders = [];
  }

  private take(actions: readonly string[], operation: string | undefined, reference: string): Taken | undefined {
    const order = this.orders.find(
      ({ behaviour }) =>
        actions.includes(behaviour.action) &&
        (behaviour.operation === undefined || behaviour.operation === operation) &&
        (behaviour.reference === undefined || behaviour.reference === reference),
    );
    if (order === undefined) return undefined;
    order.left -= 1;
    if (order.left <= 0) this.orders = this.orders.filter((one) => one !== order);
    return { behaviour: order.behaviour, last: order.left <= 0 };
  }
}

function sameScope(one: Behaviour, other: Behaviour): boolean {
  const notification = (action: string): boolean => (notificationActions as readonly string[]).includes(action);
  return (
    one.operation === other.operation &&
    one.reference === other.reference &&
    notification(one.action) === notification(other.action)
  );
}
