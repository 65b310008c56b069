// The page as people use it: a driver in, its findings out, by mouse and by keyboard.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { launch, newPage, violations } from './browser.mjs';
import { Service, repo } from './service.mjs';

const rule = 'usermode-map-in-request-handler';
const examples = join(repo, 'analyzer/rules', rule);
const single = readFileSync(join(examples, 'bad-read.c'), 'utf8');
const service = new Service();
let browser;
let page;
let folderReview; // address of the review of bad-files
let partialReview;

before(async () => {
	await service.start();
	browser = await launch();
	page = await newPage(browser);
}, { timeout: 120000 });

after(async () => {
	await browser?.close();
	await service.stop();
});

function check(name, body) {
	test(name, { timeout: 120000 }, async () => {
		try {
			await body();
			assert.deepEqual(page.complaints, [], 'no policy violation and no error on the console');
		} catch (e) {
			console.error(service.logs().split('\n').slice(-20).join('\n'));
			throw e;
		} finally {
			page.complaints.length = 0;
		}
	});
}

async function home() {
	await page.goto(`${service.url}#/`);
	await page.getByRole('heading', { name: 'Review a driver' }).waitFor();
}

async function paste(name, text) {
	await home();
	await page.getByText('Paste a file instead').click();
	await page.getByLabel('Name of the file').fill(name);
	await page.getByLabel('Source text').fill(text);
	await page.getByRole('button', { name: 'Review this text' }).click();
}

const current = () => page.locator('.findings li.current');
const result = () => page.locator('.findings li.current, .nothing').first().waitFor();
const stepHere = () => page.locator('.source .step-here');

check('an empty service says so', async () => {
	await home();
	await page.getByText('None yet: the first upload makes one.').waitFor();
});

check('a folder: waiting, live progress, then the finding', async () => {
	await home();
	await page.setInputFiles('#folder', join(examples, 'bad-files'));
	// No worker runs yet, so that this cannot be missed.
	await page.getByText('Waiting for a worker').waitFor();
	folderReview = page.url();
	await page.evaluate(() => {
		globalThis.seen = new Set();
		new MutationObserver(() => {
			for (const e of document.querySelectorAll('.phases .now, .live-units li, .doing-text'))
				globalThis.seen.add(e.textContent);
		}).observe(document.getElementById('main'), { childList: true, subtree: true, characterData: true, attributes: true });
	});
	service.startWorker();
	await result();
	const seen = [...await page.evaluate(() => [...globalThis.seen])].join('\n');
	assert.match(seen, /Unpacking|Analysing/); // a warm engine may be through with the rest between two paints
	assert.match(await current().innerText(), /MmMapLockedPagesSpecifyCache/);
	assert.match(await current().innerText(), /GrabMapFrames/);
});

check('the finding is in the source, and its steps are one click apart, through the files', async () => {
	await page.locator('.source .inline-finding.current').waitFor();
	assert.match(await page.locator('.path').innerText(), /map\.c$/);
	await page.locator('.steps button').first().click();
	await page.locator('.path', { hasText: 'queue.c' }).waitFor();
	assert.match(await stepHere().innerText(), /GrabEvtIoDeviceControl/);
	await page.getByRole('button', { name: 'Next step' }).click(); // where it is registered
	await page.getByText(/^Step 2 of \d/).first().waitFor();
	await page.getByRole('button', { name: 'Next step' }).click(); // which control code it is about
	await page.getByText(/^Step 3 of \d/).first().waitFor();
	await stepHere().filter({ hasText: 'switch (IoControlCode)' }).waitFor();
	assert.match(await page.locator('.steps button[aria-current=step]').innerText(), /IoControlCode is IOCTL_GRAB_MAP/);
	await page.getByRole('button', { name: 'Next step' }).click();
	await stepHere().filter({ hasText: 'GrabMapForApplication' }).waitFor();
	await page.getByText(/^Step 4 of \d/).first().waitFor();
	await page.locator('.source .step-number', { hasText: '5' }).click();
	await stepHere().filter({ hasText: 'GrabMapFrames' }).waitFor();
});

check('the rule beside it', async () => {
	await page.getByRole('button', { name: 'Rule', exact: true }).click();
	await page.locator('.explain .rule-body').getByText('Why it matters').waitFor();
	await page.locator('.explain').getByRole('button', { name: 'Path' }).click();
	await page.getByText('How it gets here').waitFor();
});

