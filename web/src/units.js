// The units of a review: what was guessed or left out in each, and what belongs to no driver.
import { get } from './api.js';
import { complain, el, number, place, plural, replace } from './dom.js';
import { banner, head } from './outcome.js';

function details(title, items) {
	return items.length ? el('details', {}, el('summary', {}, title), el('ul', {}, items)) : null;
}

function unit(id, u) {
	const ok = u.state === 'analysed';
	return el(`li.unit${ok ? '' : '.bad'}`, {},
		el('p.unit-line', {}, el('span.unit-path', {}, place(id, { file: u.path, line: 1 }, u.path)), u.driver && u.driver !== u.path ? el('span.facts', {}, u.driver) : null,
			ok ? el('span.facts', {}, `${plural(u.functions, 'function')}, ${plural(u.ops, 'operation')}${u.opaque_ops ? `, ${number(u.opaque_ops)} not understood` : ''}${u.functions_affected ? `; ${plural(u.functions_affected, 'function')} only in part` : ''}`)
				: el('span.badge.bad', {}, 'not analysed')),
		u.reason ? el('p.reason', {}, ok ? `Partly: ${u.reason}` : u.reason) : null,
		details(`${plural(u.diags.length, 'place')} left out of the analysis`, u.diags.map((d) => el('li', {}, d.at ? [place(id, d.at), ': '] : null, d.text))),
		details(plural(u.guesses.length, 'guessed declaration'), u.guesses.map((g) => el('li', {}, `${g.kind} `, el('code', {}, g.name), ` – ${g.why} `, g.at ? place(id, g.at) : null))));
}

export async function unitsPage(main, { id }) {
	const review = await get(`/reviews/${id}`);
	document.title = `Units of ${review.name} – Ringcheck`;
	const list = el('ul.units');
	const more = el('button', { type: 'button', hidden: true }, 'More units');
	const state = el('select', { 'aria-label': 'Units' }, el('option', { value: '' }, 'all units'), el('option', { value: 'not_analysed' }, 'not analysed'), el('option', { value: 'analysed' }, 'analysed'));
	const page = async (cursor) => {
		const query = new URLSearchParams({ limit: '100', ...(state.value && { state: state.value }), ...(cursor && { cursor }) });
		const found = await get(`/reviews/${id}/units?${query}`);
		if (!cursor)
			replace(list);
		list.append(...found.units.map((u) => unit(id, u)));
		if (!list.children.length)
			list.append(el('li.none', {}, state.value ? 'None.' : 'There is no unit in this review.'));
		more.hidden = !found.next;
		more.onclick = () => page(found.next).catch(complain);
	};
	state.addEventListener('change', () => page(null).catch(complain));
	const skipped = review.skipped || [];
	replace(main, head(review, 'units', () => {
		location.hash = `#/reviews/${id}`;
	}), banner(review), el('div.wide', {},
		el('div.history-head', {}, el('h2', {}, 'Units'), state),
		el('p.facts', {}, 'A unit is a source file with what it includes, as a driver’s project compiles it. Guessed declarations let the rest of a file be read; they prove nothing by themselves.'),
		list, more,
		skipped.length ? el('section', {}, el('h2', {}, `Not reviewed (${number(skipped.length)})`), el('ul.skipped', {}, skipped.map((s) => el('li', {}, s)))) : null));
	await page(null);
	return {};
}
