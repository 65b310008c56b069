// Forges, projects, hooks in, what people see of them, decisions on findings. The worker's side is put in by SQL.
import { after, before, test } from 'node:test';
import assert from 'node:assert/strict';
import { createHash, createHmac, randomBytes, randomUUID } from 'node:crypto';
import { Cluster, call, fakeReview, get, one, problem, reviews, serve, sql } from './lib.mjs';

let cluster, url, s;
const forges = '/api/v1/forges', projects = '/api/v1/projects';
before(async () => {
	cluster = await new Cluster().start();
	url = cluster.database('projects');
	s = await serve(url, { RINGCHECK_SECRET_KEY: randomBytes(32).toString('hex') });
});
after(async () => {
	await s.stop();
	await cluster.remove();
});

const send = (method, target, body, server = s) => call(server, method, target, body === undefined ? {} : { headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(body) });
const post = (target, body) => send('POST', target, body);
let serial = 0;
/** A project at a new forge of that kind: { id, secret, hook, path, forge } */
async function make(kind, more = {}) {
	const n = ++serial;
	const forge = await post(forges, { kind, name: `${kind} ${n}`, ...(kind === 'gitea' ? { api_url: 'https://gitea.example/api/v1' } : {}) });
	assert.equal(forge.status, 201, forge.text);
	const p = await post(projects, { name: `${kind} project ${n}`, forge: forge.body.id, ...(kind === 'git' ? { clone_url: 'https://git.example/driver.git' } : { repo: 'owner/driver' }), ...more });
	assert.equal(p.status, 201, p.text);
	return { id: p.body.project.id, secret: p.body.hook_secret, hook: new URL(p.body.payload_url).pathname, path: `${projects}/${p.body.project.id}`, forge: forge.body.id, project: p.body.project };
}
const db = (p) => one(url, `select id from projects where public_id = '${p.id}'`);
const hmac = (key, text, enc = 'hex') => createHmac('sha256', key).update(text).digest(enc);

test('forges: made, changed, refused, deleted; the key never comes out', async () => {
	const pem = '-----BEGIN PRIVATE KEY-----\nMIIsecretkeymaterial\n-----END PRIVATE KEY-----\n';
	const f = await post(forges, { kind: 'github', name: 'hub', app_id: '12', app_key: pem });
	assert.equal(f.status, 201);
	assert.deepEqual([f.body.api_url, f.body.web_url, f.body.has_app_key, f.body.private], ['https://api.github.com', 'https://github.com', true, false]);
	assert.ok(!f.text.includes('secretkeymaterial'));
	assert.ok(!one(url, `select encode(app_key, 'escape') from forges where name = 'hub'`).includes('secretkeymaterial'));
	const changed = await send('PATCH', `${forges}/${f.body.id}`, { name: 'hub 2', api_url: 'https://ghe.example/api/v3/', web_url: 'https://ghe.example' });
	assert.deepEqual([changed.body.name, changed.body.api_url, changed.body.has_app_key], ['hub 2', 'https://ghe.example/api/v3', true]);
	assert.equal((await send('PATCH', `${forges}/${f.body.id}`, { app_key: '' })).body.has_app_key, false);
	const lab = await post(forges, { kind: 'gitlab', name: 'lab', api_url: 'https://lab.example/api/v4' });
	assert.equal(lab.body.web_url, 'https://lab.example');
	await problem(post(forges, { kind: 'gitlab', name: 'lab' }), 409, 'conflict');
	await problem(send('PATCH', `${forges}/${f.body.id}`, { name: 'lab' }), 409, 'conflict');
	for (const [body, what] of [[{ kind: 'svn', name: 'x' }, /kind/], [{ kind: 'gitea', name: 'x' }, /api_url/], [{ kind: 'github', name: 'x', api_url: 'ftp://x' }, /api_url/],
		[{ kind: 'github', name: 'x', api_url: 'https://user:pw@x/' }, /api_url/], [{ kind: 'github', name: 'x', api_url: 'https://' }, /api_url/], [{ kind: 'github', name: 'x', api_url: 'https://x/?a' }, /api_url/],
		[{ kind: 'github' }, /name/], [{ kind: 'github', name: '' }, /name/], [{ kind: 'github', name: 'x', private: 'yes' }, /private/], [{ kind: 'github', name: 'x', probed: {} }, /probed/]])
		assert.match((await problem(post(forges, body), 400, 'bad-request')).detail, what);
	assert.equal((await get(s, `${forges}?limit=1`)).body.forges.length, 1);
	assert.equal((await send('DELETE', `${forges}/${lab.body.id}`)).status, 204);
	await problem(get(s, `${forges}/${lab.body.id}`), 404, 'not-found');
	await problem(send('DELETE', `${forges}/${lab.body.id}`), 404, 'not-found');
});

