// Real git, the real engine, and a pull request's whole life at each forge: what was expected, and what stands there.
import { after, before, test } from 'node:test';
import { rmSync } from 'node:fs';
import path from 'node:path';
import { GitServer } from './git-server.mjs';
import { answer, forges, pushed, threads, turn } from './life.mjs';
import { driver, unit } from './driver.mjs';
import { world } from './world.mjs';
import { assert } from './lib.mjs';
import { judge } from './judge.mjs';

let git, w;
before(async () => {
	git = await new GitServer().start();
	w = await world().start();
});
after(async () => {
	await w?.stop();
	await git?.stop();
	rmSync(w.dir, { recursive: true, force: true });
});

for (const kind of Object.keys(forges))
	test(`${kind}: a driver's pull request from opening to merging`, async () => {
		const name = `octo/echo-${kind.replace(/\W/g, '-')}`, repo = git.repo(name), base = repo.commit('refs/heads/main', null, driver(4, { 3: ['paged'] }), 'a driver with one old mistake');
		const fake = await forges[kind].make({ repo, name }).start(), p = w.project(forges[kind].kind, fake, fake.app ? { app: fake.privateKey } : { token: 'plain-token' });
		const table = [];
		// A closed comment need not name its rule any more.
		const rules = new Map();
		const seen = (n) => threads(fake, n).map((t) => {
			const rule = /<sub>`([a-z-]+)`/.exec(t.first)?.[1] ?? rules.get(t.id) ?? '?', people = t.comments.filter((c) => c.login !== fake.me).length;
			rules.set(t.id, rule);
			return `${path.basename(t.path)} ${rule} ${t.over ? 'over' : 'open'}${people ? ` +${people}` : ''}`;
		}).sort();
		const check = (what, n, want) => {
			const got = seen(n);
			table.push([what, want.join('; ') || 'none', got.join('; ') || 'none']);
			assert.deepEqual(got, [...want].sort(), `${what}\n${JSON.stringify(w.sql(`select id, state, reason, fresh, unchanged, fixed, reopened, unaffected from reviews where project_id = ${p.id}`))}\n${w.worker.log.slice(-1500)}`);
		};
		const commit = (parent, files) => repo.commit('refs/heads/feature', parent, files);
		const push = async (n, sha) => {
			await fake.push(n, sha);
			await w.quiet(60000);
		};

		await pushed(fake, 'main', '0'.repeat(40), base);
		await w.quiet(60000);
		assert.equal(w.one(`select findings || ' ' || state from reviews where project_id = ${p.id}`), '1 done', `the baseline: ${w.one(`select reason from reviews where project_id = ${p.id}`)}\n${w.worker.log.slice(-1500)}`);

		const one = commit(base, { 'echo/unit0.c': unit(0, ['paged', 'sleep']) });
		const n = await fake.open({ head: one, base });
		await w.quiet(60000);
		check('open: two mistakes', n, ['unit0.c blocking-primitive-at-unknown-irql open', 'unit0.c paged-pool-at-dispatch open']);

		const two = commit(one, { 'echo/unit0.c': unit(0, ['sleep']) });
		await push(n, two);
		check('push: one of them mended', n, ['unit0.c blocking-primitive-at-unknown-irql open', 'unit0.c paged-pool-at-dispatch over']);

		const three = commit(two, { ...driver(4, { 0: ['sleep'], 3: ['paged'] }, { 0: 'dpc0.c' }), 'echo/unit0.c': null });
		await push(n, three);
		check('push: the file renamed', n, ['unit0.c blocking-primitive-at-unknown-irql open', 'unit0.c paged-pool-at-dispatch over']);

		const four = commit(base, { 'echo/unit0.c': unit(0, ['paged', 'sleep'], 'Begun anew.') });
		await push(n, four);
		check('force-push: both again, moved down', n, ['unit0.c blocking-primitive-at-unknown-irql open', 'unit0.c paged-pool-at-dispatch open']);

		await turn(fake, n, 'close');
		await w.quiet();
		await turn(fake, n, 'reopen');
		await w.quiet(60000);
		check('closed and opened again', n, ['unit0.c blocking-primitive-at-unknown-irql open', 'unit0.c paged-pool-at-dispatch open']);

		const of = (rule) => threads(fake, n).find((t) => t.first.includes(rule));
		await answer(fake, of('blocking-primitive-at-unknown-irql'), 'alice', 'The hardware needs it.');
		await w.quiet();
		const five = commit(four, { 'echo/unit0.c': unit(0, ['paged'], 'Begun anew.') });
		await push(n, five);
		check('answered by a person, then mended', n, ['unit0.c blocking-primitive-at-unknown-irql over +1', 'unit0.c paged-pool-at-dispatch open']);

		const paged = of('paged-pool-at-dispatch'), said = forges[kind].replies;
		if (said)
			await answer(fake, paged, 'alice', '/ringcheck false-positive never called');
		else
			await fake.say(n, 'alice', `/ringcheck false-positive ${paged.id.slice(0, 12)} never called`);
		await w.quiet();
		const six = commit(five, { 'echo/unit0.c': unit(0, ['paged'], 'Begun anew, and moved\n * once more.') });
		await push(n, six);
		check('called false, then pushed', n, ['unit0.c blocking-primitive-at-unknown-irql over +1', `unit0.c paged-pool-at-dispatch over${said ? ' +1' : ''}`]);

		repo.git('update-ref', 'refs/heads/main', six);
		await turn(fake, n, 'merge');
		await pushed(fake, 'main', base, six);
		await w.quiet(60000);
		check('merged', n, ['unit0.c blocking-primitive-at-unknown-irql over +1', `unit0.c paged-pool-at-dispatch over${said ? ' +1' : ''}`]);
		assert.deepEqual(w.deliveries(p).filter((d) => !['done', 'ignored'].includes(d.state)), []);

		const { asked, bad } = await judge(forges[kind].kind, fake);
		assert.deepEqual(bad, []);
		console.log(`# ${kind}, ${asked} requests\n${table.map(([what, want, got]) => `# | ${what} | ${want} | ${got === want ? 'as expected' : got} |`).join('\n')}`);
		await fake.stop();
	});
