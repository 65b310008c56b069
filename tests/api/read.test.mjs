// Reading: reviews, findings, files, units, maps, SARIF, rules, the page; paging, filters, conditional requests, refusals.
import { after, before, test } from 'node:test';
import assert from 'node:assert/strict';
import http from 'node:http';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { createConfig, lintFromString } from '@redocly/openapi-core';
import { Cluster, call, fakeReview, get, problem, reviews, root, serve, sql, upload } from './lib.mjs';

let cluster, url, s, id;
before(async () => {
	cluster = await new Cluster().start();
	url = cluster.database('read');
	const rules = `${cluster.dir}/rules.json`;
	writeFileSync(rules, JSON.stringify({ rules: [
		{ id: 'rule-a', title: 'A', family: 'irql', severity: 'error', anchors: ['SDV:X'], docs: ['/x'],
			doc_markdown: '# Rule A\n\n<script>alert(1)</script> [x](javascript:alert(1)) <img src=x onerror=y>\n\n| a | b |\n|---|---|\n| 1 | 2 |\n\n```c\nint x;\n```\n' },
		{ id: 'rule-b', title: 'B', family: 'irql', severity: 'warning', anchors: [], docs: [], doc_markdown: '# B\n' }] }));
	s = await serve(url, { RINGCHECK_RULES: rules });
	id = fakeReview(url, 130);
});
after(async () => {
	assert.equal(await s.stop(), 0);
	await cluster.remove();
});

test('openapi.yaml passes the linter', async () => {
	const config = await createConfig({ extends: ['recommended'], rules: { 'info-license': 'off', 'no-server-example.com': 'off' } });
	const problems = await lintFromString({ source: readFileSync(`${root}/server/openapi.yaml`, 'utf8'), absoluteRef: `${root}/server/openapi.yaml`, config });
	assert.deepEqual(problems.filter((p) => p.severity === 'error').map((p) => `${p.ruleId}: ${p.message} ${p.location[0]?.pointer}`), []);
	const r = await get(s, '/api/v1/openapi.yaml');
	assert.equal(r.text, readFileSync(`${root}/server/openapi.yaml`, 'utf8'));
});

