// Looks into the store, from beside the gateway, to see when there is nothing left to do; and lets time pass there.

import pg from 'pg';

/** What is not at rest yet, one line each; empty when nothing is left to do. */
export type Unrest = string[];

const UNREST = `
  with mine as (select * from problem where platform_id = any ($1::bigint[])),
  requests as (
    select c.*, p.supplier_reference from command c join mine p using (problem_key)),
  unsettled as (
    select r.request_key, case
      when r.progress = 'asking' then 'asking until ' || r.claimed_until
      when r.progress = 'unknown' and r.supplier_reference is not null and r.due_at < now()
        then 'unknown, not looked into'
      when r.progress = 'pending' and r.operation <> 'cancel-problem' then 'pending'
      when r.progress = 'queued' and not exists (
        select from requests older where older.problem_key = r.problem_key and older.position < r.position
          and older.progress in ('unknown', 'queued')) then 'queued until ' || r.due_at
      when r.reply_state = 'pending' and r.answer is not null and r.progress <> 'queued' then 'answer pending_reply'
      end as why
    from requests r)
  select 'request ' || request_key || ' ' || why as line from unsettled where why is not null
  union all
  select 'notification ' || notification_id || ' ' || progress || ' attempt ' || attempt from notification
  where progress = 'stored' and our_reference = any ($2::text[])
  union all
  select 'KCI ' || k.entity_id || '/' || k.sequence || ' ' || k.progress || ' attempt ' || k.attempt || ' '
    || coalesce(k.why, '')
  from kci k join mine p on p.tenant = k.tenant and p.platform_id = k.entity_id
  where k.progress <> 'delivered'
  order by 1`;

const REQUESTS = `
  select c.request_key, c.operation, c.progress, c.outcome, c.reply_state, c.answer, c.attempt, c.received_at, c.due_at,
    c.claimed_until, c.settled_at
  from command c join problem p using (problem_key) where p.platform_id = any ($1::bigint[]) order by c.position`;

/** Claims and answers that nobody who lives can still be working on lapse at once, as they would in two minutes. */
const LAPSE = [
  `update command set claimed_until = now() - interval '1 s' where progress = 'asking' and claimed_until < $1::timestamptz + interval '120 s'`,
  `update kci set claimed_until = now() - interval '1 s' where progress = 'sending' and claimed_until < $1::timestamptz + interval '60 s'`,
  `update command set received_at = received_at - interval '60 s'
   where reply_state = 'pending' and answer is not null and progress not in ('asking', 'queued') and received_at < $1::timestamptz
     and received_at > now() - interval '60 s'`,
];

export class StoreWatch {
  private readonly url: string;
  private client: pg.Client | undefined;

  constructor(url: string) {
    this.url = url;
  }

  /** Undefined while the store cannot be asked. */
  async unrest(problemIds: number[], references: string[]): Promise<Unrest | undefined> {
    const rows = await this.query<{ line: string }>(UNREST, [problemIds, references]);
    return rows?.map(({ line }) => line);
  }

  /** How the requests stand in the store: no evidence, but a help to whoever looks into a bad round. */
  async requests(problemIds: number[]): Promise<object[]> {
    return (await this.query<object & pg.QueryResultRow>(REQUESTS, [problemIds])) ?? [];
  }

  /** Claims taken before `takenBefore` lapse. */
  async lapse(takenBefore: Date): Promise<void> {
    for (const text of LAPSE) await this.query(text, [takenBefore.toISOString()]);
  }

  async close(): Promise<void> {
    await this.client?.end().catch(() => undefined);
  }

  private async query<Row extends pg.QueryResultRow>(text: string, values: unknown[]): Promise<Row[] | undefined> {
    try {
      this.client ??= await this.connect();
      return (await this.client.query<Row>(text, values)).rows;
    } catch {
      const lost = this.client;
      this.client = undefined;
      void lost?.end().catch(() => undefined);
      return undefined;
    }
  }

  private async connect(): Promise<pg.Client> {
    const client = new pg.Client({ connectionString: this.url, connectionTimeoutMillis: 2_000 });
    client.on('error', () => undefined);
    await client.connect();
    return client;
  }
}
