// The worker is killed at every write, once before the forge works it and once after: the end is always the same.
import { after, before, test } from 'node:test';
import { GitServer } from './git-server.mjs';
import { FakeGithub } from './fake-github.mjs';
import { World, assert, driver, identity, marked, until } from './lib.mjs';

let git, repo, base, w;
before(async () => {
	git = await new GitServer().start();
	repo = git.repo('octo/driver');
	base = repo.commit('refs/heads/main', null, { 'src/queue.c': driver(40) });
	w = await new World({ env: { RINGCHECK_LEASE: '2' } }).start();
});
after(async () => {
	await w?.stop();
	await git?.stop();
});

/** Runs f while the worker dies at the k-th write; gives whether there was a k-th. */
async function dying(fake, k, when, f) {
	let n = 0, died = false;
	const kill = async (method, path) => {
		if (method === 'GET' || /access_tokens$|graphql$/.test(path) || ++n !== k)
			return;
		died = true;
		await w.worker.stop('SIGKILL');
		w.startWorker();
	};
	fake[when] = kill;
	await f();
	await w.quiet(60000);
	fake[when] = null;
	return died;
}

for (const when of ['gate', 'after'])
	test(`killed ${when === 'gate' ? 'before' : 'after'} each write`, async () => {
		for (let k = 1, more = true; more; k++) {
			const fake = await new FakeGithub({ repo, name: `octo/${when}${k}` }).start(), p = w.project('github', fake, { app: fake.privateKey });
			const head = repo.commit(null, base, { 'src/queue.c': driver(40, { 10: 'a();', 12: 'b();' }) });
			const n = await fake.open({ head, base });
			await w.quiet();
			const finish = (list, sha) => w.finish(p, n, list, { changes: repo.changes(base, sha) });
			const A = { id: 'A', line: 10, file: 'src/queue.c' }, B = { ...A, id: 'B', line: 12 }, C = { ...A, id: 'C', line: 30, on_diff: false };
			const open = () => fake.threads(n).filter((t) => !t.resolved).map((t) => marked(t.body)).sort();
			const one = await dying(fake, k, when, () => finish([A, B, C], head));
			assert.deepEqual(open(), ['A', 'B'].map(identity).sort(), `k = ${k}`);
			const next = repo.commit(null, head, { 'src/queue.c': driver(40, { 10: 'a();' }) });
			await fake.push(n, next);
			await w.quiet();
			const two = await dying(fake, k, when, () => finish([A, C], next));
			assert.deepEqual(open(), [identity('A')], `k = ${k}`);
			assert.equal(fake.threads(n).length, 2);
			assert.equal(fake.talk(n).length, 1);
			assert.equal(fake.comments.length, 3, `k = ${k}: two comments and one reply: ${JSON.stringify(fake.comments.map((c) => c.body.slice(0, 60)))}`);
			assert.equal(fake.checks.filter((c) => c.head_sha === next).length, 1);
			await until('the check', () => fake.checks.find((c) => c.head_sha === next).conclusion === 'failure');
			more = one || two;
			await fake.stop();
		}
	});
