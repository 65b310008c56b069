// Who may do what: tokens, scopes, projects' tokens, the page's session; and what stays open to everybody.
import { after, before, test } from 'node:test';
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { B, Cluster, call, fakeReview, get, one, openapi, problem, program, reviews, serve, sql, until, upload } from './lib.mjs';

let cluster, url, open, closed, admin;
const key = randomBytes(32).toString('hex');
const env = { RINGCHECK_SECRET_KEY: key };
/** `ringcheckd token ...` */
const token = (...words) => execFileSync(`${B}/bin/ringcheckd`, ['token', ...words], { env: { PATH: process.env.PATH, DATABASE_URL: url }, encoding: 'utf8' }).trim();
const as = (t, extra = {}) => ({ headers: { Authorization: `Bearer ${t}`, ...extra } });
const json = (t, body) => ({ headers: { Authorization: `Bearer ${t}`, 'Content-Type': 'application/json' }, body: JSON.stringify(body) });
before(async () => {
	cluster = await new Cluster().start();
	url = cluster.database('access');
	open = await serve(url, env);
	closed = await serve(url, { ...env, RINGCHECK_REQUIRE_TOKEN: 'yes' });
	admin = token('create', '--name', 'root', '--scope', 'admin');
});
after(async () => {
	await Promise.all([open.stop(), closed.stop()]);
	await cluster.remove();
});

const project = (name) => sql(url, `with f as (insert into forges (kind, name) values ('git', 'f ${name}') returning id)
	insert into projects (name, forge_id, clone_url, hook_secret) select '${name}', id, 'https://git.example/x.git', '' from f returning id, public_id`)[0];

test('a server on loopback is open as before; a wrong token is not taken for none', async () => {
	assert.equal((await get(open, reviews)).status, 200);
	assert.equal((await call(open, 'GET', reviews, as(admin))).status, 200);
	await problem(call(open, 'GET', reviews, as('rck_wrong')), 401, 'token-needed');
	await problem(call(open, 'GET', reviews, { headers: { Authorization: 'Basic eDp5' } }), 401, 'token-needed');
	assert.deepEqual((await get(open, '/api/v1/session')).body, { required: false, token: null });
});

test('with tokens required nothing but health, hooks, log-in and static files is open', async () => {
	for (const p of ['/healthz', '/readyz', '/', '/api/v1/openapi.yaml', '/api/v1/session'])
		assert.equal((await fetch(closed.url + p)).status, 200, p);
	const id = fakeReview(url, 1);
	// Every operation of the description, and /metrics.
	const openOnes = new Set(['/hooks/{id}', '/api/v1/session', '/api/v1/openapi.yaml', '/healthz', '/readyz']);
	let n = 0;
	for (const [p, ops] of [...Object.entries(openapi.paths), ['/metrics', { get: {} }]])
		for (const method of Object.keys(ops).filter((m) => /^(get|post|put|patch|delete)$/.test(m))) {
			const target = p.replace('{id}', id).replace(/\{\w+\}/, '1');
			const r = await fetch(closed.url + target, { method: method.toUpperCase() });
			if (openOnes.has(p))
				assert.notEqual(r.status, p === '/api/v1/session' ? 0 : 401, `${method} ${p}`);
			else {
				assert.equal(r.status, 401, `${method} ${p}`);
				assert.match(r.headers.get('www-authenticate'), /^Bearer/);
				n++;
			}
		}
	assert.ok(n > 15, `${n} operations`);
	assert.equal((await call(closed, 'GET', `${reviews}/${id}`, as(admin))).status, 200);
	assert.equal(one(url, `select count(*) from reviews where public_id = '${id}'`), '1');
});

test('a large body without a token is refused before it is sent', async () => {
	const r = await upload(closed, { 'a.c': 'x'.repeat(3 << 20) }).catch((e) => e);
	assert.ok(r.status === 401 || /fetch failed/.test(String(r)), String(r));
	assert.equal(one(url, 'select count(*) from uploads'), '0');
});

