-- Ringcheck schema, part 1: uploads, reviews and what a review found.
--
-- This file is the contract between ringcheckd (server/) and ringcheck-worker (analyzer/worker/): they share no code, only
-- these tables and functions. Migrations are applied in the order of their numbers, each in one transaction under an
-- advisory lock, and are never edited once released (their checksum is recorded): add a new number instead.
--
-- Words used throughout: `review_id` is internal and short because millions of findings carry it; `public_id` is what
-- clients see: random, so that it says nothing about how many reviews there are. `n` is an ordinal within one review, given
-- by the writer in display order: (review_id, n) is primary key, display order and keyset cursor at once.

-- Applied migrations. The program that applies them makes this table first; it stands here for the record. The checksum finds a
-- file that was edited after it had been applied.
create table if not exists schema_version (
	version    int primary key,
	name       text not null,
	sha256     text not null,
	applied_at timestamptz not null default now()
);

-- Contents, once each: content-addressed by the SHA-256 of the raw bytes, so that the same header in a hundred reviews
-- is stored once.
create table blobs (
	sha256   bytea primary key check (octet_length(sha256) = 32),
	-- One zstd frame of the raw bytes, exactly as they were given: line numbers and columns must stay true.
	zstd     bytea not null,
	size     bigint not null check (size >= 0),
	-- 'utf-8', 'utf-8-bom', 'utf-16le', 'utf-16be', 'windows-1252' (no other fits, all bytes are defined there),
	-- 'unknown' (text-like, fits none of these), 'binary' (NUL bytes and no UTF-16). Only the server's source view converts.
	encoding text not null check (encoding in ('utf-8', 'utf-8-bom', 'utf-16le', 'utf-16be', 'windows-1252', 'unknown', 'binary'))
);
-- Compressed already: PostgreSQL must not try again.
alter table blobs alter column zstd set storage external;

create table reviews (
	id          bigint generated always as identity primary key,
	public_id   uuid not null default gen_random_uuid() unique,
	name        text not null check (length(name) between 1 and 200),
	-- {"config": "Release|x64", "rules": ["id", ...], "disable": ["id", ...]}; every member may be missing.
	options     jsonb not null default '{}',
	-- How it came: 'files' (folder or single files), 'archive', 'text' (pasted).
	input       text not null default 'files' check (input in ('files', 'archive', 'text')),
	state       text not null default 'queued'
	            check (state in ('queued', 'unpacking', 'analysing', 'done', 'failed', 'cancelled')),
	-- Something was not (or only partly) analysed. A partial review is never called clean, by anyone.
	partial     boolean not null default false,
	-- Why it failed, was cancelled, is partial, or waits for another attempt; a sentence for the person who asked. '' = nothing to say.
	reason      text not null default '',
	-- Live progress within the state: units for 'analysing', files for 'unpacking'. total 0 = not known yet.
	progress_done  int not null default 0,
	progress_total int not null default 0,
	-- The summary of report/review.h, filled in with the results.
	drivers              int not null default 0,
	units_total          int not null default 0,
	units_analysed       int not null default 0,
	functions            bigint not null default 0,
	opaque_ops           bigint not null default 0,
	guessed_declarations bigint not null default 0,
	findings             int not null default 0,  -- active ones
	suppressed           int not null default 0,
	notes                int not null default 0,  -- active ones by severity
	warnings             int not null default 0,
	errors               int not null default 0,
	-- ["path: why", ...]: sources that belong to no driver.
	skipped     jsonb not null default '[]',
	elapsed_ms  double precision,
	peak_kib    bigint,
	engine      text not null default '',  -- version of the worker that wrote the results
	created_at  timestamptz not null default now(),
	started_at  timestamptz,
	finished_at timestamptz
);

