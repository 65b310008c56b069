// From the upload to the findings, with a real worker: what comes out, and what bad input says.
import { after, before, test } from 'node:test';
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { Cluster, call, get, haveWorker, leftovers, one, reviews, serve, sleep, sql, until, upload, worker } from './lib.mjs';

const driver = `#include <ntddk.h>
#include <wdf.h>
DRIVER_INITIALIZE DriverEntry;
EVT_WDF_DRIVER_DEVICE_ADD Add;
EVT_WDF_IO_QUEUE_IO_READ Read;
typedef struct { WDFIOTARGET Target; } CTX;
WDF_DECLARE_CONTEXT_TYPE_WITH_NAME(CTX, GetCtx)
VOID Read(WDFQUEUE Queue, WDFREQUEST Request, size_t Length)
{
	WDF_REQUEST_SEND_OPTIONS options;
	CTX *ctx = GetCtx(WdfIoQueueGetDevice(Queue));
	UNREFERENCED_PARAMETER(Length);
	WDF_REQUEST_SEND_OPTIONS_INIT(&options, WDF_REQUEST_SEND_OPTION_SYNCHRONOUS);
	WdfRequestFormatRequestUsingCurrentType(Request);
	if (!WdfRequestSend(Request, ctx->Target, &options))
		WdfRequestComplete(Request, WdfRequestGetStatus(Request));
}
NTSTATUS Add(WDFDRIVER Driver, PWDFDEVICE_INIT Init)
{
	WDFDEVICE device;
	WDF_IO_QUEUE_CONFIG config;
	WDF_OBJECT_ATTRIBUTES attributes;
	NTSTATUS status;
	UNREFERENCED_PARAMETER(Driver);
	WDF_OBJECT_ATTRIBUTES_INIT_CONTEXT_TYPE(&attributes, CTX);
	status = WdfDeviceCreate(&Init, &attributes, &device);
	if (!NT_SUCCESS(status))
		return status;
	GetCtx(device)->Target = WdfDeviceGetIoTarget(device);
	WDF_IO_QUEUE_CONFIG_INIT_DEFAULT_QUEUE(&config, WdfIoQueueDispatchParallel);
	config.EvtIoRead = Read;
	return WdfIoQueueCreate(device, &config, WDF_NO_OBJECT_ATTRIBUTES, WDF_NO_HANDLE);
}
NTSTATUS DriverEntry(PDRIVER_OBJECT DriverObject, PUNICODE_STRING RegistryPath)
{
	WDF_DRIVER_CONFIG config;
	WDF_DRIVER_CONFIG_INIT(&config, Add);
	return WdfDriverCreate(DriverObject, RegistryPath, WDF_NO_OBJECT_ATTRIBUTES, &config, WDF_NO_HANDLE);
}
`;

let cluster, url, s, w;
before(async () => {
	cluster = await new Cluster().start();
	url = cluster.database('review');
	s = await serve(url);
	if (haveWorker)
		w = worker(url);
});
after(async () => {
	if (w)
		await w.stop();
	assert.equal(await s.stop(), 0);
	await cluster.remove();
});

const over = (id) => until(`review ${id} ends`, async () => {
	const r = (await get(s, `${reviews}/${id}`)).body;
	return ['done', 'failed', 'cancelled'].includes(r.state) && r;
}, 60000);
const review = async (files, fields) => {
	const r = await upload(s, files, fields);
	assert.equal(r.status, 201, r.text);
	return over(r.body.id);
};
const made = (script) => {
	execFileSync('sh', ['-ec', `cd '${cluster.dir}' && rm -rf x && mkdir x && cd x && ${script}`]);
	return readFileSync(`${cluster.dir}/x/out`);
};
const archive = async (bytes, type) => over((await call(s, 'POST', reviews, { body: bytes, headers: { 'Content-Type': type } })).body.id);
const only = { skip: !haveWorker };

