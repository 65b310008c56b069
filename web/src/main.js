// Routes: #/ (upload and reviews), #/reviews/ID[/findings/N], #/reviews/ID/map, #/reviews/ID/units, #/rules[/ID].
import { el, replace } from './dom.js';
import { homePage } from './home.js';
import { mapPage, unitsPage } from './map.js';
import { reviewPage } from './review.js';
import { rulePage, rulesPage } from './rules.js';
import { setUpTheme } from './theme.js';

const main = document.getElementById('main');
let leave = null;
let here = '';

const routes = [
	[/^\/?$/, homePage, () => 'home'],
	[/^\/reviews\/([^/]+)\/map$/, mapPage, (m) => `map ${m[1]}`],
	[/^\/reviews\/([^/]+)\/units$/, unitsPage, (m) => `units ${m[1]}`],
	[/^\/reviews\/([^/]+)(?:\/findings\/(\d+))?$/, reviewPage, (m) => `review ${m[1]}`],
	[/^\/rules$/, rulesPage, () => 'rules'],
	[/^\/rules\/([^/]+)$/, rulePage, (m) => `rule ${m[1]}`],
];

async function show() {
	const path = decodeURI(location.hash.slice(1));
	for (const [pattern, page, identity] of routes) {
		const found = pattern.exec(path);
		if (!found)
			continue;
		const now = identity(found);
		// The same review, another finding: the page moves itself.
		if (now === here && leave?.moved) {
			leave.moved(found);
			return;
		}
		leave?.stop?.();
		leave = null;
		here = now;
		replace(main, el('p.loading', {}, 'Loading …'));
		try {
			leave = await page(main, found);
		} catch (error) {
			here = '';
			replace(main, el('section.error', { role: 'alert' }, el('h1', {}, error.title || 'Error'), el('p', {}, error.message),
				el('p', {}, el('a', { href: '#/' }, 'Back to all reviews'))));
		}
		return;
	}
	replace(main, el('section.error', {}, el('h1', {}, 'There is no such page'), el('a', { href: '#/' }, 'All reviews')));
}

setUpTheme();
window.addEventListener('hashchange', show);
show();