-- An upload in progress, or the raw archive of a review. Chunks are committed one by one while the client sends: a slow
-- client holds no transaction open (an old snapshot would slow the queue), and any connection may write the next chunk.
-- review_id is null until the upload is complete; an upload whose client went away is deleted by the server at once, and by
-- rc_uploads_reap() where the server died with it.
create table uploads (
	id         bigint generated always as identity primary key,
	review_id  bigint unique references reviews on delete cascade,
	-- Of the archive; both '' where single files were sent.
	name       text not null default '',
	format     text not null default '' check (format in ('', 'zip', 'tar', 'tar.gz', 'tar.zst')),
	bytes      bigint not null default 0,
	touched_at timestamptz not null default now()
);
create index uploads_open on uploads (touched_at) where review_id is null;

-- The raw archive, in order of n from 0. It is read (never parsed) outside the jailed unpack child.
create table upload_chunks (
	upload_id bigint not null references uploads on delete cascade,
	n         int not null,
	data      bytea not null,
	primary key (upload_id, n)
);
alter table upload_chunks alter column data set storage external;

-- Single files of an upload in progress; they move to review_files when it is complete.
create table upload_files (
	upload_id bigint not null references uploads on delete cascade,
	path      text not null,
	sha256    bytea not null references blobs,
	primary key (upload_id, path)
);
create index upload_files_blob on upload_files (sha256);

create table review_files (
	review_id bigint not null references reviews on delete cascade,
	-- Relative, '/' separated, UTF-8, no '.' or '..' segment, not absolute: rc_path_ok() (both programs check before they ask).
	path      text not null,
	sha256    bytea not null references blobs,
	-- What the review takes it for.
	kind      text not null check (kind in ('source', 'header', 'project', 'inf', 'text', 'binary')),
	primary key (review_id, path)
);
create index review_files_blob on review_files (sha256);

create table units (
	review_id  bigint not null references reviews on delete cascade,
	n          int not null,
	driver     text not null,
	path       text not null,
	state      text not null check (state in ('analysed', 'not_analysed')),
	reason     text not null default '',  -- why not, or why only partly analysed
	cplusplus  boolean not null default false,
	functions  bigint not null default 0,
	ops        bigint not null default 0,
	opaque_ops bigint not null default 0,
	parse_ms   double precision not null default 0,
	peak_kib   bigint not null default 0,
	-- [{"kind", "name", "why", "at": {place}}]: declarations that were made up; a guessed fact proves nothing by itself.
	guesses    jsonb not null default '[]',
	-- [{"text", "at": {place}}]: statements that are missing from the analysis.
	diags      jsonb not null default '[]',
	primary key (review_id, n)
);

create table drivers (
	review_id bigint not null references reviews on delete cascade,
	n         int not null,
	name      text not null,
	project   text not null default '',
	config    text not null default '',
	framework text not null default '',
	checked   boolean not null,
	reason    text not null default '',  -- why it was not checked
	-- The driver map (flow/check.h model_map_json): callbacks with role, IRQL, context, synchronisation; queues; I/O targets.
	map       jsonb,
	notes     jsonb not null default '[]',
	check_ms  double precision not null default 0,
	primary key (review_id, n)
);

create table findings (
	review_id  bigint not null references reviews on delete cascade,
	n          int not null,  -- from 1, in order of file, line, column, rule (report/review.h review_finish)
	line       int not null,
	col        int not null,
	rule       text not null,
	family     text not null,
	severity   text not null check (severity in ('note', 'warning', 'error')),
	strength   text not null check (strength in ('definite', 'contract')),
	driver     text not null,
	file       text not null,
	function   text not null default '',
	message    text not null,
	identity   text not null,              -- report/identity.h: survives edits above it and moving the function
	suppressed text not null default '',   -- the author's reason; '' = active
	-- report/finding_json.h finding_write_body: fix, fact, steps, docs, edits, related. Not part of lists.
	body       jsonb not null,
	primary key (review_id, n)
);
-- No index for filters: a review has some thousand findings at most, which the primary key already brings together
-- (measured: facets of one review take 0.2 ms without). Baselines of projects will want (project, identity); a later issue.

