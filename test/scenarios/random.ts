// Chance that can be had again: numbers, choices and odds from a seed.

export class Random {
  private state: number;

  constructor(seed: number) {
    this.state = seed >>> 0;
  }

  /** From 0 up to, but not, 1 (mulberry32). */
  next(): number {
    this.state = (this.state + 0x6d2b79f5) >>> 0;
    let mixed = this.state;
    mixed = Math.imul(mixed ^ (mixed >>> 15), mixed | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  }

  /** True so often, between 0 and 1. */
  odds(share: number): boolean {
    return this.next() < share;
  }

  upTo(limit: number): number {
    return Math.floor(this.next() * limit);
  }

  of<T>(choices: readonly [T, ...T[]]): T {
    return choices[this.upTo(choices.length)] ?? choices[0];
  }

  /** One of the weighted choices; heavier ones come more often. */
  weighted<T>(choices: readonly (readonly [weight: number, choice: T])[]): T | undefined {
    let left = this.next() * choices.reduce((sum, [weight]) => sum + weight, 0);
    return choices.find(([weight]) => (left -= weight) < 0)?.[1];
  }
}