test('projects: made with a secret shown once, changed, rotated, refused', async () => {
	const p = await make('github', { token: 'ghp_very-secret', options: { inline_max: 5, branches: ['main'], fail_on: 'error', draft: true } });
	assert.match(p.secret, /^[0-9a-f]{64}$/);
	assert.equal(p.project.clone_url, 'https://github.com/owner/driver.git');
	assert.deepEqual([p.project.has_token, p.project.health, p.project.options.inline_max], [true, 'new', 5]);
	const again = await get(s, p.path);
	assert.ok(!again.text.includes(p.secret) && !again.text.includes('ghp_'));
	assert.ok(!one(url, `select encode(token, 'escape') || encode(hook_secret, 'escape') from projects where public_id = '${p.id}'`).includes('secret'));
	const rotated = await post(`${p.path}/secret`);
	assert.notEqual(rotated.body.hook_secret, p.secret);
	const changed = await send('PATCH', p.path, { token: '', options: { draft: false } });
	assert.deepEqual([changed.body.has_token, changed.body.options], [false, { draft: false }]);
	await problem(post(projects, { name: p.project.name, forge: p.forge, repo: 'a/b' }), 409, 'conflict');
	await problem(post(projects, { name: 'x', forge: randomUUID(), repo: 'a/b' }), 422, 'not-found');
	await problem(post(projects, { name: 'x', forge: p.forge }), 422, 'bad-request');
	await problem(post(projects, { name: 'x', forge: p.forge, repo: 'a/b', clone_url: 'http://x/y.git' }), 422, 'bad-request');
	await problem(post(projects, { name: 'x', forge: 'nope' }), 400, 'bad-request');
	for (const options of [{ rules: ['no-such-rule'] }, { inline_max: -1 }, { inline_max: 1e9 }, { fail_on: 'x' }, { fail_on: ' ' }, { draft: 1 }, { branches: 'main' }, { surprise: 1 }])
		await problem(post(projects, { name: 'x', forge: p.forge, repo: 'a/b', options }), 400, 'bad-options');
	await problem(send('DELETE', `${forges}/${p.forge}`), 409, 'conflict');
	await problem(get(s, `${projects}/${randomUUID()}`), 404, 'not-found');
	assert.ok((await get(s, projects)).body.projects.some((x) => x.id === p.id));
});

test('without a secret key no secret is taken', async () => {
	const bare = await serve(url);
	const forge = (await send('POST', forges, { kind: 'git', name: 'bare' }, bare)).body;
	await problem(send('POST', projects, { name: 'bare', forge: forge.id, clone_url: 'https://x/y.git' }, bare), 409, 'no-secret-key');
	// A hook sealed with a key this server lacks.
	const p = await make('github');
	const body = '{}';
	const r = await problem(call(bare, 'POST', p.hook, { headers: { 'Content-Type': 'application/json', 'X-Hub-Signature-256': `sha256=${hmac(p.secret, body)}` }, body }), 503, 'unavailable');
	assert.ok(!/key/.test(r.detail));
	assert.match(bare.log, /sealed|secret key/);
	await bare.stop();
});

// ---- hooks in ----
const hook = (p, body, headers, method = 'POST') => call(s, method, p.hook, { headers: { 'Content-Type': 'application/json', ...headers }, body });
const deliveries = (p) => sql(url, `select key, event, action, times, state from deliveries where project_id = ${db(p)} order by id`);

