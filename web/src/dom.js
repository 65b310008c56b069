// Builds elements; text only ever becomes text nodes, so nothing of a reviewed source can become markup.

/** el('a.link', {href: '#/'}, 'text', child): tag with classes, attributes (on* = listeners), children. */
export function el(spec, attributes = {}, ...children) {
	const [tag, ...classes] = spec.split('.');
	const node = document.createElement(tag || 'div');
	if (classes.length)
		node.className = classes.join(' ');
	for (const [name, value] of Object.entries(attributes)) {
		if (value === false || value === null || value === undefined)
			continue;
		if (name.startsWith('on'))
			node.addEventListener(name.slice(2), value);
		else if (name in node && typeof value === 'boolean')
			node[name] = value;
		else
			node.setAttribute(name, value === true ? '' : value);
	}
	node.append(...children.flat(Infinity).filter((c) => c !== null && c !== undefined && c !== false));
	return node;
}

export function replace(node, ...children) {
	node.replaceChildren(...children.flat(Infinity).filter(Boolean));
}

/** Tells people who listen instead of look. */
export function announce(text) {
	document.getElementById('status').textContent = text;
}

/** Something that was asked for did not work: said visibly, and aloud. */
export function complain(error) {
	const box = document.getElementById('complaint');
	replace(box, el('p', { role: 'alert' }, error.message || String(error)),
		el('button', { type: 'button', 'aria-label': 'Dismiss this message', onclick: () => replace(box) }, '×'));
}

const numbers = new Intl.NumberFormat('en');

export function number(n) {
	return numbers.format(n);
}

export function plural(n, one, many = `${one}s`) {
	return `${number(n)} ${n === 1 ? one : many}`;
}

export function bytes(n) {
	return n < 1024 ? plural(n, 'byte') : n < 1048576 ? `${(n / 1024).toFixed(0)} KiB` : `${(n / 1048576).toFixed(1)} MiB`;
}

const spans = [['day', 86400], ['hour', 3600], ['minute', 60]];
const relative = new Intl.RelativeTimeFormat('en', { numeric: 'auto' });

/** A time as people say it, with the exact one as its title. */
export function when(iso) {
	if (!iso)
		return '';
	const time = new Date(iso);
	const ago = (Date.now() - time) / 1000;
	const span = spans.find(([, seconds]) => ago >= seconds);
	const text = !span ? 'just now' : ago > 14 * 86400 ? time.toLocaleDateString('en', { dateStyle: 'medium' }) : relative.format(-Math.floor(ago / span[1]), span[0]);
	return el('time', { datetime: iso, title: time.toLocaleString() }, text);
}

/** "4.3 s", "2 min 5 s". */
export function duration(ms) {
	const s = ms / 1000;
	return s < 10 ? `${s.toFixed(1)} s` : s < 60 ? `${s.toFixed(0)} s` : `${Math.floor(s / 60)} min ${Math.round(s % 60)} s`;
}

export function link(href, text, attributes = {}) {
	return el('a', { href, ...attributes }, text);
}

/** A link that leaves this service. */
export function outside(href, ...text) {
	return el('a.outside', { href, rel: 'noreferrer', target: '_blank' }, ...text);
}

/** Where in the review's source something is; places outside of it (model headers) are text only. */
export function sourceHash(id, at) {
	return `#/reviews/${id}/source/${at.line || 1}/${at.file.split('/').map(encodeURIComponent).join('/')}`;
}

export function place(id, at, text = `${at.file}:${at.line}`) {
	return at.file.startsWith('<') ? el('span.place', {}, text) : el('a.place', { href: sourceHash(id, at), title: `${at.file}:${at.line}` }, text);
}

/** The same without folders, for where room is short; the whole path is its title. */
export function shortPlace(id, at) {
	return place(id, at, `${at.file.split('/').pop()}:${at.line}`);
}

/** Reasons come as parts of sentences. */
export function sentence(text) {
	return text && text[0].toUpperCase() + text.slice(1) + (/[.!?]$/.test(text) ? '' : '.');
}

/** A table in a box that scrolls sideways by itself, also by keyboard. */
export function scrollTable(name, columns, rows) {
	return el('div.scroll', { tabindex: '0', role: 'region', 'aria-label': name },
		el('table', {}, el('thead', {}, el('tr', {}, columns.map((c) => el('th', { scope: 'col' }, c)))), el('tbody', {}, rows)));
}
