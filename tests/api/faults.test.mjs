// A lost database, servers starting at once, a busy port, bad settings, graceful stops.
import { after, before, test } from 'node:test';
import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { Cluster, call, fakeReview, get, one, problem, program, reviews, serve, sleep, sql, until, upload } from './lib.mjs';

let cluster;
before(async () => { cluster = await new Cluster().start(); });
after(() => cluster.remove());

test('two, three, four servers starting at once on an empty database', async () => {
	const url = cluster.database('many');
	const all = await Promise.all(Array.from({ length: 4 }, () => serve(url)));
	assert.equal(all.filter((s) => /applying migration 0001/.test(s.log)).length, 1);
	const versions = sql(url, 'select version from schema_version order by 1').map((r) => r[0]);
	assert.deepEqual(versions, versions.map((_, i) => String(i + 1)));
	const { body } = await upload(all[0], { 'a.c': 'int a;' });
	for (const s of all)
		assert.equal((await get(s, `${reviews}/${body.id}`)).body.name, 'a.c');
	for (const s of all)
		assert.equal(await s.stop(), 0);
});

test('an edited migration and a newer schema are refused', async () => {
	const url = cluster.database('edited');
	assert.equal(await (await serve(url)).stop('SIGINT'), 0);
	sql(url, `insert into schema_version (version, name, sha256) values (9999, '9999_future.sql', 'x')`);
	const newer = program(url);
	assert.equal(await newer.gone, 1);
	assert.match(newer.log, /use a newer program/);
	sql(url, `delete from schema_version where version = 9999; update schema_version set sha256 = 'x' where version = 1`);
	const edited = program(url);
	assert.equal(await edited.gone, 1);
	assert.match(edited.log, /edited after it had been applied/);
});

test('a port in use, and settings that are wrong, say so', async () => {
	const url = cluster.database('settings');
	const s = await serve(url);
	const wrong = async (env, status, text) => {
		const p = program(url, env);
		assert.equal(await p.gone, status, p.log);
		assert.match(p.log, text);
	};
	await wrong({ RINGCHECK_PORT: new URL(s.url).port }, 1, /port \d+ on 127.0.0.1 is in use/);
	await wrong({ RINGCHECK_LISTEN: '0.0.0.0', RINGCHECK_PORT: '0' }, 2, /allow_remote/);
	await wrong({ RINGCHECK_PORT: '99999' }, 2, /RINGCHECK_PORT: port must be a number/);
	await wrong({ RINGCHECK_LOG_LEVEL: 'loud' }, 2, /error, warn, info or debug/);
	await wrong({ DATABASE_URL: '' }, 2, /no database/);
	const secret = program('postgresql://u:sesame@/nowhere?host=/nonexistent', { RINGCHECK_PORT: '0' });
	await sleep(1500);
	await secret.stop('SIGKILL');
	assert.doesNotMatch(secret.log, /sesame/);
	const open = await serve(url, { RINGCHECK_LISTEN: '0.0.0.0', RINGCHECK_ALLOW_REMOTE: 'yes' });
	await open.stop();
	await s.stop();
});

test('PostgreSQL restarts under load: readers and uploads get through or are told to come back; nothing is lost', async () => {
	const url = cluster.database('restart');
	const s = await serve(url);
	const id = fakeReview(url, 60);
	const made = [], seen = { ok: 0, later: 0 };
	let stop = false;
	const reader = async () => {
		while (!stop) {
			const r = await get(s, `${reviews}/${id}/findings?limit=5`);
			if (r.status === 200) {
				assert.equal(r.body.findings.length, 5);
				seen.ok++;
			} else {
				assert.equal(r.status, 503);
				assert.ok(r.headers.get('retry-after'));
				seen.later++;
			}
			await sleep(5);
		}
	};
	const writer = async (k) => {
		for (let i = 0; !stop; i++) {
			const r = await upload(s, { [`w${k}-${i}.c`]: `int w${k}_${i};\n`, 'b.h': '#pragma once\n' });
			assert.ok(r.status === 201 || r.status === 503, r.text);
			if (r.status === 201)
				made.push(r.body.id);
			await sleep(20);
		}
	};
	const load = [reader(), reader(), writer(0), writer(1)];
	for (const signal of ['SIGINT', 'SIGQUIT']) { // in order; as if it crashed
		await sleep(500);
		await cluster.stop(signal);
		await sleep(400);
		assert.equal((await get(s, '/healthz')).status, 200);
		await cluster.start();
		await until('it answers again', async () => (await get(s, '/readyz')).status === 200);
	}
	await sleep(500);
	stop = true;
	await Promise.all(load);
	assert.ok(seen.ok > 20 && made.length > 5, JSON.stringify(seen));
	for (const m of made)
		assert.equal((await get(s, `${reviews}/${m}/files`)).body.files.length, 2);
	assert.equal(one(url, `select count(*) from reviews where name like 'w%'`), String(made.length), 'each answered upload is one review, no more');
	assert.equal(one(url, `select count(*) from jobs`), String(made.length));
	assert.equal(await s.stop(), 0);
});

