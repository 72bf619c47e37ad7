// Two messages side by side. A field that is pointed at lights up with its counterparts, and its rule is read below.

import { useMemo, useState } from 'react';
import type { components } from '../api/operations-api.ts';
import { Badge } from './badge.tsx';
import { isAt, type Line, linesOf } from './fields.ts';
import { Moment } from './time.tsx';

type Translation = components['schemas']['Translation'];
type Message = components['schemas']['TranslatedMessage'];

interface Pointed {
  side: 'source' | 'target';
  path: string;
}

export function SideBySide({ translation }: { translation: Translation }) {
  const { source, targets } = translation;
  const [shown, show] = useState(targets.length - 1);
  const [pointed, point] = useState<Pointed>();
  const [raw, setRaw] = useState(false);
  const target = targets[shown] ?? targets.at(-1);
  return (
    <section aria-label={translation.title}>
      <div className="side-head">
        <h2>{translation.title}</h2>
        <label>
          <input type="checkbox" checked={raw} onChange={({ target: box }) => setRaw(box.checked)} /> As bytes
        </label>
        {targets.length < 2 ? null : (
          <label>
            Message
            <select value={shown} onChange={({ target: select }) => show(Number(select.value))}>
              {targets.map(({ name, at }, index) => (
                <option key={index} value={index}>
                  {index + 1}: {name} {at?.slice(11, 19)}
                </option>
              ))}
            </select>
          </label>
        )}
      </div>
      <Rule translation={translation} pointed={pointed} />
      <div className="side-by-side">
        <MessageView
          message={source}
          // Without rules it could not be read, and a browser styles the error of a parser inline, which the policy forbids.
          raw={raw || (source.format === 'xml' && translation.fields.length === 0)}
          lit={(path) => lights(translation, pointed, { side: 'source', path })}
          fateOf={(path) => translation.fields.find(({ field }) => field === path)?.fate}
          point={(path) => point({ side: 'source', path })}
        />
        {target === undefined ? (
          <p className="notice">Nothing was sent for it so far.</p>
        ) : (
          <MessageView
            message={target}
            raw={raw}
            lit={(path) => lights(translation, pointed, { side: 'target', path })}
            fateOf={() => undefined}
            point={(path) => point({ side: 'target', path })}
          />
        )}
      </div>
    </section>
  );
}

function lights({ fields }: Translation, pointed: Pointed | undefined, here: Pointed): boolean {
  if (pointed === undefined) return false;
  if (pointed.side === here.side) return pointed.path === here.path;
  const [source, target] = here.side === 'source' ? [here, pointed] : [pointed, here];
  return fields.some(({ field, to }) => field === source.path && to.some((place) => isAt(target.path, place)));
}

function Rule({ translation, pointed }: { translation: Translation; pointed: Pointed | undefined }) {
  const rules = useMemo(() => rulesOf(translation, pointed), [translation, pointed]);
  return (
    <div className="rule" role="status">
      {rules.length === 0 ? 'Point at a field, or go to it by Tab, to read the rule that carried it.' : null}
      {rules.map(({ from, to, why }) => (
        <p key={`${from} ${to}`}>
          <code>{from}</code> {to === '' ? '' : '→ '}
          <code>{to}</code> {why}
        </p>
      ))}
    </div>
  );
}

const MOST_RULES = 6;

function rulesOf(
  { fields, added }: Translation,
  pointed: Pointed | undefined,
): { from: string; to: string; why: string }[] {
  if (pointed === undefined) return [];
  const { side, path } = pointed;
  if (side === 'source') {
    const found = fields.filter(({ field }) => field === path);
    if (found.length === 0) return [{ from: path, to: '', why: 'No rule is known for it.' }];
    return found.map(({ field, to, why, fate }) => ({
      from: field,
      to: to.join(', '),
      why: fate === 'mapped' ? why : `Ignored: ${why}`,
    }));
  }
  const carried = fields
    .filter(({ to }) => to.some((place) => isAt(path, place)))
    .map(({ field, why }) => ({ from: field, to: path, why }));
  const besides = added
    .filter(({ to }) => to.some((place) => isAt(path, place)))
    .map(({ source, rule }) => ({ from: source, to: path, why: rule }));
  const all = [...carried, ...besides];
  return all.length === 0 ? [{ from: path, to: '', why: 'The gateway says it of its own.' }] : all.slice(0, MOST_RULES);
}

interface MessageViewProps {
  message: Message;
  raw: boolean;
  lit: (path: string) => boolean;
  fateOf: (path: string) => string | undefined;
  point: (path: string) => void;
}

function MessageView({ message, raw, lit, fateOf, point }: MessageViewProps) {
  const lines = useMemo(() => (raw ? undefined : linesOf(message.format, message.body)), [message, raw]);
  return (
    <figure className="message">
      <figcaption>
        <strong>{message.from}</strong> → <strong>{message.to}</strong>: {message.name}
        {message.at === undefined ? null : <Moment at={message.at} />}
        {message.outcome === undefined ? null : <Outcome outcome={message.outcome} />}
      </figcaption>
      {raw || lines === undefined ? (
        <pre tabIndex={0}>{message.body}</pre>
      ) : (
        <div className="lines" role="list">
          {lines.map((line, index) => (
            <LineView key={index} line={line} lit={lit} fateOf={fateOf} point={point} />
          ))}
        </div>
      )}
      {message.answer === undefined ? null : (
        <details>
          <summary>The answer</summary>
          <pre tabIndex={0}>{message.answer}</pre>
        </details>
      )}
    </figure>
  );
}

/** `rejected: the reason` with the reason beside the word. */
function Outcome({ outcome }: { outcome: string }) {
  const [, state = outcome, why = ''] = /^([\w-]+): (.*)$/s.exec(outcome) ?? [];
  return (
    <span className="outcome">
      <Badge state={state} /> {why}
    </span>
  );
}

type LineProps = Pick<MessageViewProps, 'lit' | 'fateOf' | 'point'> & { line: Line };

function LineView({ line, lit, fateOf, point }: LineProps) {
  const { depth, before, value, after, path } = line;
  const style = { paddingInlineStart: `${depth}rem` };
  if (path === undefined || value === undefined)
    return (
      <div role="listitem" className="line" style={style}>
        {before}
        {value}
        {after}
      </div>
    );
  const classes = ['line', 'leaf', lit(path) ? 'lit' : '', fateOf(path) === 'ignored' ? 'ignored' : ''];
  return (
    <div
      role="listitem"
      className={classes.join(' ')}
      style={style}
      tabIndex={0}
      data-path={path}
      onMouseEnter={() => point(path)}
      onFocus={() => point(path)}
    >
      {before}
      <b>{value}</b>
      {after}
    </div>
  );
}