test('GitHub: signed over the raw body, stored once, a job for the worker', async () => {
	const p = await make('github'), body = '{"action":"opened",  "number": 1}\n';
	const headers = { 'X-GitHub-Event': 'pull_request', 'X-GitHub-Delivery': 'guid-1', 'X-Hub-Signature-256': `sha256=${hmac(p.secret, body)}` };
	const first = await hook(p, body, headers);
	assert.deepEqual([first.status, first.body.new], [202, true]);
	const second = await hook(p, body, headers);
	assert.deepEqual([second.status, second.body], [202, { delivery: first.body.delivery, new: false }]);
	assert.deepEqual(deliveries(p), [['guid-1', 'pull_request', 'opened', '2', 'waiting']]);
	assert.equal(one(url, `select count(*) from jobs where kind = 'delivery' and payload->>'delivery' = (select id::text from deliveries where public_id = '${first.body.delivery}')`), '1');
	const whole = await get(s, `${p.path}/deliveries/${first.body.delivery}`);
	assert.deepEqual(whole.body.body, { action: 'opened', number: 1 });
	assert.equal(whole.body.delivery.bytes, Buffer.byteLength(body));
	for (const sig of [undefined, '', 'sha256=', `sha256=${hmac('wrong', body)}`, `sha1=${createHmac('sha1', p.secret).update(body).digest('hex')}`, hmac(p.secret, body), `sha256=${hmac(p.secret, body.trim())}`])
		await problem(hook(p, body, { ...headers, 'X-GitHub-Delivery': 'guid-2', 'X-Hub-Signature-256': sig ?? '' }), 401, 'bad-signature');
	await problem(hook(p, body, { ...headers, 'X-GitHub-Delivery': '' }), 400, 'bad-request');
	await problem(hook(p, body, { ...headers, 'X-GitHub-Delivery': 'x'.repeat(300) }), 400, 'bad-request');
	const form = `payload=${encodeURIComponent(body)}`;
	const r = await problem(hook(p, form, { ...headers, 'Content-Type': 'application/x-www-form-urlencoded', 'X-Hub-Signature-256': `sha256=${hmac(p.secret, form)}` }), 415, 'unsupported-type');
	assert.match(r.detail, /application\/json/);
	for (const bad of ['[]', 'no json', '"x"', '{"a":', '\u0000'])
		await problem(hook(p, bad, { ...headers, 'X-GitHub-Delivery': 'guid-3', 'X-Hub-Signature-256': `sha256=${hmac(p.secret, bad)}` }), 400, 'bad-request');
	await problem(hook(p, '', { ...headers, 'X-Hub-Signature-256': `sha256=${hmac(p.secret, '')}` }), 400, 'bad-request');
	assert.equal(deliveries(p).length, 1);
	assert.equal((await fetch(s.url + p.hook)).status, 405);
	assert.ok(!s.log.includes(p.secret));
});

test('only the headers of the hook\'s own forge count', async () => {
	const p = await make('gitea'), body = '{"action":"synchronized"}', mac = hmac(p.secret, body);
	const github = { 'X-GitHub-Event': 'pull_request', 'X-GitHub-Delivery': 'gh', 'X-Hub-Signature-256': `sha256=${mac}`, 'X-Gogs-Signature': mac };
	await problem(hook(p, body, github), 401, 'bad-signature');
	const gitea = { ...github, 'X-Gitea-Event': 'pull_request', 'X-Gitea-Event-Type': 'pull_request_sync', 'X-Gitea-Delivery': 'gt', 'X-Gitea-Signature': mac };
	assert.equal((await hook(p, body, gitea)).status, 202);
	assert.deepEqual(deliveries(p), [['gt', 'pull_request_sync', 'synchronized', '1', 'waiting']]);
	await problem(hook(p, body, { ...gitea, 'X-Gitea-Signature': '' }), 401, 'bad-signature');
	const form = `payload=${encodeURIComponent(body)}`;
	await problem(hook(p, form, { ...gitea, 'Content-Type': 'application/x-www-form-urlencoded' }), 415, 'unsupported-type');
	assert.equal((await hook(p, body, { 'X-Forgejo-Event': 'push', 'X-Forgejo-Delivery': 'fj', 'X-Forgejo-Signature': mac })).status, 202);
});

