// The queue's SQL functions: leases, fencing, retry with back-off, dead letters, cancel, many claimers at once.
import { after, before, beforeEach, test } from 'node:test';
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { Cluster, fakeReview, one, program, sql } from './lib.mjs';

let cluster, url, review;
before(async () => {
	cluster = await new Cluster().start();
	url = cluster.database('queue');
	const p = program(url, { RINGCHECK_PORT: '0' });
	for (;;) {
		if (/listening/.test(p.log))
			break;
		assert.equal(p.status, undefined, p.log);
		await new Promise((r) => setTimeout(r, 50));
	}
	await p.stop(); // the schema is there; no server reaps beside the tests
});
after(() => cluster.remove());
beforeEach(() => {
	sql(url, 'truncate reviews, jobs cascade');
	const pid = fakeReview(url, 2);
	review = one(url, `update reviews set state = 'queued', finished_at = null where public_id = '${pid}' returning id`);
});

const enqueue = (args = '') => one(url, `select rc_job_enqueue('review', '{}', ${review}${args})`);
const claim = (lease = '1 min', kinds = '{review}') => {
	const r = sql(url, `select id, lease_token, attempts from rc_job_claim('w1', '${lease}', '${kinds}')`)[0];
	return r && { id: r[0], token: r[1], attempts: Number(r[2]) };
};
const job = (id) => sql(url, `select state, attempts, last_error, extract(epoch from run_after - now())::int from jobs where id = ${id}`)[0];
const state = () => sql(url, `select state, reason from reviews where id = ${review}`)[0];
const due = () => sql(url, 'update jobs set run_after = now()');

test('claim, heartbeat, complete', () => {
	const id = enqueue();
	const j = claim();
	assert.equal(j.id, id);
	assert.equal(claim(), undefined);
	assert.equal(one(url, `select rc_job_heartbeat(${id}, '${j.token}', '5 min')`), 'ok');
	assert.equal(one(url, `select rc_job_complete(${id}, '${j.token}')`), 't');
	assert.equal(one(url, `select rc_job_complete(${id}, '${j.token}')`), 'f');
	assert.equal(one(url, `select rc_job_heartbeat(${id}, '${j.token}', '5 min')`), 'lost');
	assert.equal(job(id)[0], 'done');
});

test('only the kinds asked for, the smaller priority first, then the older', () => {
	const a = enqueue(), b = enqueue(', 1'), c = one(url, `select rc_job_enqueue('other', '{}')`);
	assert.equal(claim('1 min', '{nothing}'), undefined);
	assert.equal(claim().id, b);
	assert.equal(claim().id, a);
	assert.equal(claim(), undefined);
	assert.equal(claim('1 min', '{review,other}').id, c);
});

test('a session with a mark still finds older jobs, retries and other priorities', () => {
	sql(url, `select rc_job_enqueue('review', jsonb_build_object('k', k)) from generate_series(1, 500) k`);
	const seen = sql(url, `begin; update jobs set state = 'done' where id < (select min(id) + 300 from jobs);
		select c.id from generate_series(1, 60) g, lateral rc_job_claim('w' || g, '1 min', '{review}') c;
		update jobs set state = 'ready' where id < (select min(id) + 5 from jobs);
		select rc_job_enqueue('review', '{}', null, 0);
		select c.id from generate_series(1, 150) g, lateral rc_job_claim('w' || g, '1 min', '{review}') c;
		select rc_job_enqueue('review', '{}', null, 9);
		select c.id from generate_series(1, 60) g, lateral rc_job_claim('w' || g, '1 min', '{review}') c; commit`);
	assert.equal(one(url, `select count(*) from jobs where state = 'ready'`), '0');
	assert.ok(seen.length > 200);
});

test('a lost lease: another worker gets the job, the first one can write nothing', () => {
	const id = enqueue();
	const slow = claim('-1 s');
	assert.equal(one(url, 'select rc_job_reap()'), '1');
	assert.equal(job(id)[0], 'ready');
	assert.match(state()[1], /stopped answering.*attempt 1 of 3/);
	assert.equal(state()[0], 'queued');
	assert.equal(claim(), undefined, 'not before its time');
	due();
	const next = claim();
	assert.equal(next.attempts, 2);
	assert.equal(one(url, `select rc_job_complete(${id}, '${slow.token}')`), 'f');
	assert.equal(one(url, `select rc_job_fail(${id}, '${slow.token}', 'x')`), 'lost');
	assert.equal(one(url, `select rc_job_complete(${id}, '${next.token}')`), 't');
	assert.equal(one(url, 'select rc_job_reap()'), '0');
});

