// Random lives of pull requests at every forge, with fixed seeds: LIVES=200 for many, SEED=7 for one. Threads are where they should be after
// every step, and every request was one that the forge's own description allows.
import { after, before, test } from 'node:test';
import { GitServer } from './git-server.mjs';
import { Dice, Life, forges, off, on, turn } from './life.mjs';
import { World, assert, identity } from './lib.mjs';
import { haveOpenapi } from './judge.mjs';

const lives = Number(process.env.LIVES ?? 3), first = Number(process.env.SEED ?? 1), steps = Number(process.env.STEPS ?? 10);
let git, w;
before(async () => {
	git = await new GitServer().start();
	w = await new World().start();
	if (!haveOpenapi)
		console.log('# GitHub\'s OpenAPI description is not here: its requests are not judged by it');
});
after(async () => {
	await w?.stop();
	await git?.stop();
});

const some = (d, of, n) => [...of].filter(() => d.roll(n) === 0);
const idOf = (t) => [...on, ...off].find((id) => identity(id) === t.id);

/** Each gives the name of what it did, or nothing where it could not be done now. */
const acts = {
	async push(l, d) {
		await l.push([...some(d, on, 2), ...some(d, off, 2)], { top: d.roll(4) });
	},
	async mend(l, d) {
		const gone = d.pick([...l.present]);
		await l.push([...l.present].filter((x) => x !== gone), { top: d.roll(3) });
		return `mend ${gone}`;
	},
	async force(l, d) {
		await l.push([...some(d, on, 2), ...some(d, off, 3)], { force: true, top: d.roll(4) });
	},
	async rename(l) {
		await l.push(l.present, { file: l.file === 'src/queue.c' ? 'src/moved.c' : 'src/queue.c' });
	},
	async twoPushes(l, d) {
		// The second comes while the first is reviewed; the first's event comes late.
		const before = l.fake.deliveries.length;
		await l.push([...some(d, on, 2), ...some(d, off, 2)], { between: async () => {
			const sha = l.commit(l.present, { top: 5, parent: l.head });
			l.head = sha;
			await l.fake.push(l.n, sha);
			for (const x of l.fake.deliveries.slice(before).reverse())
				await l.fake.replay(x);
		} });
	},
	async replay(l, d) {
		for (let i = 0; i < 4; i++)
			await l.fake.replay(d.pick(l.fake.deliveries));
		await l.w.quiet();
	},
	async newId(l, d) {
		// The same event under another id, as after a hook was made anew.
		const x = d.pick(l.fake.deliveries.filter((x) => !/comment|Note/.test(x.event)));
		await l.fake.deliver(x.event, x.payload);
		await l.w.quiet();
	},
	async say(l, d) {
		const t = d.pick(l.threads());
		if (!t)
			return null;
		await l.say(idOf(t), d.pick(['alice', 'bob']), `I think so too, ${d.roll(1000)}`);
	},
	async command(l, d) {
		const t = d.pick(l.threads()), verb = d.pick(['accept', 'false-positive', 'reopen']), who = d.pick(['alice', 'alice', 'bob']);
		if (!t)
			return null;
		await l.command(idOf(t), who, verb);
		if (who === 'alice' && verb === 'reopen')
			l.decided.delete(idOf(t));
		else if (who === 'alice')
			l.decided.set(idOf(t), verb);
		return `${verb} ${idOf(t)} by ${who}`;
	},
	async resolve(l, d) {
		const t = d.pick(l.threads().filter((x) => !x.over && l.present.has(idOf(x)) && !l.decided.has(idOf(x)))), who = d.pick(['alice', 'alice', 'bob']);
		if (!t || !forges[l.at].resolves)
			return null;
		await l.fake.resolve(t.handle, who);
		if (who === 'alice')
			l.decided.set(idOf(t), 'accepted');
		// Not every forge tells of it: then the next look finds it.
		await l.w.quiet();
		await l.again();
		return `resolve ${idOf(t)} by ${who}`;
	},
	async unresolve(l, d) {
		const t = d.pick(l.threads().filter((x) => x.over));
		if (!t || !forges[l.at].resolves)
			return null;
		await l.fake.resolve(t.handle, 'alice', false);
		if (l.present.has(idOf(t)))
			l.decided.delete(idOf(t));
		else
			l.held.add(idOf(t));
		await l.w.quiet();
		await l.again();
		return `unresolve ${idOf(t)}`;
	},
	async closeAndReopen(l) {
		await turn(l.fake, l.n, 'close');
		await l.w.quiet();
		await turn(l.fake, l.n, 'reopen');
		await l.w.quiet();
	},
	async trouble(l, d) {
		const writes = /^(POST|PATCH|PUT|DELETE) (?!.*(access_tokens|graphql))/;
		const [what, answer, options] = d.pick([['502 that was done', { status: 502, body: { message: 'Bad gateway' } }, { after: true }], ['502', { status: 502, body: {} }, {}],
			['no answer, done', { drop: true, status: 0 }, { after: true }], ['no answer', { drop: true, status: 0 }, {}],
			['429', { status: 429, body: { message: 'slow down' }, headers: { 'retry-after': '1' } }, {}],
			['403 secondary', { status: 403, body: { message: 'You have exceeded a secondary rate limit.' }, headers: { 'retry-after': '1' } }, {}]]);
		l.fake.fault(writes, answer, { times: 1 + d.roll(2), ...options });
		await l.push([...some(d, on, 2), ...some(d, off, 2)], { top: d.roll(4) });
		l.fake.faults.length = 0;
		return `push with ${what}`;
	},
	async kill(l, d) {
		// The worker dies at some write, before or after the forge worked it; its successor finishes.
		let n = 1 + d.roll(4);
		const hook = d.pick(['gate', 'after']);
		l.fake[hook] = async (method, path) => {
			if (method !== 'GET' && !/access_tokens/.test(path) && --n === 0)
				await l.w.worker.stop('SIGKILL');
		};
		const done = l.push([...some(d, on, 2), ...some(d, off, 2)], { top: d.roll(4) });
		const end = { over: false };
		done.then(() => { end.over = true; }, () => { end.over = true; });
		while (!end.over) {
			await new Promise((r) => setTimeout(r, 50));
			if (l.w.worker.status !== undefined)
				l.w.startWorker();
		}
		l.fake[hook] = null;
		await done;
		return `push, killed ${hook}`;
	},
};

for (const kind of Object.keys(forges))
	for (let seed = first; seed < first + lives; seed++)
		test(`${kind}, life ${seed}`, async () => {
			const d = new Dice(seed * 7919), l = await new Life(w, kind, git, `octo/${kind.replace(/\W/g, '-')}-${seed}`, { options: { inline_max: d.pick([3, 5, 20]) } }).start();
			await l.open([...some(d, on, 2), ...some(d, off, 2)]);
			await l.check('opened');
			for (let i = 0; i < steps; i++) {
				const name = d.pick(Object.keys(acts));
				if (name === 'mend' && !l.present.size)
					continue;
				const did = await acts[name](l, d);
				if (did === null)
					continue;
				l.log.push(did ?? name);
				await l.check(did ?? name);
			}
			await turn(l.fake, l.n, 'merge');
			await w.quiet();
			const n = l.fake.writes().length;
			await l.again();
			assert.equal(l.fake.writes().length, n, 'merged: silence');
			console.log(`# ${kind} ${seed}: ${l.log.join(', ')}; ${await l.judged()} requests`);
			await l.stop();
		});
