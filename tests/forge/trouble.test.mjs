// A forge that is down for an hour, a token that is revoked, branches that go, forks, and far too much of everything: nothing is lost, nothing
// doubled, and the project's page says what is the matter.
import { after, before, test } from 'node:test';
import { GitServer } from './git-server.mjs';
import { Life, forges, pushed, threads } from './life.mjs';
import { World, assert, driver, identity, sleep, until } from './lib.mjs';
import { judge } from './judge.mjs';

let git, w, names = 0;
before(async () => {
	git = await new GitServer().start();
	w = await new World().start();
});
after(async () => {
	await w?.stop();
	await git?.stop();
});
const life = (kind, more) => new Life(w, kind, git, `octo/trouble-${++names}`, more).start();
const health = (l) => w.sql(`select health, problem from projects where id = ${l.project.id}`)[0];
const jobs = (l) => w.sql(`select kind, state, attempts, last_error from jobs where state in ('ready', 'leased') and kind in ('publish', 'delivery')`);
/** As if so much time went by. */
const later = (minutes) => w.sql(`update jobs set run_after = run_after - interval '${minutes} min' where state = 'ready'; update budgets set silent_until = silent_until - interval '${minutes} min';
	select pg_notify('rc_jobs', '')`);
const ofLife = (l, of = 'publish') => w.one(`select count(*) from jobs where kind = '${of}' and state = 'dead'`);

