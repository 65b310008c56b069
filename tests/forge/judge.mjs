// Judges of what we ask a forge, made by others: GitHub's OpenAPI description and GraphQL schema, the types of gitea-js (made from Gitea's
// own description), and the requests that @gitbeaker sends for the same operations. judge(fake) gives the complaints; [] = all is well.
import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import Ajv from 'ajv';
import addFormats from 'ajv-formats';
import { buildSchema, parse, validate, GraphQLError } from 'graphql';
import { getVariableValues } from 'graphql/execution/values.js';
import { B, root } from '../api/lib.mjs';

const require = createRequire(import.meta.url);
export const openapi = process.env.GITHUB_OPENAPI ?? `${B}/judge/github.json`;
export const haveOpenapi = existsSync(openapi);

// ---- GitHub: REST ----
let github = null;
function load() {
	const doc = JSON.parse(readFileSync(openapi, 'utf8'));
	const ajv = new Ajv({ strict: false, allErrors: true, validateSchema: false, validateFormats: true });
	addFormats(ajv);
	ajv.addSchema(doc, 'github');
	// A literal beats a parameter, and more of them beat less.
	const routes = Object.keys(doc.paths).map((p) => ({ p, n: (p.match(/\{/g) ?? []).length,
		re: new RegExp(`^${p.replace(/[.+]/g, '\\$&').replace(/\{(?:ref|path|dir|basehead)\}/g, '(.+)').replace(/\{[^}]+\}/g, '([^/]+)')}$`), names: [...p.matchAll(/\{([^}]+)\}/g)].map((m) => m[1]) }))
		.sort((a, b) => a.n - b.n || b.p.replace(/\{[^}]+\}/g, '').length - a.p.replace(/\{[^}]+\}/g, '').length);
	return { doc, ajv, routes, compiled: new Map() };
}
const deref = (doc, v) => v?.$ref ? v.$ref.slice(2).split('/').reduce((o, k) => o[k], doc) : v;
function check(schema, value, what) {
	const key = JSON.stringify(schema);
	let f = github.compiled.get(key);
	if (!f) {
		f = github.ajv.compile(JSON.parse(key.replaceAll('"#/', '"github#/')));
		github.compiled.set(key, f);
	}
	return f(value) ? [] : f.errors.map((e) => `${what}${e.instancePath} ${e.message} ${JSON.stringify(e.params)}`);
}
/** Names the description does not know: it would be ignored in silence. */
function unknown(doc, schema, value) {
	const s = deref(doc, schema);
	if (!s?.properties || s.additionalProperties || !value || typeof value !== 'object' || Array.isArray(value))
		return [];
	return Object.keys(value).flatMap((k) => s.properties[k] ? unknown(doc, s.properties[k], value[k]).concat(
		deref(doc, s.properties[k]).items && Array.isArray(value[k]) ? value[k].flatMap((x) => unknown(doc, deref(doc, s.properties[k]).items, x)) : []) : [`unknown member ${k}`]);
}
export function judgeGithub({ method, path: target, body }) {
	github ??= load();
	const url = new URL(target, 'http://x'), { doc, routes } = github;
	if (url.pathname === '/graphql')
		return judgeGraphql(body);
	const r = routes.find((x) => doc.paths[x.p][method.toLowerCase()] && x.re.test(url.pathname));
	if (!r)
		return ['GitHub has no such operation'];
	const op = doc.paths[r.p][method.toLowerCase()], values = r.re.exec(url.pathname).slice(1), out = [];
	const cast = (schema, v) => ['integer', 'number'].includes(deref(doc, schema)?.type) && /^-?\d+$/.test(v) ? Number(v) : deref(doc, schema)?.type === 'boolean' && /^(true|false)$/.test(v) ? v === 'true' : v;
	const params = (op.parameters ?? []).map((p) => deref(doc, p));
	for (const p of params) {
		const i = r.names.indexOf(p.name), v = p.in === 'path' ? decodeURIComponent(values[i]) : p.in === 'query' ? url.searchParams.get(p.name) : null;
		if (v !== null)
			out.push(...check(p.schema, cast(p.schema, v), `${p.in} ${p.name}`));
		else if (p.required && p.in === 'query')
			out.push(`query ${p.name} is missing`);
	}
	for (const k of url.searchParams.keys())
		if (!params.some((p) => p.in === 'query' && p.name === k))
			out.push(`query ${k} is unknown`);
	const want = deref(doc, op.requestBody), schema = want?.content?.['application/json']?.schema, given = body && Object.keys(body).length ? body : undefined;
	if (schema && given)
		out.push(...check(schema, body, 'body'), ...unknown(doc, schema, body));
	else if (want?.required && !given)
		out.push('a body is missing');
	else if (!schema && given)
		out.push('a body where none is taken');
	return out;
}