-- What happened to a review, for live progress. The id is the event id of the server-sent stream (Last-Event-ID).
create table review_events (
	id        bigint generated always as identity,
	review_id bigint not null references reviews on delete cascade,
	at        timestamptz not null default now(),
	-- 'state' {state, partial, reason}, 'progress' {phase, done, total}, 'plan' {drivers, units}, 'unit' {path, driver, state, reason}
	kind      text not null check (kind in ('state', 'progress', 'plan', 'unit')),
	data      jsonb not null default '{}',
	primary key (review_id, id)
);

-- Listeners get the review's public id and fetch what they have not seen: a notification may be merged or lost with its
-- connection, the table is not.
create function rc_event_notify() returns trigger language plpgsql as $$
begin
	perform pg_notify('rc_events', (select public_id::text from reviews where id = new.review_id));
	return null;
end $$;
create trigger review_events_notify after insert on review_events for each row execute function rc_event_notify();

-- Whoever changes a review's state: the event is made here, so that nobody forgets it.
create function rc_review_state_event() returns trigger language plpgsql as $$
begin
	insert into review_events (review_id, kind, data)
	values (new.id, 'state', jsonb_build_object('state', new.state, 'partial', new.partial, 'reason', new.reason));
	return null;
end $$;
create trigger reviews_state_inserted after insert on reviews for each row execute function rc_review_state_event();
create trigger reviews_state_changed after update of state, partial, reason on reviews for each row
	when (old.state is distinct from new.state or old.reason is distinct from new.reason)
	execute function rc_review_state_event();

-- For the worker: moves a review on, with live progress. Cheap enough for every unit.
create function rc_review_progress(review bigint, new_state text, done int, total int) returns void language plpgsql as $$
begin
	update reviews
	set state = new_state, progress_done = done, progress_total = total, started_at = coalesce(started_at, now()),
	    reason = case when state <> new_state then '' else reason end
	where id = review and state in ('queued', 'unpacking', 'analysing');
	if found then
		insert into review_events (review_id, kind, data)
		values (review, 'progress', jsonb_build_object('phase', new_state, 'done', done, 'total', total));
	end if;
end $$;

-- What may stand in review_files.path and findings.file.
create function rc_path_ok(path text) returns boolean language sql immutable as $$
	select octet_length(path) between 1 and 400
		and path !~ '(^|/)\.{0,2}(/|$)'   -- no empty, '.' or '..' segment, not absolute
		and path !~ '[\x01-\x1f\x7f\\:]'  -- no control characters, '\', drive letters or streams
$$;
alter table review_files add constraint review_files_path check (rc_path_ok(path));
alter table upload_files add constraint upload_files_path check (rc_path_ok(path));

-- What a path is taken for, by its name. 'binary' comes from the content.
create function rc_file_kind(path text, encoding text) returns text language sql immutable as $$
	select case
		when encoding = 'binary' then 'binary'
		when path ~* '\.(c|cc|cpp|cxx)$' then 'source'
		when path ~* '\.(h|hh|hpp|hxx|inl|inc)$' then 'header'
		when path ~* '\.(vcxproj|sln|slnx|props|targets|filters)$' or path ~* '(^|/)(sources|makefile|dirs|compile_commands\.json)$' then 'project'
		when path ~* '\.(inf|inx)$' then 'inf'
		else 'text'
	end
$$;

-- Stores a content once. The update takes the row's lock, so that rc_blobs_release() in another transaction cannot take it away
-- before the caller's reference to it is committed.
create function rc_blob_put(sha bytea, data bytea, raw_size bigint, enc text) returns void language sql as $$
	insert into blobs (sha256, zstd, size, encoding) values (sha, data, raw_size, enc)
	on conflict (sha256) do update set size = excluded.size
$$;

-- Deletes those of the contents that nothing refers to any more. The foreign keys decide: they see what other transactions
-- committed since our snapshot.
create function rc_blobs_release(shas bytea[]) returns int language plpgsql as $$
declare
	sha bytea;
	gone int := 0;
begin
	foreach sha in array (select coalesce(array_agg(s order by s), '{}') from unnest(shas) s) loop
		continue when exists (select from review_files where sha256 = sha) or exists (select from upload_files where sha256 = sha);
		begin
			delete from blobs where sha256 = sha;
			gone := gone + 1;
		exception when foreign_key_violation then
			null;
		end;
	end loop;
	return gone;