test('health, readiness, metrics', async () => {
	assert.equal((await get(s, '/healthz')).body.status, 'ok');
	assert.equal((await get(s, '/readyz')).body.status, 'ok');
	const m = (await get(s, '/metrics')).text;
	assert.match(m, /^ringcheck_http_requests_total\{status="2xx"\} \d+$/m);
	assert.match(m, /^ringcheck_up_database 1$/m);
	for (const line of m.trim().split('\n'))
		assert.match(line, /^(# (HELP|TYPE) ringcheck_\w+ .+|ringcheck_\w+(\{[^}]*\})? [-+0-9.eInf]+)$/);
});

async function pages(target, list) {
	const all = [];
	for (let cursor = '', n = 0; n < 200; n++) {
		const r = await get(s, target + (cursor && `&cursor=${encodeURIComponent(cursor)}`));
		assert.equal(r.status, 200, r.text);
		all.push(...r.body[list]);
		if (!r.body.next)
			return all;
		cursor = r.body.next;
	}
	assert.fail('paging does not end');
}

test('findings: keyset pages give each finding once, in order', async () => {
	for (const limit of [1, 7, 50, 500]) {
		const all = await pages(`${reviews}/${id}/findings?suppressed=all&limit=${limit}`, 'findings');
		assert.deepEqual(all.map((f) => f.n), Array.from({ length: 130 }, (_, i) => i + 1));
	}
});

test('findings: a page boundary that is the end has no next', async () => {
	const r = await get(s, `${reviews}/${id}/findings?suppressed=all&limit=130`);
	assert.equal(r.body.findings.length, 130);
	assert.equal(r.body.next, undefined);
});

test('findings: filters', async () => {
	const n = async (q) => (await pages(`${reviews}/${id}/findings?limit=500${q}`, 'findings')).length;
	assert.equal(await n(''), 117);
	assert.equal(await n('&suppressed=true'), 13);
	assert.equal(await n('&rule=rule-a&suppressed=all'), 65);
	assert.equal(await n('&rule=rule-a,rule-b'), 117);
	assert.equal(await n('&rule=none'), 0);
	assert.equal(await n('&severity=error'), 13);
	assert.equal(await n('&severity=error,warning'), 117);
	assert.equal(await n('&strength=definite'), 0);
	assert.equal(await n('&family=irql&driver=echo'), 117);
	assert.equal(await n('&file=echo/f1.c&suppressed=all'), 44);
	assert.equal(await n('&q=MESSAGE%20%22130%22&suppressed=all'), 1);
	assert.equal(await n(`&q=${encodeURIComponent('\\ and ü')}`), 117);
	assert.equal(await n('&q=100%25_'), 0);
});

test('findings: facets count all of the choice', async () => {
	const r = await get(s, `${reviews}/${id}/findings?facets=true&rule=rule-a&limit=1`);
	assert.deepEqual(r.body.facets.rule, { 'rule-b': 65, 'rule-a': 52 });
	assert.equal(r.body.facets.severity.error, 13);
	assert.equal(Object.keys(r.body.facets.file).length, 3);
});

test('one finding with its path', async () => {
	const r = await get(s, `${reviews}/${id}/findings/7`);
	assert.equal(r.body.message, 'Message "7" with a \\ and ü');
	assert.deepEqual(r.body.steps.map((x) => x.kind), ['root', 'here']);
	assert.equal(r.body.at.line, 21);
	for (const n of ['0', '131', 'x', '99999999999'])
		await problem(get(s, `${reviews}/${id}/findings/${n}`), 404, 'not-found');
});

test('reviews: list, filter, pages', async () => {
	for (let i = 0; i < 6; i++)
		fakeReview(url, 1, `extra ${i}`);
	const all = await pages(`${reviews}?limit=2&q=EXTRA`, 'reviews');
	assert.deepEqual(all.map((r) => r.name), [5, 4, 3, 2, 1, 0].map((i) => `extra ${i}`));
	assert.equal((await get(s, `${reviews}?state=failed,cancelled`)).body.reviews.length, 0);
	assert.equal((await get(s, `${reviews}/${id.toUpperCase()}`)).body.id, id);
});

test('units and driver map', async () => {
	const units = await pages(`${reviews}/${id}/units?limit=1`, 'units');
	assert.deepEqual(units.map((u) => u.state), ['analysed', 'analysed', 'not_analysed']);
	assert.equal((await get(s, `${reviews}/${id}/units?state=not_analysed`)).body.units[0].reason, 'crashed');
	const map = (await get(s, `${reviews}/${id}/map`)).body.drivers;
	assert.equal(map[0].framework, 'KMDF 1.33');
	assert.equal((await get(s, `${reviews}/${id}/map?driver=other`)).body.drivers.length, 0);
});

test('SARIF of a review', async () => {
	const r = await get(s, `${reviews}/${id}/sarif`);
	assert.equal(r.status, 200, r.text.slice(0, 300));
	assert.equal(r.body.version, '2.1.0');
	assert.equal(r.body.runs[0].results.length, 130);
	assert.equal(r.body.runs[0].results[0].codeFlows[0].threadFlows[0].locations.length, 2);
});

test('wrong parameters are refused, each with its reason', async () => {
	for (const q of ['foo=1', 'limit=0', 'limit=501', 'limit=x', 'limit=1&limit=2', 'cursor=', 'cursor=n1x', 'cursor=%00', 'severity=bad', 'suppressed=maybe', 'facets=1', 'cursor=n99999999999', 'rule=%ff', `q=${'x'.repeat(900)}`])
		await problem(get(s, `${reviews}/${id}/findings?${q}`), 400, 'bad-parameter');
	await problem(get(s, `${reviews}?state=odd`), 400, 'bad-parameter');
	await problem(get(s, `${reviews}/${id}/source`), 400, 'bad-parameter');
	await problem(get(s, '/healthz?x=1'), 400, 'bad-parameter');
});

test('what is not there is 404, everywhere', async () => {
	const none = `${reviews}/00000000-0000-4000-8000-000000000000`;
	for (const t of ['', '/findings', '/findings/1', '/files', '/units', '/map', '/sarif', '/events', '/source?path=a.c'])
		await problem(get(s, none + t), 404, 'not-found');
	await problem(call(s, 'DELETE', none), 404, 'not-found');
	await problem(call(s, 'POST', `${none}/cancel`), 404, 'not-found');
	await problem(call(s, 'POST', `${none}/retry`), 404, 'not-found');
	await problem(get(s, `${reviews}/not-a-uuid`), 404, 'not-found');
	await problem(get(s, '/api/v2/x'), 404, 'not-found');
	await problem(call(s, 'PUT', reviews), 405, 'method-not-allowed');
	await problem(call(s, 'DELETE', '/healthz'), 405, 'method-not-allowed');
});

test('source text: encodings, ETag, binary', async () => {
	const utf16 = Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from('int ä;\r\n', 'utf16le')]);
	const files = { 'd/a.c': 'int a;\n', 'd/bom.c': '\ufeffint b;\n', 'd/w.h': utf16, 'd/l.c': Buffer.from('// \x80 \xe9\n', 'latin1'), 'd/b.sys': Buffer.from([0, 1, 2, 0, 255, 254, 0, 9]), 'd/x.inf': '' };
	const r = await upload(s, files, { name: 'sources' });
	assert.equal(r.status, 201, r.text);
	const at = `${reviews}/${r.body.id}`;
	const list = (await pages(`${at}/files?limit=2`, 'files'));
	assert.deepEqual(list.map((f) => [f.path, f.kind, f.encoding]), [['d/a.c', 'source', 'utf-8'], ['d/b.sys', 'binary', 'binary'], ['d/bom.c', 'source', 'utf-8-bom'],
		['d/l.c', 'source', 'windows-1252'], ['d/w.h', 'header', 'utf-16le'], ['d/x.inf', 'inf', 'utf-8']]);
	const text = async (p) => (await get(s, `${at}/source?path=${encodeURIComponent(p)}`)).text;
	assert.equal(await text('d/a.c'), 'int a;\n');
	assert.equal(await text('d/bom.c'), 'int b;\n');
	assert.equal(await text('d/w.h'), 'int ä;\r\n');
	assert.equal(await text('d/l.c'), '// € é\n');
	assert.equal(await text('d/x.inf'), '');
	await problem(get(s, `${at}/source?path=d/b.sys`), 415, 'not-text');
	await problem(get(s, `${at}/source?path=../a.c`), 404, 'not-found');
	const first = await get(s, `${at}/source?path=d/a.c`);
	assert.match(first.headers.get('content-type'), /^text\/plain; charset=utf-8$/);
	const second = await get(s, `${at}/source?path=d/a.c`, { 'If-None-Match': first.headers.get('etag') });
	assert.equal(second.status, 304);
	assert.equal((await get(s, `${at}/files?kind=header`)).body.files.length, 1);
});

