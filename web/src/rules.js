// The rules: all of them by family, and each one's page.
import { docUrl, get, getRule } from './api.js';
import { el, link, outside, plural, replace } from './dom.js';

export const familyNames = { context: 'Process context', irql: 'IRQL', iotarget: 'I/O targets', paging: 'Paging' };

/** The rule's page as nodes. Rendered by the server from its own rule pages, with raw HTML off. */
export function ruleBody(rule, level = 1) {
	const body = el('div.rule-body');
	body.innerHTML = rule.doc_html || '';
	for (const a of body.querySelectorAll('a[href^="http"]')) {
		a.target = '_blank';
		a.rel = 'noreferrer';
		a.classList.add('outside');
	}
	for (const pre of body.querySelectorAll('pre')) {
		pre.tabIndex = 0; // it scrolls sideways
		pre.setAttribute('role', 'region');
		pre.setAttribute('aria-label', 'Example');
	}
	if (level > 1)
		for (const h of body.querySelectorAll('h1, h2, h3')) {
			const lower = document.createElement(`h${Math.min(6, Number(h.tagName[1]) + level - 1)}`);
			lower.append(...h.childNodes);
			h.replaceWith(lower);
		}
	return body;
}

export async function rulesPage(main) {
	document.title = 'Rules – Ringcheck';
	const { rules } = await get('/rules');
	const search = el('input', { type: 'search', 'aria-label': 'Search the rules', placeholder: 'Search the rules' });
	const lists = el('div');
	const status = el('p.facts', { role: 'status' });
	const paint = () => {
		const words = search.value.toLowerCase().split(/\s+/).filter(Boolean);
		const found = rules.filter((r) => {
			const text = `${r.id} ${r.title} ${r.family} ${r.anchors.join(' ')}`.toLowerCase();
			return words.every((w) => text.includes(w));
		});
		const families = found.reduce((m, r) => m.set(r.family, [...(m.get(r.family) || []), r]), new Map());
		status.textContent = found.length === rules.length ? plural(rules.length, 'rule') : `${found.length} of ${plural(rules.length, 'rule')}`;
		replace(lists, [...families].map(([family, list]) => el('section', {}, el('h2', {}, familyNames[family] || family),
			el('ul.rule-list', {}, list.map((r) => el('li', {}, el('span.rule-line', {}, link(`#/rules/${r.id}`, r.id), el(`span.badge.${r.severity}`, {}, r.severity)), el('span.rule-title', {}, r.title)))))));
	};
	search.addEventListener('input', paint);
	paint();
	replace(main, el('div.rules', {}, el('div.history-head', {}, el('h1', {}, 'Rules'), search), status, lists));
	return {};
}

export async function rulePage(main, { rule: id }) {
	const rule = await getRule(id);
	document.title = `${rule.id} – Ringcheck`;
	replace(main, el('article.rule-page', {}, el('p', {}, link('#/rules', '← all rules')),
		el('p.meta', {}, el(`span.badge.${rule.severity}`, {}, rule.severity), el('span.badge', {}, familyNames[rule.family] || rule.family),
			rule.anchors.length ? el('span.facts', {}, 'Known elsewhere as ', rule.anchors.map((a) => el('code.anchor', {}, a))) : null),
		ruleBody(rule), /<h2[^>]*>\s*References/.test(rule.doc_html) || rule.docs.length === 0 ? null : [el('h2', {}, 'References'),
			el('ul', {}, rule.docs.map((d) => el('li', {}, outside(docUrl(d), d))))]));
	return {};
}
