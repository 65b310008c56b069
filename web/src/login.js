// Logging in with a token: the server answers with a cookie that scripts cannot read.
import { get, send } from './api.js';
import { announce, complain, el, replace } from './dom.js';

/** Says in the head who is logged in; nothing where no token is asked for. */
export async function showSession(changed) {
	const box = document.getElementById('session');
	try {
		const { token } = await get('/session');
		replace(box, token && [el('span.facts', { title: `scope: ${token.scope}` }, token.name), ' ', el('button', { type: 'button', onclick: async () => {
			try {
				await send('DELETE', '/session');
				announce('Logged out.');
				showSession(changed);
				changed();
			} catch (e) {
				complain(e);
			}
		} }, 'Log out')]);
	} catch {
		replace(box); // an ended session: the page itself asks for a new one
	}
}

export function loginPage(main, done) {
	document.title = 'Log in – Ringcheck';
	const token = el('input', { type: 'password', id: 'token', autocomplete: 'current-password', required: true, size: '50', spellcheck: 'false' });
	const error = el('p.error', { role: 'alert', hidden: true });
	const form = el('form.sheet', { onsubmit: async (e) => {
		e.preventDefault();
		error.hidden = true;
		try {
			await send('POST', '/session', { token: token.value.trim() });
			announce('Logged in.');
			done();
		} catch (problem) {
			error.hidden = false;
			error.textContent = problem.message;
			token.select();
		}
	} }, el('label', { for: 'token' }, 'Token'), token, error, el('p', {}, el('button.primary', { type: 'submit' }, 'Log in')));
	replace(main, el('section.narrow', {}, el('h1', {}, 'Log in'), el('p', {}, 'This server asks for an API token. An administrator makes one on the page Tokens, or on the server with ',
		el('code', {}, 'ringcheckd token create --name NAME --scope write'), '.'), form));
	token.focus();
}