test('GitLab: secret token, signing token with its window, the stable id', async () => {
	const p = await make('gitlab'), body = '{"object_kind":"merge_request","object_attributes":{"action":"update"}}';
	assert.match(p.secret, /^whsec_[A-Za-z0-9+/]{43}=$/);
	const event = { 'X-Gitlab-Event': 'Merge Request Hook' };
	const plain = { ...event, 'X-Gitlab-Token': p.secret, 'Idempotency-Key': 'idem-1', 'X-Gitlab-Webhook-UUID': randomUUID() };
	assert.equal((await hook(p, body, plain)).body.new, true);
	assert.equal((await hook(p, body, { ...plain, 'X-Gitlab-Webhook-UUID': randomUUID() })).body.new, false);
	assert.deepEqual(deliveries(p)[0].slice(0, 4), ['idem-1', 'Merge Request Hook', 'update', '2']);
	await problem(hook(p, body, { ...plain, 'X-Gitlab-Token': 'x' }), 401, 'bad-signature');
	const key = Buffer.from(p.secret.slice(6), 'base64');
	const sign = (id, at, text = body) => ({ ...event, 'webhook-id': id, 'webhook-timestamp': String(at), 'webhook-signature': `v1,AAAA v1,${hmac(key, `${id}.${at}.${text}`, 'base64')}` });
	const now = Math.floor(Date.now() / 1000);
	assert.equal((await hook(p, body, sign('wh-1', now))).body.new, true);
	assert.equal((await hook(p, body, sign('wh-1', now - 5))).body.new, false);
	await problem(hook(p, body, sign('wh-2', now - 301)), 401, 'too-old');
	await problem(hook(p, body, sign('wh-2', now + 330)), 401, 'too-old');
	await problem(hook(p, body, { ...sign('wh-2', now), 'webhook-id': 'wh-3' }), 401, 'bad-signature');
	await problem(hook(p, `${body} `, sign('wh-2', now)), 401, 'bad-signature');
});

test('plain git', async () => {
	const p = await make('git'), body = '{"updates":[]}';
	assert.equal((await hook(p, body, { 'X-Ringcheck-Delivery': 'd', 'X-Ringcheck-Signature-256': `sha256=${hmac(p.secret, body)}` })).status, 202);
	await problem(hook(p, body, { 'X-Ringcheck-Delivery': 'e', 'X-Hub-Signature-256': `sha256=${hmac(p.secret, body)}` }), 401, 'bad-signature');
});

test('an unknown hook is 404, whatever comes; bodies have an end', async () => {
	for (const [headers, body] of [[{}, '{}'], [{ 'X-Hub-Signature-256': 'sha256=00' }, '{}'], [{ 'Content-Type': 'text/plain' }, 'x']])
		await problem(call(s, 'POST', `/hooks/${randomUUID()}`, { headers: { 'Content-Type': 'application/json', ...headers }, body }), 404, 'not-found');
	assert.notEqual((await fetch(`${s.url}/hooks/1`, { method: 'POST', body: '{}' })).status, 202);
	const p = await make('github');
	const big = JSON.stringify({ action: 'opened', text: 'x'.repeat((25 << 20) - 40) });
	const t = Date.now();
	const r = await hook(p, big, { 'X-GitHub-Event': 'push', 'X-GitHub-Delivery': 'big', 'X-Hub-Signature-256': `sha256=${hmac(p.secret, big)}` });
	assert.equal(r.status, 202);
	assert.ok(Date.now() - t < 30000, `${Date.now() - t} ms`);
	const over = await hook(p, 'x'.repeat((25 << 20) + 1), {}).catch((e) => e);
	assert.ok(over.status === 413 || /fetch failed/.test(String(over)));
	// The whole body is counted where no length was announced.
	let sent = 0;
	const stream = new ReadableStream({ async pull(c) {
		await new Promise((done) => setTimeout(done, 1));
		if (++sent > 60)
			c.close();
		else
			c.enqueue(new Uint8Array(1 << 20));
	} });
	const chunked = await fetch(s.url + p.hook, { method: 'POST', duplex: 'half', body: stream, headers: { 'Content-Type': 'application/json' } }).catch((e) => e);
	assert.ok(chunked.status === 413 || /fetch failed/.test(String(chunked)), String(chunked.status));
	assert.equal((await get(s, '/healthz')).status, 200);
});

test('a delivery is answered fast, also many at once', async () => {
	const p = await make('github');
	const times = [];
	await Promise.all(Array.from({ length: 100 }, async (_, i) => {
		const body = JSON.stringify({ action: 'opened', i });
		const t = performance.now();
		assert.equal((await hook(p, body, { 'X-GitHub-Event': 'push', 'X-GitHub-Delivery': `n${i}`, 'X-Hub-Signature-256': `sha256=${hmac(p.secret, body)}` })).status, 202);
		times.push(performance.now() - t);
	}));
	assert.ok(Math.max(...times) < 5000, `slowest ${Math.max(...times)} ms`);
	assert.equal(deliveries(p).length, 100);
	assert.equal((await get(s, `${p.path}/deliveries?limit=30`)).body.deliveries.length, 30);
});