end $$;

-- ---- uploading: every step may be repeated after a lost connection without doing harm ----

create function rc_upload_begin(archive_name text, archive_format text) returns bigint language sql as $$
	insert into uploads (name, format) values (archive_name, archive_format) returning id
$$;

-- False: the upload is not there any more (reaped) or complete.
create function rc_upload_chunk(upload bigint, chunk int, bytes_given bytea) returns boolean language plpgsql as $$
begin
	insert into upload_chunks (upload_id, n, data)
	select id, chunk, bytes_given from uploads where id = upload and review_id is null
	on conflict do nothing;
	if found then
		update uploads set bytes = bytes + octet_length(bytes_given), touched_at = now() where id = upload;
		return true;
	end if;
	return exists (select from upload_chunks where upload_id = upload and n = chunk);
end $$;

create function rc_upload_file(upload bigint, file_path text, sha bytea, data bytea, raw_size bigint, enc text)
returns boolean language plpgsql as $$
begin
	perform rc_blob_put(sha, data, raw_size, enc);
	insert into upload_files (upload_id, path, sha256)
	select id, file_path, sha from uploads where id = upload and review_id is null
	on conflict do nothing;
	if found then
		update uploads set bytes = bytes + raw_size, touched_at = now() where id = upload;
		return true;
	elsif exists (select from upload_files where upload_id = upload and path = file_path and sha256 = sha) then
		return true;
	end if;
	perform rc_blobs_release(array[sha]);  -- it came here for nothing
	return false;
end $$;

create function rc_upload_abort(upload bigint) returns boolean language plpgsql as $$
declare
	shas bytea[];
begin
	select array_agg(f.sha256) into shas from upload_files f join uploads u on u.id = f.upload_id
	where u.id = upload and u.review_id is null;
	delete from uploads where id = upload and review_id is null;
	if not found then
		return false;
	end if;
	perform rc_blobs_release(shas);
	return true;
end $$;

-- Uploads whose server died while the client was sending.
create function rc_uploads_reap(idle interval) returns int language sql as $$
	select count(*) filter (where rc_upload_abort(id))::int from uploads where review_id is null and touched_at < now() - idle
$$;

-- For the worker: one file out of the archive. False: the review is gone or cancelled.
create function rc_review_file_put(review bigint, file_path text, sha bytea, data bytea, raw_size bigint, enc text)
returns boolean language plpgsql as $$
declare
	old bytea;
begin
	perform from reviews where id = review and state in ('queued', 'unpacking', 'analysing') for key share;
	if not found then
		return false;
	end if;
	select sha256 into old from review_files where review_id = review and path = file_path and sha256 <> sha;
	perform rc_blob_put(sha, data, raw_size, enc);
	insert into review_files (review_id, path, sha256, kind) values (review, file_path, sha, rc_file_kind(file_path, enc))
	on conflict (review_id, path) do update set sha256 = excluded.sha256, kind = excluded.kind;
	if old is not null then
		perform rc_blobs_release(array[old]);
	end if;
	return true;
end $$;

-- For the worker: the archive's files are all stored, the raw bytes are not needed again (a retry starts from the files).
create function rc_archive_unpacked(review bigint) returns void language sql as $$
	delete from uploads where review_id = review
$$;

-- Takes a review away with everything that only it used. False: there was none.
create function rc_review_delete(review_public uuid) returns boolean language plpgsql as $$
declare
	rid bigint;
	shas bytea[];
begin
	select id into rid from reviews where public_id = review_public for update;
	if not found then
		return false;
	end if;
	select array_agg(distinct sha256) into shas from review_files where review_id = rid;
	delete from reviews where id = rid;  -- its job goes with it; a worker at it loses its lease and stops
	perform rc_blobs_release(shas);
	return true;
end $$;

-- For the worker, before it writes the results of another attempt.
create function rc_review_clear_results(review bigint) returns void language plpgsql as $$
begin
	delete from findings where review_id = review;
	delete from units where review_id = review;
	delete from drivers where review_id = review;
end $$;