check('the driver map, with ways into the source', async () => {
	await page.getByRole('link', { name: /^Driver map/ }).click();
	const row = page.getByRole('row', { name: /GrabEvtIoDeviceControl/ }).first();
	await row.waitFor();
	assert.match(await row.innerText(), /PASSIVE – DISPATCH[\s\S]*arbitrary[\s\S]*no passive execution level/);
	await page.getByRole('heading', { name: /^Queues/ }).waitFor();
	await row.getByRole('link', { name: 'GrabEvtIoDeviceControl' }).first().click();
	await page.locator('.path', { hasText: 'queue.c' }).waitFor();
	await stepHere().filter({ hasText: 'GrabEvtIoDeviceControl' }).waitFor();
});

check('files can be read without a finding', async () => {
	await page.getByRole('button', { name: 'Files', exact: true }).click();
	await page.locator('.files a', { hasText: 'driver.c' }).click();
	await page.locator('.path', { hasText: 'driver.c' }).waitFor();
	await page.locator('.explain', { hasText: 'No finding in this file' }).waitFor();
});

check('units', async () => {
	await page.getByRole('link', { name: /^Units/ }).click();
	await page.locator('.unit', { hasText: 'map.c' }).waitFor();
	assert.equal(await page.locator('.unit').count(), 3);
});

check('an archive; a finding has an address of its own', async () => {
	const folder = join(service.dir, 'zip');
	mkdirSync(folder);
	execFileSync('tar', ['-czf', join(folder, 'grab.tar.gz'), '-C', examples, 'bad-files']);
	await home();
	await page.setInputFiles('#files', join(folder, 'grab.tar.gz'));
	await result();
	await current().getByRole('link').click();
	await page.waitForURL(/findings\/1$/);
	await page.reload();
	await current().waitFor();
	await page.locator('.source .inline-finding.current').waitFor();
	await page.getByRole('heading', { level: 1, name: 'grab' }).waitFor();
});

check('a pasted file with something that cannot be read: finding and banner', async () => {
	await paste('share.c', `${single}\nVOID ShareBroken(VOID)\n{\n    int x = 1 @@@ 2;\n    x = x +;\n}\n`);
	await result();
	partialReview = page.url();
	await page.getByText('This review is partial.').waitFor();
	await current().waitFor();
	await page.getByRole('link', { name: 'What was left out, and why' }).click();
	await page.getByText(/left out of the analysis/).first().waitFor();
});

check('a clean driver says so, a review can be deleted', async () => {
	await paste('good.c', readFileSync(join(examples, 'good-caller-context.c'), 'utf8'));
	await page.locator('.nothing', { hasText: 'went through every rule' }).waitFor();
	page.once('dialog', (d) => d.accept());
	await page.getByRole('button', { name: 'Delete' }).click();
	await page.getByRole('heading', { name: 'Review a driver' }).waitFor();
	await page.locator('.history tbody tr').first().waitFor();
	assert.equal(await page.locator('.history tbody tr', { hasText: 'good.c' }).count(), 0);
});

check('filters and keyboard over several findings', async () => {
	const folder = join(service.dir, 'many');
	mkdirSync(folder);
	for (let i = 1; i <= 3; i++)
		writeFileSync(join(folder, `share${i}.c`), i === 1 ? single : single.replace(/\bShare/g, `Share${i}`).replace(/DriverEntry/g, `DriverEntry${i}`));
	await home();
	await page.setInputFiles('#folder', folder);
	await result();
	const items = page.locator('.findings li');
	const all = await items.count();
	assert.ok(all >= 2, `${all} findings`);
	await page.keyboard.press('j');
	await page.waitForURL(/findings\/2$/);
	await page.keyboard.press('k');
	await page.waitForURL(/findings\/1$/);
	await page.locator('.findings li[data-n="1"].current').waitFor();
	// There and back before the server has answered: the answer that comes too late moves nothing.
	let late;
	await page.route(/\/findings\/2$/, async (route) => {
		await new Promise((resolve) => {
			late = resolve;
		});
		await route.continue();
	});
	const asked = page.waitForRequest(/\/findings\/2$/);
	await page.keyboard.press('j');
	await asked;
	await page.keyboard.press('k');
	await page.waitForURL(/findings\/1$/);
	const answered = page.waitForResponse(/\/findings\/2$/);
	late();
	await answered;
	await page.unroute(/\/findings\/2$/);
	await page.evaluate(() => new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve))));
	assert.equal(await current().getAttribute('data-n'), '1');
	await page.keyboard.press('p');
	await page.getByText(/^Step \d+ of/).first().waitFor();
	await page.locator('.steps li').nth(-2).locator('button[aria-current=step]').waitFor();
	await page.keyboard.press('n');
	await page.locator('.steps li').last().locator('button[aria-current=step]').waitFor();
	await page.keyboard.press('/');
	await page.keyboard.type('no such finding');
	await page.getByText('No finding matches.').waitFor();
	await page.locator('#filter-q').fill('');
	await items.nth(all - 1).waitFor();
	const file = page.locator('#filter-file');
	await file.selectOption({ index: 2 });
	const only = await file.inputValue();
	await page.waitForFunction((n) => document.querySelectorAll('.findings li').length < n, all);
	assert.deepEqual(await page.locator('.findings h3').allInnerTexts(), [only]);
});

