// Projects as people use them: made, set up, what came, a pull request's findings and decisions; tokens and the log-in.
import assert from 'node:assert/strict';
import { createHash, createHmac } from 'node:crypto';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { launch, newPage, violations } from './browser.mjs';
import { Service } from './service.mjs';

const service = new Service();
const shots = process.env.SHOTS; // a folder: every page is kept there as a picture
let browser, page, project, secret;
const sha = (n) => createHash('sha1').update(String(n)).digest('hex');

before(async () => {
	await service.start();
	browser = await launch();
	page = await newPage(browser);
}, { timeout: 120000 });
after(async () => {
	await browser?.close();
	await service.stop();
});

async function shot(name) {
	if (shots)
		await page.screenshot({ path: join(shots, `${name}.png`), fullPage: true });
}

function check(name, body) {
	test(name, { timeout: 120000 }, async () => {
		try {
			await body();
			assert.deepEqual(page.complaints, [], 'no policy violation and no error on the console');
		} catch (e) {
			await shot('failed').catch(() => {});
			console.error(service.logs().split('\n').slice(-20).join('\n'));
			throw e;
		} finally {
			page.complaints.length = 0;
		}
	});
}

check('a project with a new forge; its secret and what to paste', async () => {
	await page.goto(`${service.url}#/projects`);
	await page.getByText('None yet. A project is a repository').waitFor();
	await page.getByRole('link', { name: 'New project' }).click();
	await page.getByRole('heading', { name: 'New project' }).waitFor();
	await shot('new-project');
	await page.getByLabel('Name of the project').fill('Echo driver');
	await page.getByLabel('Repository').fill('contoso/echo');
	await page.getByLabel('Token of the forge').fill('ghp_x');
	await page.getByRole('button', { name: 'Make the project' }).click();
	await page.getByRole('heading', { name: 'Echo driver' }).waitFor();
	project = /projects\/([\w-]+)/.exec(page.url())[1];
	secret = await page.getByRole('textbox', { name: 'Secret' }).inputValue();
	assert.match(secret, /^[0-9a-f]{64}$/);
	assert.match(await page.getByRole('textbox', { name: 'Payload URL' }).inputValue(), /\/hooks\/[\w-]{36}$/);
	await page.getByText('The secret below is shown only now.').waitFor();
	await page.getByRole('cell', { name: 'pull_request', exact: true }).waitFor();
	await shot('set-up');
	await page.getByRole('button', { name: 'Copy Payload URL' }).click();
	await page.locator('#status', { hasText: 'Payload URL copied.' }).waitFor({ state: 'attached' });
	// Once only.
	await page.goto(`${service.url}#/projects`);
	await page.getByRole('link', { name: 'Echo driver' }).click();
	await page.getByText('The hook’s secret was shown when it was made.').first().waitFor();
	assert.equal(await page.getByLabel('Secret', { exact: true }).count(), 0);
});

check('connecting is asked for, and its failure is told', async () => {
	await page.getByRole('button', { name: 'Let Ringcheck make the hook' }).click();
	await page.getByText('A worker will look at the forge soon').waitFor();
	service.sql(`update jobs set state = 'dead', last_error = 'the forge refused the token', finished_at = now() where kind = 'connect';
		update projects set health = 'failing', problem = 'the forge refused the token'`);
	await page.getByText('Connecting failed: the forge refused the token.').waitFor();
	await page.getByText('The forge does not work with us.').waitFor();
	service.sql(`update projects set health = 'ok', problem = ''`);
});

check('a delivery comes, its outcome is shown, it can be worked again', async () => {
	const hook = service.sql('select hook_id from projects')[0][0], body = '{"action":"opened"}';
	const r = await fetch(`${service.url}hooks/${hook}`, { method: 'POST', body, headers: { 'Content-Type': 'application/json', 'X-GitHub-Event': 'pull_request', 'X-GitHub-Delivery': 'd1',
		'X-Hub-Signature-256': `sha256=${createHmac('sha256', secret).update(body).digest('hex')}` } });
	assert.equal(r.status, 202, await r.text());
	await page.reload();
	await page.getByRole('region', { name: 'Deliveries' }).getByText('waiting').waitFor();
	service.sql(`update deliveries set state = 'failed', outcome = 'the forge did not answer', worked_at = now(); update jobs set state = 'done' where kind = 'delivery'`);
	await page.getByText('The forge did not answer.').waitFor();
	await page.getByRole('button', { name: 'Redeliver' }).click();
	await page.getByRole('region', { name: 'Deliveries' }).getByText('waiting').waitFor();
	assert.equal(service.sql(`select count(*) from jobs where kind = 'delivery' and state = 'ready'`)[0][0], '1');
});