test('a driver with a synchronous send is found, with its path, in every view', only, async () => {
	const r = await review({ 'drv/driver.c': driver }, { name: 'figure 2' });
	assert.equal(r.state, 'done', r.reason);
	assert.equal(r.partial, false, r.reason);
	assert.equal(r.counts.units_analysed, 1);
	const list = (await get(s, `${reviews}/${r.id}/findings?facets=true`)).body;
	const f = list.findings.find((x) => x.rule === 'sync-send-at-dispatch');
	assert.ok(f, JSON.stringify(list.facets.rule));
	assert.equal(f.at.file, 'drv/driver.c');
	assert.match(driver.split('\n')[f.at.line - 1], /WdfRequestSend\(/);
	const whole = (await get(s, `${reviews}/${r.id}/findings/${f.n}`)).body;
	assert.equal(whole.steps.at(-1).kind, 'here');
	assert.ok(whole.docs.length > 0);
	const rule = await get(s, `/api/v1/rules/${f.rule}`);
	assert.equal(rule.status, 200);
	assert.equal((await get(s, `${reviews}/${r.id}/units`)).body.units[0].state, 'analysed');
	assert.ok((await get(s, `${reviews}/${r.id}/map`)).body.drivers[0].map);
	const sarif = (await get(s, `${reviews}/${r.id}/sarif`)).body;
	assert.equal(sarif.runs[0].results.length, list.findings.length);
	const events = await (await fetch(`${s.url}${reviews}/${r.id}/events`)).text();
	assert.match(events, /event: progress/);
	assert.match(events, /event: end/);
	assert.equal((await get(s, `${reviews}/${r.id}/files`)).body.files[0].findings, r.counts.findings);
});

test('the same from an archive; a retry gives the same findings', only, async () => {
	const zip = (execFileSync('sh', ['-ec', `cd '${cluster.dir}' && rm -rf z && mkdir -p z/drv && cat >z/drv/driver.c && cd z && zip -qr ../z.zip drv`], { input: driver }), readFileSync(`${cluster.dir}/z.zip`));
	const r = await archive(zip, 'application/zip');
	assert.equal(r.state, 'done', r.reason);
	assert.equal(one(url, `select count(*) from uploads where review_id = (select id from reviews where public_id = '${r.id}')`), '0', 'the archive is gone, its files are stored');
	const identities = async () => (await get(s, `${reviews}/${r.id}/findings`)).body.findings.map((f) => f.identity);
	const first = await identities();
	assert.ok(first.length > 0);
	assert.equal((await call(s, 'POST', `${reviews}/${r.id}/retry`)).status, 202);
	assert.equal((await over(r.id)).state, 'done');
	assert.deepEqual(await identities(), first);
});

test('options reach the engine', only, async () => {
	const r = await review({ 'drv/driver.c': driver }, { options: '{"disable": ["sync-send-at-dispatch"]}' });
	const list = (await get(s, `${reviews}/${r.id}/findings`)).body.findings;
	assert.equal(list.filter((f) => f.rule === 'sync-send-at-dispatch').length, 0);
});

test('bad archives fail with a reason, at once', only, async () => {
	const cases = [
		['corrupt gzip', 'application/gzip', made('echo hi >a.c && tar czf t a.c && head -c 40 t >out')],
		['corrupt zip', 'application/zip', made('seq 9999 >a.c && zip -q t.zip a.c && head -c 900 t.zip >out')],
		['path with ..', 'application/x-tar', made('echo hi >a.c && tar cPf out --transform "s|a.c|../../a.c|" a.c')],
		['nothing in it', 'application/x-tar', made('tar cf out --files-from /dev/null && printf ustar | dd of=out bs=1 seek=257 conv=notrunc 2>/dev/null')],
	];
	for (const [what, type, bytes] of cases) {
		const r = await archive(bytes, type);
		assert.ok(r.state === 'failed' || r.partial || r.counts.units_total === 0, `${what}: ${JSON.stringify(r)}`);
		assert.ok(r.reason.length > 10 || r.skipped.length, `${what}: ${JSON.stringify(r)}`);
	}
});

test('links and foreign includes lead nowhere', only, async () => {
	const r = await archive(made(`printf '#include "/etc/passwd"\\n#include "l.h"\\nint x;\\n' >a.c && ln -s /etc/passwd l.h && tar cf out a.c l.h`), 'application/x-tar');
	assert.ok(r.partial || r.state === 'failed' || r.counts.guessed_declarations > 0, JSON.stringify(r));
	assert.deepEqual(sql(url, `select path from review_files where review_id = (select id from reviews where public_id = '${r.id}')`).flat(), ['a.c']);
	const text = JSON.stringify([(await get(s, `${reviews}/${r.id}/units`)).body, (await get(s, `${reviews}/${r.id}/findings`)).body]);
	assert.doesNotMatch(text, /root:x?:0/);
});

test('include loops and garbage are visible, the service stays up', only, async () => {
	const r = await review({ 'a.c': '#include "a.h"\nint f(void) { return g(); }\n', 'a.h': '#include "a.h"\n', 'b.c': '}}}} ((( int \n' });
	assert.ok(['done', 'failed'].includes(r.state));
	assert.ok(r.partial || r.state === 'failed', JSON.stringify(r));
	assert.ok(r.reason);
	assert.equal((await get(s, '/readyz')).status, 200);
});

test('a worker killed in the middle: the job is done by another one', only, async () => {
	const files = Object.fromEntries(Array.from({ length: 12 }, (_, i) => [`d/f${i}.c`, driver.replace(/Read\b/g, `Read${i}`).replace(/\bAdd\b/g, `Add${i}`).replace(/DriverEntry/g, `Entry${i}`)]));
	const { body } = await upload(s, files);
	await until('it is taken', () => one(url, `select j.state from jobs j join reviews r on r.id = j.review_id where r.public_id = '${body.id}'`) !== 'ready');
	await w.stop('SIGKILL');
	w = worker(url);
	sql(url, `update jobs set lease_until = now() where state = 'leased'; select rc_job_reap(); update jobs set run_after = now() where state = 'ready'`);
	const r = await over(body.id);
	assert.equal(r.state, 'done', r.reason);
	assert.equal(r.counts.units_total, 12);
});

test('cancelling a running review stops it', only, async () => {
	const files = Object.fromEntries(Array.from({ length: 40 }, (_, i) => [`d/f${i}.c`, driver]));
	const { body } = await upload(s, files);
	await until('it runs', async () => (await get(s, `${reviews}/${body.id}`)).body.state !== 'queued');
	const c = await call(s, 'POST', `${reviews}/${body.id}/cancel`);
	assert.ok([200, 202].includes(c.status));
	assert.ok(['cancelled', 'done'].includes((await over(body.id)).state));
});

test('nothing is left behind', only, async () => {
	await sleep(100);
	assert.equal(leftovers(url), '0');
});
