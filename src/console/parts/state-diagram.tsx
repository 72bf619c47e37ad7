// The states of a problem, and the one it is in.

const STATES = ['SUBMITTED', 'ACKNOWLEDGED', 'IN_PROGRESS', 'PENDING', 'RESOLVED', 'CLOSED'];
const ENDS = ['CANCELLED', 'REJECTED'];

export function StateDiagram({ status }: { status: string }) {
  const ended = ENDS.includes(status);
  const states = ended ? [...STATES.slice(0, 2), status] : STATES.includes(status) ? STATES : [...STATES, status];
  return (
    <ol className="states" aria-label="State of the problem">
      {states.map((state) => (
        <li key={state} aria-current={state === status ? 'step' : undefined}>
          {state}
        </li>
      ))}
    </ol>
  );
}