check('a pull request: new, fixed, decisions with a reason', async () => {
	service.sql(`update deliveries set state = 'done', outcome = 'pull request 7 is reviewed'; update jobs set state = 'done';
		insert into branches (project_id, name, head) select id, 'main', '${sha(2)}' from projects; update projects set default_branch = 'main';
		insert into pulls (project_id, number, title, head, head_ref, base_ref, author, updated_at, web_url, published_head) select id, 7, 'Map frames <b>early</b>', '${sha(1)}', 'topic', 'main', 'jo', now(), 'https://github.com/contoso/echo/pull/7', '${sha(1)}' from projects;
		insert into reviews (name, state, input, project_id, pull_id, commit_sha, base_sha, findings, warnings, errors, fresh, unchanged, fixed, reopened, finished_at, started_at, units_total, units_analysed, drivers)
			select 'Echo driver #7', 'done', 'commit', project_id, id, '${sha(1)}', '${sha(2)}', 4, 3, 1, 2, 1, 1, 1, now(), now(), 3, 3, 1 from pulls;
		insert into findings (review_id, n, line, col, rule, family, severity, strength, driver, file, function, message, identity, status, on_diff, body)
			select id, k, k * 7, 3, 'sync-send-at-dispatch', 'irql', case when k = 1 then 'error' else 'warning' end, 'contract', 'echo', 'driver/queue.c', 'EchoEvtIoRead', 'Finding ' || k || ': WdfIoTargetSendReadSynchronously waits, and this callback may run at DISPATCH_LEVEL',
			md5(k::text), case k when 3 then 'reopened' when 4 then 'unchanged' else 'new' end, k < 3, '{"fix": "", "fact": "", "steps": [{"kind": "here", "at": {"file": "driver/queue.c", "line": 7, "column": 1}, "text": "here"}], "docs": [], "edits": [], "related": []}' from reviews, generate_series(1, 4) k;
		insert into fixed_findings select id, 1, md5('f'), 'pageable-io-callback', 'driver/device.c', 12, 'EchoEvtDeviceAdd is pageable' from reviews;
		insert into threads (pull_id, identity, state, replies) select id, md5('1'), 'open', 2 from pulls`);
	await page.reload();
	await page.getByRole('link', { name: '#7 Map frames <b>early</b>' }).waitFor();
	await shot('project');
	await page.getByRole('link', { name: '#7 Map frames' }).click();
	await page.getByRole('heading', { name: 'New in this pull request' }).waitFor();
	const items = page.locator('.pull-findings > li');
	assert.equal(await items.count(), 3);
	await page.getByText('EchoEvtDeviceAdd is pageable').waitFor();
	await items.nth(0).getByRole('button', { name: 'False positive …' }).click();
	await page.keyboard.press('Escape');
	await items.nth(0).getByRole('button', { name: 'False positive …' }).focus();
	await page.keyboard.press('Enter');
	await page.keyboard.type('the queue is passive');
	await shot('pull-deciding');
	await page.keyboard.press('Enter');
	await items.nth(0).getByText('the queue is passive').waitFor();
	assert.deepEqual(service.sql('select identity, state, reason, origin from triage'), [[createHash('md5').update('1').digest('hex'), 'false_positive', 'the queue is passive', 'page']]);
	assert.equal(service.sql(`select count(*) from jobs where kind = 'publish' and state = 'ready'`)[0][0], '1');
	await page.reload();
	await items.nth(0).getByText('the queue is passive').waitFor();
	await shot('pull');
	await items.nth(0).getByRole('button', { name: 'Reopen' }).click();
	await items.nth(0).getByRole('button', { name: 'Accept …' }).waitFor();
	await page.getByRole('link', { name: 'all findings with their paths' }).click();
	await page.locator('.findings li.current').waitFor();
	await page.locator('#filter-status').selectOption('unchanged');
	await page.waitForFunction(() => document.querySelectorAll('.findings li').length === 1);
	await page.locator('.explain .triage').waitFor();
	await shot('review');
	await page.getByRole('link', { name: 'pull request #7' }).click();
	await page.getByRole('heading', { name: 'New in this pull request' }).waitFor();
	page.complaints = page.complaints.filter((c) => !/404/.test(c)); // the review's sources are not there
});

