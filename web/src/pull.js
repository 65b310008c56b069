// One pull request: what its latest review found against the target branch, and what people decided.
import { get, send } from './api.js';
import { complain, el, link, outside, plural, replace, sentence, when } from './dom.js';
import { action, triage } from './forms.js';
import { busy } from './outcome.js';

/** "2 new, 1 fixed" as badges. */
export function outcomeShort(r) {
	if (r.state !== 'done')
		return el(`span.badge${busy.has(r.state) ? '.busy' : '.bad'}`, { title: r.reason }, r.state);
	const parts = [];
	if (r.new)
		parts.push(el('span.badge.warning', {}, `${r.new} new`));
	if (r.reopened)
		parts.push(el('span.badge.warning', {}, `${r.reopened} reopened`));
	if (r.fixed)
		parts.push(el('span.badge.good', {}, `${r.fixed} fixed`));
	if (r.unchanged)
		parts.push(el('span.badge', {}, `${r.unchanged} unchanged`));
	if (!parts.length)
		parts.push(el(`span.badge${r.partial ? '' : '.good'}`, {}, 'nothing found'));
	if (r.partial)
		parts.push(el('span.badge.partial', {}, 'partial'));
	return el('span.badges', {}, parts);
}

async function all(path, name) {
	const out = [];
	let cursor = null;
	do {
		const page = await get(`${path}${path.includes('?') ? '&' : '?'}limit=200${cursor ? `&cursor=${encodeURIComponent(cursor)}` : ''}`);
		out.push(...page[name]);
		cursor = page.next;
	} while (cursor && out.length < 1000);
	return out;
}

function finding(project, review, f, threads) {
	const thread = threads.get(f.identity);
	return el(`li.${f.severity}`, {}, el('p', {}, el(`span.badge.${f.severity}`, {}, f.severity), f.status === 'reopened' ? el('span.badge.warning', {}, 'reopened') : null, f.on_diff ? null : el('span.badge', { title: 'Not on a line that the pull request changes' }, 'outside the change'),
		link(`#/reviews/${review.id}/findings/${f.n}`, f.message)),
	el('p.facts', {}, el('code', {}, `${f.at.file}:${f.at.line}`), ` · ${f.rule}`, thread ? ` · thread ${thread.state}${thread.replies ? `, ${plural(thread.replies, 'reply', 'replies')}` : ''}` : ''),
	triage(project, f.identity, f.triage || 'open'));
}

export async function pullPage(main, { id, number }) {
	const base = `/projects/${id}`;
	const state = { timer: 0, stopped: false, shown: '' };
	const box = el('div.wide');
	const load = async () => {
		const [project, pull] = await Promise.all([get(base), get(`${base}/pulls/${number}`)]);
		const r = pull.review;
		const done = r?.state === 'done';
		const [fresh, fixed] = done ? await Promise.all([all(`/reviews/${r.id}/findings?status=new,reopened`, 'findings'), all(`/reviews/${r.id}/fixed`, 'fixed')]) : [[], []];
		if (state.stopped)
			return;
		if (!pull.review || busy.has(r.state))
			state.timer = setTimeout(() => load().catch(complain), 3000);
		const now = JSON.stringify(pull);
		if (now === state.shown)
			return;
		state.shown = now;
		document.title = `#${pull.number} ${pull.title} – Ringcheck`;
		const threads = new Map(pull.threads.map((t) => [t.identity, t]));
		replace(box, el('p', {}, link(`#/projects/${id}`, `← ${project.name}`)),
			el('header.review-head', {}, el('div.title', {}, el('h1', {}, `#${pull.number} ${pull.title}`), el(`span.badge${pull.state === 'open' ? '.good' : ''}`, {}, pull.state), pull.draft ? el('span.badge', {}, 'draft') : null, pull.fork ? el('span.badge', {}, 'fork') : null),
				el('div.actions', {}, pull.web_url ? outside(pull.web_url, `at ${project.forge.name}`) : null, action('Review now', async () => {
					await send('POST', `${base}/reviews`, { pull: Number(number), again: true });
					await load();
				}))),
			el('p.facts', {}, pull.author, pull.author ? ': ' : '', el('code', {}, pull.head_ref), ' into ', el('code', {}, pull.base_ref), ' at ', el('code', {}, pull.head.slice(0, 12)),
				pull.published && pull.published === pull.head ? '; the forge shows this commit’s findings' : pull.published ? `; the forge shows those of ${pull.published.slice(0, 12)}` : ''),
			r?.state === 'failed' || r?.state === 'cancelled' ? el('div.banner.bad', { role: 'alert' }, el('strong', {}, `The latest review ${r.state === 'failed' ? 'failed' : 'was cancelled'}. `), sentence(r.reason)) : null,
			done && r.partial ? el('div.banner.partial', { role: 'alert' }, el('strong', {}, 'This review is partial. '), 'What is not listed here may still be wrong. ', link(`#/reviews/${r.id}/units`, 'What was left out, and why')) : null,
			r ? el('p', {}, 'Latest review: ', outcomeShort(r), ' ', link(`#/reviews/${r.id}`, 'all findings with their paths'), ' ', el('span.facts', {}, when(r.finished || r.created))) : el('p.none', {}, 'Not reviewed yet.'),
			done ? [el('h2', {}, fresh.length ? 'New in this pull request' : 'Nothing new in this pull request'), fresh.length ? el('ol.pull-findings', {}, fresh.map((f) => finding(id, r, f, threads))) : null,
				fixed.length ? [el('h2', {}, 'Fixed by it'), el('ul', {}, fixed.map((f) => el('li', {}, el('code', {}, `${f.at.file}:${f.at.line}`), ` ${f.message} `, el('span.facts', {}, f.rule))))] : null] : null,
			pull.reviews.length > 1 ? [el('h2', {}, 'Reviews so far'), el('ul', {}, pull.reviews.map((x) => el('li', {}, link(`#/reviews/${x.id}`, (x.commit || '').slice(0, 12) || 'review'), ' ', x.superseded ? el('span.badge', {}, 'superseded') : outcomeShort(x), ' ', el('span.facts', {}, when(x.created)))))] : null);
	};
	await load();
	replace(main, box);
	return { stop() {
		state.stopped = true;
		clearTimeout(state.timer);
	} };
}
