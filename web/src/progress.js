// A review while it runs: its phases, how far it is, and each unit as it gets through.
import { get, send, watch } from './api.js';
import { complain, duration, el, plural, replace } from './dom.js';
import { busy } from './outcome.js';

const phases = [['queued', 'Waiting'], ['unpacking', 'Unpacking'], ['analysing', 'Analysing']];
const shown = 200; // units kept in the list; all of them are on the units page

/** Shows it until it is over, then calls over(review); returns a function that stops it. */
export function progressView(box, review, over) {
	const bar = el('progress', { max: '1', value: '0', 'aria-label': 'Progress of the review' });
	const text = el('p.doing-text', { role: 'status' });
	const reason = el('p.reason', { hidden: true });
	const steps = phases.map(([key, name]) => el('li', { 'data-phase': key }, name));
	const units = el('ol.live-units', { 'aria-label': 'Units that are through' });
	const clock = el('span.facts');
	const cancel = el('button', { type: 'button', onclick: async () => {
		cancel.disabled = true;
		try {
			await send('POST', `/reviews/${review.id}/cancel`);
			text.textContent = 'Stopping …';
		} catch (e) {
			complain(e);
			cancel.disabled = false;
		}
	} }, 'Cancel');
	const paint = (r) => {
		const p = r.progress;
		bar.max = p.total || 1;
		if (p.total)
			bar.value = p.done;
		else
			bar.removeAttribute('value'); // not known yet
		const at = phases.findIndex(([key]) => key === r.state);
		steps.forEach((li, i) => {
			li.className = i < at ? 'past' : i === at ? 'now' : '';
			if (i === at)
				li.setAttribute('aria-current', 'step');
			else
				li.removeAttribute('aria-current');
		});
		const said = { queued: 'Waiting for a worker …', unpacking: 'Unpacking and looking for drivers …',
			analysing: p.total ? `Analysing: ${p.done} of ${plural(p.total, 'unit')}` : 'Analysing …' }[r.state] || r.state;
		if (text.textContent !== said)
			text.textContent = said;
		reason.hidden = !r.reason;
		reason.textContent = r.reason;
	};
	replace(box, el('section.progress', {}, el('h1', {}, review.name), el('ol.phases', { 'aria-label': 'Phases' }, steps), bar, el('div.doing', {}, text, clock, cancel), reason, units));
	paint(review);
	const begun = Date.parse(review.created);
	const tick = () => {
		clock.textContent = duration(Math.max(0, Date.now() - begun));
	};
	const ticking = setInterval(tick, 1000);
	tick();
	let ended = false;
	const stop = () => {
		ended = true;
		clearInterval(ticking);
		unwatch();
	};
	let asking = false;
	const unwatch = watch(review.id, async () => {
		if (asking || ended)
			return;
		asking = true;
		try {
			const now = await get(`/reviews/${review.id}`);
			if (ended)
				return;
			if (busy.has(now.state))
				paint(now);
			else {
				stop();
				over(now);
			}
		} catch (e) {
			if (!ended)
				text.textContent = e.status === 404 ? 'This review was deleted.' : `${e.message} The page goes on by itself when it answers.`;
			if (e.status === 404)
				stop();
		} finally {
			asking = false;
		}
	}, (u) => {
		const bad = u.state !== 'analysed';
		units.prepend(el(`li${bad ? '.bad' : ''}`, {}, el('span.unit-path', {}, u.path), bad ? ` not analysed: ${u.reason}` : ''));
		while (units.children.length > shown)
			units.lastChild.remove();
	});
	return stop;
}
