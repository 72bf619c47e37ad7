// The dialog of an act: what will be told and to whom, why it is done, and what came of it.

import { Dialog, DialogDismiss, DialogHeading } from '@ariakit/react';
import { useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import type { Choice, Offer, Subject } from './offers.ts';

interface ActDialogProps {
  offer: Offer;
  subjects: Subject[];
  /** Of an assignment: the problem that is likely. */
  suggested?: { tenant: string; problemId: number } | undefined;
  close: () => void;
}

interface Result {
  subject: Subject;
  failed: string | undefined;
}

const SHOWN = 20;

export function ActDialog({ offer, subjects, suggested, close }: ActDialogProps) {
  const queries = useQueryClient();
  const [reason, setReason] = useState('');
  const [problem, setProblem] = useState(suggested === undefined ? '' : `${suggested.tenant} ${suggested.problemId}`);
  const [results, setResults] = useState<Result[]>();
  const [running, setRunning] = useState(false);
  const [, tenant = '', problemId = ''] = /^(\S+)\s+(\d+)$/.exec(problem.trim()) ?? [];
  const ready = reason.trim() !== '' && (offer.asksForProblem !== true || problemId !== '');

  const act = async (event: FormEvent<HTMLFormElement>): Promise<void> => {
    event.preventDefault();
    setRunning(true);
    const choice = { reason: reason.trim(), tenant, problemId: Number(problemId) };
    setResults(await runAll(offer, subjects, choice));
    setRunning(false);
    await queries.invalidateQueries();
  };

  return (
    <Dialog open onClose={close} className="dialog" backdrop={<div className="backdrop" />}>
      <DialogHeading className="dialog-heading">{offer.label}</DialogHeading>
      {results === undefined ? (
        <form onSubmit={(event) => void act(event)}>
          <ul className="preview">
            {subjects.slice(0, SHOWN).map((subject) => (
              <li key={subject.id}>{offer.preview(subject, reason.trim())}</li>
            ))}
            {subjects.length > SHOWN ? <li>… and {subjects.length - SHOWN} more alike.</li> : null}
          </ul>
          {offer.asksForProblem === true ? (
            <label>
              Tenant and problem
              <input value={problem} placeholder="TENANT1 12356" onChange={({ target }) => setProblem(target.value)} />
            </label>
          ) : null}
          <label>
            {offer.reasonIsTold === true ? 'Reason, as the tenant reads it' : 'Reason, stored with the act'}
            <textarea
              autoFocus
              rows={2}
              maxLength={500}
              value={reason}
              onChange={({ target }) => setReason(target.value)}
            />
          </label>
          <div className="buttons">
            <button type="submit" className="main" disabled={!ready || running}>
              {running ? 'Working …' : doIt(offer, subjects.length)}
            </button>
            <DialogDismiss>Cancel</DialogDismiss>
          </div>
        </form>
      ) : (
        <Results results={results} />
      )}
    </Dialog>
  );
}

function Results({ results }: { results: Result[] }) {
  const failed = results.filter((result) => result.failed !== undefined);
  const done = results.length - failed.length;
  return (
    <div role="status">
      {done > 0 ? <p className="done">Done{results.length > 1 ? `: ${done} of ${results.length}` : ''}.</p> : null}
      {failed.length > 0 ? (
        <ul className="refusals">
          {failed.map(({ subject, failed: why }) => (
            <li key={subject.id}>
              {subject.title}: {why}
            </li>
          ))}
        </ul>
      ) : null}
      <div className="buttons">
        <DialogDismiss className="main">Close</DialogDismiss>
      </div>
    </div>
  );
}

function doIt({ label }: Offer, count: number): string {
  return count === 1 ? `Do it: ${label}` : `Do it for ${count}: ${label}`;
}

/** One after another, so that a refusal names its own. */
async function runAll(offer: Offer, subjects: Subject[], choice: Choice): Promise<Result[]> {
  const results: Result[] = [];
  for (const subject of subjects) {
    const failed = await offer.run(subject, choice).then(
      () => undefined,
      (error: Error) => error.message,
    );
    results.push({ subject, failed });
  }
  return results;
}
