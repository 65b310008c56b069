// The driver map (what a reviewer draws first), and the units with what was guessed or left out.
import { get } from './api.js';
import { el, plural, replace } from './dom.js';

function back(id) {
	return el('p', {}, el('a', { href: `#/reviews/${id}` }, '← back to the findings'));
}

function cell(value) {
	if (value === null || value === undefined || value === '')
		return '–';
	if (typeof value === 'boolean')
		return value ? 'yes' : 'no';
	if (Array.isArray(value))
		return value.map(cell).join(', ');
	if (typeof value === 'object')
		return value.file ? `${value.file}:${value.line}` : Object.entries(value).map(([k, v]) => `${k} ${cell(v)}`).join(', ');
	return String(value);
}

// Tables for whatever lists the map holds, columns in the order of its members.
function table(name, rows) {
	const columns = [...new Set(rows.flatMap((r) => Object.keys(r)))];
	return el('section', {}, el('h3', {}, `${name.replaceAll('_', ' ')} (${rows.length})`), el('div.scroll', { tabindex: '0', role: 'region', 'aria-label': name }, el('table', {}, el('thead', {}, el('tr', {},
		columns.map((c) => el('th', { scope: 'col' }, c.replaceAll('_', ' '))))), el('tbody', {}, rows.map((r) => el('tr', {}, columns.map((c) => el('td', {}, cell(r[c])))))))));
}

function driver(d) {
	const map = d.map || {};
	const lists = Object.entries(map).filter(([, v]) => Array.isArray(v) && v.length && typeof v[0] === 'object');
	const notes = [...(d.notes || []), ...(Array.isArray(map.notes) && typeof map.notes[0] === 'string' ? map.notes : [])];
	return el('section.driver', {}, el('h2', {}, d.name, ' ', el('small', {}, [d.framework, d.config].filter(Boolean).join(' · '))),
		d.checked === false ? el('p.banner.partial', {}, `Not checked: ${d.reason}`) : null,
		notes.length ? el('ul.notes', {}, notes.map((n) => el('li', {}, n))) : null, lists.map(([name, rows]) => table(name, rows)));
}

export async function mapPage(main, found) {
	const { drivers } = await get(`/reviews/${found[1]}/map`);
	document.title = 'Driver map – Ringcheck';
	replace(main, el('div.map', {}, back(found[1]), el('h1', {}, 'Driver map'), drivers.length ? drivers.map(driver) : el('p', {}, 'No driver was found in this upload.')));
	return {};
}

function unit(u) {
	const guesses = u.guesses;
	const left = u.diags;
	const ok = u.state === 'analysed';
	return el(`li${ok ? '' : '.bad'}`, {}, el('strong', {}, u.path), ` (${u.driver}) – `, ok ? plural(u.functions, 'function') : `not analysed: ${u.reason}`,
		ok && u.reason ? ` – partly: ${u.reason}` : null,
		left.length ? el('details', {}, el('summary', {}, `${plural(left.length, 'place')} left out of the analysis`), el('ul', {}, left.map((d) => el('li', {}, `${d.at ? `${d.at.file}:${d.at.line}: ` : ''}${d.text}`)))) : null,
		guesses.length ? el('details', {}, el('summary', {}, plural(guesses.length, 'guessed declaration')), el('ul', {}, guesses.map((g) => el('li', {}, `${g.kind} `, el('code', {}, g.name), ` – ${g.why} ${g.at ? ` (${g.at.file}:${g.at.line})` : ''}`)))) : null);
}

export async function unitsPage(main, found) {
	document.title = 'Units – Ringcheck';
	const list = el('ul.units');
	replace(main, el('div.map', {}, back(found[1]), el('h1', {}, 'Units'), el('p', {}, 'What could not be parsed is listed here; a guessed declaration lets the rest of a file be read, but proves nothing by itself.'), list));
	let cursor = null;
	do {
		const page = await get(`/reviews/${found[1]}/units?limit=100${cursor ? `&cursor=${encodeURIComponent(cursor)}` : ''}`);
		list.append(...page.units.map(unit));
		cursor = page.next;
	} while (cursor);
	return {};
}