test('scopes: read looks, write works, admin makes tokens', async () => {
	const read = token('create', '--name', 'reader'), write = token('create', '--name', 'writer', '--scope', 'write');
	const id = fakeReview(url, 2);
	assert.equal((await call(closed, 'GET', `${reviews}/${id}/findings`, as(read))).status, 200);
	const p = await problem(call(closed, 'DELETE', `${reviews}/${id}`, as(read)), 403, 'scope');
	assert.match(p.detail, /"write"/);
	await problem(call(closed, 'GET', '/api/v1/tokens', as(write)), 403, 'scope');
	await problem(call(closed, 'POST', '/api/v1/tokens', json(write, { name: 'x', scope: 'read' })), 403, 'scope');
	assert.equal((await call(closed, 'DELETE', `${reviews}/${id}`, as(write))).status, 204);
	const up = await call(closed, 'POST', reviews, json(write, { files: [{ path: 'a.c', content: 'int x;' }] }));
	assert.equal(up.status, 201);
});

test('tokens are made once, hashed, listed without their text, revoked at once on every server', async () => {
	const made = await call(closed, 'POST', '/api/v1/tokens', json(admin, { name: 'ci ü', scope: 'write', days: 7 }));
	assert.equal(made.status, 201, made.text);
	assert.match(made.body.secret, /^rck_[\w-]{43}$/);
	assert.equal(made.body.token.scope, 'write');
	assert.ok(Date.parse(made.body.token.expires) - Date.now() > 6.9 * 86400e3);
	const list = await call(closed, 'GET', '/api/v1/tokens', as(admin));
	assert.ok(list.body.tokens.some((t) => t.name === 'ci ü'));
	assert.ok(!list.text.includes(made.body.secret));
	assert.equal(one(url, `select count(*) from tokens where position('rck_' in encode(sha256, 'escape')) > 0`), '0');
	assert.equal((await call(open, 'GET', reviews, as(made.body.secret))).status, 200);
	assert.equal((await call(closed, 'GET', reviews, as(made.body.secret))).status, 200);
	assert.equal(one(url, `select used_at = date_trunc('hour', now()) from tokens where name = 'ci ü'`), 't');
	assert.equal((await call(closed, 'DELETE', `/api/v1/tokens/${made.body.token.id}`, as(admin))).status, 204);
	for (const s of [open, closed])
		await until('the token is gone', async () => (await fetch(s.url + reviews, as(made.body.secret))).status === 401, 3000);
	await problem(call(closed, 'DELETE', `/api/v1/tokens/${fakeReview(url, 0)}`, as(admin)), 404, 'not-found');
});

test('expired tokens are refused', async () => {
	const t = token('create', '--name', 'short');
	sql(url, `update tokens set expires_at = now() - interval '1 s' where name = 'short'`);
	await problem(call(closed, 'GET', reviews, as(t)), 401, 'token-needed');
});

test('bad requests for tokens are told what is wrong', async () => {
	for (const [body, what] of [[{}, /name/], [{ name: 'x' }, /scope/], [{ name: 'x', scope: 'god' }, /scope/], [{ name: 'x', scope: 'read', days: -1 }, /days/],
		[{ name: 'x\n', scope: 'read' }, /name/], [{ name: 'x', scope: 'read', project: 'nope' }, /project/], [{ name: 'x', scope: 'read', who: 1 }, /who/], [[], /object/]]) {
		const p = await problem(call(closed, 'POST', '/api/v1/tokens', json(admin, body)), 400, 'bad-request');
		assert.match(p.detail, what);
	}
	await problem(call(closed, 'POST', '/api/v1/tokens', json(admin, { name: 'x', scope: 'read', project: fakeReview(url, 0) })), 422, 'not-found');
	await problem(call(closed, 'POST', '/api/v1/tokens', { ...as(admin), body: '{}' }), 415, 'unsupported-type');
	await problem(call(closed, 'POST', '/api/v1/tokens', json(admin, { name: 'x'.repeat(300000), scope: 'read' })), 413, 'too-large');
});

