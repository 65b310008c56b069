// Reads GitHub's OpenAPI description from standard input, and writes what judges requests: paths with their parameters and bodies, and
// the components that these need. Answers and examples are left out.
import { readFileSync } from 'node:fs';

const all = JSON.parse(readFileSync(0, 'utf8')), out = { info: { version: all.info.version }, paths: {}, components: {} };
const lookup = (ref) => ref.slice(2).split('/').reduce((o, k) => o[k.replace(/~1/g, '/').replace(/~0/g, '~')], all);

function keep(v) {
	if (Array.isArray(v))
		return v.map(keep);
	if (!v || typeof v !== 'object')
		return v;
	if (typeof v.$ref === 'string')
		need(v.$ref);
	return Object.fromEntries(Object.entries(v).filter(([k]) => !['example', 'examples', 'x-github', 'externalDocs', 'x-multi-segment'].includes(k)).map(([k, x]) => [k, keep(x)]));
}
function need(ref) {
	const [, group, name] = /^#\/components\/([^/]+)\/([^/]+)$/.exec(ref);
	if (out.components[group]?.[name])
		return;
	(out.components[group] ??= {})[name] = {}; // descriptions refer to each other
	out.components[group][name] = keep(lookup(ref));
}
for (const [path, item] of Object.entries(all.paths))
	for (const method of ['get', 'post', 'put', 'patch', 'delete'])
		if (item[method])
			(out.paths[path] ??= {})[method] = keep({ parameters: [...(item.parameters ?? []), ...(item[method].parameters ?? [])], requestBody: item[method].requestBody });
process.stdout.write(JSON.stringify(out));
