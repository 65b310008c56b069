import { get, upload } from './api.js';
import { announce, el, plural, replace, when } from './dom.js';
import { chosen, dropped, pasteForm, toForm } from './upload.js';

function uploader(box) {
	const error = el('p.error', { role: 'alert', hidden: true });
	const bar = el('progress', { max: '100', value: '0', 'aria-label': 'Upload' });
	const doing = el('div.uploading', { hidden: true }, el('span', {}, 'Uploading …'), bar);
	const fail = (e) => {
		doing.hidden = true;
		error.hidden = false;
		error.textContent = e.message;
	};
	const go = async (make) => {
		error.hidden = true;
		try {
			const { form } = await make();
			doing.hidden = false;
			const review = await upload(form, (sent, total) => {
				bar.value = total ? (100 * sent) / total : 0;
			});
			announce('Uploaded; the review starts.');
			location.hash = `#/reviews/${review.id}`;
		} catch (e) {
			fail(e);
		}
	};
	const folder = el('input', { type: 'file', id: 'folder', webkitdirectory: true, multiple: true, onchange: () => go(() => toForm(chosen(folder))) });
	const files = el('input', { type: 'file', id: 'files', multiple: true, onchange: () => go(() => toForm(chosen(files))) });
	const text = el('textarea', { id: 'paste', rows: '8', spellcheck: 'false', placeholder: '#include <ntddk.h>\n#include <wdf.h>\n…' });
	const name = el('input', { type: 'text', id: 'paste-name', value: 'driver.c', size: '20' });
	const zone = el('section.drop', { 'aria-labelledby': 'drop-title' },
		el('h1', { id: 'drop-title' }, 'Review a driver'),
		el('p', {}, 'Drop a folder, files or an archive (.zip, .tar.gz, .tar.zst) here, or choose:'),
		el('p.choose', {}, el('label.button', { for: 'folder' }, 'Folder …'), folder, el('label.button', { for: 'files' }, 'Files or archive …'), files),
		doing, error,
		el('details', {}, el('summary', {}, 'Paste a file'),
			el('p', {}, el('label', { for: 'paste-name' }, 'Name '), name),
			el('label.visually-hidden', { for: 'paste' }, 'Source text'), text,
			el('p', {}, el('button', { type: 'button', onclick: () => go(() => pasteForm(name.value, text.value)) }, 'Review this text'))));
	zone.addEventListener('dragover', (e) => {
		e.preventDefault();
		zone.classList.add('over');
	});
	zone.addEventListener('dragleave', () => zone.classList.remove('over'));
	zone.addEventListener('drop', (e) => {
		e.preventDefault();
		zone.classList.remove('over');
		const found = dropped(e.dataTransfer); // entries must be taken while the event lives
		go(async () => toForm(await found));
	});
	box.append(zone);
}

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
	if (review.partial)
		parts.push(el('span.badge.partial', {}, 'partial'));
	if (parts.length === 0)
		parts.push(el('span.badge.good', {}, 'nothing found'));
	return el('span.badges', {}, parts);
}

function row(review) {
	const c = review.counts;
	return el('tr', {}, el('td', {}, el('a', { href: `#/reviews/${review.id}` }, review.name)), el('td', {}, outcome(review)),
		el('td.number', {}, review.state === 'done' ? `${c.units_analysed} of ${c.units_total}` : ''), el('td', {}, when(review.created)));
}

async function history(box) {
	const body = el('tbody');
	const more = el('button', { type: 'button', hidden: true }, 'Older reviews');
	const section = el('section.history', {}, el('h2', {}, 'Reviews'),
		el('table', {}, el('thead', {}, el('tr', {}, el('th', { scope: 'col' }, 'Name'), el('th', { scope: 'col' }, 'Outcome'),
			el('th.number', { scope: 'col' }, 'Units analysed'), el('th', { scope: 'col' }, 'Started'))), body), more);
	const page = async (cursor) => {
		const list = await get(`/reviews?limit=20${cursor ? `&cursor=${encodeURIComponent(cursor)}` : ''}`);
		const items = list.reviews;
		body.append(...items.map(row));
		if (items.length === 0 && !cursor)
			replace(section, el('h2', {}, 'Reviews'), el('p', {}, 'None yet: the first upload makes one.'));
		more.hidden = !list.next;
		more.onclick = () => page(list.next);
	};
	box.append(section);
	await page(null);
}

export async function homePage(main) {
	document.title = 'Ringcheck';
	const box = el('div.home');
	uploader(box);
	replace(main, box);
	await history(box);
	return {};
}
