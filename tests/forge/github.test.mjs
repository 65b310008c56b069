// A pull request's life at GitHub, with reviews made by hand: what stands there afterwards.
import { after, before, test } from 'node:test';
import { GitServer } from './git-server.mjs';
import { FakeGithub } from './fake-github.mjs';
import { World, assert, driver, identity, marked, sleep, until } from './lib.mjs';

let git, repo, base, w;
before(async () => {
	git = await new GitServer().start();
	repo = git.repo('octo/driver');
	base = repo.commit('refs/heads/main', null, { 'src/queue.c': driver(40), 'src/other.c': driver(40) });
	w = await new World().start();
});
after(async () => {
	await w?.stop();
	await git?.stop();
});

let fakes = 0;
async function forge(options = {}, project = {}) {
	const fake = await new FakeGithub({ repo, name: `octo/driver${++fakes}`, ...options }).start();
	const p = w.project('github', fake, fake.app ? { app: fake.privateKey, ...project } : { token: 'plain-token', ...project });
	return [fake, p];
}
const head = (touch, ref = 'refs/heads/feature') => repo.commit(ref, base, { 'src/queue.c': driver(40, touch) });
const change = (sha) => ({ changes: repo.changes(base, sha) });
const at = (id, line, more = {}) => ({ id, line, file: 'src/queue.c', ...more });
/** Open threads by identity, and how many there are of each. */
const open = (fake, n) => fake.threads(n).filter((t) => !t.resolved).map((t) => marked(t.body)).sort();
const ids = (...v) => v.map(identity).sort();
const silent = async (fake, f) => {
	const n = fake.writes().length;
	await f();
	assert.equal(fake.writes().length, n, 'nothing is written');
};
const again = async (p, n) => {
	const pull = w.one(`select id from pulls where project_id = ${p.id} and number = ${n}`);
	w.sql(`select rc_job_once('publish', jsonb_build_object('pull', ${pull}), '${pull}', 5, 40)`);
	await w.quiet();
};

