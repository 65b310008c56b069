-- Ringcheck schema, part 3: projects, their forges, hooks in, comments out.
--
-- ringcheckd takes deliveries in (inbox) and answers at once; ringcheck-worker does everything that talks to a forge. Secrets are
-- sealed (base/seal.h: libsodium secretbox, the key comes from a file or the environment, never from the database); tokens of
-- our own API are stored as SHA-256 only.

-- ---- access ----

create table tokens (
	id         bigint generated always as identity primary key,
	public_id  uuid not null default gen_random_uuid() unique,
	sha256     bytea not null unique check (octet_length(sha256) = 32),  -- of the whole token text
	name       text not null check (length(name) between 1 and 100),
	-- null = every project, and uploads; otherwise nothing but this project.
	project_id bigint,
	-- Each includes the ones before it: 'read' looks, 'write' uploads, decides on findings, asks for reviews, 'admin' makes
	-- projects and tokens (of its project, where it has one).
	scope      text not null check (scope in ('read', 'write', 'admin')),
	created_at timestamptz not null default now(),
	expires_at timestamptz,
	revoked_at timestamptz,
	used_at    timestamptz  -- to the hour
);

-- Servers remember tokens for some seconds: they are told of every change.
create function rc_tokens_changed() returns trigger language plpgsql as $$
begin
	perform pg_notify('rc_tokens', '');
	return null;
end $$;
create trigger tokens_changed after update of revoked_at, expires_at, scope, project_id or delete on tokens
	for each statement execute function rc_tokens_changed();

-- ---- forges and projects ----

-- A forge as Ringcheck speaks to it: github.com, a GitLab of one's own, ...; 'git' is a plain git server, which takes no comments.
create table forges (
	id        bigint generated always as identity primary key,
	public_id uuid not null default gen_random_uuid() unique,
	kind      text not null check (kind in ('github', 'gitlab', 'gitea', 'git')),
	name      text not null unique check (length(name) between 1 and 100),
	api_url   text not null default '',   -- 'https://api.github.com', 'https://gitlab.example/api/v4'; no '/' at the end; '' for 'git'
	web_url   text not null default '',
	-- GitHub App: its id and sealed private key (PEM). Otherwise projects carry tokens.
	app_id    text not null default '',
	app_key   bytea,
	-- The forge may have private addresses (a self-hosted one); otherwise connections to such are refused.
	private   boolean not null default false,
	-- Probed: {"version": "...", "login": "ringcheck-bot", "login_id": 1}
	probed    jsonb not null default '{}',
	created_at timestamptz not null default now()
);

create table projects (
	id         bigint generated always as identity primary key,
	public_id  uuid not null default gen_random_uuid() unique,
	name       text not null unique check (length(name) between 1 and 100),
	forge_id   bigint not null references forges,
	-- Of the repository at the forge: 'owner/name', or GitLab's path or numeric id; '' for 'git'.
	repo       text not null default '',
	clone_url  text not null,              -- http(s), without user or password
	token      bytea,                      -- sealed: for the API and for cloning; null = GitHub App or public
	token_user text not null default '',   -- user name that goes with it when cloning; '' = the forge's custom
	installation text not null default '', -- GitHub App installation id; '' = found by asking
	-- The hook's address is /hooks/{hook_id}; unguessable, but it proves nothing: signatures do.
	hook_id     uuid not null default gen_random_uuid() unique,
	hook_secret bytea not null,            -- sealed
	hook_remote_id text not null default '', -- the forge's id of the hook, where we made it (for redelivery)
	default_branch text not null default '', -- learned from deliveries and the API
	-- {"config": "Release|x64", "rules": [...], "disable": [...], "inline_max": 20, "fail_on": "error"|"warning"|"note"|"never",
	--  "sarif": bool, "check_run": bool, "status": bool, "draft": bool (review drafts), "branches": ["main", ...]}; all may be missing
	options    jsonb not null default '{}',
	-- 'new', 'ok', 'failing' with the sentence in `problem` (a revoked token, a forge that is down since ...).
	health     text not null default 'new' check (health in ('new', 'ok', 'failing')),
	problem    text not null default '',
	swept_at   timestamptz,                -- missed deliveries looked for
	created_at timestamptz not null default now()
);
create index projects_forge on projects (forge_id);
alter table tokens add foreign key (project_id) references projects on delete cascade;

-- ---- hooks in ----

