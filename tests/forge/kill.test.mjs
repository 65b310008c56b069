// One life, and a worker or server that dies at every step of it: what stands at the forge in the end is the same each time.
// KILLS=all kills at every request to the forge, before and after it was worked; otherwise at some of them.
import { after, before, test } from 'node:test';
import { serve } from '../api/lib.mjs';
import { GitServer } from './git-server.mjs';
import { Life, forges, sleep } from './life.mjs';
import { World, assert, key } from './lib.mjs';

const all = process.env.KILLS === 'all';
let git, w, names = 0;
before(async () => {
	git = await new GitServer().start();
	w = await new World().start();
});
after(async () => {
	await w?.stop();
	await git?.stop();
});

/** What people see at the end, without ids and times. */
function picture(l) {
	const who = (c) => c.login === l.fake.me ? 'us' : c.login;
	// Ids of comments and commits differ from life to life: reply marks name them.
	const words = (c) => c.body.replace(/[0-9a-f]{12,}/g, '#').replace(/cmd:\d+/g, 'cmd:#').replace(/http:\/\/[^\s)]+/g, 'URL');
	return { threads: l.threads().map((t) => ({ id: t.id, path: t.path, line: t.line, over: t.over, comments: t.comments.map((c) => [who(c), words(c)]) })).sort((a, b) => a.id < b.id ? -1 : 1),
		talk: l.fake.talk(l.n).map((c) => [who(c), words(c)]),
		check: l.fake.checks?.map((c) => [c.status, c.conclusion, c.annotations?.length]) ?? [], status: l.fake.statuses?.at(-1)?.state };
}
/** guard: keeps worker and server alive while the life goes on; arm: sets what dies when. */
async function live(kind, arm) {
	const l = await new Life(w, kind, git, `octo/kill-${++names}`, { options: { inline_max: 2 } }).start();
	arm?.(l);
	await l.open(['F0', 'F1', 'G0']);
	await l.push(['F1', 'F2', 'G0'], { top: 2 });
	await l.say('F1', 'alice', 'Really?');
	await l.command('F1', 'alice', 'false-positive', 'it is PASSIVE there');
	l.decided.set('F1', 'false_positive');
	await l.push(['F0', 'F1', 'F2', 'G1'], { top: 1, file: 'src/moved.c' });
	l.fake.gate = l.fake.after = null;
	await l.check('the end');
	const p = picture(l);
	await l.stop();
	return { p, asked: l.fake.journal.length };
}
async function guarded(promise) {
	let over = false;
	promise.then(() => { over = true; }, () => { over = true; });
	while (!over) {
		await sleep(30);
		if (w.worker.status !== undefined)
			w.startWorker();
	}
	return promise;
}

for (const kind of Object.keys(forges).filter((k) => all || k !== 'gitea 1.26')) {
	let want, asked;
	test(`${kind}: undisturbed`, async () => {
		({ p: want, asked } = await live(kind));
		assert.ok(want.threads.length === 3 && asked > 20, JSON.stringify(want));
	});
	for (const hook of ['gate', 'after'])
		test(`${kind}: the worker dies ${hook === 'gate' ? 'before' : 'after'} a request was worked`, async () => {
			let tried = 0;
			for (let k = all ? 1 : Math.ceil(asked / 3); k <= asked; k += all ? 1 : Math.ceil(asked / 3)) {
				let n = k, died = '';
				const { p } = await guarded(live(kind, (l) => {
					l.fake[hook] = async (method, path) => {
						if (--n === 0) {
							died = `${method} ${path}`;
							await w.worker.stop('SIGKILL');
						}
					};
				}));
				assert.deepEqual(p, want, `killed at request ${k}: ${died}`);
				tried++;
			}
			console.log(`# ${kind}: died ${tried} times ${hook}`);
		});
	test(`${kind}: the server dies at a delivery`, async () => {
		// Before it is answered, and just after: the forge counts the first as failed and is asked to send it again.
		const port = new URL(w.server.url).port;
		let tried = 0;
		for (let k = 0; k < (all ? 6 : 1); k++)
			for (const after of [false, true]) {
				const { p } = await guarded(live(kind, (l) => {
					const deliver = l.fake.deliver.bind(l.fake);
					let n = 0;
					l.fake.deliver = async (...args) => {
						const hit = n++ === k;
						if (hit && !after)
							await w.server.stop('SIGKILL');
						const status = await deliver(...args);
						if (hit && after)
							await w.server.stop('SIGKILL');
						if (hit) {
							w.server = await serve(w.url, { RINGCHECK_SECRET_KEY: key, RINGCHECK_PORT: port });
							// As the sweep or a person has it done.
							await l.fake.replay(l.fake.deliveries.at(-1));
						}
						return status;
					};
				}));
				assert.deepEqual(p, want, `killed ${after ? 'after' : 'before'} delivery ${k}`);
				tried++;
			}
		console.log(`# ${kind}: the server died ${tried} times`);
	});
}
