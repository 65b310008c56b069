// Uploading: every way in, every way to get it wrong, slow and vanishing clients; nothing is left behind.
import { after, before, test } from 'node:test';
import assert from 'node:assert/strict';
import http from 'node:http';
import net from 'node:net';
import { randomBytes } from 'node:crypto';
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { Cluster, call, form, get, leftovers, one, problem, reviews, serve, sleep, sql, until, upload } from './lib.mjs';

let cluster, url, s, tgz;
const post = (body, headers, query = '') => call(s, 'POST', reviews + query, { body, headers });
const raw = (body, type, query) => post(body, { 'Content-Type': type }, query);

before(async () => {
	cluster = await new Cluster().start();
	url = cluster.database('upload');
	s = await serve(url);
	execFileSync('sh', ['-c', `cd '${cluster.dir}' && mkdir -p d/sub && echo 'int a;' >d/a.c && echo 'int b;' >d/sub/b.c && tar cf a.tar d && gzip -k a.tar && zstd -q a.tar -o a.tar.zst && zip -qr a.zip d`]);
	tgz = readFileSync(`${cluster.dir}/a.tar.gz`);
});
after(async () => {
	assert.equal(await s.stop(), 0);
	await cluster.remove();
});
// Refused and abandoned uploads are deleted in the background.
const clean = () => until('nothing is left behind', () => leftovers(url) === '0');

test('files with their paths, name and options', async () => {
	const r = await upload(s, { 'drv/a.c': 'int a;', 'drv/sub/b.h': '#pragma once\n', 'drv\\c.vcxproj': '<Project/>' }, { name: 'Mein Treiber ü', options: '{"config":"Debug|x64"}' });
	assert.equal(r.status, 201, r.text);
	assert.equal(r.headers.get('location'), `${reviews}/${r.body.id}`);
	assert.equal(r.body.name, 'Mein Treiber ü');
	assert.equal(r.body.state, 'queued');
	assert.deepEqual(r.body.options, { config: 'Debug|x64' });
	const files = (await get(s, `${r.headers.get('location')}/files`)).body.files.map((f) => [f.path, f.kind]);
	assert.deepEqual(files, [['drv/a.c', 'source'], ['drv/c.vcxproj', 'project'], ['drv/sub/b.h', 'header']]);
	assert.equal(one(url, `select count(*) from jobs where state = 'ready' and review_id = (select id from reviews where public_id = '${r.body.id}')`), '1');
});

test('without a name it is called after the folder or the file', async () => {
	assert.equal((await upload(s, { 'toaster/a.c': 'x' })).body.name, 'toaster');
	assert.equal((await upload(s, { 'a.c': 'x' })).body.name, 'a.c');
});

test('paths from filename, from paths[] and repeated contents', async () => {
	const f = new FormData();
	f.append('files', new Blob(['same']), 'x/one.c');
	f.append('paths[]', 'x/two.c');
	f.append('files', new Blob(['same']), 'two.c');
	const r = await post(f);
	assert.equal(r.status, 201, r.text);
	assert.equal(one(url, `select count(*) || ' ' || count(distinct sha256) from review_files where review_id = (select id from reviews where public_id = '${r.body.id}')`), '2 1');
});

test('five hundred files', async () => {
	const files = Object.fromEntries(Array.from({ length: 500 }, (_, i) => [`big/f${i}.c`, `int f${i};\n`.repeat(i % 40)]));
	const r = await upload(s, files);
	assert.equal(r.status, 201, r.text);
	assert.equal(one(url, `select count(*) from review_files where review_id = (select id from reviews where public_id = '${r.body.id}')`), '500');
});

test('pasted text, as a form and as JSON', async () => {
	const f = new FormData();
	f.append('path', 'queue.c');
	f.append('content', 'int q;');
	const a = await post(f);
	assert.equal(a.status, 201, a.text);
	assert.equal(a.body.input, 'text');
	assert.equal(a.body.name, 'queue.c');
	const b = await raw(JSON.stringify({ name: 'p', options: {}, files: [{ path: 'd/x.c', content: 'int ü;\n' }] }), 'application/json');
	assert.equal(b.status, 201, b.text);
	assert.equal((await get(s, `${reviews}/${b.body.id}/source?path=d/x.c`)).text, 'int ü;\n');
});

