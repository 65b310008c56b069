// Small parts that several pages share: fields with a copy button, forms that show the server's answer, decisions on findings.
import { get, send } from './api.js';
import { announce, complain, el, replace, when } from './dom.js';

let serial = 0;

/** A value to paste elsewhere, with a button that copies it. */
export function copyField(name, value, why) {
	const id = `copy-${++serial}`;
	const long = value.includes('\n');
	const input = long ? el('textarea', { id, readonly: true, rows: '10', spellcheck: 'false' }, value) : el('input', { type: 'text', id, value, readonly: true });
	input.addEventListener('focus', () => input.select());
	return el('div.copy', {}, el('label', { for: id }, name, why ? el('small', {}, ` ${why}`) : null), el('div.copy-line', {}, input, el('button', { type: 'button', 'aria-label': `Copy ${name}`, onclick: async () => {
		try {
			await navigator.clipboard.writeText(value);
		} catch { // no secure context, or not allowed
			input.select();
			document.execCommand('copy');
		}
		announce(`${name} copied.`);
	} }, 'Copy')));
}

/** Label and control. */
export function field(label, control, hint) {
	control.id ||= `field-${++serial}`;
	return el('div.field', {}, el('label', { for: control.id }, label), control, hint ? el('small', {}, hint) : null);
}

export function choice(options, attributes = {}) {
	return el('select', attributes, options.map(([value, text]) => el('option', { value }, text)));
}

/** A form whose act() may fail: the sentence stands below it. */
export function sheet(button, act, ...fields) {
	const error = el('p.error', { role: 'alert', hidden: true });
	const submit = el('button.primary', { type: 'submit' }, button);
	return el('form.sheet', { onsubmit: async (e) => {
		e.preventDefault();
		error.hidden = true;
		submit.disabled = true;
		try {
			await act();
		} catch (problem) {
			error.hidden = false;
			error.textContent = problem.message;
		} finally {
			submit.disabled = false;
		}
	} }, fields, error, el('p', {}, submit));
}

/** A button that asks the server for something. */
export function action(text, act, question) {
	return el('button', { type: 'button', onclick: async (e) => {
		if (question && !confirm(question))
			return;
		const { currentTarget } = e;
		currentTarget.disabled = true;
		try {
			await act();
		} catch (problem) {
			complain(problem);
		} finally {
			currentTarget.disabled = false;
		}
	} }, text);
}

const states = { open: ['Open', ''], accepted: ['Accepted', 'note'], false_positive: ['False positive', 'note'] };

/** What people decided about a finding, and the ways to decide; changed(state) after it. */
export function triage(project, identity, state, changed) {
	const box = el('div.triage', { role: 'group', 'aria-label': 'Decision on this finding' });
	const path = `/projects/${project}/triage/${encodeURIComponent(identity)}`;
	const decide = async (to, reason) => {
		const now = await send('PUT', path, { state: to, ...(reason && { reason }) });
		announce(`${states[to][0]}.`);
		paint(now);
		box.querySelector('button')?.focus();
		changed?.(to);
	};
	const ask = (to, verb) => {
		const reason = el('input', { type: 'text', maxlength: '2000', required: true, size: '40' });
		const cancel = () => paint(last);
		const form = sheet(verb, () => decide(to, reason.value.trim()), field('Why? Those who read the code later want to know.', reason));
		form.lastChild.append(' ', el('button', { type: 'button', onclick: cancel }, 'Cancel'));
		form.addEventListener('keydown', (e) => e.key === 'Escape' && cancel());
		replace(box, form);
		reason.focus();
	};
	let last = { state };
	const paint = (now) => {
		last = now;
		const [name, kind] = states[now.state];
		replace(box, now.state === 'open' ? [el('button', { type: 'button', onclick: () => ask('accepted', 'Accept') }, 'Accept …'), ' ',
			el('button', { type: 'button', onclick: () => ask('false_positive', 'Mark as false positive') }, 'False positive …')]
			: [el(`span.badge.${kind}`, {}, name), el('span', {}, now.reason || ''), el('span.facts', {}, now.who ? ` ${now.who}, ` : ' ', when(now.at)), ' ', action('Reopen', () => decide('open'))]);
	};
	paint(last);
	if (state !== 'open')
		get(path).then(paint).catch(complain);
	return box;
}