test('deliveries: outcome, once more, of their own project only', async () => {
	const p = await make('git'), other = await make('git'), body = '{}';
	const d = (await hook(p, body, { 'X-Ringcheck-Delivery': 'd', 'X-Ringcheck-Signature-256': `sha256=${hmac(p.secret, body)}` })).body.delivery;
	sql(url, `update deliveries set state = 'failed', outcome = 'the forge did not answer', worked_at = now() where public_id = '${d}'`);
	const list = (await get(s, `${p.path}/deliveries?state=failed,done`)).body.deliveries;
	assert.deepEqual([list.length, list[0].outcome], [1, 'the forge did not answer']);
	const again = await post(`${p.path}/deliveries/${d}/redeliver`);
	assert.deepEqual([again.body.state, again.body.outcome, again.body.redelivered], ['waiting', '', true]);
	assert.equal(one(url, `select count(*) from jobs where kind = 'delivery' and payload->>'delivery' = (select id::text from deliveries where public_id = '${d}')`), '2');
	await problem(get(s, `${other.path}/deliveries/${d}`), 404, 'not-found');
	await problem(post(`${other.path}/deliveries/${d}/redeliver`), 404, 'not-found');
	await problem(get(s, `${p.path}/deliveries/nonsense`), 404, 'not-found');
	await problem(get(s, `${p.path}/deliveries?state=x`), 400, 'bad-parameter');
	await problem(get(s, `${projects}/${randomUUID()}/deliveries`), 404, 'not-found');
});

test('set-up says what to paste where, for each forge', async () => {
	for (const kind of ['github', 'gitlab', 'gitea', 'git']) {
		const p = await make(kind), r = await get(s, `${p.path}/setup`), b = r.body;
		assert.equal(b.payload_url, `${s.url}${p.hook}`);
		assert.match(b.warning, /public_url/);
		assert.ok(b.fields.some((f) => f.secret) && b.fields.every((f) => f.name));
		assert.ok(!r.text.includes(p.secret));
		assert.equal(b.can_connect, false);
		if (kind === 'git') {
			assert.ok(b.script.includes(`payload_url='${s.url}${p.hook}'`) && b.script.includes(`project_url='${s.url}${p.path}'`));
		} else {
			assert.match(b.page, /owner\/driver\/.*hooks/);
			assert.ok(b.events.length >= 3 && b.permissions.length >= 2);
			assert.ok(b.fields.some((f) => f.value === b.payload_url));
		}
	}
});

test('connect: a job for the worker, once, and its state', async () => {
	const p = await make('github');
	await problem(post(`${p.path}/connect`), 409, 'conflict');
	assert.equal((await get(s, `${p.path}/connect`)).body.state, 'none');
	await send('PATCH', p.path, { token: 't' });
	assert.equal((await get(s, `${p.path}/setup`)).body.can_connect, true);
	assert.equal((await post(`${p.path}/connect`)).status, 202);
	assert.equal((await post(`${p.path}/connect`)).body.state, 'waiting');
	assert.equal(one(url, `select count(*) from jobs where kind = 'connect' and payload->>'project' = '${db(p)}'`), '1');
	sql(url, `update jobs set state = 'dead', last_error = 'the forge says 401', finished_at = now() where kind = 'connect'; update projects set health = 'failing', problem = 'the token was refused' where id = ${db(p)}`);
	const c = (await get(s, `${p.path}/connect`)).body;
	assert.deepEqual([c.state, c.reason, c.health, c.problem], ['failed', 'the forge says 401', 'failing', 'the token was refused']);
	await problem(post(`${(await make('git')).path}/connect`), 409, 'conflict');
});

