// One conversation on one time line, in four lanes: what came and went, what the gateway did, and how long nothing happened.

import { Badge } from './badge.tsx';
import type { TimelineEvent } from './events.ts';
import { duration, inLocal, inUtc } from './time.tsx';

const LANES = ['platform', 'gateway', 'supplier', 'updates'] as const;
const GAP_MS = 60_000;

interface TimelineProps {
  events: TimelineEvent[];
  shown: string | undefined;
  show: (key: string) => void;
}

export function Timeline({ events, shown, show }: TimelineProps) {
  return (
    <div className="timeline">
      <div className="lanes" aria-hidden="true">
        <span>time</span>
        {LANES.map((lane) => (
          <span key={lane}>{lane}</span>
        ))}
      </div>
      <ol>
        {events.map((event, index) => {
          const gap = Date.parse(event.at) - Date.parse(events[index - 1]?.at ?? event.at);
          return (
            <li key={event.key}>
              {gap < GAP_MS ? null : <p className="gap">{duration(gap)} without anything</p>}
              <div className="moment-row">
                <time dateTime={event.at} title={`${inUtc(event.at)}, local ${inLocal(event.at)}`}>
                  {event.at.slice(11, 23)}
                </time>
                <button
                  type="button"
                  className={`event lane-${event.lane}`}
                  aria-pressed={event.key === shown}
                  onClick={() => show(event.key)}
                >
                  <span className="hidden">{event.lane}: </span>
                  {event.title} <Badge state={event.state} />
                  {event.note === undefined ? null : <small>{event.note}</small>}
                </button>
              </div>
            </li>
          );
        })}
      </ol>
    </div>
  );
}