test('a pull request from opening to merging', async () => {
	const [fake, p] = await forge();
	const one = head({ 10: 'a();', 12: 'b();' });
	const n = await fake.open({ head: one, base });
	await w.quiet();
	assert.equal(w.one(`select count(*) from reviews where project_id = ${p.id}`), '1');
	assert.equal(fake.checks[0]?.status, 'in_progress', 'pending while the review runs');
	w.finish(p, n, [at('A', 10), at('B', 12), at('C', 30, { on_diff: false })], change(one));
	await w.quiet();
	assert.deepEqual(open(fake, n), ids('A', 'B'));
	assert.equal(fake.reviews.length, 1, 'one review for all comments');
	assert.equal(fake.talk(n).length, 1);
	assert.match(fake.talk(n)[0].body, /src\/queue\.c:30/);
	assert.equal(fake.checks.length, 1);
	assert.equal(fake.checks[0].conclusion, 'failure');
	assert.equal(fake.checks[0].annotations.length, 1);
	await silent(fake, () => again(p, n));

	// A push that mends one: its thread is resolved with a word, the other stays.
	const two = repo.commit('refs/heads/feature', one, { 'src/queue.c': driver(40, { 10: 'a();' }) });
	await fake.push(n, two);
	await w.quiet();
	w.finish(p, n, [at('A', 10), at('C', 30, { on_diff: false })], change(two));
	await w.quiet();
	assert.deepEqual(open(fake, n), ids('A'));
	const b = fake.threads(n).find((t) => marked(t.body) === identity('B'));
	assert.match(b.comments.at(-1).body, new RegExp(`Fixed in ${two.slice(0, 12)}`));
	await silent(fake, () => again(p, n));

	// It comes back: the same thread is opened again.
	const three = head({ 10: 'a();', 12: 'b();' });
	await fake.push(n, three);
	await w.quiet();
	w.finish(p, n, [at('A', 10), at('B', 12, { status: 'reopened' })], change(three));
	await w.quiet();
	assert.deepEqual(open(fake, n), ids('A', 'B'));
	assert.equal(fake.threads(n).length, 2);
	assert.match(fake.talk(n)[0].body, /2 new findings/);

	// A person answers, then decides by a command; a false positive does not come back.
	const a = fake.comments.find((c) => marked(c.body) === identity('A') && !c.parent);
	await fake.reply(a, 'alice', 'Are you sure?');
	await fake.reply(a, 'alice', '/ringcheck false-positive the level is PASSIVE here');
	await w.quiet();
	assert.deepEqual(open(fake, n), ids('B'));
	assert.equal(w.one(`select state from triage where project_id = ${p.id}`), 'false_positive');
	const four = repo.commit('refs/heads/feature', three, { 'src/queue.c': driver(40, { 3: 'c();', 10: 'a();', 12: 'b();' }) });
	await fake.push(n, four);
	await w.quiet();
	w.finish(p, n, [at('A', 10), at('B', 12)], change(four));
	await w.quiet();
	assert.deepEqual(open(fake, n), ids('B'));

	// Resolving is a decision of those who may write, and of nobody else.
	const top = fake.comments.find((c) => marked(c.body) === identity('B') && !c.parent);
	await fake.resolve(top, 'bob');
	await w.quiet();
	assert.deepEqual(open(fake, n), ids('B'), 'bob may only read');
	await fake.resolve(top, 'alice');
	await w.quiet();
	assert.deepEqual(open(fake, n), []);
	assert.equal(w.one(`select state || ' ' || who from triage where project_id = ${p.id} and identity = '${identity('B')}'`), 'accepted alice');
	assert.equal(fake.checks.at(-1).conclusion, 'success');
	await fake.resolve(top, 'bob', false);
	await w.quiet();
	assert.deepEqual(open(fake, n), [], 'nor may he take the decision back');
	assert.equal(w.one(`select state from triage where project_id = ${p.id} and identity = '${identity('B')}'`), 'accepted');
	await fake.resolve(top, 'alice', false);
	await w.quiet();
	assert.equal(w.one(`select state || ' ' || who from triage where project_id = ${p.id} and identity = '${identity('B')}'`), 'open alice');
	assert.deepEqual(open(fake, n), ids('B'));

	// Merged: silence, whatever comes.
	await fake.change(n, 'closed', { state: 'closed', merged: true });
	await w.quiet();
	await silent(fake, () => again(p, n));
	assert.equal(w.one(`select state from pulls where project_id = ${p.id}`), 'merged');
	assert.deepEqual(w.deliveries(p).filter((d) => !['done', 'ignored'].includes(d.state)), []);
	await fake.stop();
});

test('nothing found: a status, and silence', async () => {
	const [fake, p] = await forge({ app: false });
	const sha = head({ 10: 'a();' });
	const n = await fake.open({ head: sha, base });
	await w.quiet();
	w.finish(p, n, [], { ...change(sha), partial: true, reason: 'one unit crashed' });
	await w.quiet();
	assert.equal(fake.talk(n).length + fake.comments.length + fake.reviews.length, 0);
	assert.deepEqual(fake.statuses.map((s) => s.state), ['pending', 'success']);
	assert.match(fake.statuses[1].description, /^Not everything was analysed/);
	// A unit that the change does not touch is as it was; one that it touches, or whose header it touches, was not looked at: no success.
	const ends = async (files, missing, findings = []) => {
		w.finish(p, n, findings, { changes: files.map((path) => ({ path, status: 'M', added: [[10, 10]] })), partial: true, missing, reason: 'one unit took too long' });
		await w.quiet();
		return fake.statuses.at(-1);
	};
	assert.equal((await ends(['src/queue.c'], ['src/other.c'])).state, 'success');
	const left = await ends(['src/queue.c'], ['src/queue.c', 'src/other.c']);
	assert.deepEqual([left.state, left.description], ['error', 'Not everything was analysed; src/queue.c was not: took longer than 60 s']);
	const wide = await ends(['src/queue.h'], ['src/queue.c', 'src/other.c']);
	assert.deepEqual([wide.state, wide.description], ['error', 'Not everything was analysed; src/other.c (and 1 more) was not: took longer than 60 s']);
	await fake.stop();
});

