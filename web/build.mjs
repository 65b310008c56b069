// Bundles src/ into dist/: content-hashed names for what may be cached for ever, index.html last, licences beside it.
import { build } from 'esbuild';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const here = dirname(fileURLToPath(import.meta.url));
const dist = join(here, 'dist');
const result = await build({
	absWorkingDir: here,
	entryPoints: ['src/main.js', 'src/style.css'],
	bundle: true,
	minify: true,
	format: 'esm',
	target: ['es2022'],
	entryNames: '[name]-[hash]',
	outdir: 'dist',
	write: false,
	metafile: true,
	legalComments: 'none',
});

rmSync(dist, { recursive: true, force: true });
mkdirSync(dist);
const names = {};
for (const file of result.outputFiles) {
	const name = file.path.split('/').pop();
	names[name.endsWith('.css') ? 'style' : 'main'] = name;
	writeFileSync(join(dist, name), file.contents);
}
const icon = readFileSync(join(here, 'src/icon.svg'));
const iconName = `icon-${createHash('sha256').update(icon).digest('hex').slice(0, 8).toUpperCase()}.svg`;
writeFileSync(join(dist, iconName), icon);
const html = readFileSync(join(here, 'src/index.html'), 'utf8')
	.replaceAll('main.js', names.main).replaceAll('style.css', names.style).replaceAll('icon.svg', iconName);
writeFileSync(join(dist, 'index.html'), html);

const packages = new Set();
for (const input of Object.keys(result.metafile.inputs)) {
	const found = /node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(input);
	if (found)
		packages.add(found[1]);
}
let licences = '';
for (const name of [...packages].sort()) {
	const folder = join(here, 'node_modules', name);
	const info = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
	const file = readdirSync(folder).find((f) => /^licen[sc]e/i.test(f));
	const text = file && existsSync(join(folder, file)) ? readFileSync(join(folder, file), 'utf8') : '';
	licences += `${name} ${info.version} (${info.license})\n\n${text.trim()}\n\n---\n\n`;
}
writeFileSync(join(dist, 'licences.txt'), licences);
