// The first page: hand a driver in, and the reviews so far.
import { get, upload } from './api.js';
import { announce, bytes, complain, el, link, plural, replace, when } from './dom.js';
import { busy, outcome } from './outcome.js';
import { chosen, dropped, pasteForm, toForm } from './upload.js';

function uploader(box) {
	const error = el('p.error', { role: 'alert', hidden: true });
	const bar = el('progress', { max: '100', value: '0', 'aria-label': 'Upload' });
	const text = el('span.doing-text');
	let cancel = null;
	const doing = el('div.uploading', { hidden: true }, text, bar, el('button', { type: 'button', onclick: () => cancel?.() }, 'Cancel'));
	const go = async (make) => {
		if (cancel)
			return; // one at a time
		error.hidden = true;
		cancel = () => {};
		try {
			const { form, name, what } = await make();
			text.textContent = `Uploading ${name} (${what}) …`;
			bar.value = 0;
			doing.hidden = false;
			const sending = upload(form, (sent, total) => {
				bar.value = total ? (100 * sent) / total : 0;
				text.textContent = sent < total ? `Uploading ${name}: ${bytes(sent)} of ${bytes(total)}` : `Storing ${name} (${what}) …`;
			});
			cancel = sending.cancel;
			const review = await sending.done;
			announce('Uploaded; the review starts.');
			location.hash = `#/reviews/${review.id}`;
		} catch (e) {
			error.hidden = false;
			error.textContent = e.message;
		} finally {
			cancel = null;
			doing.hidden = true;
		}
	};
	const input = (id, folder) => {
		const node = el('input', { type: 'file', id, webkitdirectory: folder, multiple: true, onchange: () => {
			const files = chosen(node);
			node.value = ''; // choosing the same again is a change, too
			if (files.length)
				go(() => toForm(files));
		} });
		return node;
	};
	const source = el('textarea', { id: 'paste', rows: '10', spellcheck: 'false', placeholder: '#include <ntddk.h>\n#include <wdf.h>\n…' });
	const name = el('input', { type: 'text', id: 'paste-name', value: 'driver.c', size: '20', spellcheck: 'false' });
	const paste = (e) => {
		e.preventDefault();
		go(() => pasteForm(name.value.trim(), source.value));
	};
	source.addEventListener('keydown', (e) => e.key === 'Enter' && (e.ctrlKey || e.metaKey) && paste(e));
	const zone = el('section.drop', { 'aria-labelledby': 'drop-title' },
		el('h1', { id: 'drop-title' }, 'Review a driver'),
		el('p', {}, 'Drop the folder of a driver or a solution here, single files, or an archive (.zip, .tar.gz, .tar.zst). No WDK and no build is needed.'),
		el('p.choose', {}, input('folder', true), el('label.button.primary', { for: 'folder' }, 'Choose a folder …'), input('files', false),
			el('label.button', { for: 'files' }, 'Choose files or an archive …')),
		doing, error,
		el('details', {}, el('summary', {}, 'Paste a file instead'),
			el('form.paste', { onsubmit: paste }, el('label', { for: 'paste-name' }, 'Name of the file'), name,
				el('label', { for: 'paste' }, 'Source text'), source,
				el('p', {}, el('button.primary', { type: 'submit' }, 'Review this text'), el('small', {}, ' Ctrl+Enter')))));
	const over = (on) => (e) => {
		e.preventDefault();
		zone.classList.toggle('over', on);
	};
	zone.addEventListener('dragover', over(true));
	zone.addEventListener('dragleave', (e) => zone.contains(e.relatedTarget) || zone.classList.remove('over'));
	zone.addEventListener('drop', (e) => {
		over(false)(e);
		const found = dropped(e.dataTransfer); // entries must be taken while the event lives
		go(async () => toForm(await found));
	});
	box.append(zone);
}

function row(review) {
	const c = review.counts;
	const done = review.state === 'done';
	return el('tr', {}, el('th', { scope: 'row' }, link(`#/reviews/${review.id}`, review.name)), el('td', {}, outcome(review)),
		el('td.number', {}, done ? `${c.units_analysed} of ${c.units_total}` : busy.has(review.state) && review.progress.total ? `${review.progress.done} of ${review.progress.total}` : '–'),
		el('td', {}, when(review.created)));
}

function history(box) {
	const body = el('tbody');
	const more = el('button', { type: 'button', hidden: true }, 'Older reviews');
	const none = el('p.none', { hidden: true });
	const table = el('table', {}, el('thead', {}, el('tr', {}, el('th', { scope: 'col' }, 'Name'), el('th', { scope: 'col' }, 'Outcome'),
		el('th.number', { scope: 'col' }, 'Units analysed'), el('th', { scope: 'col' }, 'Uploaded'))), body);
	const search = el('input', { type: 'search', 'aria-label': 'Reviews by name', placeholder: 'Name contains …' });
	const state = { timer: 0, asked: 0, pages: 0, stopped: false };
	const page = async (cursor) => {
		const asked = ++state.asked;
		const query = new URLSearchParams({ limit: '20', ...(search.value && { q: search.value }), ...(cursor && { cursor }) });
		const list = await get(`/reviews?${query}`);
		if (asked !== state.asked || state.stopped)
			return;
		if (!cursor)
			replace(body);
		state.pages = cursor ? state.pages + 1 : 1;
		body.append(...list.reviews.map(row));
		none.hidden = body.children.length > 0;
		table.hidden = !none.hidden;
		none.textContent = search.value ? 'No review has that in its name.' : 'None yet: the first upload makes one.';
		more.hidden = !list.next;
		more.onclick = () => page(list.next).catch(complain);
		// Those that run are looked at again, as long as nobody has paged away.
		clearTimeout(state.timer);
		if (state.pages === 1 && list.reviews.some((r) => busy.has(r.state)))
			state.timer = setTimeout(() => page(null).catch(complain), 2000);
	};
	search.addEventListener('input', () => {
		clearTimeout(state.timer);
		state.timer = setTimeout(() => page(null).catch(complain), 200);
	});
	box.append(el('section.history', {}, el('div.history-head', {}, el('h2', {}, 'Reviews'), search), table, none, more));
	return { loaded: page(null), stop() {
		state.stopped = true;
		clearTimeout(state.timer);
	} };
}

export async function homePage(main) {
	document.title = 'Ringcheck';
	const box = el('div.home');
	uploader(box);
	const list = history(box);
	replace(main, box);
	// Also without the list a driver can be handed in.
	await list.loaded.catch(complain);
	return { stop: list.stop };
}