test('rules and their pages: tables, no raw HTML, no script links', async () => {
	const { rules } = (await get(s, '/api/v1/rules')).body;
	assert.deepEqual(rules.map((r) => [r.id, r.severity, r.anchors]), [['rule-a', 'error', ['SDV:X']], ['rule-b', 'warning', []]]);
	const page = (await get(s, '/api/v1/rules/rule-a')).body.doc_html;
	assert.match(page, /<h1>Rule A<\/h1>/);
	assert.match(page, /<table>/);
	assert.match(page, /<pre><code class="language-c">/);
	assert.doesNotMatch(page, /<script|<img|javascript:/i);
	await problem(get(s, '/api/v1/rules/no-such-rule'), 404, 'not-found');
	await problem(upload(s, { 'a.c': 'int a;' }, { options: '{"rules": ["no-such-rule"]}' }), 400, 'bad-options');
	assert.equal((await upload(s, { 'a.c': 'int a;' }, { options: '{"rules": ["rule-a"], "disable": ["rule-b"], "config": "Debug|x64"}' })).body.options.config, 'Debug|x64');
});

test('the page: headers, ETag, nothing outside its folder', { skip: !existsSync(`${root}/web/dist/index.html`) }, async () => {
	const r = await fetch(`${s.url}/`);
	assert.match(r.headers.get('content-type'), /text\/html/);
	const csp = r.headers.get('content-security-policy');
	assert.match(csp, /script-src 'self'/);
	assert.match(csp, /frame-ancestors 'none'/);
	assert.doesNotMatch(csp, /script-src[^;]*unsafe/);
	const again = await fetch(`${s.url}/`, { headers: { 'If-None-Match': r.headers.get('etag') } });
	assert.equal(again.status, 304);
	const hashed = /(?:src|href)="(\/[\w.-]+-[A-Z0-9]{8}\.\w+)"/.exec(await r.text());
	if (hashed)
		assert.match((await fetch(s.url + hashed[1])).headers.get('cache-control'), /immutable/);
	for (const p of ['/../server/openapi.yaml', '/%2e%2e/%2e%2e/etc/passwd', '/..%2f..%2fetc/passwd', '/nothing.js'])
		assert.equal(await raw(s, p), 404, p);
});