test('archives: each kind, as a form and as the body', async () => {
	for (const [name, type] of [['a.tar', 'application/x-tar'], ['a.tar.gz', 'application/gzip'], ['a.tar.zst', 'application/zstd'], ['a.zip', 'application/zip']]) {
		const bytes = readFileSync(`${cluster.dir}/${name}`);
		const f = new FormData();
		f.append('files', new Blob([bytes]), name);
		for (const r of [await post(f), await raw(bytes, type, '?name=body&options=%7B%7D'), await raw(bytes, 'application/octet-stream')]) {
			assert.equal(r.status, 201, r.text);
			assert.equal(r.body.input, 'archive');
			const stored = sql(url, `select u.format, string_agg(encode(c.data, 'hex'), '' order by c.n) from uploads u join upload_chunks c on c.upload_id = u.id
				where review_id = (select id from reviews where public_id = '${r.body.id}') group by 1`)[0];
			assert.deepEqual(stored, [name.slice(2), bytes.toString('hex')]);
		}
	}
});

test('a large archive arrives whole, in chunks', async () => {
	const bytes = Buffer.concat([Buffer.from('504b0304', 'hex'), randomBytes(5_000_000)]);
	const r = await raw(bytes, 'application/zip');
	assert.equal(r.status, 201, r.text);
	const [n, sum] = sql(url, `select count(*), encode(sha256(string_agg(c.data, '' order by c.n)), 'hex') from uploads u join upload_chunks c on c.upload_id = u.id
		where review_id = (select id from reviews where public_id = '${r.body.id}')`)[0];
	assert.ok(Number(n) > 5);
	assert.equal(sum, execFileSync('sha256sum', { input: bytes, encoding: 'utf8' }).slice(0, 64));
});

test('nothing, or nothing to review', async () => {
	await problem(raw('', 'application/zip'), 422, 'empty-upload');
	await problem(raw('', 'application/json'), 422, 'empty-upload');
	await problem(raw('{"files": []}', 'application/json'), 422, 'empty-upload');
	await problem(post(form({}, { name: 'x' })), 422, 'empty-upload');
	await problem(upload(s, { 'a.sys': Buffer.from([0, 1, 2, 3, 0, 0]) }), 422, 'not-text');
	await problem(upload(s, { 'a.c': Buffer.from('int \x81\x8d;', 'latin1') }), 422, 'not-text');
	await clean();
});

test('not an archive', async () => {
	for (const body of ['hello', 'PK', randomBytes(3000), readFileSync(`${cluster.dir}/a.tar`).subarray(0, 200)])
		await problem(raw(body, 'application/zip'), 422, 'not-an-archive');
	const f = new FormData();
	f.append('files', new Blob(['no archive']), 'driver.zip');
	await problem(post(f), 422, 'not-an-archive');
	f.append('files', new Blob(['x']), 'b.c');
	assert.equal((await post(f)).status, 422);
	await clean();
});

test('paths that leave the folder, and other bad ones', async () => {
	for (const p of ['../a.c', 'a/../../b.c', '/etc/passwd', 'C:\\x.c', '..\\a.c', 'a//b.c', 'a/./b.c', 'a/', 'a\x01b.c', 'x'.repeat(401), 'a.c:stream'])
		await problem(upload(s, { [p]: 'int a;' }), 422, 'bad-path');
	await problem(raw('{"files": [{"path": "../x", "content": ""}]}', 'application/json'), 422, 'bad-path');
	await problem(upload(s, { 'a.c': '1', 'b/../a.c': '2' }), 422, 'bad-path');
	const f = form({ 'a.c': 'one' });
	f.append('files', new Blob(['two']), 'a.c');
	await problem(post(f), 422, 'duplicate-path');
	await clean();
});