-- The inbox. A delivery is stored before it is answered and worked afterwards. `key` is the sender's stable id (GitHub's delivery
-- GUID, GitLab's Idempotency-Key, ...): a replay finds its row and changes nothing.
create table deliveries (
	id          bigint generated always as identity primary key,
	public_id   uuid not null default gen_random_uuid() unique,
	project_id  bigint not null references projects on delete cascade,
	key         text not null check (length(key) between 1 and 200),
	event       text not null,             -- as the forge names it: 'pull_request', 'Merge Request Hook', ...
	action      text not null default '',
	body        bytea not null,            -- zstd of the raw JSON
	bytes       int not null,
	state       text not null default 'waiting' check (state in ('waiting', 'done', 'ignored', 'failed')),
	outcome     text not null default '',  -- a sentence: what was done, why it was ignored or failed
	times       int not null default 1,    -- how often it came
	redelivered boolean not null default false, -- by us, through the button or the sweep
	received_at timestamptz not null default now(),
	worked_at   timestamptz,
	unique (project_id, key)
);
create index deliveries_list on deliveries (project_id, id desc);

-- ---- branches and pull requests ----

-- What is known of a branch. `head` moves with pushes; events may come in any order, so a head is believed only where the forge or
-- git says that it is (the worker asks).
create table branches (
	id         bigint generated always as identity primary key,
	project_id bigint not null references projects on delete cascade,
	name       text not null,
	head       text not null default '',   -- commit, 40 or 64 hex digits
	deleted    boolean not null default false,
	changed_at timestamptz not null default now(),
	unique (project_id, name)
);

create table pulls (
	id         bigint generated always as identity primary key,
	project_id bigint not null references projects on delete cascade,
	number     bigint not null,            -- GitHub number, GitLab iid
	title      text not null default '',
	state      text not null default 'open' check (state in ('open', 'closed', 'merged')),
	draft      boolean not null default false,
	fork       boolean not null default false, -- its head is in somebody else's repository
	head       text not null default '',   -- commit
	head_ref   text not null default '',
	head_clone_url text not null default '',
	base_ref   text not null default '',
	base       text not null default '',   -- tip of the target branch as last told
	merge_base text not null default '',   -- of `head`, once a review found it
	author     text not null default '',
	web_url    text not null default '',
	-- The forge's own time of its last change: an event that tells an older one is late, and changes nothing.
	updated_at timestamptz,
	-- What stands at the forge, as last written or read; see report of the reconciler.
	published_head text not null default '', -- comments are those of this commit's review
	summary_id text not null default '',   -- the forge's id of our summary comment, check run, ...
	check_id   text not null default '',
	unique (project_id, number)
);

-- A review of a project's commit is a row of `reviews` with these:
alter table reviews
	add column project_id bigint references projects on delete cascade,
	add column pull_id    bigint references pulls on delete cascade,
	add column branch     text,             -- review of a branch's head: a baseline
	add column commit_sha text,
	add column base_sha   text,             -- what it is compared with: the merge base, or the branch's head before
	-- Of a review of a commit alone (neither pull request nor branch): whoever asked named the base.
	add column base_given boolean not null default false,
	add column fresh      int not null default 0,   -- findings by status against the baseline
	add column unchanged  int not null default 0,
	add column fixed      int not null default 0,
	add column reopened   int not null default 0,
	-- Drivers the change cannot affect were left out, and how many there are.
	add column unaffected int not null default 0,
	-- Files the change touches: [{"path", "old" (where renamed), "status": "A"|"M"|"D"|"R", "added": [[first, last], ...]}]; lines of
	-- the new file from 1. null = nothing to compare with. Cut after 3000 files: then {"cut": true} is the last one.
	add column changes jsonb,
	-- Superseded by a newer push to the same pull request or branch.
	add column superseded boolean not null default false;
alter table reviews drop constraint reviews_input_check,
	add constraint reviews_input_check check (input in ('files', 'archive', 'text', 'commit'));
create index reviews_project on reviews (project_id, id desc) where project_id is not null;
create index reviews_commit on reviews (project_id, commit_sha) where project_id is not null;
create index reviews_pull on reviews (pull_id, id desc) where pull_id is not null;

-- Against the baseline: 'new', 'unchanged', 'reopened' (was fixed in the baseline's branch or an earlier review of this pull
-- request and is back); '' in reviews without a baseline.
alter table findings add column status text not null default '' check (status in ('', 'new', 'unchanged', 'reopened'));
-- Of a unit: functions with an opaque operation, a missing statement or something guessed.
alter table units add column functions_affected int not null default 0;
-- On a line that the pull request changes (then it can carry a comment there).
alter table findings add column on_diff boolean not null default false;