/** Without fetch's cleaning of paths and headers. Gives the status. */
function raw(server, target, headers = {}, method = 'GET') {
	const u = new URL(server.url);
	return new Promise((resolve, reject) => {
		const r = http.request({ host: u.hostname, port: u.port, path: target, method, headers }, (a) => { a.resume(); resolve(a.statusCode); });
		r.on('error', reject);
		r.end();
	});
}

test('foreign hosts and foreign origins are refused', async () => {
	const { host } = new URL(s.url);
	assert.equal(await raw(s, reviews, { Host: 'evil.example' }), 421);
	assert.equal(await raw(s, reviews, { Host: `localhost:${host.split(':')[1]}` }), 200);
	const post = (headers) => raw(s, `${reviews}/${id}/cancel`, { Host: host, ...headers }, 'POST');
	assert.equal(await post({ Origin: 'http://evil.example' }), 403);
	assert.equal(await post({ Origin: 'null' }), 403);
	assert.equal(await post({ Origin: `http://${host}1` }), 403);
	assert.equal(await post({ 'Sec-Fetch-Site': 'cross-site' }), 403);
	assert.equal(await post({ 'Sec-Fetch-Site': 'same-site' }), 403);
	assert.equal(await post({ Origin: `http://${host}`, 'Sec-Fetch-Site': 'same-origin' }), 200);
	assert.equal(await post({}), 200);
	assert.equal(await raw(s, `${reviews}/${id}`, { Host: host, Origin: 'http://evil.example' }, 'DELETE'), 403);
});

test('cancel, retry, delete', async () => {
	const a = (await upload(s, { 'a.c': 'int a;' })).body;
	const at = `${reviews}/${a.id}`;
	await problem(call(s, 'POST', `${at}/retry`), 409, 'conflict');
	await problem(get(s, `${at}/sarif`), 409, 'conflict');
	assert.equal((await call(s, 'POST', `${at}/cancel`)).body.state, 'cancelled');
	assert.equal((await call(s, 'POST', `${at}/cancel`)).status, 200);
	const again = await call(s, 'POST', `${at}/retry`);
	assert.equal(again.status, 202);
	assert.equal(again.body.state, 'queued');
	assert.equal((await call(s, 'DELETE', at)).status, 204);
	await problem(call(s, 'DELETE', at), 404, 'not-found');
	assert.deepEqual(sql(url, `select 1 from blobs b where not exists (select from review_files f where f.sha256 = b.sha256)`), []);
	assert.deepEqual(sql(url, `select 1 from jobs where review_id is null`), []);
});
