// Real git, the real engine, and a pull request's whole life at each forge: what was expected, and what stands there.
import { after, before, test } from 'node:test';
import { chmodSync, chownSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { GitServer } from './git-server.mjs';
import { forges } from './life.mjs';
import { driver, unit } from './driver.mjs';
import { World, assert, marked } from './lib.mjs';
import { judge } from './judge.mjs';

export function world() {
	// The jailed children write to both as nobody.
	const dir = mkdtempSync(path.join(os.tmpdir(), 'rc-life-')), env = { RINGCHECK_PROJECTS: `${dir}/projects`, RINGCHECK_CACHE: `${dir}/cache` };
	chmodSync(dir, 0o755);
	mkdirSync(env.RINGCHECK_CACHE);
	if (process.getuid() === 0) {
		chownSync(env.RINGCHECK_CACHE, 65534, 65534);
		env.RINGCHECK_JAIL_UID = '65534';
	}
	const w = new World({ kinds: 'delivery,publish,connect,sweep,review', env });
	w.dir = dir;
	return w;
}
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
		const repo = git.repo(`octo/echo-${kind}`), base = repo.commit('refs/heads/main', null, driver(4, { 3: ['paged'] }), 'a driver with one old mistake');
		const fake = await new forges[kind]({ repo, name: `octo/echo-${kind}` }).start(), p = w.project(kind, fake, fake.app ? { app: fake.privateKey } : { token: 'plain-token' });
		const table = [];
		const over = (t) => t.resolved || /^<!--[^\n]*h=closed:/.test(t.comments[0].body);
		const seen = (n) => fake.threads(n).filter((t) => marked(t.comments[0].body)).map((t) => {
			const rule = /<sub>`([a-z-]+)`/.exec(t.comments[0].body)?.[1] ?? '?';
			return `${path.basename(t.path)} ${rule} ${over(t) ? 'over' : 'open'}${t.comments.length > 1 ? ` +${t.comments.filter((c) => c.login !== fake.me).length}` : ''}`;
		}).sort();
		const check = (what, n, want) => {
			const got = seen(n);
			table.push([what, want.join('; ') || 'none', got.join('; ') || 'none']);
			assert.deepEqual(got, [...want].sort(), `${what}\n${JSON.stringify(w.sql(`select id, state, reason, fresh, unchanged, fixed, reopened, unaffected from reviews where project_id = ${p.id}`))}\n${w.worker.log.slice(-1500)}`);
		};
		const commit = (parent, files) => repo.commit('refs/heads/feature', parent, files);
		const pushed = async (n, sha) => {
			await fake.push(n, sha);
			await w.quiet(60000);
		};

		await fake.pushBranch('main', '0'.repeat(40), base);
		await w.quiet(60000);
		assert.equal(w.one(`select findings || ' ' || state from reviews where project_id = ${p.id}`), '1 done', `the baseline: ${w.one(`select reason from reviews where project_id = ${p.id}`)}\n${w.worker.log.slice(-1500)}`);

		const one = commit(base, { 'echo/unit0.c': unit(0, ['paged', 'sleep']) });
		const n = await fake.open({ head: one, base });
		await w.quiet(60000);
		check('open: two mistakes', n, ['unit0.c blocking-primitive-at-unknown-irql open', 'unit0.c paged-pool-at-dispatch open']);

		const two = commit(one, { 'echo/unit0.c': unit(0, ['sleep']) });
		await pushed(n, two);
		check('push: one of them mended', n, ['unit0.c blocking-primitive-at-unknown-irql open', 'unit0.c paged-pool-at-dispatch over +0']);

		const three = commit(two, { ...driver(4, { 0: ['sleep'], 3: ['paged'] }, { 0: 'dpc0.c' }), 'echo/unit0.c': null });
		await pushed(n, three);
		check('push: the file renamed', n, ['unit0.c blocking-primitive-at-unknown-irql open', 'unit0.c paged-pool-at-dispatch over +0']);

		const four = commit(base, { 'echo/unit0.c': unit(0, ['paged', 'sleep'], 'Begun anew.') });
		await pushed(n, four);
		check('force-push: both again, moved down', n, ['unit0.c blocking-primitive-at-unknown-irql open', 'unit0.c paged-pool-at-dispatch open +0']);

		await fake.change(n, kind === 'gitlab' ? 'close' : 'closed', { state: 'closed' });
		await w.quiet();
		await fake.change(n, kind === 'gitlab' ? 'reopen' : 'reopened', { state: 'open' });
		await w.quiet(60000);
		check('closed and opened again', n, ['unit0.c blocking-primitive-at-unknown-irql open', 'unit0.c paged-pool-at-dispatch open +0']);

		const sleeps = fake.threads(n).find((t) => t.comments[0].body.includes('blocking-primitive-at-unknown-irql'));
		await fake.reply(sleeps.comments[0], 'alice', 'The hardware needs it.');
		await w.quiet();
		const five = commit(four, { 'echo/unit0.c': unit(0, ['paged'], 'Begun anew.') });
		await pushed(n, five);
		check('answered by a person, then mended', n, ['unit0.c blocking-primitive-at-unknown-irql over +1', 'unit0.c paged-pool-at-dispatch open +0']);

		const paged = fake.threads(n).find((t) => t.comments[0].body.includes('paged-pool-at-dispatch'));
		await fake.reply(paged.comments[0], 'alice', '/ringcheck false-positive never called');
		await w.quiet();
		const six = commit(five, { 'echo/unit0.c': unit(0, ['paged'], 'Begun anew, and moved\n * once more.') });
		await pushed(n, six);
		check('called false, then pushed', n, ['unit0.c blocking-primitive-at-unknown-irql over +1', 'unit0.c paged-pool-at-dispatch over +1']);

		repo.git('update-ref', 'refs/heads/main', six);
		await fake.change(n, kind === 'gitlab' ? 'merge' : 'closed', { state: 'closed', merged: true });
		await fake.pushBranch('main', base, six);
		await w.quiet(60000);
		check('merged', n, ['unit0.c blocking-primitive-at-unknown-irql over +1', 'unit0.c paged-pool-at-dispatch over +1']);
		assert.deepEqual(w.deliveries(p).filter((d) => !['done', 'ignored'].includes(d.state)), []);

		const { asked, bad } = await judge(kind, fake);
		assert.deepEqual(bad, []);
		console.log(`# ${kind}, ${asked} requests\n${table.map(([what, want, got]) => `# | ${what} | ${want} | ${got === want ? 'as expected' : got} |`).join('\n')}`);
		await fake.stop();
	});