test('retries with growing pauses, then a dead letter with its reason', () => {
	const id = enqueue(", 5, 4");
	const pauses = [];
	for (let i = 1; i <= 4; i++) {
		due();
		const j = claim();
		assert.equal(j.attempts, i);
		assert.equal(one(url, `select rc_job_fail(${id}, '${j.token}', 'the engine crashed')`), i < 4 ? 'ready' : 'dead');
		pauses.push(Number(job(id)[3]));
	}
	assert.ok(pauses[0] >= 3 && pauses[0] <= 6 && pauses[1] >= 7 && pauses[1] <= 12 && pauses[2] >= 15 && pauses[2] <= 24, String(pauses));
	assert.deepEqual(state(), ['failed', 'the engine crashed (given up after 4 attempts)']);
	assert.equal(job(id)[0], 'dead');
	assert.match(job(id)[2], /the engine crashed/);
});

test('what cannot get better is not tried again', () => {
	const id = enqueue();
	const j = claim();
	assert.equal(one(url, `select rc_job_fail(${id}, '${j.token}', 'the archive is corrupt', false)`), 'dead');
	assert.deepEqual(state(), ['failed', 'the archive is corrupt']);
});

test('a lease lost on the last attempt is a dead letter too', () => {
	const id = enqueue(', 5, 1');
	claim('-1 s');
	assert.equal(one(url, 'select rc_job_reap()'), '1');
	assert.equal(job(id)[0], 'dead');
	assert.equal(state()[0], 'failed');
});

test('cancel: at once while waiting, through the heartbeat while running, also where the worker dies', () => {
	const a = enqueue();
	assert.equal(one(url, `select rc_job_cancel(${a})`), 'cancelled');
	assert.equal(state()[0], 'cancelled');
	assert.equal(one(url, `select rc_review_retry((select public_id from reviews where id = ${review}))`), 'queued');
	const b = claim();
	assert.equal(one(url, `select rc_job_cancel(${b.id})`), 'requested');
	assert.equal(one(url, `select rc_job_heartbeat(${b.id}, '${b.token}', '1 min')`), 'cancel');
	assert.equal(one(url, `select rc_job_cancelled(${b.id}, '${b.token}')`), 't');
	assert.equal(state()[0], 'cancelled');
	one(url, `select rc_review_retry((select public_id from reviews where id = ${review}))`);
	const c = claim('-1 s');
	one(url, `select rc_job_cancel(${c.id})`);
	one(url, 'select rc_job_reap()');
	assert.equal(job(c.id)[0], 'cancelled');
	assert.equal(state()[0], 'cancelled');
});

test('a worker that shuts down gives the job back without losing an attempt', () => {
	const id = enqueue();
	const j = claim();
	assert.equal(one(url, `select rc_job_release(${id}, '${j.token}')`), 't');
	assert.equal(claim().attempts, 1);
});

test('a retried review has no old results', () => {
	sql(url, `update reviews set state = 'done' where id = ${review}`);
	one(url, `select rc_review_retry((select public_id from reviews where id = ${review}))`);
	assert.equal(one(url, `select (select count(*) from findings where review_id = ${review}) + (select count(*) from units where review_id = ${review})`), '0');
});

test('many claimers at once: each job exactly once', async () => {
	sql(url, `select rc_job_enqueue('review', '{}') from generate_series(1, 400)`);
	const run = () => new Promise((resolve, reject) => execFile('/usr/lib/postgresql/15/bin/psql', [url, '-AtqX', '-v', 'ON_ERROR_STOP=1',
		...Array.from({ length: 120 }, () => ['-c', `select id from rc_job_claim('w', '1 min', '{review}')`]).flat()],
	(e, out) => (e ? reject(e) : resolve(out.split('\n').filter(Boolean)))));
	const ids = (await Promise.all([run(), run(), run(), run()])).flat();
	assert.equal(ids.length, new Set(ids).size);
	assert.equal(ids.length, 400);
});

test('contents shared by reviews go when the last one goes, and only then', () => {
	sql(url, `truncate reviews, jobs, blobs cascade`);
	const up = () => one(url, `select rc_upload_begin('', '')`);
	const put = (u, p, text) => one(url, `select rc_upload_file(${u}, '${p}', sha256('${text}'), '${text}', 1, 'utf-8')`);
	const a = up(), b = up(), c = up();
	put(a, 'x.c', 'shared'); put(a, 'y.c', 'only a'); put(b, 'z.c', 'shared'); put(c, 'q.c', 'shared');
	const pa = one(url, `select rc_review_create(${a}, 'a', '{}', 'files')`), pb = one(url, `select rc_review_create(${b}, 'b', '{}', 'files')`);
	assert.equal(one(url, `select rc_review_create(${a}, 'a', '{}', 'files')`), pa, 'repeating is harmless');
	one(url, `select rc_review_delete('${pa}')`);
	assert.equal(one(url, 'select count(*) from blobs'), '1');
	one(url, `select rc_review_delete('${pb}')`);
	assert.equal(one(url, 'select count(*) from blobs'), '1');
	one(url, `select rc_upload_abort(${c})`);
	assert.equal(one(url, 'select count(*) from blobs'), '0');
});
