-- Settles a claimed request that the caller still waits for. False: the claim was lost, or the caller was already told. As a
-- function, so that many are settled in one statement, each by its key. The problem is locked before its request, as
-- everywhere: the other way round, a notification applied at this moment is a deadlock.
create function settle_awaited(
  p_command_id uuid, p_claimed_by uuid, p_progress text, p_outcome jsonb, p_answer jsonb, p_marks jsonb,
  p_due_in_ms integer, p_holds_for_ms integer, p_changes jsonb
) returns boolean language plpgsql as $$
declare
  v_problem_key bigint;
begin
  if p_changes is not null then
    perform from problem p where p.problem_key = (select c.problem_key from command c where c.command_id = p_command_id)
      for no key update;
  end if;
  update command c set progress = p_progress, outcome = p_outcome, answer = p_answer, marks = p_marks, claimed_by = null,
    claimed_until = null, due_at = now() + p_due_in_ms * interval '1 ms',
    holds_until = now() + p_holds_for_ms * interval '1 ms',
    settled_at = case when p_progress = 'settled' then now() end
  where c.command_id = p_command_id and c.claimed_by = p_claimed_by and c.progress = 'asking' and c.answer is null
  returning c.problem_key into v_problem_key;
  if not found then
    return false;
  end if;
  if p_changes is not null then
    update problem p set document = p.document || p_changes,
      supplier_reference = coalesce(p_changes ->> 'supplierServiceProblemReference', p.supplier_reference)
    where p.problem_key = v_problem_key;
  end if;
  return true;
end
$$;

-- Many in one statement and one commit. Who holds a row they need is waited for no longer than `p_lock_wait`.
create function settle_all_awaited(p_given json, p_claimed_by uuid, p_lock_wait text)
returns table (n integer, settled boolean) language plpgsql as $$
begin
  perform set_config('lock_timeout', p_lock_wait, true);
  return query
    select g.n, settle_awaited(g.command_id, p_claimed_by, g.progress, g.outcome, g.answer, g.marks, g.due_in_ms,
      g.holds_for_ms, g.changes)
    from json_to_recordset(p_given) as g (n integer, command_id uuid, progress text, outcome jsonb, answer jsonb,
      marks jsonb, due_in_ms integer, holds_for_ms integer, changes jsonb);
end
$$;

create function keep_commands(p_given json, p_claimed_by uuid, p_lease_ms integer, p_lock_wait text)
returns table (n integer, verdict text, command jsonb, problem jsonb) language plpgsql as $$
begin
  perform set_config('lock_timeout', p_lock_wait, true);
  return query
    select g.n, k.verdict, k.command, k.problem
    from json_to_recordset(p_given) as g (n integer, command_id uuid, tenant text, operation text, request_key text,
      digest text, request jsonb, request_id text, conversation_id text, problem_id bigint, new_problem jsonb,
      later jsonb)
    cross join lateral keep_command(g.command_id, g.tenant, g.operation, g.request_key, g.digest, g.request,
      g.request_id, g.conversation_id, g.problem_id, g.new_problem, g.later, p_claimed_by, p_lease_ms) k;
end
$$;