test('replays and late events change nothing', async () => {
	const [fake, p] = await forge();
	const one = head({ 10: 'a();' }), n = await fake.open({ head: one, base });
	const two = repo.commit('refs/heads/feature', one, { 'src/queue.c': driver(40, { 11: 'a();' }) });
	await fake.push(n, two);
	await w.quiet();
	w.finish(p, n, [at('A', 11)], change(two));
	await w.quiet();
	await silent(fake, async () => {
		for (const d of [...fake.deliveries])
			await fake.replay(d);
		// Under a new id, as a forge never should.
		await fake.deliver('pull_request', fake.deliveries[0].payload);
		await w.quiet();
	});
	assert.equal(w.one(`select head from pulls where project_id = ${p.id}`), two);
	assert.deepEqual(open(fake, n), ids('A'));
	await fake.stop();
});

test('a line that the forge refuses does not take the others with it', async () => {
	const [fake, p] = await forge();
	const sha = head({ 10: 'a();', 12: 'b();' }), n = await fake.open({ head: sha, base });
	await w.quiet();
	// The review believes that line 35 was changed; the forge knows better.
	w.finish(p, n, [at('A', 10), at('B', 35), at('C', 3, { file: 'src/other.c' })],
		{ changes: [{ path: 'src/queue.c', status: 'M', added: [[1, 40]] }, { path: 'src/other.c', status: 'M', added: [[1, 40]] }] });
	await w.quiet();
	assert.deepEqual(open(fake, n), ids('A', 'B'));
	assert.equal(fake.threads(n).find((t) => marked(t.body) === identity('B')).subject_type, 'file');
	assert.match(fake.talk(n)[0].body, /src\/other\.c:3/);
	await silent(fake, () => again(p, n));
	await fake.stop();
});

