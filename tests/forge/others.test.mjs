// The same life at GitLab, Gitea with and without resolving: new, mended, back, decided, refused lines, renamed files.
import { after, before, test } from 'node:test';
import { GitServer } from './git-server.mjs';
import { FakeGitea } from './fake-gitea.mjs';
import { FakeGitlab } from './fake-gitlab.mjs';
import { World, assert, driver, identity, marked, until } from './lib.mjs';

let git, repo, base, w;
before(async () => {
	git = await new GitServer().start();
	repo = git.repo('octo/driver');
	base = repo.commit('refs/heads/main', null, { 'src/queue.c': driver(40) });
	w = await new World().start();
});
after(async () => {
	await w?.stop();
	await git?.stop();
});

const at = (id, line, more = {}) => ({ id, line, file: 'src/queue.c', ...more });
const ids = (...v) => v.map(identity).sort();

for (const [what, kind, make] of [['GitLab', 'gitlab', () => new FakeGitlab({ repo })], ['Gitea 1.22', 'gitea', () => new FakeGitea({ repo })],
	['Gitea 1.26', 'gitea', () => new FakeGitea({ repo, version: '1.26.0', name: 'octo/other' })]]) {
	test(`a life at ${what}`, async () => {
		const fake = await make().start(), p = w.project(kind, fake, { token: 'plain-token' });
		const open = (n) => fake.threads(n).filter((t) => !t.resolved).map((t) => marked(t.body)).sort();
		const silent = async (f) => {
			const n = fake.writes().length;
			await f();
			assert.equal(fake.writes().length, n, 'nothing is written');
		};
		const again = async (n) => {
			const pull = w.one(`select id from pulls where project_id = ${p.id} and number = ${n}`);
			w.sql(`select rc_job_once('publish', jsonb_build_object('pull', ${pull}), '${pull}', 5, 40)`);
			await w.quiet();
		};
		const change = (sha) => ({ changes: repo.changes(base, sha) });
		const one = repo.commit(null, base, { 'src/queue.c': driver(40, { 10: 'a();', 12: 'b();' }) });
		const n = await fake.open({ head: one, base });
		await w.quiet();
		w.finish(p, n, [at('A', 10), at('B', 12), at('C', 30, { on_diff: false })], change(one));
		await w.quiet();
		assert.deepEqual(open(n), ids('A', 'B'));
		assert.match(fake.talk(n)[0].body, /queue\.c:30/);
		assert.match(fake.statuses.at(-1).state, /^fail/);
		await silent(() => again(n));

		// One is mended in a file that was renamed.
		const two = repo.commit(null, one, { 'src/queue.c': null, 'src/moved.c': driver(40, { 10: 'a();' }) });
		await fake.push(n, two);
		await w.quiet();
		w.finish(p, n, [at('A', 10, { file: 'src/moved.c' })], change(two));
		await w.quiet();
		assert.deepEqual(open(n), ids('A'));
		assert.equal(fake.threads(n).length, 2);
		await silent(() => again(n));

		// Another comes in the moved file; the mended one is back.
		const three = repo.commit(null, two, { 'src/moved.c': driver(40, { 10: 'a();', 12: 'b();', 20: 'd();' }) });
		await fake.push(n, three);
		await w.quiet();
		w.finish(p, n, [at('A', 10, { file: 'src/moved.c' }), at('B', 12, { file: 'src/moved.c' }), at('D', 20, { file: 'src/moved.c' })], change(three));
		await w.quiet();
		assert.deepEqual(open(n), ids('A', 'B', 'D'));
		assert.equal(fake.threads(n).length, 3);
		await silent(() => again(n));

		// Decided by a command in the conversation.
		await fake.say(n, 'bob', `/ringcheck accept ${identity('A').slice(0, 12)} I say so`);
		await w.quiet();
		assert.deepEqual(open(n), ids('A', 'B', 'D'), 'bob may not');
		await fake.say(n, 'alice', `/ringcheck accept ${identity('A').slice(0, 12)} tested`);
		await w.quiet();
		assert.deepEqual(open(n), ids('B', 'D'));
		if (what !== 'Gitea 1.22') {
			await fake.resolve(fake.threads(n).find((t) => marked(t.body) === identity('B')), 'alice');
			await again(n);
			assert.deepEqual(open(n), ids('D'));
			assert.equal(w.one(`select state from triage where project_id = ${p.id} and identity = '${identity('B')}'`), 'accepted');
		}
		// The forge's word about two things told within a second.
		await silent(async () => {
			for (const d of [...fake.deliveries])
				await fake.replay(d);
			await w.quiet();
		});
		await fake.change(n, kind === 'gitlab' ? 'close' : 'closed', { state: 'closed' });
		await w.quiet();
		await silent(() => again(n));
		assert.deepEqual(w.deliveries(p).filter((d) => !['done', 'ignored'].includes(d.state)), []);
		w.sql(`select rc_job_once('connect', '{"project": ${p.id}}', '${p.id}')`);
		await w.quiet();
		await until('the hook', () => fake.hooks.length === 1);
		await fake.stop();
	});
}

test('GitLab: what a hook could not deliver is sent again, where the version can', async () => {
	for (const old of [true, false]) {
		const fake = await new FakeGitlab({ repo }).start(), p = w.project('gitlab', fake, { token: 'plain-token' }), url = fake.hookUrl;
		fake.old = old;
		w.sql(`update projects set hook_remote_id = '77' where id = ${p.id}`);
		fake.hookUrl = 'http://127.0.0.1:9/';
		const one = repo.commit(null, base, { 'src/queue.c': driver(40, { 10: 'a();' }) }), n = await fake.open({ head: one, base });
		fake.hookUrl = url;
		for (let i = 0; i < 2; i++) {
			w.sql(`select rc_job_once('sweep', '{"project": ${p.id}}', '${p.id}')`);
			await w.quiet();
			if (!old)
				await until('it came', () => w.deliveries(p).some((d) => d.event === 'Merge Request Hook' && d.state !== 'waiting'));
		}
		// By either way the merge request is known; what came once is not asked for again.
		assert.equal(w.one(`select head from pulls where project_id = ${p.id} and number = ${n}`), one);
		assert.equal(fake.resent ?? 0, old ? 0 : 1);
		assert.equal(w.one(`select count(*) from deliveries where project_id = ${p.id}`), old ? '0' : '1');
		assert.doesNotMatch(w.one(`select problem from projects where id = ${p.id}`), /./);
		await fake.stop();
	}
});
