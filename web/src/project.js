// One project: what to paste where, what came, what waits, its pull requests and branches.
import { get, send } from './api.js';
import { announce, complain, el, link, outside, plural, replace, scrollTable, sentence, when } from './dom.js';
import { action, copyField } from './forms.js';
import { outcomeShort } from './pull.js';
import { fresh, health, kinds } from './projects.js';

const every = 4000; // ms between looks while something waits

function setup(box, project, s, connect, reload) {
	const secret = fresh.get(project.id);
	const value = (f) => (f.secret ? secret : f.value);
	const fields = s.fields.map((f) => (f.secret && !secret ? el('div.copy', {}, el('strong', {}, f.name), ' ', el('small', {}, f.why), el('p.facts', {}, 'The hook’s secret was shown when it was made. “New secret” makes another one; the old one is refused from then on.'))
		: copyField(f.name, value(f), f.why)));
	const list = (title, rows) => rows.length ? [el('h3', {}, title), scrollTable(title, ['What', 'Value', 'Why'], rows.map((r) => el('tr', {}, el('th', { scope: 'row' }, r.name), el('td', {}, el('code', {}, r.value)), el('td', {}, r.why))))] : null;
	const state = { none: null, waiting: 'A worker will look at the forge soon …', running: 'Connecting …', done: 'Connected.', failed: sentence(`Connecting failed: ${connect.reason}`), cancelled: 'Connecting was cancelled.' }[connect.state];
	replace(box, s.warning ? el('div.banner.partial', { role: 'note' }, s.warning) : null,
		secret ? el('div.banner', { role: 'note' }, el('strong', {}, 'The secret below is shown only now. '), 'Paste it before you leave this page.') : null,
		el('div.actions', {}, s.can_connect ? action(s.hook_made ? 'Make the hook again' : 'Let Ringcheck make the hook', async () => {
			await send('POST', `/projects/${project.id}/connect`);
			announce('Connecting.');
			await reload();
		}) : null, action('New secret', async () => {
			const made = await send('POST', `/projects/${project.id}/secret`);
			fresh.set(project.id, made.hook_secret);
			await reload();
		}, 'Make a new secret? Deliveries signed with the old one are refused from now on.')),
		state ? el('p', { role: 'status' }, state, connect.login ? ` The token belongs to ${connect.login}.` : '') : null,
		el('h3', {}, s.can_connect ? 'Or by hand: ' : 'By hand: ', s.page ? outside(s.page, s.where) : s.where), fields,
		s.script ? copyField('hooks/post-receive', s.script, '') : null,
		list('Events to tick', s.events), list('What the token or App may do', s.permissions));
}

function deliveries(project, list, reload) {
	const badge = { waiting: '.busy', done: '.good', ignored: '', failed: '.bad' };
	return list.length ? scrollTable('Deliveries', ['Received', 'Event', 'Outcome', ''], list.map((d) => el('tr', {}, el('td', {}, when(d.received), d.times > 1 ? el('small', {}, `came ${d.times} times`) : null),
		el('td', {}, d.event, d.action ? el('small', {}, d.action) : null), el('td', {}, el(`span.badge${badge[d.state]}`, {}, d.state), ' ', d.outcome ? sentence(d.outcome) : ''),
		el('td', {}, d.state === 'waiting' ? '' : action('Redeliver', async () => {
			await send('POST', `/projects/${project.id}/deliveries/${d.id}/redeliver`);
			announce('It is worked again.');
			await reload();
		}))))) : el('p.none', {}, 'Nothing came yet. After the set-up the forge sends a test delivery.');
}

function pulls(project, list) {
	return list.length ? scrollTable('Pull requests', ['Pull request', 'State', 'Latest review', 'Changed'], list.map((p) => el('tr', {}, el('th', { scope: 'row' }, link(`#/projects/${project.id}/pulls/${p.number}`, `#${p.number} ${p.title}`), el('small', {}, p.author)),
		el('td', {}, el(`span.badge${p.state === 'open' ? '.good' : ''}`, {}, p.state), p.draft ? el('span.badge', {}, 'draft') : null, p.fork ? el('span.badge', {}, 'fork') : null),
		el('td', {}, p.review ? outcomeShort(p.review) : '–'), el('td', {}, when(p.updated))))) : el('p.none', {}, 'No pull request is known.');
}

