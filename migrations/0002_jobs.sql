-- Ringcheck schema, part 2: the job queue.
--
-- A job is leased, not taken: a worker that dies loses its lease, and the job is given to another one. Every change after the
-- claim must show the lease's token, so that a worker that was only slow cannot write over its successor (fencing): do
-- rc_job_complete() in the same transaction as the results, and roll back where it says false.
--
-- Channels: 'rc_jobs' (payload: the kind) when there is something to claim, 'rc_cancel' (payload: job id) when a running job
-- should stop. Notifications only save waiting: workers also look by themselves every few seconds.

create table jobs (
	id           bigint generated always as identity primary key,
	kind         text not null,              -- 'review'; later issues add fetching and commenting
	payload      jsonb not null default '{}',
	-- The review it works for; where a job dies or is cancelled, so does the review.
	review_id    bigint references reviews on delete cascade,
	state        text not null default 'ready' check (state in ('ready', 'leased', 'done', 'dead', 'cancelled')),
	priority     smallint not null default 5,  -- the smaller, the earlier
	attempts     int not null default 0,       -- claims so far
	max_attempts int not null default 3,
	run_after    timestamptz not null default now(),
	lease_until  timestamptz,
	lease_token  uuid,
	worker       text,                         -- who has or had it; for people
	last_error   text not null default '',
	cancel_requested boolean not null default false,
	created_at   timestamptz not null default now(),
	finished_at  timestamptz
);
-- Claims walk this from a low-water mark (see rc_job_claim).
create index jobs_ready on jobs (priority, id) where state = 'ready';
create index jobs_leased on jobs (lease_until) where state = 'leased';
create index jobs_review on jobs (review_id);
-- Every job is updated at least twice: vacuum early.
alter table jobs set (fillfactor = 70, autovacuum_vacuum_scale_factor = 0.02, autovacuum_vacuum_threshold = 200);

create function rc_job_enqueue(job_kind text, job_payload jsonb, review bigint default null, job_priority int default 5,
	tries int default 3, delay interval default '0') returns bigint language plpgsql as $$
declare
	jid bigint;
begin
	insert into jobs (kind, payload, review_id, priority, max_attempts, run_after)
	values (job_kind, job_payload, review, job_priority, tries, now() + delay) returning id into jid;
	perform pg_notify('rc_jobs', job_kind);
	return jid;
end $$;

-- Claims the next job, or no row. Why not simply `order by priority, id`: every finished job leaves a dead entry at the index's
-- front until vacuum may remove it, and under an old snapshot (a dump, a forgotten session) it may not: measured, such a queue
-- decays to a tenth. So a session remembers where it found its last job and looks from a little before that; every 32nd claim,
-- or where nothing is found there, the whole index is looked through, for retries and other priorities.
create function rc_job_claim(worker_name text, lease interval, kinds text[])
returns table (id bigint, kind text, payload jsonb, review_id bigint, attempts int, max_attempts int, lease_token uuid)
language plpgsql as $$
declare
	mark bigint := coalesce(nullif(current_setting('rc.mark', true), ''), '0')::bigint;
	mark_priority smallint := coalesce(nullif(current_setting('rc.mark_priority', true), ''), '0')::smallint;
	claims int := coalesce(nullif(current_setting('rc.claims', true), ''), '0')::int;
	jid bigint;
	jpri smallint;
begin
	if mark > 0 and claims % 32 <> 0 then
		select j.id, j.priority into jid, jpri from jobs j
		where j.state = 'ready' and j.priority = mark_priority and j.id >= mark - 64 and j.run_after <= clock_timestamp()
			and j.kind = any (kinds)
		order by j.priority, j.id limit 1 for update skip locked;
	end if;
	if jid is null then
		select j.id, j.priority into jid, jpri from jobs j
		where j.state = 'ready' and j.run_after <= clock_timestamp() and j.kind = any (kinds)
		order by j.priority, j.id limit 1 for update skip locked;
	end if;
	perform set_config('rc.claims', ((claims + 1) % 32)::text, false);
	if jid is null then
		return;
	end if;
	perform set_config('rc.mark', jid::text, false), set_config('rc.mark_priority', jpri::text, false);
	return query
		update jobs j set state = 'leased', attempts = j.attempts + 1, worker = worker_name,
			lease_until = clock_timestamp() + lease, lease_token = gen_random_uuid()
		where j.id = jid
		returning j.id, j.kind, j.payload, j.review_id, j.attempts, j.max_attempts, j.lease_token;