test('a 200 MB file is refused with a reason, and the server lives', async () => {
	await problem(upload(s, { 'a.c': Buffer.alloc(200 << 20, 'a') }), 413, 'too-large');
	assert.equal((await get(s, '/healthz')).status, 200);
	const rss = Number(/VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${s.process.pid}/status`, 'utf8'))[1]);
	assert.ok(rss < 200 << 10, `peak memory ${rss} KiB`);
	await clean();
});

test('a body over the limit is refused before it is sent', async () => {
	const u = new URL(s.url);
	const answer = await new Promise((resolve) => {
		const c = net.connect(u.port, u.hostname, () => c.write(`POST ${reviews} HTTP/1.1\r\nHost: ${u.host}\r\nContent-Type: application/zip\r\nContent-Length: 900000000\r\n\r\n`));
		c.once('data', (d) => { resolve(String(d)); c.destroy(); });
	});
	assert.match(answer, /^HTTP\/1.1 413 /);
});

test('wrong kinds and malformed bodies', async () => {
	await problem(raw('hello', 'text/plain'), 415, 'unsupported-type');
	await problem(raw('{', 'application/json'), 400, 'bad-request');
	await problem(raw('[]', 'application/json'), 400, 'bad-request');
	await problem(raw('{"files": [{"path": "a.c"}]}', 'application/json'), 400, 'bad-request');
	await problem(raw('{"x": 1}', 'application/json'), 400, 'bad-request');
	await problem(raw('x', 'multipart/form-data'), 400, 'bad-request');
	await problem(raw('--bnd\r\nContent-Disposition: form-data; name="files"; filename="a.c"\r\n\r\nint a', 'multipart/form-data; boundary=bnd'), 400, 'incomplete-upload');
	await problem(upload(s, { 'a.c': 'x' }, { unknown: '1' }), 400, 'bad-request');
	for (const options of ['x', '[]', '{"x": 1}', '{"config": 1}', '{"rules": "a"}', '{"rules": [1]}'])
		await problem(upload(s, { 'a.c': 'x' }, { options }), 400, 'bad-options');
	await problem(upload(s, { 'a.c': 'x' }, { name: 'x'.repeat(201) }), 400, 'bad-parameter');
	await problem(raw(tgz, 'application/gzip', '?name='), 400, 'bad-parameter');
	await problem(raw(tgz, 'application/gzip', '?nam=x'), 400, 'bad-parameter');
	await clean();
});

/** A request whose body is sent by hand. */
function slow(type, length) {
	const u = new URL(s.url);
	const r = http.request({ host: u.hostname, port: u.port, path: reviews, method: 'POST', headers: { 'Content-Type': type, 'Content-Length': length } });
	r.answer = new Promise((resolve, reject) => {
		r.on('response', (a) => { let t = ''; a.on('data', (d) => { t += d; }); a.on('end', () => resolve({ status: a.statusCode, text: t })); });
		r.on('error', reject);
	});
	r.answer.catch(() => {});
	return r;
}

test('a slow client gets through, holds no transaction, and slows nobody down', async () => {
	const bytes = Buffer.concat([tgz, randomBytes(600_000)]);
	const r = slow('application/gzip', bytes.length);
	for (let at = 0; at < bytes.length; at += 50_000) {
		r.write(bytes.subarray(at, at + 50_000));
		await sleep(60);
		const t = Date.now();
		assert.equal((await get(s, `${reviews}?limit=1`)).status, 200);
		assert.ok(Date.now() - t < 1000);
	}
	assert.equal(one(url, `select count(*) from pg_stat_activity where state like 'idle in transaction%'`), '0');
	r.end();
	assert.equal((await r.answer).status, 201);
});

test('an upload that breaks off leaves nothing behind', async () => {
	const before = one(url, 'select count(*) from reviews');
	const many = [];
	for (let i = 0; i < 6; i++) {
		const r = slow(i % 2 ? 'application/gzip' : 'multipart/form-data; boundary=bnd', 50_000_000);
		r.write(i % 2 ? Buffer.concat([tgz, randomBytes(700_000)]) : Array.from({ length: 200 }, (_, k) =>
			`--bnd\r\nContent-Disposition: form-data; name="files"; filename="gone/${i}-${k}.c"\r\n\r\n${randomBytes(2000).toString('hex')}\r\n`).join(''));
		many.push(r);
	}
	await until('something of it is stored', () => leftovers(url) !== '0');
	for (const r of many)
		r.destroy();
	await clean();
	assert.equal(one(url, 'select count(*) from reviews'), before);
});

test('an upload whose server died is deleted when it is old', async () => {
	const other = await serve(url);
	const u = new URL(other.url);
	const r = http.request({ host: u.hostname, port: u.port, path: reviews, method: 'POST', headers: { 'Content-Type': 'application/gzip', 'Content-Length': 9e6 } });
	r.on('error', () => {});
	r.write(Buffer.concat([tgz, randomBytes(700_000)]));
	await until('something of it is stored', () => leftovers(url) !== '0');
	await other.stop('SIGKILL');
	await until('its statements are over', () => one(url, `select count(*) from pg_stat_activity where application_name = 'ringcheckd'`) === '5'); // the other server's
	assert.equal(one(url, `select rc_uploads_reap('1 hour')`), '0');
	sql(url, `update uploads set touched_at = now() - interval '90 minutes' where review_id is null`);
	assert.equal(one(url, `select rc_uploads_reap('1 hour')`), '1');
	await clean();
});

test('more uploads at once than allowed are told to wait', async () => {
	const many = Array.from({ length: 16 }, () => {
		const r = slow('application/gzip', 1000);
		r.write(tgz.subarray(0, 20));
		return r;
	});
	await sleep(300);
	const refused = await problem(upload(s, { 'a.c': 'x' }), 503, 'too-many-uploads');
	assert.match(refused.detail, /try again/);
	for (const r of many)
		r.destroy();
	await until('they are gone', async () => (await upload(s, { 'a.c': 'x' })).status === 201);
});
