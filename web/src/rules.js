import { docUrl, get } from './api.js';
import { el, plural, replace } from './dom.js';

export async function rulesPage(main) {
	document.title = 'Rules – Ringcheck';
	const { rules } = await get('/rules');
	const families = Map.groupBy ? Map.groupBy(rules, (r) => r.family) : rules.reduce((m, r) => m.set(r.family, [...(m.get(r.family) || []), r]), new Map());
	const sections = [...families].map(([family, list]) => el('section', {}, el('h2', {}, family),
		el('table', {}, el('tbody', {}, list.map((r) => el('tr', {}, el('td', {}, el('a', { href: `#/rules/${r.id}` }, r.id)),
			el('td', {}, el(`span.badge.${r.severity}`, {}, r.severity)), el('td', {}, r.title)))))));
	replace(main, el('div.rules', {}, el('h1', {}, plural(rules.length, 'rule')), sections));
	return {};
}

export async function rulePage(main, found) {
	const rule = await get(`/rules/${found[1]}`);
	document.title = `${rule.id} – Ringcheck`;
	const body = el('div.rule-body');
	// Rendered by the server from its own rule pages, with raw HTML off.
	body.innerHTML = rule.doc_html || '';
	replace(main, el('article.rule-page', {}, el('p.meta', {}, el(`span.badge.${rule.severity}`, {}, rule.severity), ` ${rule.family} `, rule.anchors.map((a) => el('span.anchor', {}, a))),
		body, el('h2', {}, 'Microsoft\'s documentation'), el('ul', {}, rule.docs.map((d) => el('li', {}, el('a', { href: docUrl(d), rel: 'noreferrer', target: '_blank' }, d))))));
	return {};
}
