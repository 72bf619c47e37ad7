// Times for people: how long ago, with UTC and local time one hover or focus away.

import { useSyncExternalStore } from 'react';

const TICK_MS = 1_000;
const UNITS: [seconds: number, name: string][] = [
  [86_400, 'd'],
  [3_600, 'h'],
  [60, 'min'],
  [1, 's'],
];

let now = Date.now();
const listeners = new Set<() => void>();
let timer: ReturnType<typeof setInterval> | undefined;

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  timer ??= setInterval(() => {
    now = Date.now();
    for (const one of listeners) one();
  }, TICK_MS);
  return () => {
    listeners.delete(listener);
    if (listeners.size > 0) return;
    clearInterval(timer);
    timer = undefined;
  };
}

export function useNow(): number {
  return useSyncExternalStore(subscribe, () => now);
}

/** 95 → `1 min 35 s`: the two largest units. */
export function duration(milliseconds: number): string {
  let seconds = Math.max(0, Math.round(milliseconds / 1_000));
  const parts: string[] = [];
  for (const [size, name] of UNITS) {
    const count = Math.floor(seconds / size);
    if (count > 0) parts.push(`${count} ${name}`);
    seconds -= count * size;
    if (parts.length === 2 || (parts.length === 1 && count === 0)) break;
  }
  return parts.length === 0 ? 'now' : parts.join(' ');
}

export function inUtc(at: string): string {
  return `${at.slice(0, 10)} ${at.slice(11, 19)} UTC`;
}

export function inLocal(at: string): string {
  return new Date(at).toLocaleString(undefined, { dateStyle: 'medium', timeStyle: 'medium' });
}

export function Ago({ at }: { at: string }) {
  const difference = useNow() - Date.parse(at);
  const text = difference >= -500 ? `${duration(difference)} ago` : `in ${duration(-difference)}`;
  return (
    <time dateTime={at} title={`${inUtc(at)}, local ${inLocal(at)}`}>
      {text.replace('now ago', 'now').replace('in now', 'now')}
    </time>
  );
}

/** UTC to the second, the local time below. */
export function Moment({ at }: { at: string }) {
  return (
    <time dateTime={at} className="moment" title={at}>
      {inUtc(at)}
      <small>{inLocal(at)}</small>
    </time>
  );
}
