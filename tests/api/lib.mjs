// What the API tests share: a private cluster, servers and workers under test, and the check of answers against openapi.yaml.
import { spawn, execFileSync } from 'node:child_process';
import { chownSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import assert from 'node:assert/strict';
import os from 'node:os';
import path from 'node:path';
import Ajv2020 from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import YAML from 'yaml';

export const B = process.env.B;
export const root = path.resolve(import.meta.dirname ?? path.dirname(new URL(import.meta.url).pathname), '../..');
const pgbin = '/usr/lib/postgresql/15/bin';
const asRoot = process.getuid() === 0;
const pgUser = asRoot ? Number(execFileSync('id', ['-u', 'postgres'])) : null;
const pgGroup = asRoot ? Number(execFileSync('id', ['-g', 'postgres'])) : null;
const owner = asRoot ? { uid: pgUser, gid: pgGroup } : {};

export const sleep = (ms) => new Promise((r) => setTimeout(r, ms));
/** On a machine that is busy with other things: PATIENCE=5 waits so many times longer. */
const patience = Number(process.env.PATIENCE ?? 1);
export async function until(what, f, ms = 20000) {
	for (const end = Date.now() + ms * patience; ; await sleep(50 * patience)) {
		const v = await f();
		if (v)
			return v;
		assert.ok(Date.now() < end, `timed out: ${what}`);
	}
}

export class Cluster {
	constructor() {
		this.dir = mkdtempSync(path.join(os.tmpdir(), 'rc-api-'));
		if (asRoot)
			chownSync(this.dir, pgUser, pgGroup);
		execFileSync(`${pgbin}/initdb`, ['-D', `${this.dir}/data`, '-A', 'trust', '-U', 'ringcheck', '-E', 'UTF8', '--locale=C.UTF-8', '-N'],
			{ ...owner, cwd: '/', stdio: 'ignore' });
	}
	async start() {
		this.process = spawn(`${pgbin}/postgres`, ['-D', `${this.dir}/data`, '-k', this.dir, '-c', 'listen_addresses=', '-c', 'fsync=off'],
			{ ...owner, cwd: '/', stdio: 'ignore' });
		this.gone = new Promise((r) => this.process.on('exit', r));
		await until('PostgreSQL starts', () => {
			try {
				execFileSync(`${pgbin}/pg_isready`, ['-q', '-h', this.dir, '-U', 'ringcheck']);
				return true;
			} catch {
				return false;
			}
		});
		return this;
	}
	database(name) {
		execFileSync(`${pgbin}/createdb`, ['-h', this.dir, '-U', 'ringcheck', name]);
		return `postgresql:///${name}?user=ringcheck&host=${encodeURIComponent(this.dir)}`;
	}
	async stop(signal = 'SIGINT') {
		this.process.kill(signal);
		await this.gone;
	}
	async remove() {
		await this.stop('SIGQUIT');
		rmSync(this.dir, { recursive: true, force: true });
	}
}

/** Rows of a query as lists of text. */
export function sql(url, text) {
	// What is too long for a command line is read from standard input.
	const long = text.length > 100000;
	const out = execFileSync(`${pgbin}/psql`, [url, '-AtqX', '-F', '\t', '-v', 'ON_ERROR_STOP=1', ...(long ? ['-f', '-'] : ['-c', text])],
		{ encoding: 'utf8', input: long ? text : '', stdio: ['pipe', 'pipe', 'pipe'], maxBuffer: 1 << 28 });
	return out === '' ? [] : out.replace(/\n$/, '').split('\n').map((l) => l.split('\t'));
}
export const one = (url, text) => sql(url, text)[0]?.[0];

const rulesFile = `${B}/share/rules.json`;

class Program {
	constructor(file, env) {
		this.log = '';
		this.process = spawn(file, [], { cwd: os.tmpdir(), env: { PATH: process.env.PATH, ...env }, stdio: ['ignore', 'ignore', 'pipe'] });
		this.process.stderr.on('data', (d) => { this.log += d; });
		this.gone = new Promise((r) => this.process.on('exit', (code, signal) => { this.status = code ?? signal; r(this.status); }));
	}
	async stop(signal = 'SIGTERM') {
		this.process.kill(signal);
		return this.gone;
	}
}

export async function serve(url, env = {}) {
	const s = new Program(`${B}/bin/ringcheckd`, { DATABASE_URL: url, RINGCHECK_PORT: '0', RINGCHECK_WEB: `${root}/web/dist`,
		...(existsSync(rulesFile) ? { RINGCHECK_RULES: rulesFile } : {}), ...env });
	await until('the server listens', () => {
		assert.equal(s.status, undefined, `the server ended: ${s.log}`);
		return (s.url = /listening on (http:\S+?)\/?\n/.exec(s.log)?.[1]);
	});
	return s;
}
export const program = (url, env) => new Program(`${B}/bin/ringcheckd`, { DATABASE_URL: url, ...env });
export const haveWorker = existsSync(`${B}/bin/ringcheck-worker`);
export function worker(url, env = {}) {
	const scratch = mkdtempSync(path.join(os.tmpdir(), 'rc-work-'));
	process.on('exit', () => rmSync(scratch, { recursive: true, force: true }));
	mkdirSync(`${scratch}/cache`);
	return new Program(`${B}/bin/ringcheck-worker`, { DATABASE_URL: url, RINGCHECK_MODEL_DIR: `${root}/analyzer/model/include`, TMPDIR: scratch, ...env });
}

// ---- answers against their description ----
export const openapi = YAML.parse(readFileSync(`${root}/server/openapi.yaml`, 'utf8'));
const ajv = new Ajv2020({ strict: false, validateSchema: false, allErrors: true });
addFormats(ajv);
ajv.addSchema(openapi, 'openapi');
const compiled = new Map();
const patterns = Object.keys(openapi.paths).map((p) => [p, new RegExp(`^${p.replace(/\{id\}/g, '[0-9a-fA-F-]{36}').replace(/\{\w+\}/g, '[^/]+')}$`)]);

const escape = (s) => s.replace(/~/g, '~0').replace(/\//g, '~1');

function schemaOf(method, pathname, status, type) {
	const template = patterns.find(([, re]) => re.test(pathname))?.[0];
	const op = openapi.paths[template]?.[method === 'HEAD' ? 'get' : method.toLowerCase()];
	if (!op || status === 405 || status === 421)
		return 'openapi#/components/schemas/Problem';
	const answer = op.responses[status];
	assert.ok(answer, `${method} ${template} answers ${status}, which openapi.yaml does not name`);
	if (answer.$ref)
		return 'openapi#/components/schemas/Problem';
	if (!answer.content)
		return null;
	assert.ok(answer.content[type], `${method} ${template} ${status}: content type ${type}`);
	return `openapi#/paths/${escape(template)}/${method === 'HEAD' ? 'get' : method.toLowerCase()}/responses/${status}/content/${escape(type)}/schema`;
}

/** fetch, with the answer checked against openapi.yaml. Gives { status, headers, body, text }. */
export async function call(server, method, target, options = {}) {
	const r = await fetch(server.url + target, { method, ...options });
	const text = await r.text();
	const type = (r.headers.get('content-type') ?? '').split(';')[0];
	const at = `${method} ${target} -> ${r.status}: ${text.slice(0, 300)}`;
	assert.equal(r.headers.get('x-content-type-options'), 'nosniff', at);
	if (r.status >= 400)
		assert.equal(type, 'application/problem+json', at);
	const body = /json/.test(type) && text ? JSON.parse(text) : undefined;
	const ref = target.startsWith('/api/') || !body ? schemaOf(method, target.split('?')[0], r.status, type) : null;
	if (ref && body) {
		if (!compiled.has(ref))
			compiled.set(ref, ajv.compile({ $ref: ref }));
		const valid = compiled.get(ref);
		assert.ok(valid(body), `${at}\n${JSON.stringify(valid.errors, null, 1)}`);
	}
	if (r.status >= 400) {
		assert.equal(body.status, r.status, at);
		assert.ok(body.detail.length > 15, at);
	}
	return { status: r.status, headers: r.headers, body, text };
}
export const get = (s, target, headers) => call(s, 'GET', target, { headers });
export async function problem(promise, status, type) {
	const r = await promise;
	assert.equal(r.status, status, r.text);
	assert.equal(r.body.type, `/problems/${type}`, r.text);
	return r.body;
}

export const reviews = '/api/v1/reviews';
/** files: { path: text or Buffer } */
export function form(files, fields = {}) {
	const f = new FormData();
	for (const [k, v] of Object.entries(fields))
		f.append(k, v);
	for (const [p, content] of Object.entries(files)) {
		f.append('path', p);
		f.append('files', new Blob([content]), p.split('/').pop());
	}
	return f;
}
export const upload = (s, files, fields) => call(s, 'POST', reviews, { body: form(files, fields) });

/** Nothing may be left of uploads that did not become reviews. */
export function leftovers(url) {
	return one(url, `select (select count(*) from uploads where review_id is null) + (select count(*) from upload_files) +
		(select count(*) from upload_chunks c join uploads u on u.id = c.upload_id where u.review_id is null) +
		(select count(*) from blobs b where not exists (select from review_files f where f.sha256 = b.sha256))`);
}

/** A finished review with `n` findings, made by hand. */
export function fakeReview(url, n, name = 'made by hand') {
	return one(url, `with r as (insert into reviews (name, state, findings, warnings, finished_at, started_at) values ('${name}', 'done', ${n}, ${n}, now(), now()) returning id, public_id),
	d as (insert into drivers (review_id, n, name, project, config, framework, checked, map, notes) select id, 1, 'echo', 'echo.vcxproj', 'Release|x64', 'KMDF 1.33', true, '{"callbacks": []}', '["a note"]' from r),
	u as (insert into units (review_id, n, driver, path, state, reason, functions, guesses, diags)
		select id, k, 'echo', 'echo/f' || k || '.c', case when k = 3 then 'not_analysed' else 'analysed' end, case when k = 3 then 'crashed' else '' end, k,
		'[{"kind": "type", "name": "T", "why": "not declared", "at": {"file": "a.c", "line": 1, "column": 2}}]', '[]' from r, generate_series(1, 3) k),
	f as (insert into findings (review_id, n, line, col, rule, family, severity, strength, driver, file, function, message, identity, suppressed, body)
		select id, k, k * 3, 5, case when k % 2 = 0 then 'rule-a' else 'rule-b' end, 'irql', case when k % 5 = 0 then 'error' else 'warning' end,
		'contract', 'echo', 'echo/f' || (k % 3) || '.c', 'Fn' || k, 'Message "' || k || '" with a \\ and ü', md5(k::text), case when k % 10 = 0 then 'on purpose' else '' end,
		'{"fix": "mend it", "fact": "f", "steps": [{"kind": "root", "at": {"file": "a.c", "line": 1, "column": 1}, "text": "called"}, {"kind": "here", "at": {"file": "a.c", "line": 2, "column": 1}, "text": "here"}], "docs": ["/x"], "edits": [], "related": []}'
		from r, generate_series(1, ${n}) k)
	select public_id from r`);
}
