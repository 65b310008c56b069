// What GitHub sends: all of its example payloads (@octokit/webhooks-examples), signed by its own signer (@octokit/webhooks-methods), one by
// one, several times, backwards and shuffled. Each is answered within a second and ends with a sentence; the end is the same.
import { after, before, test } from 'node:test';
import { createRequire } from 'node:module';
import { randomUUID } from 'node:crypto';
import { sign } from '@octokit/webhooks-methods';
import { Webhook } from 'standardwebhooks';
import { GitServer } from './git-server.mjs';
import { FakeGithub } from './fake-github.mjs';
import { World, assert, seal, until } from './lib.mjs';
import { judge } from './judge.mjs';

const events = createRequire(import.meta.url)('@octokit/webhooks-examples');
const examples = (events.default ?? events).flatMap((e) => e.examples.map((payload) => ({ event: e.name, payload, body: JSON.stringify(payload) })));
const slow = Number(process.env.PATIENCE ?? 1);
let git, repo, w;
before(async () => {
	git = await new GitServer().start();
	repo = git.repo('octo/driver');
	repo.commit('refs/heads/main', null, { 'a.c': 'int a;\n' });
	w = await new World().start();
});
after(async () => {
	await w?.stop();
	await git?.stop();
});

/** A forge and a project for every repository that the examples are about; what the forge says is what the newest example says. */
async function stage() {
	const stages = new Map();
	for (const name of new Set(examples.map((x) => x.payload.repository?.full_name ?? 'octo/none'))) {
		const fake = await new FakeGithub({ repo, name }).start(), p = w.project('github', fake, { app: fake.privateKey });
		for (const { payload: { pull_request: x } } of examples.filter((x) => x.event === 'pull_request' && x.payload.repository.full_name === name)) {
			const old = fake.pulls.get(x.number);
			if (!old || old.updated_at <= x.updated_at)
				fake.pulls.set(x.number, { number: x.number, head: x.head.sha, base: x.base.sha, headRef: x.head.ref, baseRef: x.base.ref, author: x.user.login, draft: x.draft,
					title: x.title, state: x.state, merged: x.merged ?? false, updated_at: x.updated_at, heads: [x.head.sha] });
		}
		stages.set(name, { fake, p });
	}
	return stages;
}
async function send(stages, x, guid) {
	const { fake } = stages.get(x.payload.repository?.full_name ?? 'octo/none'), start = performance.now();
	const r = await fetch(fake.hookUrl, { method: 'POST', body: x.body, headers: { 'content-type': 'application/json', 'x-github-event': x.event, 'x-github-delivery': guid,
		'x-github-hook-id': '1', 'user-agent': 'GitHub-Hookshot/x', connection: 'close', 'x-hub-signature-256': await sign(fake.secret, x.body) } })
		.catch((e) => assert.fail(`${x.event}.${x.payload.action}, ${x.body.length} bytes: ${e.cause}`));
	return { status: r.status, text: await r.text(), ms: performance.now() - start };
}
/** What is known afterwards, without what tells how often one looked. */
function state(stages) {
	const ids = [...stages.values()].map((s) => s.p.id).join(',');
	return { pulls: w.sql(`select pr.repo, p.number, p.title, p.state, p.draft, p.fork, p.head, p.base_ref, p.base, p.author, p.updated_at from pulls p join projects pr on pr.id = p.project_id
			where pr.id in (${ids}) order by 1, 2`),
		branches: w.sql(`select pr.repo, b.name, b.head, b.deleted from branches b join projects pr on pr.id = b.project_id where pr.id in (${ids}) order by 1, 2`),
		projects: w.sql(`select repo, health, default_branch, problem from projects where id in (${ids}) order by 1`),
		triage: w.sql(`select pr.repo, t.identity, t.state from triage t join projects pr on pr.id = t.project_id where pr.id in (${ids}) order by 1, 2`),
		comments: [...stages].map(([name, { fake }]) => [name, fake.comments.length, fake.issueComments.length]) };
}
async function run(order, copies) {
	const stages = await stage(), times = [], guid = new Map(examples.map((x) => [x, randomUUID()]));
	const list = order(examples.flatMap((e) => Array(copies).fill(e)));
	// Copies come at the same time, as it were.
	await Promise.all(Array.from({ length: copies }, async () => {
		for (let x; (x = list.shift());) {
			const r = await send(stages, x, guid.get(x));
			assert.ok(r.status >= 200 && r.status < 300, `${x.event}.${x.payload.action}: ${r.status} ${r.text}`);
			times.push(r.ms);
		}
	}));
	await w.quiet(120000);
	const ids = [...stages.values()].map((s) => s.p.id).join(',');
	const keys = new Set(guid.values());
	// Our own hook's ping, where connecting made one, is none of these.
	const rows = w.sql(`select event, action, state, outcome, times, key, extract(epoch from worked_at), extract(epoch from received_at) from deliveries where project_id in (${ids})`).filter((r) => keys.has(r[5]));
	assert.equal(rows.length, examples.length);
	for (const [event, action, s, outcome, n] of rows) {
		assert.ok(['done', 'ignored'].includes(s), `${event}.${action}: ${s}: ${outcome}`);
		assert.ok(outcome.length > 8, `${event}.${action}: ${outcome}`);
		assert.equal(Number(n), copies);
	}
	for (const { fake } of stages.values()) {
		assert.deepEqual((await judge('github', fake)).bad, []);
		await fake.stop();
	}
	times.sort((a, b) => a - b);
	const last = times.at(-1);
	const took = Math.max(...rows.map((r) => r[6])) - Math.min(...rows.map((r) => r[7]));
	console.log(`# ${times.length} deliveries, worked within ${took.toFixed(1)} s: p50 ${times[times.length >> 1].toFixed(1)} ms, p99 ${times[Math.floor(times.length * 0.99)].toFixed(1)} ms, longest ${last.toFixed(1)} ms;`
		+ ` ${rows.filter((r) => r[2] === 'done').length} done, ${rows.filter((r) => r[2] === 'ignored').length} ignored`);
	assert.ok(last < 1000 * slow, `answered after ${last} ms`);
	return state(stages);
}
/** The same numbers each time. */
function shuffled(list, seed) {
	const v = [...list];
	for (let i = v.length - 1; i > 0; i--) {
		seed = (seed * 1103515245 + 12345) % 2147483648;
		const k = seed % (i + 1);
		[v[i], v[k]] = [v[k], v[i]];
	}
	return v;
}