test('the first ones in line, the rest folded; one by one as they are mended', async () => {
	const [fake, p] = await forge({}, { options: { inline_max: 3 } });
	const touch = Object.fromEntries(Array.from({ length: 10 }, (_, i) => [i + 1, `x${i}();`]));
	const sha = head(touch), n = await fake.open({ head: sha, base });
	await w.quiet();
	const all = Array.from({ length: 10 }, (_, i) => at(`F${i}`, i + 1));
	w.finish(p, n, all, change(sha));
	await w.quiet();
	assert.equal(open(fake, n).length, 3);
	assert.equal(fake.talk(n)[0].body.match(/^\| \[/gm).length, 7);
	assert.equal(fake.checks[0].annotations.length, 7);
	await fake.stop();
});

test('limits, failures and answers that never arrived: nothing lost, nothing twice', async () => {
	const [fake, p] = await forge();
	const sha = head({ 10: 'a();', 12: 'b();' }), n = await fake.open({ head: sha, base });
	await w.quiet();
	fake.fault(/^POST .*\/reviews$/, { status: 403, body: { message: 'You have exceeded a secondary rate limit.' }, headers: { 'retry-after': '1' } });
	fake.fault(/^POST .*\/reviews$/, { status: 502, body: { message: 'Bad gateway' } }, { after: true });
	fake.fault(/^POST .*\/issues\/\d+\/comments$/, { drop: true, status: 0 }, { after: true });
	w.finish(p, n, [at('A', 10), at('B', 12)], change(sha));
	await w.quiet(60000);
	assert.deepEqual(open(fake, n), ids('A', 'B'));
	assert.equal(fake.threads(n).length, 2);
	assert.equal(fake.talk(n).length, 1);
	assert.equal(w.one(`select health from projects where id = ${p.id}`), 'ok');
	await fake.stop();
});

test('a revoked token is said on the page, and forgotten with a new one', async () => {
	const [fake, p] = await forge({ app: false });
	const sha = head({ 10: 'a();' }), n = await fake.open({ head: sha, base });
	await w.quiet();
	fake.revoke();
	w.finish(p, n, [at('A', 10)], change(sha));
	await until('the project says so', () => /token/.test(w.one(`select problem from projects where id = ${p.id}`)));
	assert.equal(w.one(`select health from projects where id = ${p.id}`), 'failing');
	fake.tokens.add('plain-token');
	w.sql(`select rc_job_once('connect', '{"project": ${p.id}}', '${p.id}')`);
	await w.quiet(30000);
	assert.equal(w.one(`select health from projects where id = ${p.id}`), 'ok');
	assert.deepEqual(open(fake, n), ids('A'));
	assert.doesNotMatch(w.worker.log, /plain-token|ghs_77/);
	await fake.stop();
});

test('connect makes the hook once, and asks for a ping; missed deliveries come again', async () => {
	const [fake, p] = await forge({ app: false });
	fake.hookUrl = null;
	for (let i = 0; i < 2; i++) {
		w.sql(`select rc_job_once('connect', '{"project": ${p.id}}', '${p.id}')`);
		await w.quiet();
	}
	assert.equal(fake.hooks.length, 1);
	await until('the ping', () => w.deliveries(p).some((d) => d.event === 'ping' && d.state === 'done'));
	// The server is away while a pull request is opened and pushed to.
	const url = fake.hookUrl;
	fake.hookUrl = 'http://127.0.0.1:9/';
	const one = head({ 10: 'a();' }), n = await fake.open({ head: one, base });
	await fake.push(n, repo.commit('refs/heads/feature', one, { 'src/queue.c': driver(40, { 11: 'a();' }) }));
	fake.hookUrl = url;
	w.sql(`select rc_job_once('sweep', '{"project": ${p.id}}', '${p.id}')`);
	await w.quiet();
	await until('both came', () => w.deliveries(p).filter((d) => d.event === 'pull_request').length === 2);
	await w.quiet();
	assert.equal(w.one(`select head from pulls where project_id = ${p.id}`), fake.pulls.get(n).head);
	await fake.stop();
});

test('commands: in the conversation by name, by people who may; ours are not obeyed', async () => {
	const [fake, p] = await forge();
	const sha = head({ 10: 'a();' }), n = await fake.open({ head: sha, base });
	await w.quiet();
	w.finish(p, n, [at('A', 10), at('B', 30, { on_diff: false })], change(sha));
	await w.quiet();
	await fake.say(n, 'bob', `/ringcheck accept ${identity('B').slice(0, 10)} I like it`);
	await w.quiet();
	assert.match(fake.talk(n).at(-1).body, /may write/);
	await fake.say(n, 'alice', `/ringcheck accept ${identity('B').slice(0, 10)} known and harmless`);
	await w.quiet();
	assert.equal(w.one(`select state || ' ' || reason from triage where project_id = ${p.id}`), 'accepted known and harmless');
	assert.doesNotMatch(fake.talk(n)[0].body, /queue\.c:30/);
	const a = fake.comments.find((c) => marked(c.body) === identity('A'));
	await fake.reply(a, 'bob', '/ringcheck explain');
	await w.quiet();
	assert.match(fake.comments.at(-1).body, /<details><summary>The rule/);
	await fake.reply(a, 'alice', '/ringcheck accept');
	await w.quiet();
	assert.match(fake.comments.at(-1).body, /say why/);
	await silent(fake, async () => {
		for (const d of [...fake.deliveries].slice(-3))
			await fake.deliver(d.event, d.payload);
		await w.quiet();
	});
	await fake.stop();
});

test('addresses that may not be connected to are refused', async () => {
	const [fake, p] = await forge({ app: false }, { isPrivate: false });
	w.sql(`select rc_job_once('connect', '{"project": ${p.id}}', '${p.id}')`);
	await until('refused', () => /private address/.test(w.one(`select problem from projects where id = ${p.id}`)));
	assert.equal(fake.journal.length, 0);
	await fake.stop();
	await sleep(1);
});
