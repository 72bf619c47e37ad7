// The help text of the control interface.
import { notificationActions, requestActions, serverActions } from './behaviour.js';
import { notifyEvents } from './events.js';
import { scriptNames } from './life-cycle.js';

type Post = (path: string, body?: object) => string;

export function helpText(url: string): string {
  const post: Post = (path, body) =>
    `  curl -X POST ${url}${path}${body === undefined ? '' : ` -d '${JSON.stringify(body)}'`}`;
  return `CityFibre simulator. Steer it with these calls; bodies and answers are JSON.

GET  /tickets                      every ticket with its whole history
  curl ${url}/tickets

GET  /messages?reference=          every message that passed, of one ticket if named
  curl '${url}/messages?reference=NORTHWIND-17'

POST /tickets/{reference}/notify   tell the buyer something; the ticket follows
  event: ${notifyEvents.join(', ')}
  optional: update, statusReason, comment, appointment {key, date, startTime, endTime, confirmation, closureCode,
  cancelled}, appointments [several of them, each with its key], missed {seller, amended, cancelled, endUser, endUserPreAgreed, mborc}, triage {complete, findings},
  lateRepair {totalDelayInDays, sellerDelayDays, nonSellerDelayDays, exclusions [{reason, days, start, end}]},
  attachments [{filename, url, uploaded}], errorMessage, status, bare (no envelope), messageId, sentAt, buyer (where two buyers use one reference)
${post('/tickets/NORTHWIND-17/notify', { event: 'in-progress', update: 'An engineer is on the way' })}
${post('/tickets/NORTHWIND-17/notify', { event: 'resolved', statusReason: 'Fibre spliced' })}
${post('/tickets/NORTHWIND-17/notify', { event: 'appointment-completed', appointment: { closureCode: 'NA' } })}

POST /tickets/{reference}/play     tell a whole life, each step once the one before was acknowledged; not with reorder
  optional: script ${scriptNames.join(' or ')} (else the first), or steps, a list of bodies of notify; buyer
${post('/tickets/NORTHWIND-17/play')}
${post('/tickets/NORTHWIND-17/play', { steps: [{ event: 'accepted' }, { event: 'cancelled' }] })}

${timeHelp(url, post)}

POST /decide/{reference}           decide the oldest thing left undecided: a report, an amendment, a verdict
${post('/decide/NORTHWIND-17', { decision: 'accept' })}
${post('/decide/NORTHWIND-17', { decision: 'reject', reason: 'Not enough detail' })}

POST /behaviour                    misbehave
  requests: ${requestActions.join(', ')}
  notifications: ${notificationActions.join(', ')}; the server: ${serverActions.join(', ')}
  optional: times (else until changed), operation, reference, reason, inBody (reject), ms and when before|after (delay),
  status and retryAfter (http), processed (http, html-502, fault), copies (duplicate)
  accept without anything else ends all of it
${post('/behaviour', { action: 'drop-after', times: 1, operation: 'amendFaultReport' })}
${post('/behaviour', { action: 'reject', reason: 'Service is in build', reference: 'NORTHWIND-17' })}
${post('/behaviour', { action: 'http', status: 503, retryAfter: 2, times: 3 })}
${post('/behaviour', { action: 'reorder', times: 3 })}
${post('/behaviour', { action: 'accept' })}

POST /down, POST /up               stop listening, and listen again on the same port
${post('/down')}
${post('/up')}

POST /reset                        forget tickets, messages and orders, and stop delivering
${post('/reset')}
`;
}

function timeHelp(url: string, post: Post): string {
  return `GET  /reservations                 every appointment that was reserved
  curl ${url}/reservations

GET  /clock, POST /clock           the simulator's clock; it can be moved ahead, and what falls due happens
${post('/clock', { advanceMs: 48 * 3_600_000 })}`;
}
