// The driver map, what a reviewer draws first: every callback with its IRQL, context and why; queues; I/O targets.
import { get } from './api.js';
import { el, link, place, plural, replace, scrollTable, sentence, shortPlace } from './dom.js';
import { banner, head } from './outcome.js';

const processes = { requester: 'the requester’s', arbitrary: 'arbitrary', system: 'system', sender: 'the sender’s', unknown: 'not known' };
const dispatchTypes = { 1: 'sequential', 2: 'parallel', 3: 'manual' };
const threeWay = { 0: 'no', 1: 'yes', 2: 'default' };
const limits = { steps: 'more steps than are explored', 'call depth': 'calls deeper than are followed', recursion: 'recursion, followed once', states: 'more states than are kept apart',
	opaque: 'operations that are not understood' };
const targets = new Set(['I/O target', 'USB device', 'USB interface', 'USB pipe']);

function short(irql) {
	return irql.replace('_LEVEL', '');
}

function irql(c) {
	if (!c.irql)
		return el('span.badge', {}, 'not known');
	const { lowest, highest } = c.irql;
	const kind = highest === 'PASSIVE_LEVEL' ? 'good' : highest === 'APC_LEVEL' ? 'note' : highest === 'DISPATCH_LEVEL' ? 'warning' : 'error';
	return el('span.irql', {}, el(`span.badge.${kind}`, {}, lowest === highest ? short(highest) : `${short(lowest)} – ${short(highest)}`),
		c.configuration_unknown ? el('small', {}, 'configuration not known') : null);
}

// The level set on the object, and the one in effect where that is another.
function inEffect(set, effective) {
	const words = { dispatch: 'not passive (up to DISPATCH)', passive: 'passive', unknown: 'not known' };
	const now = words[effective] || effective;
	return set === effective || set === 'unknown' ? now : [now, el('small', {}, ` set: ${set}`)];
}

function settingsOf(o, left) {
	const items = Object.entries(o.settings || {}).filter(([k]) => !left.has(k));
	return items.length ? el('dl.settings', {}, items.map(([k, v]) => el('div', {}, el('dt', {}, k), el('dd', {}, String(v))))) : '–';
}

function callbacks(id, d, objects, anchor) {
	const at = (c) => {
		const o = objects.get(c.object);
		return el('span.by', {}, o ? [el('span', {}, `${o.kind} #${o.id}`), ' '] : null, c.registered ? shortPlace(id, c.registered) : null);
	};
	const risky = (c) => c.pageable && c.irql && c.irql.highest !== 'PASSIVE_LEVEL' && c.irql.highest !== 'APC_LEVEL';
	const list = d.callbacks || [];
	return el('section', {}, el('h3', { id: anchor }, `Callbacks (${list.length})`),
		scrollTable('Callbacks', ['Function', 'IRQL', 'Process', 'Framework lock', 'Memory', 'Why', 'Registered'], list.map((c) => el('tr', {},
			el('th', { scope: 'row' }, c.at ? place(id, c.at, c.function) : c.function, el('small.role', {}, c.role || 'no known role')),
			el('td', {}, irql(c)),
			el('td', {}, c.process.length ? c.process.map((p) => processes[p] || p).join(', ') : 'not known'),
			el('td', {}, c.synchronization === 'none' ? el('span.facts', {}, 'none') : c.synchronization),
			el('td', {}, risky(c) ? el('span.badge.error', {}, 'pageable') : c.pageable ? 'pageable' : el('span.facts', {}, 'resident'), c.section ? el('small', {}, ` ${c.section}`) : null),
			el('td.why', {}, c.why, c.source && c.source !== `contract of ${c.role}` ? el('small', {}, c.source) : null),
			el('td', {}, at(c))))));
}

function queues(id, list) {
	const left = new Set(['DefaultQueue', 'DispatchType', 'PowerManaged', 'Size', 'NumberOfPresentedRequests', 'AllowZeroLengthRequests']);
	return list.length ? el('section', {}, el('h3', {}, `Queues (${list.length})`),
		scrollTable('Queues', ['Queue', 'Dispatch', 'Power managed', 'Execution level', 'Synchronization scope', 'Handlers'], list.map((o) => el('tr', {},
			el('th', { scope: 'row' }, `#${o.id}`, o.settings.DefaultQueue ? ' default queue' : '', ' ', o.at ? shortPlace(id, o.at) : null),
			el('td', {}, dispatchTypes[o.settings.DispatchType] || 'not known'), el('td', {}, threeWay[o.settings.PowerManaged] || 'not known'),
			el('td', {}, inEffect(o.execution_level, o.effective_level)), el('td', {}, inEffect(o.synchronization_scope, o.effective_scope)),
			el('td', {}, settingsOf(o, left)))))) : null;
}

