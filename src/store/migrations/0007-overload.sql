-- A request that arrives while too many are being asked waits in the queue from the start: kept, and answered 202.
create or replace function keep_commands(p_given json, p_claimed_by uuid, p_lease_ms integer, p_lock_wait text)
returns table (n integer, verdict text, command jsonb, problem jsonb) language plpgsql as $$
#variable_conflict use_column
declare
  g record;
  k record;
begin
  perform set_config('lock_timeout', p_lock_wait, true);
  for g in
    select * from json_to_recordset(p_given) as given (n integer, command_id uuid, tenant text, operation text,
      request_key text, digest text, request jsonb, request_id text, conversation_id text, problem_id bigint,
      new_problem jsonb, later jsonb, waits boolean)
  loop
    select * into k from keep_command(g.command_id, g.tenant, g.operation, g.request_key, g.digest, g.request,
      g.request_id, g.conversation_id, g.problem_id, g.new_problem, g.later, p_claimed_by, p_lease_ms);
    if g.waits and k.verdict = 'ask' then
      update command c set progress = 'queued', attempt = c.attempt - 1, claimed_by = null, claimed_until = null,
        due_at = now(), answer = g.later
      where c.command_id = (k.command ->> 'command_id')::uuid returning 'held-up' as verdict, to_jsonb(c) as command, k.problem as problem into k;
    end if;
    return query select g.n, k.verdict, k.command, k.problem;
  end loop;
end
$$;