// ---- reviews of a project ----
const sha = (n) => createHash('sha1').update(String(n)).digest('hex');
async function withPull() {
	const p = await make('github'), id = db(p);
	const pull = one(url, `insert into pulls (project_id, number, title, head, head_ref, base_ref, author, updated_at) values (${id}, 7, 'Fix <b>"it"</b>', '${sha(1)}', 'topic', 'main', 'jo', now()) returning id`);
	sql(url, `insert into branches (project_id, name, head) values (${id}, 'main', '${sha(2)}'); update projects set default_branch = 'main' where id = ${id}`);
	const review = fakeReview(url, 10);
	sql(url, `update reviews set project_id = ${id}, pull_id = ${pull}, input = 'commit', commit_sha = '${sha(1)}', base_sha = '${sha(2)}', fresh = 4, unchanged = 5, fixed = 2, reopened = 1 where public_id = '${review}';
		update findings f set status = case when n <= 4 then 'new' when n = 5 then 'reopened' else 'unchanged' end, on_diff = n <= 2 from reviews r where r.id = f.review_id and r.public_id = '${review}';
		insert into fixed_findings select id, 1, md5('f1'), 'rule-a', 'echo/f.c', 3, 'was there' from reviews where public_id = '${review}';
		insert into fixed_findings select id, 2, md5('f2'), 'rule-b', 'echo/f.c', 4, 'was there, too' from reviews where public_id = '${review}'`);
	return { p, pull, review, id };
}

test('pulls and branches with their latest review; revisions, filters, fixed, code quality', async () => {
	const { p, review } = await withPull();
	const list = (await get(s, `${p.path}/pulls?state=open`)).body.pulls;
	assert.deepEqual([list[0].number, list[0].title, list[0].review.id, list[0].review.new, list[0].review.fixed], [7, 'Fix <b>"it"</b>', review, 4, 2]);
	assert.equal((await get(s, `${p.path}/pulls?state=merged`)).body.pulls.length, 0);
	const whole = (await get(s, `${p.path}/pulls/7`)).body;
	assert.deepEqual([whole.reviews.length, whole.threads.length], [1, 0]);
	await problem(get(s, `${p.path}/pulls/8`), 404, 'not-found');
	await problem(get(s, `${p.path}/pulls/x`), 404, 'not-found');
	const b = (await get(s, `${p.path}/branches`)).body.branches;
	assert.deepEqual([b[0].name, b[0].default, b[0].review], ['main', true, null]);
	const r = (await get(s, `${reviews}/${review}`)).body.revision;
	assert.deepEqual([r.project, r.pull, r.commit, r.new, r.unchanged, r.fixed, r.reopened], [p.id, 7, sha(1), 4, 5, 2, 1]);
	assert.deepEqual((await get(s, `${reviews}?project=${p.id}&pull=7`)).body.reviews.map((x) => x.id), [review]);
	assert.equal((await get(s, `${reviews}?project=${p.id}&branch=main`)).body.reviews.length, 0);
	for (const q of ['project=x', 'pull=7', `project=${p.id}&pull=x`, 'branch=main'])
		await problem(get(s, `${reviews}?${q}`), 400, 'bad-parameter');
	const fresh = (await get(s, `${reviews}/${review}/findings?status=new,reopened&facets=true`)).body;
	assert.deepEqual(fresh.findings.map((f) => f.n), [1, 2, 3, 4, 5]);
	assert.deepEqual([fresh.findings[0].status, fresh.findings[0].on_diff, fresh.findings[2].on_diff], ['new', true, false]);
	assert.deepEqual(fresh.facets.status, { new: 4, unchanged: 4, reopened: 1 });
	await problem(get(s, `${reviews}/${review}/findings?status=old`), 400, 'bad-parameter');
	const fixed = (await get(s, `${reviews}/${review}/fixed?limit=1`)).body;
	assert.deepEqual([fixed.fixed[0].message, typeof fixed.next], ['was there', 'string']);
	assert.equal((await get(s, `${reviews}/${review}/fixed?cursor=${fixed.next}`)).body.fixed[0].n, 2);
	const q = (await get(s, `${reviews}/${review}/codequality`)).body;
	assert.equal(q.length, 9);
	assert.deepEqual([q[0].fingerprint.length, q[0].location.lines.begin, new Set(q.map((x) => x.fingerprint)).size], [32, 3, 9]);
	const sarif = await get(s, `${reviews}/${review}/sarif`);
	assert.equal(sarif.status, 200);
});