test('a token of one project sees nothing else', async () => {
	const [pid, ppub] = project('mine'), [oid, opub] = project('other');
	const mine = fakeReview(url, 1, 'mine 1'), other = fakeReview(url, 1, 'other 1'), free = fakeReview(url, 1, 'upload');
	sql(url, `update reviews set project_id = ${pid}, input = 'commit' where public_id = '${mine}'`);
	sql(url, `update reviews set project_id = ${oid}, input = 'commit' where public_id = '${other}'`);
	const t = token('create', '--name', 'mine', '--project', 'mine', '--scope', 'admin');
	assert.deepEqual((await call(closed, 'GET', reviews, as(t))).body.reviews.map((r) => r.id), [mine]);
	assert.equal((await call(closed, 'GET', `${reviews}/${mine}/findings`, as(t))).status, 200);
	for (const id of [other, free])
		for (const tail of ['', '/findings', '/findings/1', '/files', '/source?path=a.c', '/units', '/map', '/sarif', '/events', ...['/cancel', '/retry'].map((x) => ['POST', x]), ['DELETE', '']]) {
			const [method, rest] = Array.isArray(tail) ? tail : ['GET', tail];
			await problem(call(closed, method, `${reviews}/${id}${rest}`, as(t)), 404, 'not-found');
		}
	assert.equal(one(url, `select count(*) from reviews where public_id in ('${other}', '${free}')`), '2');
	await problem(call(closed, 'POST', reviews, json(t, { files: [{ path: 'a.c', content: 'int x;' }] })), 403, 'scope');
	await problem(call(closed, 'GET', '/metrics', as(t)), 403, 'scope');
	// Its tokens are of the project, too.
	const made = await call(closed, 'POST', '/api/v1/tokens', json(t, { name: 'child', scope: 'read' }));
	assert.equal(made.body.token.project, ppub);
	await problem(call(closed, 'POST', '/api/v1/tokens', json(t, { name: 'x', scope: 'read', project: opub })), 403, 'scope');
	const list = (await call(closed, 'GET', '/api/v1/tokens', as(t))).body.tokens;
	assert.deepEqual(list.map((x) => x.name).sort(), ['child', 'mine']);
	const foreign = one(url, `select public_id from tokens where name = 'root'`);
	await problem(call(closed, 'DELETE', `/api/v1/tokens/${foreign}`, as(t)), 404, 'not-found');
	const session = (await call(closed, 'GET', '/api/v1/session', as(t))).body;
	assert.deepEqual(session, { required: true, token: { name: 'mine', scope: 'admin', project: ppub } });
	sql(url, `delete from projects where name = 'mine'`);
	await until('its tokens went with the project', async () => (await fetch(closed.url + reviews, as(t))).status === 401, 3000);
});

test('the page logs in with a cookie that scripts cannot read, and out again', async () => {
	const post = (body, headers = {}) => call(closed, 'POST', '/api/v1/session', { headers: { 'Content-Type': 'application/json', ...headers }, body: JSON.stringify(body) });
	await problem(post({ token: 'rck_wrong' }), 401, 'token-needed');
	await problem(post({ token: admin }, { Origin: 'https://evil.example' }), 403, 'foreign-origin');
	const r = await post({ token: ` ${admin}\t`.trim() });
	assert.equal(r.status, 200);
	const set = r.headers.get('set-cookie');
	assert.match(set, /^ringcheck=[^;]+; Path=\/; HttpOnly; SameSite=Strict; Max-Age=\d+$/);
	assert.ok(!set.includes(admin) && !r.text.includes(admin));
	const cookie = set.split(';')[0];
	const withCookie = (method, target, headers = {}) => call(closed, method, target, { headers: { Cookie: cookie, ...headers } });
	assert.equal((await withCookie('GET', reviews)).status, 200);
	assert.equal((await withCookie('GET', '/api/v1/session')).body.token.name, 'root');
	const id = fakeReview(url, 1);
	// The cookie alone must not let a foreign page write.
	await problem(withCookie('DELETE', `${reviews}/${id}`, { Origin: 'https://evil.example' }), 403, 'foreign-origin');
	await problem(withCookie('DELETE', `${reviews}/${id}`, { 'Sec-Fetch-Site': 'cross-site' }), 403, 'foreign-origin');
	assert.equal((await withCookie('DELETE', `${reviews}/${id}`, { Origin: closed.url })).status, 204);
	// Changed, cut or made-up cookies.
	const [, value] = cookie.split('=');
	const [uuid, end, mac] = value.split('.');
	for (const bad of [`${uuid}.${Number(end) + 1}.${mac}`, `${uuid}.${end}.${mac.replace(/^./, (c) => (c === '0' ? '1' : '0'))}`, `${uuid}.${end}`, '', '..', admin])
		await problem(call(closed, 'GET', reviews, { headers: { Cookie: `ringcheck=${bad}` } }), 401, 'token-needed');
	const out = await withCookie('DELETE', '/api/v1/session');
	assert.equal(out.status, 204);
	assert.match(out.headers.get('set-cookie'), /^ringcheck=; .*Max-Age=0/);
	// The same key, another server: the session is good there, too.
	assert.equal((await call(open, 'GET', '/api/v1/session', { headers: { Cookie: cookie } })).body.token.name, 'root');
	const secure = await serve(url, { ...env, RINGCHECK_PUBLIC_URL: 'https://review.example/' });
	const s = await call(secure, 'POST', '/api/v1/session', { headers: { 'Content-Type': 'application/json' }, body: JSON.stringify({ token: admin }) });
	assert.match(s.headers.get('set-cookie'), /; Secure/);
	await problem(get(secure, reviews), 401, 'token-needed');
	await secure.stop();
});

