// The orders by which the simulator misbehaves, and which of them applies to the call at hand.

export const actions = ['delay', 'drop-before', 'drop-after', 'http', 'html', 'truncated', 'reject'] as const;
export const callNames = ['Authenticate', 'LineDetails', 'LineTest', 'Appointment', 'Fault', 'notifications'] as const;
export type CallName = (typeof callNames)[number];

export interface Behaviour {
  action: (typeof actions)[number];
  /** Only for this call. */
  call?: CallName;
  /** For the next so many. Left out: until the next order for the same call. */
  times?: number;
  ms?: number;
  status?: number;
  /** Sentence of a rejection. */
  reason?: string;
  /** http, html: whether the call is processed all the same. */
  processed?: boolean;
}

export class Behaviours {
  private orders: { behaviour: Behaviour; left: number }[] = [];

  add(behaviour: Behaviour): void {
    if (behaviour.times === undefined) {
      this.orders = this.orders.filter((one) => one.behaviour.call !== behaviour.call);
    }
    this.orders.unshift({ behaviour, left: behaviour.times ?? Infinity });
  }

  take(call: CallName | undefined): Behaviour | undefined {
    const order = this.orders.find(({ behaviour }) => behaviour.call === undefined || behaviour.call === call);
    if (order === undefined) return undefined;
    order.left -= 1;
    if (order.left <= 0) this.orders = this.orders.filter((one) => one !== order);
    return order.behaviour;
  }

  clear(): void {
    this.orders = [];
  }
}