-- Findings of the baseline that are not there any more.
create table fixed_findings (
	review_id bigint not null references reviews on delete cascade,
	n         int not null,
	identity  text not null,
	rule      text not null,
	file      text not null,
	line      int not null,   -- in the baseline
	message   text not null,
	primary key (review_id, n)
);

-- Findings at commits that pull requests are compared with and that have no complete review of their own: the next push needs no
-- second analysis. One row for a driver, and one for each path that was looked at because the change deletes it (without a body).
create table baselines (
	project_id bigint not null references projects on delete cascade,
	commit_sha text not null,
	engine     text not null,
	options    jsonb not null,
	kind       text not null check (kind in ('driver', 'path')),
	name       text not null,
	-- null = there is no such driver at that commit; {"checked", "notes", "units": [{"path", "analysed", "reason"}], "findings": [...]}
	body       jsonb,
	kept_at    timestamptz not null default now(),
	primary key (project_id, commit_sha, engine, options, kind, name)
);

-- What people decided about a finding, for the whole project: it holds for every review that has it, and outlives them all.
create table triage (
	project_id bigint not null references projects on delete cascade,
	identity   text not null,
	state      text not null check (state in ('open', 'accepted', 'false_positive')),
	reason     text not null default '',
	who        text not null default '',  -- login at the forge, or name of the API token
	origin     text not null default 'api' check (origin in ('api', 'page', 'comment', 'thread', 'alert')),
	at         timestamptz not null default now(),
	primary key (project_id, identity)
);
-- Every change of it, for people who ask why.
create table triage_log (
	id         bigint generated always as identity primary key,
	project_id bigint not null references projects on delete cascade,
	identity   text not null,
	state      text not null,
	reason     text not null,
	who        text not null,
	origin     text not null,
	at         timestamptz not null default now()
);
create index triage_log_list on triage_log (project_id, identity, id desc);

-- ---- comments out ----