function branches(list) {
	return list.length ? scrollTable('Branches', ['Branch', 'Head', 'Latest review'], list.map((b) => el('tr', {}, el('th', { scope: 'row' }, b.name, b.default ? el('span.badge', {}, 'default') : null, b.deleted ? el('span.badge', {}, 'deleted') : null),
		el('td', {}, el('code', {}, b.head.slice(0, 12))), el('td', {}, b.review ? [link(`#/reviews/${b.review.id}`, b.review.state === 'done' ? plural(b.review.findings, 'finding') : b.review.state), b.review.partial ? el('span.badge.partial', {}, 'partial') : null] : '–')))) : el('p.none', {}, 'No branch is known.');
}

function waiting(a) {
	const rows = [...a.jobs.map((j) => [j.kind, j.pull, j.state === 'running' ? 'running' : `waits until ${new Date(j.until).toLocaleTimeString()}`, j.reason]),
		...a.writes.map((w) => [`write: ${w.kind}`, w.pull, w.state, w.error])];
	const silent = a.budgets.filter((b) => b.silent_until).map((b) => el('p.banner.partial', {}, `The forge asked to be left alone until ${new Date(b.silent_until).toLocaleTimeString()} (${b.account}).`));
	return [silent, rows.length ? scrollTable('Work that waits', ['What', 'Pull request', 'State', 'Why'], rows.map((r) => el('tr', {}, el('td', {}, r[0]), el('td', {}, r[1] ? `#${r[1]}` : ''), el('td', {}, r[2]), el('td', {}, r[3])))) : el('p.none', {}, 'Nothing.')];
}

export async function projectPage(main, { id }) {
	const base = `/projects/${id}`;
	const parts = { head: el('header.review-head'), banner: el('div'), pulls: el('div'), branches: el('div'), deliveries: el('div'), waiting: el('div'), setup: el('div') };
	const setupBox = el('details', {}, el('summary', {}, el('h2', {}, 'Set-up')), parts.setup);
	const state = { timer: 0, stopped: false, secret: undefined, setup: '' };
	const load = async () => {
		clearTimeout(state.timer);
		const [project, s, connect, d, p, b, a] = await Promise.all([get(base), get(`${base}/setup`), get(`${base}/connect`), get(`${base}/deliveries?limit=15`), get(`${base}/pulls?limit=50`), get(`${base}/branches?limit=50`), get(`${base}/activity`)]);
		if (state.stopped)
			return;
		document.title = `${project.name} – Ringcheck`;
		replace(parts.head, el('div.title', {}, el('h1', {}, project.name), health(project), el('span.facts', {}, `${project.forge.name}${project.forge.name === kinds[project.forge.kind] ? '' : ` (${kinds[project.forge.kind]})`} `, project.repo ? outside(`${project.forge.web_url}/${project.repo}`, project.repo) : project.clone_url)),
			el('div.actions', {}, action('Delete', async () => {
				await send('DELETE', base);
				location.hash = '#/projects';
			}, `Delete the project "${project.name}" with its reviews and decisions? What stands at the forge stays there.`)));
		replace(parts.banner, project.health === 'failing' ? el('div.banner.bad', { role: 'alert' }, el('strong', {}, 'The forge does not work with us. '), sentence(project.problem)) : null);
		replace(parts.pulls, pulls(project, p.pulls));
		replace(parts.branches, branches(b.branches));
		replace(parts.deliveries, deliveries(project, d.deliveries, load));
		replace(parts.waiting, waiting(a));
		// Repainted only when it changed: somebody may be selecting text there.
		const now = JSON.stringify([s, connect, fresh.get(id)]);
		if (now !== state.setup)
			setup(parts.setup, project, s, connect, load);
		if (!state.setup)
			setupBox.open = d.deliveries.length === 0 || fresh.has(id);
		state.setup = now;
		if (d.deliveries.some((x) => x.state === 'waiting') || a.jobs.length || /waiting|running/.test(connect.state) || d.deliveries.length === 0)
			state.timer = setTimeout(() => load().catch(complain), every);
	};
	await load();
	replace(main, el('div.wide', {}, el('p', {}, link('#/projects', '← all projects')), parts.head, parts.banner, setupBox, el('h2', {}, 'Pull requests'), parts.pulls, el('h2', {}, 'Branches'), parts.branches,
		el('h2', {}, 'Last deliveries'), parts.deliveries, el('h2', {}, 'What waits'), parts.waiting));
	return { stop() {
		state.stopped = true;
		clearTimeout(state.timer);
		fresh.delete(id);
	} };
}