check('everything on the pull request can be reached with Tab', async () => {
	await page.locator('.brand').focus();
	const reached = new Set();
	for (let i = 0; i < 40; i++) {
		await page.keyboard.press('Tab');
		reached.add(await page.evaluate(() => document.activeElement.textContent.trim()));
	}
	for (const what of ['Projects', 'Tokens', 'Review now', 'Accept …', 'False positive …', 'all findings with their paths'])
		assert.ok(reached.has(what), `Tab reaches ${what}; it reached ${[...reached].join(', ')}`);
});

check('tokens: made, shown once, revoked', async () => {
	await page.getByRole('link', { name: 'Tokens' }).click();
	await page.getByText('None yet.').waitFor();
	await page.getByLabel('Name', { exact: true }).fill('ci');
	await page.getByLabel('Scope').selectOption('admin');
	await page.getByRole('button', { name: 'Make the token' }).click();
	const made = await page.getByRole('textbox', { name: 'Token “ci”' }).inputValue();
	assert.match(made, /^rck_/);
	await page.getByRole('row', { name: /^ci admin all until/ }).waitFor();
	await shot('tokens');
	globalThis.token = made;
});

for (const colorScheme of ['light', 'dark'])
	check(`axe finds nothing serious, ${colorScheme}`, async () => {
		await page.emulateMedia({ colorScheme });
		const found = [];
		for (const [hash, ready] of [['#/projects', 'tbody tr'], ['#/projects/new', 'form.sheet'], [`#/projects/${project}`, '.scroll'], [`#/projects/${project}/pulls/7`, '.pull-findings'], ['#/tokens', 'form.sheet']]) {
			await page.goto(`${service.url}${hash}`);
			await page.locator(`${ready}:visible`).first().waitFor();
			if (hash.endsWith(project))
				await page.locator('details > summary').first().click();
			found.push(...(await violations(page)).map((v) => `${hash}: ${v}`));
			await shot(`${hash.replace(/\W+/g, '-').slice(0, 12)}-${colorScheme}`);
		}
		assert.deepEqual(found, []);
		await page.emulateMedia({ colorScheme: 'light' });
	});

check('a narrow window scrolls down only', async () => {
	await page.setViewportSize({ width: 400, height: 800 });
	for (const hash of ['#/projects', '#/projects/new', `#/projects/${project}`, `#/projects/${project}/pulls/7`, '#/tokens']) {
		await page.goto(`${service.url}${hash}`);
		await page.locator('.wide, .narrow').first().waitFor();
		assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth + 1), `${hash}: wider than the window`);
	}
	await page.setViewportSize({ width: 1400, height: 900 });
});

check('a server that asks for tokens: log in, work, log out', async () => {
	await service.end(service.server);
	await service.startServer(service.port, { RINGCHECK_REQUIRE_TOKEN: 'yes' });
	page.complaints.length = 0;
	await page.goto(`${service.url}#/projects`);
	await page.reload();
	await page.getByRole('heading', { name: 'Log in' }).waitFor();
	assert.deepEqual(await violations(page), []);
	await shot('login');
	await page.getByLabel('Token', { exact: true }).fill('rck_wrong');
	await page.keyboard.press('Enter');
	await page.getByRole('alert').filter({ hasText: 'unknown' }).waitFor();
	await page.getByLabel('Token', { exact: true }).fill(globalThis.token);
	await page.getByRole('button', { name: 'Log in' }).click();
	await page.getByRole('link', { name: 'Echo driver' }).waitFor();
	await page.locator('#session', { hasText: 'ci' }).waitFor();
	assert.equal(await page.evaluate(() => document.cookie), '');
	await page.getByRole('link', { name: 'Echo driver' }).click();
	await page.getByRole('heading', { name: 'Echo driver' }).waitFor();
	await page.getByRole('button', { name: 'Log out' }).click();
	await page.getByRole('heading', { name: 'Log in' }).waitFor();
	page.complaints = page.complaints.filter((c) => !/401/.test(c)); // the browser's own words for the refusals
});
