// Debian's Chromium, and pages that remember everything they complained of.
import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { chromium } from 'playwright-core';

const executable = process.env.CHROMIUM || ['/usr/bin/chromium', '/usr/bin/chromium-browser'].find(existsSync);
const args = ['--headless', '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking',
	'--disable-component-update', '--disable-sync', '--disable-dev-shm-usage'];
const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/** A browser with a fresh user data folder of its own (launch makes one and removes it). */
export function launch() {
	return chromium.launch({ executablePath: executable, args, timeout: 60000 });
}

/** A page whose complaints (console errors, exceptions, policy violations) gather in page.complaints. */
export async function newPage(browser, options = {}) {
	const context = await browser.newContext({ viewport: { width: 1400, height: 900 }, colorScheme: 'light', ...options });
	const page = await context.newPage();
	page.setDefaultTimeout(60000);
	page.complaints = [];
	page.on('console', (m) => m.type() === 'error' && page.complaints.push(m.text()));
	page.on('pageerror', (e) => page.complaints.push(String(e.stack || e)));
	await page.addInitScript(() => document.addEventListener('securitypolicyviolation', (e) => console.error(`policy: ${e.violatedDirective} ${e.blockedURI}`)));
	return page;
}

/** Serious and critical violations that axe finds, as lines of text. */
export async function violations(page) {
	// evaluate() is not subject to the page's policy; a <script> would be.
	await page.evaluate(axe);
	const found = await page.evaluate(() => globalThis.axe.run(document, { resultTypes: ['violations'] }));
	return found.violations.filter((v) => v.impact === 'serious' || v.impact === 'critical')
		.map((v) => `${v.id}: ${v.help}: ${v.nodes.slice(0, 3).map((n) => `${n.target.flat().join(' ')} ${n.any[0]?.message || ''}`).join(' | ')}`);
}
