// A state as a word in a colour; the word says all that the colour does.

type Tone = 'good' | 'bad' | 'wait' | 'plain';

const TONES: Record<string, Tone> = {
  unknown: 'bad',
  parked: 'bad',
  quarantined: 'bad',
  stalled: 'bad',
  failed: 'bad',
  down: 'bad',
  refused: 'bad',
  rejected: 'bad',
  undeliverable: 'bad',
  queued: 'wait',
  pending: 'wait',
  waiting: 'wait',
  undecided: 'wait',
  due: 'wait',
  sending: 'wait',
  asking: 'wait',
  stored: 'wait',
  settled: 'good',
  delivered: 'good',
  applied: 'good',
  dismissed: 'good',
  done: 'good',
  up: 'good',
};

export function Badge({ state }: { state: string }) {
  return <span className={`badge badge-${TONES[state] ?? 'plain'}`}>{state}</span>;
}