function ioTargets(id, list) {
	return list.length ? el('section', {}, el('h3', {}, `I/O targets (${list.length})`),
		scrollTable('I/O targets', ['Target', 'How it was opened', 'Made by', 'Where'], list.map((o) => {
			const how = o.target || [];
			return el('tr', {}, el('th', { scope: 'row' }, `#${o.id} ${o.kind}`), el('td', {}, how.length ? how.map((w) => el(`span.badge${/name|file object|existing|unknown/.test(w) ? '.warning' : ''}`, {}, w)) : 'not known'),
				el('td', {}, o.made_by ? el('code', {}, o.made_by) : '–'), el('td', {}, o.at ? [shortPlace(id, o.at), o.at.function ? el('small', {}, o.at.function) : null] : '–'));
		}))) : null;
}

function others(id, list) {
	const known = (word) => (word === 'unknown' ? '–' : word);
	return list.length ? el('details', {}, el('summary', {}, `Other objects (${list.length})`),
		scrollTable('Other objects', ['Object', 'Made by', 'Where', 'Below', 'Execution level', 'Scope', 'Context', 'Settings'], list.map((o) => el('tr', {},
			el('th', { scope: 'row' }, `#${o.id} ${o.kind}`), el('td', {}, o.made_by ? el('code', {}, o.made_by) : '–'), el('td', {}, o.at ? shortPlace(id, o.at) : '–'),
			el('td', {}, o.parent ? `#${o.parent}` : '–'), el('td', {}, o.effective_level === 'unknown' ? '–' : inEffect(o.execution_level, o.effective_level)),
			el('td', {}, known(o.effective_scope)), el('td', {}, o.context ? el('code', {}, o.context) : '–'), el('td', {}, settingsOf(o, new Set(['Size']))))))) : null;
}

function driver(id, d, index) {
	const map = d.map;
	const list = map?.objects || [];
	const byId = new Map(list.map((o) => [o.id, o]));
	const kind = (test) => list.filter((o) => test(o));
	const unclear = [...d.notes, ...(map?.limits || []).map((l) => `${l.function}: ${limits[l.limit] || l.limit}${l.times > 1 ? ` (${l.times} times)` : ''}`)];
	return el('section.driver', { id: `driver-${index}` }, el('h2', {}, d.name), el('p.facts', {}, [d.framework, d.config, d.project].filter(Boolean).join(' · ')),
		d.checked ? null : el('div.banner.bad', {}, el('strong', {}, 'Not checked: '), sentence(d.reason)),
		map ? [callbacks(id, map, byId, `callbacks-${index}`), queues(id, kind((o) => o.kind === 'queue')), ioTargets(id, kind((o) => targets.has(o.kind))),
			others(id, kind((o) => o.kind !== 'queue' && !targets.has(o.kind)))] : el('p', {}, 'There is no map of this driver.'),
		unclear.length ? el('section', {}, el('h3', {}, 'Limits'), el('p.facts', {}, 'Where the review did not see everything; it proves nothing there.'), el('ul', {}, unclear.map((n) => el('li', {}, n)))) : null);
}

export async function mapPage(main, { id }) {
	const [review, { drivers }] = await Promise.all([get(`/reviews/${id}`), get(`/reviews/${id}/map`)]);
	document.title = `Driver map of ${review.name} – Ringcheck`;
	const body = el('div.wide');
	const show = (d, i) => replace(body, many(i), driver(id, d, i));
	// Many drivers in one upload: one at a time.
	const many = (i) => drivers.length < 2 ? null : el('p.choose', {}, el('label', { for: 'driver' }, plural(drivers.length, 'driver')), el('select', { id: 'driver', onchange: (e) => {
		show(drivers[e.target.value], Number(e.target.value));
		document.getElementById('driver').focus();
	} }, drivers.map((d, k) => el('option', { value: k, selected: k === i }, `${d.name}${d.checked ? '' : ' (not checked)'}`))));
	replace(main, head(review, 'map', () => {
		location.hash = `#/reviews/${id}`;
	}), banner(review), body);
	if (drivers.length)
		show(drivers[0], 0);
	else
		replace(body, el('p.none', {}, 'No driver was found in this upload. ', link(`#/reviews/${id}/units`, 'What was left out, and why')));
	return {};
}