test('decisions on findings: for the whole project, with a reason and a log', async () => {
	const { p, pull, review } = await withPull();
	const f = (await get(s, `${reviews}/${review}/findings`)).body.findings[0];
	const at = `${p.path}/triage/${f.identity}`;
	assert.deepEqual((await get(s, at)).body, { identity: f.identity, state: 'open', reason: '', who: '', origin: null, at: null, log: [] });
	sql(url, `insert into threads (pull_id, identity, state) values (${pull}, '${f.identity}', 'open')`);
	const put = await send('PUT', at, { state: 'false_positive', reason: 'the device is a filter' });
	assert.deepEqual([put.body.state, put.body.reason, put.body.origin, put.body.log.length], ['false_positive', 'the device is a filter', 'api', 1]);
	assert.equal(one(url, `select count(*) from jobs where kind = 'publish' and payload->>'pull' = '${pull}'`), '1');
	await send('PUT', at, { state: 'false_positive', reason: 'the device is a filter' });
	assert.equal((await send('PUT', at, { state: 'open' })).body.log.length, 2);
	await send('PUT', at, { state: 'accepted', reason: 'known' });
	assert.equal((await get(s, `${reviews}/${review}/findings/${f.n}`)).body.triage, 'accepted');
	assert.deepEqual((await get(s, `${reviews}/${review}/findings?triage=accepted`)).body.findings.map((x) => x.n), [f.n]);
	assert.equal((await get(s, `${reviews}/${review}/findings?triage=open`)).body.findings.length, 8);
	assert.equal((await get(s, `${reviews}/${review}/codequality`)).body.length, 8);
	assert.deepEqual((await get(s, `${p.path}/triage?state=accepted`)).body.triage.map((t) => t.identity), [f.identity]);
	// Another project with the same finding is not touched.
	const other = await withPull();
	assert.equal((await get(s, `${reviews}/${other.review}/findings/${f.n}`)).body.triage, undefined);
	await problem(send('PUT', at, { state: 'accepted' }), 400, 'bad-request');
	await problem(send('PUT', at, { state: 'accepted', reason: '  ' }), 400, 'bad-request');
	await problem(send('PUT', at, { state: 'wrong', reason: 'x' }), 400, 'bad-request');
	await problem(send('PUT', at, { state: 'open', who: 'me' }), 400, 'bad-request');
	await problem(send('PUT', `${p.path}/triage/${'0'.repeat(32)}`, { state: 'open' }), 404, 'not-found');
	await problem(send('PUT', `${p.path}/triage/x'y`, { state: 'open' }), 404, 'not-found');
});

test('a review on demand: of a pull, a branch, a commit; a newer one supersedes', async () => {
	const { p, id } = await withPull();
	const first = await post(`${p.path}/reviews`, { pull: 7, again: true });
	assert.deepEqual([first.status, first.body.state, first.body.revision.commit, first.body.input], [202, 'queued', sha(1), 'commit']);
	assert.equal((await post(`${p.path}/reviews`, { pull: 7 })).body.id, first.body.id);
	sql(url, `update pulls set head = '${sha(9)}' where project_id = ${id}`);
	const next = await post(`${p.path}/reviews`, { pull: 7, base: 'merge-base' });
	assert.notEqual(next.body.id, first.body.id);
	assert.equal((await get(s, `${reviews}/${first.body.id}`)).body.revision.superseded, true);
	assert.equal((await get(s, `${reviews}/${first.body.id}`)).body.state, 'cancelled');
	const branch = await post(`${p.path}/reviews`, { branch: 'main' });
	assert.deepEqual([branch.body.revision.branch, branch.body.revision.commit], ['main', sha(2)]);
	const commit = await post(`${p.path}/reviews`, { commit: sha(5) });
	assert.deepEqual([commit.body.revision.commit, commit.body.revision.pull, commit.body.revision.branch], [sha(5), null, null]);
	// Against a base of its own it is one of the commit: the pull request's and the branch's own stay.
	for (const [body, head] of [[{ commit: sha(5), base: sha(3) }, sha(5)], [{ pull: 7, base: sha(3) }, sha(9)], [{ branch: 'main', base: sha(3) }, sha(2)]]) {
		const other = await post(`${p.path}/reviews`, body);
		assert.deepEqual([other.status, other.body.revision.commit, other.body.revision.base, other.body.revision.pull, other.body.revision.branch], [202, head, sha(3), null, null]);
		assert.notEqual(other.body.id, commit.body.id);
		assert.equal((await post(`${p.path}/reviews`, body)).body.id, other.body.id);
	}
	assert.equal((await post(`${p.path}/reviews`, { commit: sha(5), base: 'merge-base' })).body.id, commit.body.id);
	assert.equal((await get(s, `${reviews}/${commit.body.id}`)).body.state, 'queued');
	for (const body of [{}, { pull: 7, branch: 'main' }, { commit: 'x'.repeat(40) }, { commit: 'abc' }, { pull: 7, base: 'main' }, { branch: 'main', base: 'merge-base' }, { base: sha(3) }, { pull: 0 }])
		await problem(post(`${p.path}/reviews`, body), 400, 'bad-request');
	await problem(post(`${p.path}/reviews`, { pull: 99 }), 422, 'not-found');
	await problem(post(`${p.path}/reviews`, { branch: 'none' }), 422, 'not-found');
});