// ---- GitHub: GraphQL ----
let graph = null;
export function judgeGraphql({ query, variables = {} }) {
	graph ??= buildSchema(readFileSync(`${root}/tests/node_modules/@octokit/graphql-schema/schema.graphql`, 'utf8'), { assumeValid: true });
	try {
		const doc = parse(query), bad = validate(graph, doc);
		if (bad.length)
			return bad.map((e) => `graphql: ${e.message}`);
		return doc.definitions.flatMap((d) => (getVariableValues(graph, d.variableDefinitions ?? [], variables).errors ?? []).map((e) => `graphql: ${e.message}`));
	} catch (e) {
		if (e instanceof GraphQLError)
			return [`graphql: ${e.message}`];
		throw e;
	}
}

// ---- Gitea: routes and types of gitea-js ----
let gitea = null;
function giteaLoad() {
	const dist = path.dirname(require.resolve('gitea-js')), js = readFileSync(`${dist}/index.mjs`, 'utf8'), ts = readFileSync(`${dist}/index.d.ts`, 'utf8');
	const types = new Map([...ts.matchAll(/^interface (\w+) \{\n([\s\S]*?)^\}/gm)].map((m) => [m[1], new Map([...m[2].matchAll(/^ {4}(\w+)(\??): ([^;]+);/gm)].map((x) => [x[1], { optional: x[2] === '?', type: x[3] }]))]));
	const enums = new Map([...ts.matchAll(/^declare enum (\w+) \{\n([\s\S]*?)^\}/gm)].map((m) => [m[1], [...m[2].matchAll(/= "([^"]*)"/g)].map((x) => x[1])]));
	const bodies = new Map([...ts.matchAll(/^ +(\w+): \((.*?), params\?: /gm)].map((m) => [m[1], /\bbody: (\w+)/.exec(m[2])?.[1]]));
	const routes = [...js.matchAll(/^ +(\w+): \([^)]*\) => this\.request\(.*\{\n\s+path: `([^`]+)`,\n\s+method: "(\w+)"/gm)].map((m) => ({ name: m[1], method: m[3], n: (m[2].match(/\$\{/g) ?? []).length,
		re: new RegExp(`^${m[2].replace(/\$\{[^}]+\}/g, '[^/]+')}$`), body: bodies.get(m[1]) })).sort((a, b) => a.n - b.n);
	return { types, enums, routes };
}
function giteaType(type, v, what) {
	const { types, enums } = gitea;
	if (type.endsWith('[]'))
		return Array.isArray(v) ? v.flatMap((x, i) => giteaType(type.slice(0, -2), x, `${what}[${i}]`)) : [`${what} is no list`];
	if (['string', 'number', 'boolean'].includes(type))
		return typeof v === type ? [] : [`${what} is no ${type}`];
	if (enums.has(type))
		return enums.get(type).includes(v) ? [] : [`${what} is none of ${enums.get(type)}`];
	if (/^"/.test(type))
		return type.split('|').map((x) => x.trim().slice(1, -1)).includes(v) ? [] : [`${what} is none of ${type}`];
	const t = types.get(type);
	if (!t)
		return [];
	return [...Object.keys(v).flatMap((k) => t.has(k) ? giteaType(t.get(k).type, v[k], `${what}.${k}`) : [`${what}: unknown member ${k}`]),
		...[...t].filter(([k, x]) => !x.optional && v[k] === undefined).map(([k]) => `${what}.${k} is missing`)];
}
/** newer: operations that this gitea-js does not have yet. */
export function judgeGitea({ method, path: target, body }, newer = /\/pulls\/\d+\/comments\/\d+\/(un)?resolve$/) {
	gitea ??= giteaLoad();
	const p = new URL(target, 'http://x').pathname.replace(/^\/api\/v1/, '');
	if (newer.test(p))
		return [];
	const r = gitea.routes.find((x) => x.method === method && x.re.test(p));
	if (!r)
		return ['gitea-js has no such operation'];
	return r.body && body ? giteaType(r.body, body, 'body') : r.body ? ['a body is missing'] : [];
}

// ---- GitLab: what @gitbeaker sends for the same ----
let gitlab = null;
async function gitlabLoad() {
	const { Gitlab } = await import('@gitbeaker/rest'), seen = [];
	const ask = (method) => async (endpoint, o = {}) => {
		seen.push({ method, endpoint, body: o.body ?? {}, query: o.searchParams ?? {} });
		return { body: {}, headers: {}, status: 200 };
	};
	const api = new Gitlab({ host: 'http://x', token: 't', requesterFn: () => ({ get: ask('GET'), post: ask('POST'), put: ask('PUT'), patch: ask('PATCH'), delete: ask('DELETE') }) });
	const P = 11111, N = 22222, T = '33333', C = 44444, sha = 'a'.repeat(40);
	const position = { baseSha: sha, startSha: sha, headSha: sha, positionType: 'text', oldPath: 'a', newPath: 'a', newLine: '1', oldLine: '1', lineRange: {} };
	const hook = { token: 't', pushEvents: true, mergeRequestsEvents: true, noteEvents: true, enableSslVerification: true };
	const page = { perPage: 100, page: 1, showExpired: true };
	for (const f of [
		() => api.Projects.show(P), () => api.Users.showCurrentUser(), () => api.Metadata.show(), () => api.Branches.show(P, 'b'),
		() => api.MergeRequests.show(P, N), () => api.MergeRequests.all({ projectId: P, state: 'opened', ...page }), () => api.MergeRequests.allDiffVersions(P, N, page),
		() => api.MergeRequestDiscussions.all(P, N, page), () => api.MergeRequestDiscussions.create(P, N, 'x', { position }), () => api.MergeRequestDiscussions.addNote(P, N, T, C, 'x'),
		() => api.MergeRequestDiscussions.addNote(P, N, T, 'x'), () => api.MergeRequestDiscussions.editNote(P, N, T, C, { body: 'x' }), () => api.MergeRequestDiscussions.removeNote(P, N, T, C),
		() => api.MergeRequestDiscussions.resolve(P, N, T, true), () => api.MergeRequestNotes.all(P, N, page), () => api.MergeRequestNotes.create(P, N, 'x'),
		() => api.MergeRequestNotes.edit(P, N, C, { body: 'x' }), () => api.MergeRequestNotes.remove(P, N, C), () => api.MergeRequestNotes.show(P, N, C),
		() => api.Commits.editStatus(P, sha, 'success', { name: 'x', description: 'x', targetUrl: 'x', pipelineId: 1, ref: 'x', context: 'x' }),
		() => api.ProjectMembers.all(P, { includeInherited: true, query: 'x', ...page }), () => api.ProjectMembers.show(P, C, { includeInherited: true }),
		() => api.ProjectHooks.all(P, page), () => api.ProjectHooks.add(P, 'http://x', hook), () => api.ProjectHooks.edit(P, C, 'http://x', hook), () => api.ProjectHooks.test?.(P, C, 'push_events'),
	]) {
		try {
			await f();
		} catch {
			// A list reads its headers after it asked: what counts is there already.
		}
	}
	const snake = (k) => k.replace(/[A-Z]/g, (c) => `_${c.toLowerCase()}`);
	const names = (o) => {
		const out = {};
		for (const [k, v] of o instanceof FormData ? o : Object.entries(typeof o === 'string' ? JSON.parse(o) : o)) {
			const [first, ...rest] = snake(k).replace(/\]/g, '').split('['); // position[base_sha]
			let at = out;
			for (const [i, part] of [first, ...rest].entries())
				at = at[part] = i === rest.length ? v : at[part] ?? {};
		}
		return out;
	};
	return seen.map(({ method, endpoint, body, query }) => ({ method, takes: { ...names(body), ...names(query) },
		re: new RegExp(`^/(projects/)?${String(endpoint).split('?')[0].replace(/[.]/g, '\\.').replace(/^projects\//, '').replace(/\b(11111|22222|33333|44444|a{40})\b/g, '[^/]+').replace(/branches\/b$/, 'branches/[^/]+')}$`) }));
}
function gitlabNames(theirs, ours, what) {
	return Object.entries(ours ?? {}).flatMap(([k, v]) => theirs[k] === undefined ? [`${what}.${k}: @gitbeaker does not send it`]
		: v && typeof v === 'object' && typeof theirs[k] === 'object' ? gitlabNames(theirs[k], v, `${what}.${k}`) : []);
}
/** others: what @gitbeaker does not have, and GitLab documents. */
export async function judgeGitlab({ method, path: target, body }, others = /^\/(version|projects\/[^/]+\/hooks\/\d+\/test\/push_events)$/) {
	gitlab ??= await gitlabLoad();
	const url = new URL(target, 'http://x'), p = url.pathname.replace(/^\/api\/v4/, '');
	const all = gitlab.filter((x) => x.method === method && x.re.test(p));
	if (!all.length)
		return others.test(p) ? [] : ['@gitbeaker has no such operation'];
	// In the query or in the body: GitLab takes either.
	const tries = all.map((x) => [...gitlabNames(x.takes, Object.fromEntries(url.searchParams), 'query'), ...gitlabNames(x.takes, body, 'body')]);
	return tries.sort((a, b) => a.length - b.length)[0];
}

/** All requests that a fake got, by kind of forge: 'github', 'gitlab', 'gitea'. */
export async function judge(kind, fake) {
	const bad = new Map(), f = { github: judgeGithub, gitlab: judgeGitlab, gitea: judgeGitea }[kind];
	if (kind === 'github' && !haveOpenapi)
		return { asked: 0, bad: [] };
	for (const x of fake.journal)
		for (const why of await f(x)) {
			const key = `${x.method} ${x.path.replace(/[0-9a-f]{40}/g, 'SHA').replace(/\d{3,}/g, 'N')}: ${why}`;
			bad.set(key, (bad.get(key) ?? 0) + 1);
		}
	return { asked: fake.journal.length, bad: [...bad].map(([k, n]) => `${k} (${n} times)`) };
}