let want;
test('each of GitHub\'s examples once', async () => {
	assert.ok(examples.length >= 329);
	want = await run((v) => v, 1);
	assert.ok(want.pulls.length > 0 && want.branches.length > 0);
});
for (const [what, order, copies] of [['three times each, shuffled', (v) => shuffled(v, 5), 3], ['backwards', (v) => [...v].reverse(), 1]])
	test(what, async () => assert.deepEqual(await run(order, copies), want));

test('GitLab\'s signing token, by another signer', async () => {
	const fake = await new FakeGithub({ repo }).start(), secret = `whsec_${Buffer.alloc(32, 7).toString('base64')}`, hook = new Webhook(secret);
	const p = w.project('gitlab', fake, { token: 'x' });
	w.sql(`update projects set hook_secret = '${seal(secret)}' where id = ${p.id}`);
	const body = JSON.stringify({ object_kind: 'tag_push', project: { path_with_namespace: 'x/y' }, object_attributes: {} });
	const post = (signature, at, text = body, id = randomUUID()) => fetch(fake.hookUrl, { method: 'POST', body: text, headers: { 'content-type': 'application/json', 'x-gitlab-event': 'Tag Push Hook',
		'idempotency-key': id, 'webhook-id': id, 'webhook-timestamp': String(Math.floor(at / 1000)), 'webhook-signature': typeof signature === 'function' ? signature(id) : signature } }).then((r) => r.status);
	const now = Date.now(), old = now - 10 * 60000;
	assert.equal(await post((id) => hook.sign(id, new Date(now), body), now), 202);
	assert.equal(await post((id) => `v1,${Buffer.alloc(32).toString('base64')} ${hook.sign(id, new Date(now), body)}`, now), 202, 'one of several');
	assert.equal(await post((id) => hook.sign(id, new Date(now), body), now, `${body} `), 401, 'another body');
	assert.equal(await post((id) => hook.sign(`${id}x`, new Date(now), body), now), 401, 'another id');
	assert.equal(await post((id) => hook.sign(id, new Date(old), body), old), 401, 'ten minutes old');
	assert.equal(await post('', now), 401);
	await w.quiet();
	await until('both are worked', () => w.deliveries(p).every((d) => d.state === 'ignored'));
	await fake.stop();
});