test('while the database is away: a clear 503 in time, metrics and health still there', async () => {
	const url = cluster.database('away');
	const s = await serve(url);
	fakeReview(url, 1);
	await cluster.stop();
	const t = Date.now();
	const [a, b] = await Promise.all([problem(get(s, reviews), 503, 'database'), problem(get(s, '/readyz'), 503, 'database')]);
	assert.ok(Date.now() - t < 12000);
	assert.match(a.detail + b.detail, /try again/);
	assert.equal((await get(s, '/healthz')).status, 200);
	assert.match((await get(s, '/metrics')).text, /^ringcheck_up_database 0$/m);
	await cluster.start();
	await until('it is ready again', async () => (await get(s, '/readyz')).status === 200);
	assert.equal((await get(s, reviews)).body.reviews.length, 1);
	assert.equal(await s.stop(), 0);
});

test('events: live, resumed, across a lost database, ended by the last state and by a stop', async () => {
	const url = cluster.database('events');
	const s = await serve(url);
	const { body } = await upload(s, { 'a.c': 'int a;' });
	const rid = one(url, `select id from reviews where public_id = '${body.id}'`);
	const follow = async (after) => {
		const r = await fetch(`${s.url}${reviews}/${body.id}/events`, { headers: after ? { 'Last-Event-ID': after } : {} });
		const f = { text: '', type: r.headers.get('content-type') };
		f.done = (async () => { for await (const d of r.body) f.text += Buffer.from(d).toString(); })();
		return f;
	};
	const a = await follow(), b = await follow();
	assert.equal(a.type, 'text/event-stream');
	await until('the first state', () => /event: state\ndata: .*"queued"/.test(a.text));
	one(url, `select rc_review_progress(${rid}, 'analysing', 1, 4)`);
	await until('progress', () => /event: progress\ndata: .*"done": 1/.test(a.text) && /"done": 1/.test(b.text), 3000);
	await cluster.stop();
	await sleep(300);
	await cluster.start();
	await until('ready', async () => (await get(s, '/readyz')).status === 200);
	one(url, `select rc_review_progress(${rid}, 'analysing', 2, 4)`);
	await until('progress after the restart', () => /"done": 2/.test(a.text));
	const last = [...a.text.matchAll(/^id: (\d+)$/gm)].pop()[1];
	sql(url, `update reviews set state = 'done', finished_at = now() where id = ${rid}`);
	await a.done;
	await b.done;
	assert.match(a.text, /"state": "done"[^\n]*\n\nevent: end\ndata: \{\}\n\n$/);
	const c = await follow(last);
	await c.done;
	assert.doesNotMatch(c.text, /"done": 2/);
	assert.match(c.text, /"state": "done"/);
	await problem(call(s, 'GET', `${reviews}/${body.id}/events?after=x`), 400, 'bad-parameter');
	sql(url, `update reviews set state = 'queued' where id = ${rid}`);
	const d = await follow(last);
	await until('the stream is open', () => /queued/.test(d.text));
	assert.equal(await s.stop(), 0, 'a stop ends streams');
	await d.done;
});

test('a configuration file; the environment wins', async () => {
	const url = cluster.database('conf');
	const file = `${cluster.dir}/ringcheck.conf`;
	writeFileSync(file, `# comment\nport = 0\ndatabase_url = ${url}\nlisten = 127.0.0.1\nweb =\n`);
	const { spawnSync } = await import('node:child_process');
	const run = (...args) => spawnSync(`${process.env.B}/bin/ringcheckd`, args, { env: {}, encoding: 'utf8' });
	assert.equal(run('--config', file, 'migrate').status, 0);
	assert.equal(one(url, 'select count(*) > 0 from schema_version'), 't');
	writeFileSync(file, 'prot = 1\n');
	const bad = run('--config', file);
	assert.equal(bad.status, 2);
	assert.match(bad.stderr, /ringcheck.conf:1: there is no setting "prot"/);
	assert.equal(run('--nonsense').status, 2);
	assert.equal(run('--help').status, 0);
});
