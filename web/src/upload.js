// What people drop, choose or paste, as one form: every file with its relative path.
const archive = /\.(zip|tar|tar\.gz|tgz|tar\.zst)$/i;
// What a build leaves behind or what no review needs is not sent.
const ignored = /(^|\/)(\.git|\.vs|x64|Win32|ARM64|Debug|Release|node_modules)\//;

function readEntries(reader) {
	return new Promise((resolve, reject) => reader.readEntries(resolve, reject));
}

async function walk(entry, path, out) {
	if (entry.isFile) {
		const file = await new Promise((resolve, reject) => entry.file(resolve, reject));
		out.push({ path: path + entry.name, file });
		return;
	}
	const reader = entry.createReader();
	for (;;) {
		const entries = await readEntries(reader); // at most 100 a call
		if (entries.length === 0)
			return;
		for (const one of entries)
			await walk(one, `${path}${entry.name}/`, out);
	}
}

/** Files of a drop, folders walked: [{path, file}]. */
export async function dropped(transfer) {
	const entries = [...transfer.items].map((i) => i.webkitGetAsEntry?.()).filter(Boolean);
	const out = [];
	for (const entry of entries)
		await walk(entry, '', out);
	return out;
}

/** Files of an <input type=file>: [{path, file}]. */
export function chosen(input) {
	return [...input.files].map((file) => ({ path: file.webkitRelativePath || file.name, file }));
}

/** {form, name, skipped}, or an Error that says what to do. */
export function toForm(files) {
	const wanted = files.filter((f) => !ignored.test(f.path));
	if (wanted.length === 0)
		throw new Error(files.length ? 'Only build products were given. Drop the folder with the sources.'
			: 'Nothing was given. Drop a folder, files or an archive.');
	const form = new FormData();
	const archives = wanted.filter((f) => archive.test(f.path));
	if (archives.length === 1 && wanted.length === 1) {
		form.append('name', archives[0].file.name);
		form.append('files', archives[0].file, archives[0].file.name);
		return { form, name: archives[0].file.name, skipped: 0 };
	}
	const top = wanted[0].path.includes('/') ? wanted[0].path.split('/')[0] : wanted[0].path;
	form.append('name', top);
	for (const { path, file } of wanted) {
		form.append('path', path);
		form.append('files', file, file.name);
	}
	return { form, name: top, skipped: files.length - wanted.length };
}

export function pasteForm(name, text) {
	if (!text.trim())
		throw new Error('Paste the text of a source file first.');
	if (!/^[\w.-]+\.(c|cpp|cc|cxx|h)$/i.test(name))
		throw new Error('Give the file a name that ends in .c, .cpp or .h.');
	const form = new FormData();
	form.append('name', name);
	form.append('path', name);
	form.append('content', text);
	return { form, name, skipped: 0 };
}
