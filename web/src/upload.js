// What people drop, choose or paste, as one form: every file with its relative path.
import { bytes, plural } from './dom.js';

const archive = /\.(zip|tar|tar\.gz|tgz|tar\.zst)$/i;
// What a build leaves behind or what no review needs is not sent.
const ignored = /(^|\/)(\.git|\.vs|\.svn|x64|Win32|ARM64|Debug|Release|node_modules)\//;
const products = /\.(obj|o|pdb|ilk|lib|exe|dll|sys|cat|cer|pfx|pch|res|tlog|iobj|ipdb|bsc|sbr|png|jpe?g|bmp|gif|ico|wav|mp[34]|pdf|docx?|zip|7z|cab|msi|bin)$/i;
// The server's own limits, told before anything is sent.
const limits = { files: 20000, file: 16 << 20, all: 256 << 20 };

function readEntries(reader) {
	return new Promise((resolve, reject) => reader.readEntries(resolve, reject));
}

async function walk(entry, path, out) {
	if (entry.isFile) {
		const file = await new Promise((resolve, reject) => entry.file(resolve, reject));
		out.push({ path: path + entry.name, file });
		return;
	}
	if (ignored.test(`${path}${entry.name}/`)) {
		out.ignored = (out.ignored || 0) + 1;
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

/** {form, name, what}, or an Error that says what to do. */
export function toForm(files) {
	if (files.length === 1 && archive.test(files[0].path)) {
		const { file } = files[0];
		if (file.size > limits.all)
			throw new Error(`${file.name} has ${bytes(file.size)}; an upload may have ${bytes(limits.all)}.`);
		const form = new FormData();
		form.append('name', file.name.replace(archive, '') || file.name);
		form.append('files', file, file.name);
		return { form, name: file.name, what: bytes(file.size) };
	}
	const wanted = files.filter((f) => !ignored.test(f.path) && !products.test(f.path) && f.file.size <= limits.file);
	if (wanted.length === 0)
		throw new Error(files.length || files.ignored ? 'Only build products, pictures or archives inside a folder were given. Drop the folder with the sources, or one archive alone.'
			: 'Nothing was given. Drop a folder, files or an archive.');
	if (wanted.length > limits.files)
		throw new Error(`${plural(wanted.length, 'file')} were given; an upload may have ${plural(limits.files, 'file')}. Drop the folder of one driver, or of one solution.`);
	const size = wanted.reduce((sum, f) => sum + f.file.size, 0);
	if (size > limits.all)
		throw new Error(`The files have ${bytes(size)} together; an upload may have ${bytes(limits.all)}. Drop the folder of one driver, or pack it as .zip.`);
	const form = new FormData();
	const top = wanted[0].path.includes('/') ? wanted[0].path.split('/')[0] : wanted[0].path;
	form.append('name', top);
	for (const { path, file } of wanted) {
		form.append('path', path);
		form.append('files', file, file.name);
	}
	const skipped = files.length - wanted.length;
	return { form, name: top, what: `${plural(wanted.length, 'file')}, ${bytes(size)}${skipped ? `; ${skipped} not sent (build products, pictures, too large)` : ''}` };
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
	return { form, name, what: bytes(text.length) };
}