-- Our threads at the forge, one for a finding in a pull request. The truth is at the forge (every comment carries a hidden mark with the
-- finding's identity): this is what was seen there last.
create table threads (
	pull_id    bigint not null references pulls on delete cascade,
	identity   text not null,
	thread_id  text not null default '',  -- GitHub thread node id, GitLab discussion id
	comment_id text not null default '',  -- our first comment in it
	state      text not null check (state in ('open', 'resolved')),
	resolved_by text not null default '', -- '' = by us
	opened_by  text not null default '',  -- who opened it again, where an event told; no forge lists it
	body_sha256 bytea,
	replies    int not null default 0,    -- by people
	seen_at    timestamptz not null default now(),
	primary key (pull_id, identity)
);
create index threads_comment on threads (comment_id);

-- Writes to a forge, in order. A row is made before the write and marked after it; `mark` stands in what is written, so that after a
-- crash in between the worker looks for the mark at the forge instead of writing twice.
create table outbox (
	id         bigint generated always as identity primary key,
	project_id bigint not null references projects on delete cascade,
	pull_id    bigint references pulls on delete cascade,
	mark       text not null,
	kind       text not null,              -- 'review', 'comment', 'edit', 'resolve', 'reopen', 'reply', 'summary', 'status', 'check', 'sarif', 'hook'
	request    jsonb not null default '{}',
	state      text not null default 'ready' check (state in ('ready', 'done', 'failed', 'dropped')),
	tries      int not null default 0,
	last_error text not null default '',
	remote_id  text not null default '',
	created_at timestamptz not null default now(),
	done_at    timestamptz,
	unique (project_id, mark)
);
create index outbox_ready on outbox (project_id, pull_id, id) where state = 'ready';

-- The write budget of one installation (a forge with an app's installation or a token): writes in the running minute and hour, and
-- until when the forge asked us to be silent.
create table budgets (
	forge_id   bigint not null references forges on delete cascade,
	account    text not null,              -- installation id, or project id for tokens
	minute     timestamptz not null default now(),
	minute_n   int not null default 0,
	hour       timestamptz not null default now(),
	hour_n     int not null default 0,
	silent_until timestamptz,
	primary key (forge_id, account)
);

-- ---- jobs for them ----
-- Kinds: 'delivery' {delivery}: works one of the inbox; 'review' as before (a project's has reviews.commit_sha: the worker fetches);
-- 'publish' {pull}: makes what stands at the forge what it should be; 'connect' {project}: probes the forge, makes the hook where there
-- is a token, sends a test; 'sweep' {project}: looks for deliveries that were missed.

-- One waiting job of a kind for a key is enough: whoever comes later finds it (it looks at the latest state when it runs). A running one
-- does not count: it may have looked already.
create unique index jobs_once on jobs (kind, (payload->>'once')) where state = 'ready' and payload ? 'once';
create function rc_job_once(job_kind text, job_payload jsonb, once text, job_priority int default 5, tries int default 12, delay interval default '0')
returns void language plpgsql as $$
begin
	insert into jobs (kind, payload, priority, max_attempts, run_after)
	values (job_kind, job_payload || jsonb_build_object('once', once), job_priority, tries, now() + delay)
	on conflict (kind, (payload->>'once')) where state = 'ready' and payload ? 'once'
	do update set run_after = least(jobs.run_after, excluded.run_after);
	perform pg_notify('rc_jobs', job_kind);
end $$;

-- Takes a delivery in. Its public id and whether it is new. The same key again only counts.
create function rc_delivery_put(project bigint, delivery_key text, event_name text, event_action text, packed bytea, raw_bytes int)
returns table (public_id uuid, fresh boolean) language plpgsql as $$
declare
	did bigint;
	pid uuid;
	n int;
begin
	insert into deliveries as d (project_id, key, event, action, body, bytes)
	values (project, delivery_key, event_name, event_action, packed, raw_bytes)
	on conflict (project_id, key) do update set times = d.times + 1
	returning d.id, d.public_id, d.times into did, pid, n;
	if n = 1 then
		perform rc_job_enqueue('delivery', jsonb_build_object('delivery', did), null, 3, 8);
	end if;
	return query select pid, n = 1;
end $$;

-- Works a delivery again (the button). Null: no such.
create function rc_delivery_again(delivery_public uuid) returns uuid language plpgsql as $$
declare
	did bigint;
begin
	update deliveries set state = 'waiting', outcome = '', redelivered = true where public_id = delivery_public and state <> 'waiting' returning id into did;
	if found then
		perform rc_job_enqueue('delivery', jsonb_build_object('delivery', did), null, 3, 8);
	end if;
	return (select public_id from deliveries where public_id = delivery_public);
end $$;

-- The review of a pull request's head (pull given), a branch's (branch given) or any commit (neither; against `base`, or where it meets
-- the default branch), with its job. Older ones of the same that are not over are superseded and cancelled. The same commit against the
-- same base is not reviewed twice, unless `again`. Gives the review's id.
create function rc_commit_review(project bigint, pull bigint, branch_name text, sha text, base text, again boolean default false)
returns bigint language plpgsql as $$
declare
	rid bigint;
	old record;
	title text;
	alone boolean := pull is null and branch_name is null;
	given boolean := pull is null and branch_name is null and coalesce(base, '') <> '';
begin
	-- One at a time for a pull request or branch.
	perform pg_advisory_xact_lock(hashtextextended(format('review/%s/%s/%s', project, pull, branch_name), 0));
	select id into rid from reviews r
	where r.project_id = project and r.pull_id is not distinct from pull and r.branch is not distinct from branch_name
		and r.commit_sha = sha and coalesce(r.base_sha, '') = coalesce(base, r.base_sha, '') and r.base_given = given
		and not r.superseded and r.state not in ('failed', 'cancelled')
	order by id desc limit 1;
	if found and not again then
		return rid;
	end if;
	for old in select id, state from reviews r
		where r.project_id = project and r.pull_id is not distinct from pull and r.branch is not distinct from branch_name
			and r.state in ('queued', 'unpacking', 'analysing')
			and (not alone or (r.commit_sha = sha and r.base_given = given and (not given or r.base_sha = base))) for update loop
		update reviews set superseded = true where id = old.id;
		perform rc_job_cancel(j.id) from (select id from jobs where review_id = old.id and state in ('ready', 'leased')) j;
	end loop;
	select left(p.name || case when pull is not null then ' #' || (select number from pulls where id = pull) else coalesce(' ' || branch_name, '') end
		|| ' ' || left(sha, 12), 200) into title from projects p where p.id = project;
	insert into reviews (name, options, input, project_id, pull_id, branch, commit_sha, base_sha, base_given)
	select title, coalesce((select jsonb_object_agg(key, value) from jsonb_each(p.options) where key in ('config', 'rules', 'disable')), '{}'),
		'commit', project, pull, branch_name, sha, nullif(base, ''), given
	from projects p where p.id = project
	returning id into rid;
	-- Pull requests before baselines: somebody waits for them.
	perform rc_job_enqueue('review', jsonb_build_object('review', rid), rid, case when pull is null then 6 else 4 end, 5);
	return rid;
end $$;

-- Decides on a finding, and lets the pull requests that show it follow.
create function rc_triage(project bigint, finding text, new_state text, why text, by_whom text, from_where text)
returns boolean language plpgsql as $$
declare
	changed boolean;
begin
	insert into triage as t (project_id, identity, state, reason, who, origin) values (project, finding, new_state, why, by_whom, from_where)
	on conflict (project_id, identity) do update
	set state = excluded.state, reason = excluded.reason, who = excluded.who, origin = excluded.origin, at = now()
	where (t.state, t.reason) is distinct from (excluded.state, excluded.reason);
	changed := found;
	if changed then
		insert into triage_log (project_id, identity, state, reason, who, origin) values (project, finding, new_state, why, by_whom, from_where);
		perform rc_job_once('publish', jsonb_build_object('pull', t.pull_id), t.pull_id::text, 5, 40)
		from threads t join pulls p on p.id = t.pull_id where p.project_id = project and t.identity = finding and p.state = 'open';
	end if;
	return changed;
end $$;

-- May one write to that forge now? Takes one from the budget and gives 0, or gives the milliseconds to wait. GitHub's secondary limits are
-- 80 a minute and 500 an hour for whatever makes content; we stay below.
create function rc_budget_take(forge bigint, account_name text, per_minute int, per_hour int) returns int language plpgsql as $$
declare
	b budgets;
	wait interval := '0';
begin
	insert into budgets (forge_id, account) values (forge, account_name) on conflict do nothing;
	select * into b from budgets where forge_id = forge and account = account_name for update;
	if b.minute < clock_timestamp() - interval '1 minute' then
		b.minute := clock_timestamp();
		b.minute_n := 0;
	end if;
	if b.hour < clock_timestamp() - interval '1 hour' then
		b.hour := clock_timestamp();
		b.hour_n := 0;
	end if;
	if b.silent_until > clock_timestamp() then
		wait := b.silent_until - clock_timestamp();
	elsif b.hour_n >= per_hour then
		wait := b.hour + interval '1 hour' - clock_timestamp();
	elsif b.minute_n >= per_minute then
		wait := b.minute + interval '1 minute' - clock_timestamp();
	else
		b.minute_n := b.minute_n + 1;
		b.hour_n := b.hour_n + 1;
	end if;
	update budgets set minute = b.minute, minute_n = b.minute_n, hour = b.hour, hour_n = b.hour_n where forge_id = forge and account = account_name;
	return ceil(extract(epoch from wait) * 1000)::int;
end $$;

create function rc_budget_silence(forge bigint, account_name text, for_time interval) returns void language sql as $$
	insert into budgets as b (forge_id, account, silent_until) values (forge, account_name, clock_timestamp() + for_time)
	on conflict (forge_id, account) do update set silent_until = greatest(b.silent_until, excluded.silent_until)
$$;

-- Takes a project away with its reviews, deliveries, decisions and all; what stands at the forge stays there. False: there was none.
create function rc_project_delete(project_public uuid) returns boolean language plpgsql as $$
declare
	pid bigint;
	shas bytea[];
begin
	select id into pid from projects where public_id = project_public for update;
	if not found then
		return false;
	end if;
	select array_agg(distinct f.sha256) into shas from review_files f join reviews r on r.id = f.review_id where r.project_id = pid;
	-- Jobs of reviews go with them; a worker at another kind finds that its project is gone.
	delete from jobs where state = 'ready' and ((kind in ('connect', 'sweep') and payload->>'project' = pid::text)
		or (kind = 'publish' and payload->>'pull' in (select id::text from pulls where project_id = pid))
		or (kind = 'delivery' and payload->>'delivery' in (select id::text from deliveries where project_id = pid)));
	delete from reviews where project_id = pid;
	delete from projects where id = pid;
	perform rc_blobs_release(shas);
	return true;
end $$;

-- ---- what changes in the queue's functions of part 2 ----

-- A waiting job that may stand only once gives way to one that came meanwhile: that one looks at the latest state anyway. Internal.
create function rc_job_ready(job bigint, wait interval, why text, back int) returns void language plpgsql as $$
begin
	update jobs set state = 'ready', attempts = attempts - back, run_after = clock_timestamp() + wait, lease_until = null, lease_token = null,
		last_error = case when why = '' then last_error else why end
	where id = job;
exception when unique_violation then
	update jobs set state = 'done', finished_at = now(), lease_until = null, lease_token = null, last_error = why where id = job;
end $$;

-- As before; a superseded review says so, and a delivery whose job ends is not waiting any more.
create or replace function rc_job_end(job bigint, new_state text, why text) returns void language plpgsql as $$
declare
	j jobs;
begin
	update jobs set state = new_state, finished_at = now(), lease_until = null, lease_token = null,
		last_error = case when why = '' then last_error else why end
	where id = job returning * into j;
	update reviews set state = case when new_state = 'dead' then 'failed' else 'cancelled' end,
		reason = case when superseded and new_state <> 'dead' then 'superseded by a newer push' else why end, finished_at = now()
	where id = j.review_id and state in ('queued', 'unpacking', 'analysing');
	if found then
		-- The forge still says "pending" for it.
		perform rc_job_once('publish', jsonb_build_object('pull', r.pull_id), r.pull_id::text, 5, 40)
		from reviews r where r.id = j.review_id and r.pull_id is not null and not r.superseded;
	end if;
	if j.kind = 'delivery' then
		update deliveries set state = 'failed', outcome = why, worked_at = now() where id = (j.payload->>'delivery')::bigint and state = 'waiting';
	end if;
end $$;

create or replace function rc_job_again(job bigint, why text) returns text language plpgsql as $$
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
	wait := least(interval '5 s' * power(2, least(j.attempts - 1, 20)), interval '10 min') * (0.8 + 0.4 * random());
	perform rc_job_ready(job, wait, why, 0);
	update reviews set state = 'queued', progress_done = 0, progress_total = 0,
		reason = why || format(' (attempt %s of %s; it is tried again)', j.attempts, j.max_attempts)
	where id = j.review_id and state in ('queued', 'unpacking', 'analysing');
	perform pg_notify('rc_jobs', j.kind);
	return 'ready';
end $$;

-- A worker that shuts down gives its job back; the attempt does not count.
create or replace function rc_job_release(job bigint, token uuid) returns boolean language plpgsql as $$
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
	perform rc_job_ready(job, interval '0', '', 1);
	update reviews set state = 'queued', progress_done = 0, progress_total = 0 where id = j.review_id and state in ('unpacking', 'analysing');
	perform pg_notify('rc_jobs', j.kind);
	return true;
end $$;

-- Later, at a time the forge named (Retry-After, a rate limit's reset, our own write budget): no failure, the attempt does not count.
create function rc_job_defer(job bigint, token uuid, wait interval, why text) returns boolean language plpgsql as $$
begin
	perform from jobs where id = job and lease_token = token and state = 'leased' for update;
	if not found then
		return false;
	end if;
	perform rc_job_ready(job, wait, why, 1);
	return true;
end $$;

-- ---- for the worker's commit reviews ----

-- Gives the review those of the files, [["path", "sha256 in hex"], ...], whose contents are stored already; the numbers (from 1) of
-- the others.
create function rc_review_files_link(review bigint, files jsonb) returns setof int language sql as $$
	with f as (
		select n::int as n, x->>0 as path, decode(x->>1, 'hex') as sha from jsonb_array_elements(files) with ordinality as t(x, n)
	), known as (
		select f.n, f.path, f.sha, b.encoding from f join blobs b on b.sha256 = f.sha for key share of b
	), linked as (
		insert into review_files (review_id, path, sha256, kind)
		select review, path, sha, rc_file_kind(path, encoding) from known
		on conflict (review_id, path) do update set sha256 = excluded.sha256, kind = excluded.kind
	)
	select f.n from f where not exists (select from known where known.n = f.n) order by f.n
$$;

-- As before; fixed findings are results, too.
create or replace function rc_review_clear_results(review bigint) returns void language plpgsql as $$
begin
	delete from findings where review_id = review;
	delete from fixed_findings where review_id = review;
	delete from units where review_id = review;
	delete from drivers where review_id = review;
end $$;
