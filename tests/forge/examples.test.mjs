// GitHub's own example payloads: each is understood, or ignored with a reason; none fails, and none twice.
import { after, before, test } from 'node:test';
import { createRequire } from 'node:module';
import { GitServer } from './git-server.mjs';
import { FakeGithub } from './fake-github.mjs';
import { World, assert, driver } from './lib.mjs';

const examples = createRequire(import.meta.url)('@octokit/webhooks-examples');
let git, repo, w;
before(async () => {
	git = await new GitServer().start();
	repo = git.repo('octo/driver');
	repo.commit('refs/heads/main', null, { 'a.c': driver(3) });
	w = await new World().start();
});
after(async () => {
	await w?.stop();
	await git?.stop();
});

test('every example', async () => {
	const fake = await new FakeGithub({ repo, name: 'Codertocat/Hello-World', app: false }).start();
	const p = w.project('github', fake, { token: 'plain-token' });
	let n = 0;
	for (const event of examples.default ?? examples)
		for (const payload of event.examples) {
			assert.equal(await fake.deliver(event.name, payload), 202, event.name);
			n++;
		}
	await w.quiet(120000);
	const all = w.deliveries(p);
	// And the ping of the hook that an installation event made us make.
	assert.equal(all.length, fake.deliveries.length);
	assert.deepEqual(all.filter((d) => !['done', 'ignored'].includes(d.state)), []);
	assert.deepEqual(all.filter((d) => !d.outcome), []);
	const before = w.one(`select count(*) || ' ' || (select count(*) from reviews) || ' ' || (select count(*) from triage) from pulls`);
	for (const d of [...fake.deliveries].reverse())
		await fake.replay(d);
	await w.quiet(120000);
	assert.equal(w.one(`select count(*) || ' ' || (select count(*) from reviews) || ' ' || (select count(*) from triage) from pulls`), before);
	console.log(`# ${n} examples: ${all.filter((d) => d.state === 'done').length} done, ${all.filter((d) => d.state === 'ignored').length} ignored`);
	await fake.stop();
});