test('activity: what waits, until when, and why', async () => {
	const { p, pull, id } = await withPull();
	sql(url, `select rc_job_once('publish', '{"pull": ${pull}}', '${pull}', 5, 40, '90 s'); update jobs set last_error = 'the forge asked to wait' where kind = 'publish' and payload->>'pull' = '${pull}';
		insert into outbox (project_id, pull_id, mark, kind, last_error, tries) values (${id}, ${pull}, 'm', 'comment', '502', 3);
		insert into budgets (forge_id, account, minute_n, silent_until) select forge_id, id::text, 5, now() + interval '1 min' from projects where id = ${id}`);
	const a = (await get(s, `${p.path}/activity`)).body;
	assert.deepEqual([a.jobs[0].kind, a.jobs[0].pull, a.jobs[0].reason, a.jobs[0].state], ['publish', 7, 'the forge asked to wait', 'waiting']);
	assert.ok(Date.parse(a.jobs[0].until) > Date.now() + 60000);
	assert.deepEqual([a.writes[0].kind, a.writes[0].tries, a.writes[0].error], ['comment', 3, '502']);
	assert.ok(Date.parse(a.budgets[0].silent_until) > Date.now());
});

test('a commit\'s report as plain text', async () => {
	const { p, review } = await withPull();
	const r = await fetch(`${s.url}${p.path}/report?commit=${sha(1)}`), text = await r.text();
	assert.equal(r.status, 200);
	assert.match(text, /^[0-9a-f]{12}: 4 new, 1 reopened, 2 fixed, 5 unchanged\necho\/f1.c:3: warning: Message "1"[^\n]*\[rule-b\]\n/);
	assert.equal(text.trim().split('\n').length, 6);
	sql(url, `update reviews set base_sha = null where public_id = '${review}'`);
	assert.match(await (await fetch(`${s.url}${p.path}/report?commit=${sha(1)}`)).text(), /: 10 findings; the first review/);
	sql(url, `update reviews set state = 'analysing' where public_id = '${review}'`);
	assert.equal((await fetch(`${s.url}${p.path}/report?commit=${sha(1)}`)).status, 202);
	await problem(get(s, `${p.path}/report?commit=${sha(77)}`), 404, 'not-found');
	await problem(get(s, `${p.path}/report`), 400, 'bad-parameter');
});

test('a deleted project takes its reviews, contents and jobs with it', async () => {
	const { p, pull, review, id } = await withPull();
	sql(url, `select rc_blob_put(sha256('x'), 'x', 1, 'utf-8'); insert into review_files (review_id, path, sha256, kind) select id, 'a.c', sha256('x'), 'source' from reviews where public_id = '${review}';
		select rc_job_once('publish', '{"pull": ${pull}}', '${pull}')`);
	await hook(p, '{}', { 'X-GitHub-Event': 'ping', 'X-GitHub-Delivery': 'x', 'X-Hub-Signature-256': `sha256=${hmac(p.secret, '{}')}` });
	assert.equal((await send('DELETE', p.path)).status, 204);
	assert.deepEqual(sql(url, `select (select count(*) from reviews where project_id = ${id}), (select count(*) from blobs where sha256 = sha256('x')), (select count(*) from deliveries where project_id = ${id}),
		(select count(*) from jobs where state = 'ready' and payload->>'pull' = '${pull}')`), [['0', '0', '0', '0']]);
	await problem(send('DELETE', p.path), 404, 'not-found');
	await problem(hook(p, '{}', {}), 404, 'not-found');
});