end $$;

-- 'ok', 'cancel' (stop, then rc_job_cancelled) or 'lost' (stop, write nothing: somebody else has the job or it is gone).
create function rc_job_heartbeat(job bigint, token uuid, lease interval) returns text language plpgsql as $$
declare
	stop boolean;
begin
	update jobs set lease_until = clock_timestamp() + lease
	where id = job and lease_token = token and state = 'leased' returning cancel_requested into stop;
	if not found then
		return 'lost';
	end if;
	return case when stop then 'cancel' else 'ok' end;
end $$;

-- False: the lease is lost; roll back.
create function rc_job_complete(job bigint, token uuid) returns boolean language plpgsql as $$
begin
	update jobs set state = 'done', finished_at = now(), lease_until = null, lease_token = null, last_error = ''
	where id = job and lease_token = token and state = 'leased';
	return found;
end $$;

-- A job that will never run again, and its review with it. Internal.
create function rc_job_end(job bigint, new_state text, why text) returns void language plpgsql as $$
declare
	rid bigint;
begin
	update jobs set state = new_state, finished_at = now(), lease_until = null, lease_token = null,
		last_error = case when why = '' then last_error else why end
	where id = job returning review_id into rid;
	update reviews set state = case when new_state = 'dead' then 'failed' else 'cancelled' end, reason = why, finished_at = now()
	where id = rid and state in ('queued', 'unpacking', 'analysing');
end $$;

-- Back to the queue after a while (5 s, doubled for each attempt, at most 10 min, +-20 %), or dead with its reason where it has no
-- attempt left. Internal.
create function rc_job_again(job bigint, why text) returns text language plpgsql as $$
declare
	j jobs;
	wait interval;
begin
	select * into j from jobs where id = job;
	if j.cancel_requested then
		perform rc_job_end(job, 'cancelled', 'cancelled by request');
		return 'cancelled';
	end if;
	if j.attempts >= j.max_attempts then
		perform rc_job_end(job, 'dead', why || format(' (given up after %s attempts)', j.attempts));
		return 'dead';
	end if;
	wait := least(interval '5 s' * power(2, j.attempts - 1), interval '10 min') * (0.8 + 0.4 * random());
	update jobs set state = 'ready', run_after = clock_timestamp() + wait, lease_until = null, lease_token = null, last_error = why
	where id = job;
	update reviews set state = 'queued', progress_done = 0, progress_total = 0,
		reason = why || format(' (attempt %s of %s; it is tried again)', j.attempts, j.max_attempts)
	where id = j.review_id and state in ('queued', 'unpacking', 'analysing');
	perform pg_notify('rc_jobs', j.kind);
	return 'ready';
end $$;

-- 'ready' (it is tried again), 'dead', 'cancelled' or 'lost'. retry = false: trying again cannot help (a corrupt archive).
create function rc_job_fail(job bigint, token uuid, why text, retry boolean default true) returns text language plpgsql as $$
begin
	perform from jobs where id = job and lease_token = token and state = 'leased' for update;
	if not found then
		return 'lost';
	end if;
	if not retry then
		perform rc_job_end(job, 'dead', why);
		return 'dead';
	end if;
	return rc_job_again(job, why);
end $$;

-- A worker that shuts down gives its job back; the attempt does not count.
create function rc_job_release(job bigint, token uuid) returns boolean language plpgsql as $$
declare
	j jobs;
begin
	select * into j from jobs where id = job and lease_token = token and state = 'leased' for update;
	if not found then
		return false;
	end if;
	if j.cancel_requested then
		perform rc_job_end(job, 'cancelled', 'cancelled by request');
		return true;
	end if;
	update jobs set state = 'ready', attempts = j.attempts - 1, run_after = clock_timestamp(), lease_until = null, lease_token = null where id = job;
	update reviews set state = 'queued', progress_done = 0, progress_total = 0 where id = j.review_id and state in ('unpacking', 'analysing');
	perform pg_notify('rc_jobs', j.kind);
	return true;
