// From the hook to the first comment: a pull request that changes one file of a driver of UNITS units, everything warm. PULLS times.
// Prints lines "name p50 p95" in milliseconds, for run.py.
import { rmSync } from 'node:fs';
import { driver, unit } from '../forge/driver.mjs';
import { GitServer } from '../forge/git-server.mjs';
import { FakeGithub } from '../forge/fake-github.mjs';
import { pushed } from '../forge/life.mjs';
import { until } from '../forge/lib.mjs';
import { world } from '../forge/world.mjs';

const units = Number(process.env.UNITS ?? 50), pulls = Number(process.env.PULLS ?? 20);
const git = await new GitServer().start(), w = await world().start();
const repo = git.repo('octo/bench'), base = repo.commit('refs/heads/main', null, driver(units));
const fake = await new FakeGithub({ repo, name: 'octo/bench' }).start();
fake.contentPerMinute = 1e9;
w.project('github', fake, { app: fake.privateKey });
await pushed(fake, 'main', '0'.repeat(40), base);
await w.quiet(120000);

const parts = { total: [], answered: [], 'until the review is stored': [], fetched: [], analysed: [], compared: [], stored: [], 'until the comment': [] };
for (let i = 0; i <= pulls; i++) {
	const head = repo.commit(`refs/heads/b${i}`, base, { [`echo/unit${i % units}.c`]: unit(i % units, ['paged'], `Change ${i}.`) });
	let at = 0;
	fake.gate = async (method, path) => {
		if (method === 'POST' && /\/reviews$/.test(path))
			at ||= performance.now();
	};
	const from = performance.now(), clock = Date.now();
	const n = await fake.open({ head, base, headRef: `b${i}` });
	const answered = performance.now() - from;
	await until('a comment', () => at, 60000);
	await w.quiet();
	if (i === 0)
		continue; // warms
	const said = w.worker.log.slice(w.worker.log.lastIndexOf(`commit ${head.slice(0, 12)}`)).split('\n')[0];
	for (const [, name, ms] of said.matchAll(/(fetched|analysed|compared|stored) (?:in )?(\d+)/g))
		parts[name].push(Number(ms));
	const stored = Number(w.one(`select extract(epoch from max(r.finished_at)) * 1000 from reviews r join pulls p on p.id = r.pull_id where p.number = ${n}`)) - clock;
	parts.total.push(at - from);
	parts.answered.push(answered);
	parts['until the review is stored'].push(stored);
	parts['until the comment'].push(at - from - stored);
}
for (const [name, v] of Object.entries(parts)) {
	v.sort((a, b) => a - b);
	console.log(`${name}\t${v[v.length >> 1].toFixed(1)}\t${v[Math.min(v.length - 1, Math.floor(v.length * 0.95))].toFixed(1)}`);
}
await w.stop();
await fake.stop();
await git.stop();
rmSync(w.dir, { recursive: true, force: true });