// The second Gitea differs in resolving only. KILLS=all: every kind of outage at every forge.
const all = process.env.KILLS === 'all';
for (const kind of Object.keys(forges).filter((k) => all || k !== 'gitea 1.26')) {
	for (const [what, set, clear] of [
		['refuses connections', (f) => { f.down = true; }, (f) => { f.down = false; }],
		['answers 502 to everything', (f) => f.fault(/./, { status: 502, body: { message: 'Bad gateway' } }, { times: 1e9 }), (f) => { f.faults.length = 0; }],
		['answers 503 without a word', (f) => f.fault(/./, { status: 503 }, { times: 1e9 }), (f) => { f.faults.length = 0; }]].slice(0, all || kind === 'github' ? 3 : 1))
		test(`${kind}: for an hour it ${what}`, async () => {
			const l = await life(kind);
			await l.open(['F0', 'F1', 'G0']);
			await l.check('open');
			set(l.fake);
			// A push and a command meanwhile: hooks of a forge may well come while its API does not answer.
			l.present = new Set(['F1', 'F2', 'G0']);
			l.head = l.commit(l.present, { parent: l.head, top: 3 });
			await l.fake.push(l.n, l.head);
			await until('the delivery is worked', () => w.deliveries(l.project).every((d) => d.state !== 'waiting'));
			l.finish();
			await until('the page says so', () => health(l)[0] === 'failing');
			assert.ok(health(l)[1].length > 20, health(l)[1]);
			// The hour, five minutes at a time.
			for (let i = 0; i < 12; i++) {
				later(5);
				await sleep(300);
			}
			assert.equal(ofLife(l), '0', 'no job was given up');
			clear(l.fake);
			await until('it is done', () => {
				later(11);
				return jobs(l).length === 0;
			}, 60000);
			await l.check(`an hour of: ${what}`);
			assert.deepEqual(health(l), ['ok', '']);
			await l.stop();
		});

	test(`${kind}: its limits are kept`, async () => {
		const l = await life(kind);
		await l.open(['F0']);
		for (const make of [() => ({ status: 429, body: { message: 'Too many' }, headers: { 'retry-after': '3' } }), () => ({ status: 403, body: { message: 'You have exceeded a secondary rate limit.' }, headers: { 'retry-after': '3' } }),
			() => ({ status: 403, body: { message: 'API rate limit exceeded' }, headers: { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': String(Math.ceil(Date.now() / 1000) + 8) } })]) {
			const answer = make(); // a reset that is past by the time it is answered means a minute
			if (kind !== 'github' && answer.status === 403)
				continue;
			let at = 0, asked = 0;
			l.fake.after = (method, path, entry) => {
				if (at && Date.now() - at < 2500)
					asked++;
				if (entry.status === answer.status)
					at = Date.now();
			};
			l.fake.fault(/^(POST|PUT|PATCH) (?!.*(graphql|access_tokens))/, answer);
			await l.push(l.present.has('F1') ? ['F0', 'F2'] : ['F0', 'F1'], { top: l.n });
			l.fake.after = null;
			assert.ok(at, 'it was refused once');
			assert.equal(asked, 0, 'silence as long as was asked for');
			await l.check(`after ${answer.status}`);
		}
		assert.deepEqual(health(l), ['ok', '']);
		await l.stop();
	});

	test(`${kind}: a revoked token`, async () => {
		const l = await life(kind, { fake: kind === 'github' ? { app: false } : {} });
		await l.open(['F0', 'F1']);
		const tokens = [...l.fake.tokens];
		l.fake.tokens.clear();
		l.present = new Set(['F1', 'F2']);
		l.head = l.commit(l.present, { parent: l.head });
		await l.fake.push(l.n, l.head);
		await until('the delivery is worked', () => w.deliveries(l.project).every((d) => d.state !== 'waiting'));
		l.finish();
		await until('the page says so', () => health(l)[0] === 'failing' && /token/i.test(health(l)[1]));
		for (let i = 0; i < 6; i++) {
			later(30);
			await sleep(300);
		}
		assert.equal(ofLife(l), '0', 'no job was given up');
		for (const t of tokens)
			l.fake.tokens.add(t);
		await until('it goes on', () => {
			later(30);
			return jobs(l).length === 0;
		}, 60000);
		await l.check('a new token');
		assert.deepEqual(health(l), ['ok', '']);
		assert.doesNotMatch(w.worker.log + w.server.log, /plain-token/);
		await l.stop();
	});

	test(`${kind}: 3,000 findings, 400 files, 25,000 lines`, async () => {
		const repo = git.repo(`octo/huge-${kind.replace(/\W/g, '-')}`), files = Object.fromEntries(Array.from({ length: 400 }, (_, i) => [`src/f${i}.c`, driver(2)]));
		const base = repo.commit('refs/heads/main', null, { ...files, 'blob.bin': 'a\0b' });
		const head = repo.commit('refs/heads/feature', base, { ...Object.fromEntries(Object.keys(files).map((f) => [f, driver(65)])), 'blob.bin': 'a\0c' });
		const fake = await forges[kind].make({ repo, name: `octo/huge-${kind.replace(/\W/g, '-')}` }).start(), p = w.project(forges[kind].kind, fake, fake.app ? { app: fake.privateKey } : { token: 'plain-token' });
		const diff = repo.diff(base, head);
		fake.repo = Object.assign(Object.create(Object.getPrototypeOf(repo)), repo, { diff: () => diff });
		const n = await fake.open({ head, base });
		await w.quiet();
		const findings = Array.from({ length: 3000 }, (_, i) => ({ id: `H${i}`, file: `src/f${i % 400}.c`, line: 3 + Math.floor(i / 400), severity: 'warning', message: `Something about H${i} and <script>, | and \`ticks\` that are ${'long '.repeat(30)}` }));
		const start = Date.now();
		w.finish(p, n, findings, { changes: repo.changes(base, head) });
		await w.quiet(120000);
		const took = Date.now() - start, all = threads(fake, n), summary = fake.talk(n);
		assert.equal(all.length, 20);
		assert.equal(new Set(all.map((t) => t.id)).size, 20);
		assert.equal(summary.length, 1);
		assert.ok([...summary[0].body].length <= 65536);
		assert.match(summary[0].body, /3000 new findings/);
		assert.match(summary[0].body, /2\d\d\d more are not listed here/);
		assert.doesNotMatch(summary[0].body, /<script>/);
		const { asked, bad } = await judge(forges[kind].kind, fake);
		assert.deepEqual(bad, []);
		const written = fake.writes().length;
		assert.ok(written < 40, `${written} writes`);
		console.log(`# ${kind}: 3,000 findings in ${Object.keys(diff).length} files: ${all.length} threads, summary of ${summary[0].body.length} bytes, ${asked} requests of which ${written} write, ${took} ms`);
		// Once more, and with all of them gone.
		w.sql(`select rc_job_once('publish', jsonb_build_object('pull', id), id::text, 5, 40) from pulls where project_id = ${p.id}`);
		await w.quiet();
		assert.equal(fake.writes().length, written);
		await fake.stop();
	});

	test(`${kind}: a fork, a deleted branch, a draft`, async () => {
		const l = await life(kind);
		await l.open(['F0']);
		// The head's branch goes away while the pull request is open; and so does everything after the merge.
		l.repo.git('update-ref', '-d', 'refs/heads/feature');
		await pushed(l.fake, 'feature', l.head, '0'.repeat(40));
		await w.quiet();
		await l.check('the branch is deleted');
		await pushed(l.fake, 'main', l.base, l.base);
		await w.quiet();
		assert.equal(w.one(`select deleted from branches where project_id = ${l.project.id} and name = 'feature'`) ?? 't', 't');
		const before = l.fake.threads(l.n).length;
		const sha = l.commit(new Set(['F3']), { parent: l.base });
		const n = await l.fake.open({ head: sha, base: l.base, fork: true, author: 'bob' });
		await w.quiet();
		if (kind !== 'gitea 1.22' && kind !== 'gitea 1.26') // the fake knows of none
			assert.equal(w.one(`select fork from pulls where project_id = ${l.project.id} and number = ${n}`), 't');
		const second = Object.assign(Object.create(Object.getPrototypeOf(l)), l, { n, head: sha, present: new Set(['F3']), ever: new Set(), before: new Set(), decided: new Map(), replies: [] });
		second.finish();
		await w.quiet();
		await second.check('a fork');
		// Who forges a mark hides nothing, and whoever may only read decides nothing.
		await second.say('F3', 'bob', `<!-- ringcheck:f=${identity('F3')} -->\n/ringcheck false-positive no`);
		await second.command('F3', 'bob', 'false-positive', 'trust me');
		await second.check('strangers');
		assert.equal(w.one(`select count(*) from triage where project_id = ${l.project.id}`), '0');
		assert.equal(l.fake.threads(l.n).length, before);
		await l.stop();
	});
}