end $$;

-- The worker stopped because it was asked to.
create function rc_job_cancelled(job bigint, token uuid) returns boolean language plpgsql as $$
begin
	perform from jobs where id = job and lease_token = token and state = 'leased' for update;
	if not found then
		return false;
	end if;
	perform rc_job_end(job, 'cancelled', 'cancelled by request');
	return true;
end $$;

-- 'cancelled' at once where it was waiting, 'requested' where a worker must stop first, otherwise the state it has.
create function rc_job_cancel(job bigint) returns text language plpgsql as $$
declare
	s text;
begin
	select state into s from jobs where id = job for update;
	if s = 'ready' then
		perform rc_job_end(job, 'cancelled', 'cancelled by request');
		return 'cancelled';
	elsif s = 'leased' then
		update jobs set cancel_requested = true where id = job;
		perform pg_notify('rc_cancel', job::text);
		return 'requested';
	end if;
	return s;
end $$;

-- Leases whose worker was not heard of in time. Any worker or server may call it, often.
create function rc_job_reap() returns int language plpgsql as $$
declare
	j record;
	reaped int := 0;
begin
	for j in select id, worker from jobs where state = 'leased' and lease_until < clock_timestamp()
		order by lease_until limit 100 for update skip locked loop
		perform rc_job_again(j.id, format('worker %s stopped answering', coalesce(j.worker, '?')));
		reaped := reaped + 1;
	end loop;
	return reaped;
end $$;

-- ---- reviews and their jobs, in one transaction each ----

-- The upload is complete: the review and its job. Repeating it gives the same review. Null: the upload is gone.
create function rc_review_create(upload bigint, review_name text, review_options jsonb, review_input text)
returns uuid language plpgsql as $$
declare
	u uploads;
	rid bigint;
	pid uuid;
begin
	select * into u from uploads where id = upload for update;
	if not found then
		return null;
	elsif u.review_id is not null then
		return (select public_id from reviews where id = u.review_id);
	end if;
	insert into reviews (name, options, input) values (review_name, review_options, review_input) returning id, public_id into rid, pid;
	insert into review_files (review_id, path, sha256, kind)
	select rid, f.path, f.sha256, rc_file_kind(f.path, b.encoding) from upload_files f join blobs b using (sha256) where f.upload_id = upload;
	-- The row stays, also without an archive: it is what makes repeating this harmless. rc_archive_unpacked() takes it away.
	update uploads set review_id = rid, touched_at = now() where id = upload;
	delete from upload_files where upload_id = upload;
	perform rc_job_enqueue('review', jsonb_build_object('review', rid), rid);
	return pid;
end $$;

-- 'cancelled', 'requested', the final state it already has, or null: no such review.
create function rc_review_cancel(review_public uuid) returns text language plpgsql as $$
declare
	r reviews;
	jid bigint;
begin
	select * into r from reviews where public_id = review_public;
	if not found then
		return null;
	elsif r.state in ('done', 'failed', 'cancelled') then
		return r.state;
	end if;
	select max(id) into jid from jobs where review_id = r.id;
	return coalesce(rc_job_cancel(jid), 'cancelled');
end $$;

-- 'queued', 'busy' (it is still waiting or running), or null: no such review.
create function rc_review_retry(review_public uuid) returns text language plpgsql as $$
declare
	r reviews;
begin
	select * into r from reviews where public_id = review_public for update;
	if not found then
		return null;
	elsif r.state not in ('done', 'failed', 'cancelled') then
		return 'busy';
	end if;
	perform rc_review_clear_results(r.id);
	update reviews set state = 'queued', partial = false, reason = '', progress_done = 0, progress_total = 0, drivers = 0, units_total = 0,
		units_analysed = 0, functions = 0, opaque_ops = 0, guessed_declarations = 0, findings = 0, suppressed = 0, notes = 0, warnings = 0,
		errors = 0, skipped = '[]', elapsed_ms = null, peak_kib = null, started_at = null, finished_at = null
	where id = r.id;
	perform rc_job_enqueue('review', jsonb_build_object('review', r.id), r.id);
	return 'queued';
end $$;
