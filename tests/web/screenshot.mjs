// Makes web/screenshot.png for the README: a finding of one of the rules' own examples with its path.
// Usage: make && make web && (cd tests && npm ci) && node tests/web/screenshot.mjs   [B=build]
import { join } from 'node:path';
import { launch, newPage } from './browser.mjs';
import { Service, repo } from './service.mjs';

const service = new Service();
const browser = await launch();
try {
	await service.start();
	service.startWorker();
	const page = await newPage(browser, { viewport: { width: 1400, height: 900 } });
	await page.goto(service.url);
	await page.setInputFiles('#folder', join(repo, process.argv[2] || 'analyzer/rules/usermode-map-in-request-handler/bad-files'));
	await page.locator('.source .inline-finding.current').waitFor();
	await page.mouse.move(700, 880);
	await page.evaluate(() => document.fonts.ready);
	await page.screenshot({ path: join(repo, 'web/screenshot.png') });
} finally {
	await browser.close();
	await service.stop();
}
