// `ringcheck connect`, and the post-receive script it prints: real pushes to a real bare repository.
import { after, before, test } from 'node:test';
import assert from 'node:assert/strict';
import { execFile, execFileSync, spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { B, Cluster, call, fakeReview, get, one, serve, sleep, sql, until } from './lib.mjs';

let cluster, url, s, dir, admin;
before(async () => {
	cluster = await new Cluster().start();
	url = cluster.database('connect');
	s = await serve(url, { RINGCHECK_SECRET_KEY: randomBytes(32).toString('hex'), RINGCHECK_REQUIRE_TOKEN: 'yes' });
	dir = mkdtempSync(path.join(os.tmpdir(), 'rc-connect-'));
	admin = token('--scope', 'admin');
	writeFileSync(path.join(dir, 'token'), `${admin}\n`);
	writeFileSync(path.join(dir, 'forge-token'), 'ghp_of-the-forge\n');
});
after(async () => {
	await s.stop();
	rmSync(dir, { recursive: true, force: true });
	await cluster.remove();
});

const token = (...words) => execFileSync(`${B}/bin/ringcheckd`, ['token', 'create', '--name', 'x', ...words], { env: { DATABASE_URL: url }, encoding: 'utf8' }).trim();
/** { status, out, err } of `ringcheck connect ...` */
const connect = (...words) => new Promise((done) => {
	execFile(`${B}/bin/ringcheck`, ['connect', '--server', s.url, '--token-file', path.join(dir, 'token'), ...words], { env: { PATH: process.env.PATH } },
		(e, out, err) => done({ status: e ? e.code : 0, out, err }));
});
const bearer = { Authorization: () => `Bearer ${admin}` };
const ask = (target) => get(s, target, { Authorization: bearer.Authorization() });

test('GitHub by hand: what to paste, the secret once, then the state', async () => {
	const first = connect('github', '--name', 'Echo', '--repo', 'contoso/echo', '--wait', '20');
	const row = await until('the project is made', () => sql(url, `select hook_id, public_id from projects where name = 'Echo'`)[0]);
	await sleep(300);
	sql(url, `insert into deliveries (project_id, key, event, body, bytes, state, outcome) select id, 'k', 'ping', '', 0, 'done', 'the hook works' from projects`);
	const r = await first;
	assert.equal(r.status, 0, r.err);
	for (const what of [`/hooks/${row[0]}`, 'application/json', 'https://github.com/contoso/echo/settings/hooks/new', 'pull_request', 'Commit statuses', 'ping: the hook works'])
		assert.ok(r.out.includes(what), `${what}\n${r.out}`);
	assert.match(r.out, /Secret +[0-9a-f]{64}/);
	assert.match(r.err, /public_url is not set/);
	const again = await connect('github', '--name', 'Echo', '--repo', 'contoso/echo');
	assert.equal(again.status, 0);
	assert.ok(!/[0-9a-f]{64}/.test(again.out));
	const status = await connect('--status', '--name', 'Echo');
	assert.match(status.out, /Echo: new; 0 open pull requests\nLast deliveries:\n.*done.*ping: the hook works/);
});

test('with the forge\'s token: the hook is asked for, its failure is told', async () => {
	const running = connect('github', '--name', 'Tokened', '--repo', 'contoso/x', '--forge-token-file', path.join(dir, 'forge-token'), '--wait', '20');
	await until('the job', () => one(url, `select count(*) from jobs where kind = 'connect'`) === '1');
	sql(url, `update jobs set state = 'dead', last_error = 'the forge refused the token', finished_at = now() where kind = 'connect'`);
	const r = await running;
	assert.deepEqual([r.status, /connecting failed: the forge refused the token/.test(r.err)], [2, true], r.err);
	assert.ok(!(r.out + r.err + s.log).includes('ghp_of-the-forge'));
	assert.equal(one(url, `select count(*) from forges where kind = 'github'`), '1', 'one forge for both');
	const good = connect('github', '--name', 'Tokened', '--repo', 'contoso/x', '--forge-token-file', path.join(dir, 'forge-token'), '--wait', '20');
	await until('the job', () => one(url, `select count(*) from jobs where kind = 'connect' and state = 'ready'`) === '1');
	sql(url, `update jobs set state = 'done', finished_at = now() where kind = 'connect';
		insert into deliveries (project_id, key, event, body, bytes, state, outcome) select id, 'k', 'ping', '', 0, 'done', 'pong' from projects where name = 'Tokened'`);
	const ok = await good;
	assert.equal(ok.status, 0, ok.err);
	assert.match(ok.out, /Connected. The forge's test delivery:\n.*ping: pong/);
});

test('mistakes are told with what to do', async () => {
	for (const [words, what] of [[[], /which forge/], [['svn', '--name', 'x'], /'svn' is unknown/], [['github', '--repo', 'a/b'], /--name/], [['github', '--name', 'x'], /--repo/], [['git', '--name', 'x'], /--clone-url/],
		[['gitea', '--name', 'x', '--repo', 'a/b'], /--api-url/], [['github', '--name'], /--name needs a value/], [['github', '--name', 'x', '--frob', 'y'], /no option '--frob'/], [['--status', '--name', 'none'], /no project called "none"/],
		[['github', '--name', 'x', '--repo', 'a/b', '--forge-token-file', '/nonexistent'], /nonexistent/], [['github', '--name', 'x', '--repo', 'a/b', '--server', 'http://127.0.0.1:1'], /cannot be reached.*--server/]]) {
		const r = await connect(...words);
		assert.equal(r.status, 2, words.join(' '));
		assert.match(r.err, what, words.join(' '));
	}
	const r = spawnSync(`${B}/bin/ringcheck`, ['connect', 'github', '--name', 'x', '--repo', 'a/b', '--server', s.url], { env: { PATH: process.env.PATH }, encoding: 'utf8' });
	assert.equal(r.status, 2);
	assert.match(r.stderr, /--token-file/);
});

test('plain git: the script is installed; a push is delivered signed; the pusher sees what is new', async () => {
	const bare = path.join(dir, 'driver.git'), work = path.join(dir, 'work');
	// Nothing of this machine's git configuration, and no hooks of its own.
	const env = { PATH: process.env.PATH, HOME: dir, GIT_CONFIG_NOSYSTEM: '1', GIT_AUTHOR_NAME: 'a', GIT_AUTHOR_EMAIL: 'a@x', GIT_COMMITTER_NAME: 'a', GIT_COMMITTER_EMAIL: 'a@x' };
	const git = (...words) => execFileSync('git', words, { cwd: work, env, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] }).trim();
	/** A push does not block this process: it is the one that answers the script. */
	const push = (...words) => new Promise((done) => execFile('git', ['push', ...words], { cwd: work, env }, (e, out, err) => done({ status: e ? e.code : 0, err })));
	mkdirSync(work);
	execFileSync('git', ['init', '-q', '--bare', bare], { env });
	const made = await connect('git', '--name', 'Plain', '--clone-url', 'https://git.example/driver.git', '--install', bare);
	assert.equal(made.status, 0, made.err);
	assert.equal(statSync(`${bare}/hooks/ringcheck.secret`).mode & 0o777, 0o600);
	assert.ok(!readFileSync(`${bare}/hooks/post-receive`, 'utf8').includes(readFileSync(`${bare}/hooks/ringcheck.secret`, 'utf8').trim()));
	assert.equal((await connect('git', '--name', 'Other', '--clone-url', 'https://git.example/o.git', '--install', bare)).status, 2, 'what is there is not overwritten');
	git('init', '-q', '-b', 'main');
	git('commit', '-q', '--allow-empty', '-m', 'one');
	git('remote', 'add', 'origin', bare);
	git('tag', 'v1');
	git('branch', 'we"ird');
	const first = await push('origin', 'main', 'we"ird', 'v1');
	assert.equal(first.status, 0, first.err);
	assert.ok(!/ringcheck/.test(first.err), first.err);
	const project = one(url, `select public_id from projects where name = 'Plain'`), at = `/api/v1/projects/${project}`;
	const delivery = (await ask(`${at}/deliveries`)).body.deliveries[0];
	const { body } = (await ask(`${at}/deliveries/${delivery.id}`)).body;
	const head = git('rev-parse', 'HEAD'), zero = '0'.repeat(40);
	assert.deepEqual(body.updates.sort((a, b) => a.ref.localeCompare(b.ref)), [{ ref: 'refs/heads/main', before: zero, after: head }, { ref: 'refs/heads/we"ird', before: zero, after: head }]);

	// With a token and a time to wait: the result, as soon as there is one.
	writeFileSync(`${bare}/hooks/ringcheck.token`, token('--project', 'Plain'), { mode: 0o600 });
	writeFileSync(`${bare}/hooks/ringcheck.wait`, '15\n');
	git('commit', '-q', '--allow-empty', '-m', 'two');
	const second = push('origin', 'main');
	await until('the delivery', () => one(url, `select count(*) from deliveries where project_id = (select id from projects where name = 'Plain')`) === '2');
	const review = fakeReview(url, 3);
	sql(url, `update reviews set project_id = (select id from projects where name = 'Plain'), branch = 'main', input = 'commit', commit_sha = '${git('rev-parse', 'HEAD')}', base_sha = '${head}', fresh = 1, unchanged = 2 where public_id = '${review}';
		update findings set status = case when n = 1 then 'new' else 'unchanged' end where review_id = (select id from reviews where public_id = '${review}')`);
	const told = await second;
	assert.equal(told.status, 0);
	assert.match(told.err, /remote: ringcheck: [0-9a-f]{12}: 1 new, 0 reopened, 0 fixed, 2 unchanged/);
	assert.match(told.err, /remote: ringcheck: echo\/f1.c:3: warning: Message "1"/);

	// A deleted branch is told, too, and nobody waits for it.
	assert.equal((await push('origin', ':we"ird')).status, 0);
	assert.equal(one(url, `select count(*) from deliveries where project_id = (select id from projects where name = 'Plain')`), '3');

	// A push never fails because of Ringcheck.
	writeFileSync(`${bare}/hooks/ringcheck.secret`, 'wrong');
	git('commit', '-q', '--allow-empty', '-m', 'three');
	const wrong = await push('origin', 'main');
	assert.equal(wrong.status, 0);
	assert.match(wrong.err, /could not be told to Ringcheck \(401\).*secret/);
	chmodSync(`${bare}/hooks/ringcheck.secret`, 0o600);
	rmSync(`${bare}/hooks/ringcheck.secret`);
	git('commit', '-q', '--allow-empty', '-m', 'four');
	const none = await push('origin', 'main');
	assert.deepEqual([none.status, /no secret/.test(none.err)], [0, true]);
});

test('plain git without --install: the script on standard output, the secret beside it', async () => {
	const r = await connect('git', '--name', 'Printed', '--clone-url', 'https://git.example/p.git');
	assert.equal(r.status, 0, r.err);
	const secret = /^([0-9a-f]{64})$/m.exec(r.err)[1];
	assert.ok(r.out.startsWith('#!/bin/sh\n') && !r.out.includes(secret) && !/@[A-Z_]+@/.test(r.out));
	const file = path.join(dir, 'script');
	writeFileSync(file, r.out);
	execFileSync('sh', ['-n', file]);
	const key = `/api/v1/projects/${one(url, `select public_id from projects where name = 'Printed'`)}`;
	assert.equal((await call(s, 'DELETE', key, { headers: { Authorization: `Bearer ${admin}` } })).status, 204);
});
