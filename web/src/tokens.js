// API tokens: who may do what, for how long.
import { get, send } from './api.js';
import { el, replace, scrollTable, when } from './dom.js';
import { action, choice, copyField, field, sheet } from './forms.js';

function validity(t) {
	if (t.revoked)
		return el('span.badge', {}, 'revoked');
	if (t.expires && Date.parse(t.expires) < Date.now())
		return el('span.badge', {}, 'expired');
	return t.expires ? `until ${new Date(t.expires).toLocaleDateString('en', { dateStyle: 'medium' })}` : 'for ever';
}

export async function tokensPage(main) {
	document.title = 'Tokens – Ringcheck';
	const { projects } = await get('/projects?limit=500');
	const names = new Map(projects.map((p) => [p.id, p.name]));
	const list = el('div');
	const shown = el('div', { 'aria-live': 'polite' });
	const load = async () => {
		const { tokens } = await get('/tokens?limit=500');
		replace(list, tokens.length ? scrollTable('Tokens', ['Name', 'Scope', 'Project', 'Good', 'Last used', ''], tokens.map((t) => el('tr', {}, el('th', { scope: 'row' }, t.name), el('td', {}, t.scope), el('td', {}, t.project ? names.get(t.project) || t.project : 'all'),
			el('td', {}, validity(t)), el('td', {}, t.used ? when(t.used) : 'never'), el('td', {}, t.revoked ? '' : action('Revoke', async () => {
				await send('DELETE', `/tokens/${t.id}`);
				await load();
			}, `Revoke the token "${t.name}"? Whoever uses it is refused from now on.`))))) : el('p.none', {}, 'None yet.'));
	};
	const name = el('input', { type: 'text', required: true, maxlength: '100', autocomplete: 'off' });
	const scope = choice([['read', 'read: looks'], ['write', 'write: uploads, decides on findings, asks for reviews'], ['admin', 'admin: makes projects and tokens']]);
	const project = choice([['', 'all projects'], ...projects.map((p) => [p.id, p.name])]);
	const days = choice([['30', '30 days'], ['90', '90 days'], ['365', 'a year'], ['0', 'for ever']]);
	days.value = '90';
	const form = sheet('Make the token', async () => {
		const made = await send('POST', '/tokens', { name: name.value.trim(), scope: scope.value, days: Number(days.value), ...(project.value && { project: project.value }) });
		replace(shown, el('div.banner', {}, el('strong', {}, 'Shown only now: '), 'keep it where it is needed.', copyField(`Token “${made.token.name}”`, made.secret, '')));
		name.value = '';
		await load();
	}, field('Name', name, 'Who or what uses it.'), field('Scope', scope), field('Project', project), field('Good for', days));
	await load();
	replace(main, el('div.wide', {}, el('h1', {}, 'Tokens'), el('p', {}, 'Programs send one as ', el('code', {}, 'Authorization: Bearer rck_…'), '; people log in to this page with one.'), list, el('h2', {}, 'New token'), shown, form));
	return {};
}
