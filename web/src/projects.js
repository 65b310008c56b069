// Projects: the list, and making one.
import { get, send } from './api.js';
import { el, link, plural, replace, scrollTable, when } from './dom.js';
import { choice, field, sheet } from './forms.js';

export const kinds = { github: 'GitHub', gitlab: 'GitLab', gitea: 'Gitea or Forgejo', git: 'plain git server' };

export function health(p) {
	return p.health === 'ok' ? el('span.badge.good', {}, 'ok') : p.health === 'failing' ? el('span.badge.bad', { title: p.problem }, 'failing') : el('span.badge', {}, p.last_delivery ? 'new' : 'not connected yet');
}

// Secrets are shown once: here until the page is left.
export const fresh = new Map();

export async function projectsPage(main) {
	document.title = 'Projects – Ringcheck';
	const { projects } = await get('/projects?limit=500');
	replace(main, el('div.wide', {}, el('div.history-head', {}, el('h1', {}, 'Projects'), link('#/projects/new', 'New project', { class: 'button primary' })),
		projects.length ? scrollTable('Projects', ['Project', 'Forge', 'State', 'Open pull requests', 'Last delivery'], projects.map((p) => el('tr', {}, el('th', { scope: 'row' }, link(`#/projects/${p.id}`, p.name)),
			el('td', {}, p.forge.name, p.repo ? el('small', {}, p.repo) : null), el('td', {}, health(p)), el('td', {}, String(p.open_pulls)), el('td', {}, p.last_delivery ? when(p.last_delivery) : '–'))))
			: el('p.none', {}, 'None yet. A project is a repository at a forge: from then on each of its pull requests gets a review of what it changes.')));
	return {};
}

export async function newProjectPage(main) {
	document.title = 'New project – Ringcheck';
	const { forges } = await get('/forges?limit=500');
	const text = (more = {}) => el('input', { type: 'text', spellcheck: 'false', autocomplete: 'off', ...more });
	const forge = choice([...forges.map((f) => [f.id, `${f.name} (${kinds[f.kind]})`]), ['', 'another one …']]);
	const kind = choice(Object.entries(kinds));
	const forgeName = text({ value: 'GitHub', maxlength: '100' });
	const api = text({ placeholder: 'https://git.example.org/api/v1' });
	const isPrivate = el('input', { type: 'checkbox' });
	const name = text({ required: true, maxlength: '100' });
	const repo = text({ placeholder: 'owner/name' });
	const clone = text({ placeholder: 'https://git.example.org/driver.git' });
	const token = el('input', { type: 'password', autocomplete: 'off' });
	const another = el('fieldset', {}, el('legend', {}, 'The forge'), field('Kind', kind), field('Name', forgeName, 'As it is called here.'));
	const apiField = field('Address of its API', api, 'Empty for github.com and gitlab.com. Gitea and Forgejo: https://HOST/api/v1; GitLab: https://HOST/api/v4.');
	const privateField = el('div.field', {}, el('label', {}, isPrivate, ' It has private addresses or plain http (a server of one’s own)'));
	another.append(apiField, privateField);
	const repoField = field('Repository', repo, 'OWNER/NAME as in its address.');
	const cloneField = field('Address to clone from', clone, 'http(s), without user; empty where it follows from the repository.');
	const tokenField = field('Token of the forge', token, 'For comments, fetching and making the hook. Stored sealed, never shown again. May be set later.');
	const paint = () => {
		const chosen = forge.value ? forges.find((f) => f.id === forge.value).kind : kind.value;
		another.hidden = !!forge.value;
		apiField.hidden = chosen === 'git';
		repoField.hidden = chosen === 'git';
		clone.required = chosen === 'git';
		repo.required = chosen !== 'git';
		if (!forge.value && (Object.values(kinds).includes(forgeName.value) || !forgeName.value))
			forgeName.value = kinds[chosen];
	};
	forge.addEventListener('change', paint);
	kind.addEventListener('change', paint);
	const form = sheet('Make the project', async () => {
		let id = forge.value;
		if (!id) {
			const made = await send('POST', '/forges', { kind: kind.value, name: forgeName.value.trim(), private: isPrivate.checked, ...(api.value.trim() && kind.value !== 'git' && { api_url: api.value.trim() }) });
			id = made.id;
			forges.push(made); // should the project be refused: the forge is there
			forge.prepend(el('option', { value: id, selected: true }, made.name));
			paint();
		}
		const made = await send('POST', '/projects', { name: name.value.trim(), forge: id, ...(repo.value.trim() && { repo: repo.value.trim() }), ...(clone.value.trim() && { clone_url: clone.value.trim() }),
			...(token.value && { token: token.value.trim() }) });
		fresh.set(made.project.id, made.hook_secret);
		location.hash = `#/projects/${made.project.id}`;
	}, field('Forge', forge), another, field('Name of the project', name), repoField, cloneField, tokenField);
	paint();
	replace(main, el('section.narrow', {}, el('p', {}, link('#/projects', '← all projects')), el('h1', {}, 'New project'), form, forges.length ? el('p.facts', {}, `${plural(forges.length, 'forge')} known.`) : null));
	return {};
}