test('who guesses has to wait; a good token goes on', async () => {
	const s = await serve(url, { ...env, RINGCHECK_REQUIRE_TOKEN: 'yes' });
	assert.equal((await call(s, 'GET', reviews, as(admin))).status, 200);
	let last;
	for (let i = 0; i < 40; i++)
		last = await call(s, 'GET', reviews, as(`rck_${randomBytes(32).toString('base64url')}`));
	assert.equal(last.status, 429);
	assert.equal(last.headers.get('retry-after'), '60');
	assert.equal((await call(s, 'GET', reviews, as(admin))).status, 200);
	// Also after the server has to ask the database for it again (ACCESS_CACHE_SECONDS).
	await new Promise((go) => setTimeout(go, 10500));
	assert.equal((await call(s, 'GET', reviews, as(admin))).status, 200);
	assert.equal((await s.stop(), s.log.includes(admin) || /rck_/.test(s.log)), false);
});

test('the command: first, list, revoke, mistakes', () => {
	assert.equal(token('create', '--first', '--name', 'again', '--scope', 'admin'), '');
	assert.match(token('list'), /admin\s+\*\s+until \S+\s+root/);
	const id = /^(\S+) .* writer$/m.exec(token('list'))[1];
	token('revoke', id);
	assert.match(token('list'), /revoked\s+writer/);
	for (const words of [['create'], ['create', '--name', 'x', '--scope', 'all'], ['create', '--name', 'x', '--days', 'x'], ['create', '--name', 'x', '--project', 'none'], ['revoke', 'x'], ['frob']])
		assert.throws(() => execFileSync(`${B}/bin/ringcheckd`, ['token', ...words], { env: { DATABASE_URL: url }, stdio: 'pipe' }), undefined, words.join(' '));
});

test('a server that others reach cannot be opened by a setting', async () => {
	const p = program(url, { RINGCHECK_PORT: '0', RINGCHECK_LISTEN: '0.0.0.0', RINGCHECK_ALLOW_REMOTE: 'yes', RINGCHECK_REQUIRE_TOKEN: 'no' });
	assert.equal(await p.gone, 2);
	assert.match(p.log, /require_token = no is for servers that only this machine can reach/);
	const remote = await serve(url, { ...env, RINGCHECK_LISTEN: '0.0.0.0', RINGCHECK_ALLOW_REMOTE: 'yes' });
	remote.url = remote.url.replace('0.0.0.0', '127.0.0.1');
	await problem(get(remote, reviews), 401, 'token-needed');
	assert.equal((await call(remote, 'GET', reviews, as(admin))).status, 200);
	await remote.stop();
});
