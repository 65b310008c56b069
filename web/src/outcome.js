// What came of a review, and the head that all pages of one review share.
import { send } from './api.js';
import { complain, duration, el, link, number, plural, sentence, when } from './dom.js';

export const busy = new Set(['queued', 'unpacking', 'analysing']);

export function outcome(review) {
	if (review.state === 'failed')
		return el('span.badge.bad', {}, 'failed');
	if (review.state === 'cancelled')
		return el('span.badge', {}, 'cancelled');
	if (review.state !== 'done')
		return el('span.badge.busy', {}, review.state);
	const by = review.counts.by_severity;
	const parts = [];
	for (const severity of ['error', 'warning', 'note'])
		if (by[severity])
			parts.push(el(`span.badge.${severity}`, {}, plural(by[severity], severity)));
	if (parts.length === 0)
		parts.push(el(`span.badge${review.partial ? '' : '.good'}`, {}, 'nothing found'));
	if (review.partial)
		parts.push(el('span.badge.partial', {}, 'partial'));
	return el('span.badges', {}, parts);
}

export function banner(review) {
	if (review.state === 'failed' || review.state === 'cancelled')
		return el('div.banner.bad', { role: 'alert' }, el('strong', {}, `This review ${review.state === 'failed' ? 'failed' : 'was cancelled'}. `), sentence(review.reason || ''));
	if (!review.partial)
		return null;
	const c = review.counts;
	const missing = c.units_total - c.units_analysed;
	return el('div.banner.partial', { role: 'alert' }, el('strong', {}, 'This review is partial. '),
		c.units_total === 0 ? 'No unit was found to analyse. '
			: missing ? `${missing} of ${plural(c.units_total, 'unit')} could not be analysed. ` : 'Some code in the units could not be followed. ',
		'What is not listed here may still be wrong. ',
		link(`#/reviews/${review.id}/units`, 'What was left out, and why'));
}

/** Title, outcome, actions and the ways to the review's pages; here: findings, map or units. changed() after an action. */
export function head(review, here, changed) {
	const c = review.counts;
	const base = `#/reviews/${review.id}`;
	const act = (method, path, then, question) => async (e) => {
		if (question && !confirm(question))
			return;
		const { currentTarget } = e;
		currentTarget.disabled = true;
		try {
			await send(method, path);
			then();
		} catch (error) {
			complain(error);
			currentTarget.disabled = false;
		}
	};
	const tab = (key, href, ...text) => el('a', { href, 'aria-current': here === key ? 'page' : null }, ...text);
	const count = (text) => el('span.count', {}, text);
	const done = review.state === 'done';
	return el('header.review-head', {},
		el('div.title', {}, el('h1', { title: review.name }, review.name), outcome(review),
			review.revision ? el('span.facts', {}, link(review.revision.pull ? `#/projects/${review.revision.project}/pulls/${review.revision.pull}` : `#/projects/${review.revision.project}`, review.revision.pull ? `pull request #${review.revision.pull}` : 'project')) : null,
			el('span.facts', {}, when(review.finished || review.created), done && review.elapsed_ms ? ` · took ${duration(review.elapsed_ms)}` : null)),
		el('div.actions', {},
			done ? el('a.button', { href: `/api/v1/reviews/${review.id}/sarif`, download: `${review.name}.sarif` }, 'SARIF') : null,
			el('button', { type: 'button', onclick: act('POST', `/reviews/${review.id}/retry`, changed) }, 'Review again'),
			el('button', { type: 'button', onclick: act('DELETE', `/reviews/${review.id}`, () => {
				location.hash = '#/';
			}, `Delete the review "${review.name}" with its sources and findings?`) }, 'Delete')),
		done ? el('nav.tabs', { 'aria-label': 'This review' }, tab('findings', base, 'Findings', count(number(c.findings))),
			tab('map', `${base}/map`, 'Driver map', count(number(c.drivers))),
			tab('units', `${base}/units`, 'Units', count(c.units_analysed === c.units_total ? number(c.units_total) : `${c.units_analysed} of ${c.units_total}`))) : null);
}