check('everything can be reached with Tab', async () => {
	await page.goto(folderReview);
	await result();
	await page.locator('.brand').focus();
	const reached = new Set();
	for (let i = 0; i < 40; i++) {
		await page.keyboard.press('Tab');
		reached.add(await page.evaluate(() => {
			let e = document.activeElement;
			if (e.closest('.source') && e.shadowRoot?.activeElement)
				e = e.shadowRoot.activeElement;
			return e.closest('.steps') ? 'step' : e.closest('.inline-finding') ? 'inline' : e.closest('.findings') ? 'finding' : e.className.includes?.('cm-content') ? 'source' : e.id || e.textContent.trim();
		}));
	}
	for (const what of ['Rules', 'theme', 'SARIF', 'Files', 'filter-q', 'finding', 'source', 'step', 'Rule'])
		assert.ok(reached.has(what), `Tab reaches ${what}; it reached ${[...reached].join(', ')}`);
});

check('a corrupt archive', async () => {
	const broken = join(service.dir, 'broken.tar.gz');
	const whole = readFileSync(join(service.dir, 'zip/grab.tar.gz'));
	writeFileSync(broken, whole.subarray(0, whole.length / 2));
	await home();
	await page.setInputFiles('#files', broken);
	const alert = page.locator('.banner.bad');
	await alert.waitFor();
	assert.match(await alert.innerText(), /This review failed\. .*\w{4}/);
	await page.getByRole('button', { name: 'Review again' }).waitFor();
});

check('an empty paste and a wrong name are told before anything is sent', async () => {
	await paste('a.c', '  ');
	await page.getByRole('alert').filter({ hasText: 'Paste the text' }).waitFor();
	await page.getByLabel('Source text').fill('int x;');
	await page.getByLabel('Name of the file').fill('a.txt');
	await page.getByRole('button', { name: 'Review this text' }).click();
	await page.getByRole('alert').filter({ hasText: 'ends in .c' }).waitFor();
});

check('a rule has a page; an address that is none says so', async () => {
	await page.goto(`${service.url}#/rules`);
	await page.getByLabel('Search the rules').fill(rule);
	await page.getByRole('link', { name: rule, exact: true }).click();
	await page.locator('.rule-page').getByRole('heading', { name: rule }).waitFor();
	await page.goto(`${service.url}#/nowhere`);
	await page.getByText('There is no such page').waitFor();
});

for (const colorScheme of ['light', 'dark'])
	check(`axe finds nothing serious, ${colorScheme}`, async () => {
		await page.emulateMedia({ colorScheme });
		const pages = [['#/', '.history tbody tr'], ['#/rules', '.rule-list li'], [`#/rules/${rule}`, '.rule-body h2'], [new URL(folderReview).hash, '.inline-finding.current'],
			[`${new URL(folderReview).hash}/map`, '.driver td'], [new URL(partialReview).hash, '.banner'], [`${new URL(partialReview).hash}/units`, '.unit']];
		const found = [];
		for (const [hash, ready] of pages) {
			await page.goto(`${service.url}${hash}`);
			await page.locator(ready).first().waitFor();
			found.push(...(await violations(page)).map((v) => `${hash}: ${v}`));
		}
		assert.deepEqual(found, []);
		await page.emulateMedia({ colorScheme: 'light' });
	});

check('a narrow window scrolls down only', async () => {
	await page.setViewportSize({ width: 400, height: 800 });
	for (const tail of ['', '/map', '/units']) {
		await page.goto(`${folderReview}${tail}`);
		await page.locator('.inline-finding.current, .driver, .unit').first().waitFor();
		assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth + 1), `${tail || 'findings'}: wider than the window`);
	}
	await page.setViewportSize({ width: 1400, height: 900 });
});

check('the server goes away and comes back', async () => {
	await page.goto(folderReview);
	await result();
	await service.end(service.server);
	await page.locator('.list').getByRole('button', { name: 'Files' }).click();
	await page.locator('#complaint', { hasText: 'The server cannot be reached' }).waitFor();
	await service.startServer(service.port);
	await page.reload();
	await result();
	page.complaints = page.complaints.filter((c) => !/ERR_CONNECTION|Failed to load resource/.test(c));
});
