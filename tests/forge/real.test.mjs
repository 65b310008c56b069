// The whole way: a push at the forge, git over HTTP, the engine, a comment on the line, and its end when the line is mended.
import { after, before, test } from 'node:test';
import { readFileSync } from 'node:fs';
import { GitServer } from './git-server.mjs';
import { FakeGithub } from './fake-github.mjs';
import { World, assert, marked, until } from './lib.mjs';

const bad = readFileSync(new URL('../../analyzer/rules/blocking-primitive-at-unknown-irql/bad-fast-mutex.c', import.meta.url), 'utf8').replace(/\/\* expect.*?\*\//gs, '');
const project = `<?xml version="1.0" encoding="utf-8"?>
<Project DefaultTargets="Build" xmlns="http://schemas.microsoft.com/developer/msbuild/2003">
  <PropertyGroup Label="Configuration"><ConfigurationType>Driver</ConfigurationType><DriverType>KMDF</DriverType></PropertyGroup>
  <ItemGroup><ClCompile Include="dial.c" /></ItemGroup>
</Project>
`;
let git, repo, w;
before(async () => {
	git = await new GitServer().start();
	repo = git.repo('octo/driver');
	w = await new World({ kinds: 'review,delivery,publish,connect,sweep' }).start();
});
after(async () => {
	await w?.stop();
	await git?.stop();
});

test('from the push to the comment, and back', async () => {
	const good = bad.replace(/^\s*Ex(Acquire|Release)FastMutex\b.*$/gm, '');
	assert.notEqual(good, bad);
	const base = repo.commit('refs/heads/main', null, { 'dial/dial.vcxproj': project, 'dial/dial.c': good });
	const head = repo.commit('refs/heads/feature', base, { 'dial/dial.c': bad });
	const fake = await new FakeGithub({ repo }).start(), p = w.project('github', fake, { app: fake.privateKey });
	const n = await fake.open({ head, base });
	repo.git('update-ref', `refs/pull/${n}/head`, head);
	const from = Date.now();
	await until('a comment', () => fake.threads(n).length > 0 || fake.checks.some((c) => c.status === 'completed'), 120000);
	await w.quiet(120000);
	console.log(`# first comment after ${Date.now() - from} ms; ${JSON.stringify(w.sql(`select state, reason, fresh, findings from reviews`))}`);
	assert.equal(fake.threads(n).length, 1, w.worker.log.slice(-3000));
	const t = fake.threads(n)[0];
	assert.equal(t.path, 'dial/dial.c');
	assert.match(bad.split('\n')[t.line - 1], /ExAcquireFastMutex/);
	const fixed = repo.commit('refs/heads/feature', head, { 'dial/dial.c': good });
	repo.git('update-ref', `refs/pull/${n}/head`, fixed);
	await fake.push(n, fixed);
	await w.quiet(120000);
	assert.equal(fake.threads(n)[0].resolved, true, w.worker.log.slice(-3000));
	assert.ok(marked(fake.threads(n)[0].body));
	await fake.stop();
});
