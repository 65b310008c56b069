// Routes: #/ (upload and reviews), #/reviews/ID[/findings/N | /source/LINE/PATH | /files], #/reviews/ID/map, #/reviews/ID/units,
// #/rules[/ID], #/projects, #/projects/new, #/projects/ID[/pulls/N], #/tokens. Where a token is asked for, any of them shows the log-in first.
import { el, replace } from './dom.js';
import { homePage } from './home.js';
import { loginPage, showSession } from './login.js';
import { mapPage } from './map.js';
import { newProjectPage, projectsPage } from './projects.js';
import { projectPage } from './project.js';
import { pullPage } from './pull.js';
import { reviewPage } from './review.js';
import { rulePage, rulesPage } from './rules.js';
import { setUpTheme } from './theme.js';
import { tokensPage } from './tokens.js';
import { unitsPage } from './units.js';

const main = document.getElementById('main');
let current = { here: null };
let first = true;

const routes = [
	[/^\/?$/, homePage, () => 'home'],
	[/^\/reviews\/(?<id>[^/]+)\/map$/, mapPage, (g) => `map ${g.id}`],
	[/^\/reviews\/(?<id>[^/]+)\/units$/, unitsPage, (g) => `units ${g.id}`],
	[/^\/reviews\/(?<id>[^/]+)(?:\/findings\/(?<n>\d+)|\/source\/(?<line>\d+)\/(?<file>.+)|\/(?<files>files))?$/, reviewPage, (g) => `review ${g.id}`],
	[/^\/projects$/, projectsPage, () => 'projects'],
	[/^\/projects\/new$/, newProjectPage, () => 'new project'],
	[/^\/projects\/(?<id>[^/]+)$/, projectPage, (g) => `project ${g.id}`],
	[/^\/projects\/(?<id>[^/]+)\/pulls\/(?<number>\d+)$/, pullPage, (g) => `pull ${g.id} ${g.number}`],
	[/^\/tokens$/, tokensPage, () => 'tokens'],
	[/^\/rules$/, rulesPage, () => 'rules'],
	[/^\/rules\/(?<rule>[^/]+)$/, rulePage, (g) => `rule ${g.rule}`],
];

function parameters(groups) {
	try {
		return Object.fromEntries(Object.entries(groups || {}).map(([k, v]) => [k, v && decodeURIComponent(v)]));
	} catch {
		return null; // a stray % in an address typed by hand
	}
}

function failed(error) {
	console.warn(error.message);
	return el('section.message', { role: 'alert' }, el('h1', {}, error.title || 'Something went wrong'), el('p', {}, error.message),
		el('p', {}, el('button', { type: 'button', onclick: () => show(true) }, 'Try again'), ' ', el('a', { href: '#/' }, 'All reviews')));
}

async function show(again = false) {
	const path = location.hash.slice(1);
	const route = routes.map(([pattern, page, identity]) => ({ page, identity, match: pattern.exec(path) })).find((r) => r.match);
	const groups = route && parameters(route.match.groups);
	for (const a of document.querySelectorAll('.top nav a'))
		a.toggleAttribute('data-here', a.hash === (/^\/(rules|projects|tokens)/.exec(path)?.[0].replace(/^/, '#') ?? '#/'));
	const here = groups ? route.identity(groups) : '';
	// The same review, another finding: the page moves itself.
	if (here && here === current.here && !again) {
		current.handle?.moved?.(groups);
		return;
	}
	current.handle?.stop?.();
	const box = el('div.page', {}, el('p.loading', {}, 'Loading …'));
	const mine = { here, handle: null };
	current = mine;
	replace(document.getElementById('complaint'));
	replace(main, box);
	window.scrollTo(0, 0);
	if (!groups) {
		document.title = 'Not found – Ringcheck';
		replace(box, el('section.message', {}, el('h1', {}, 'There is no such page'), el('p', {}, el('a', { href: '#/' }, 'All reviews'))));
		return;
	}
	try {
		const handle = await route.page(box, groups);
		if (current === mine) {
			mine.handle = handle;
			if (location.hash.slice(1) !== path)
				show(); // moved on while it loaded
		} else {
			handle?.stop?.(); // left while it loaded
		}
	} catch (error) {
		if (current !== mine)
			return;
		mine.here = null;
		if (error.status === 401) {
			loginPage(box, () => {
				showSession(() => show(true));
				show(true);
			});
			first = false;
			return;
		}
		document.title = 'Error – Ringcheck';
		replace(box, failed(error));
	}
	// Who comes by keyboard goes on in the new page, not at the link that is gone.
	if (!first && current === mine && !main.contains(document.activeElement))
		main.focus({ preventScroll: true });
	first = false;
}

setUpTheme();
showSession(() => show(true));
window.addEventListener('hashchange', () => show());
// A file dropped beside the drop zone must not replace the page.
for (const name of ['dragover', 'drop'])
	window.addEventListener(name, (e) => e.preventDefault());
show();
