// What the three fakes share: an HTTP server with a journal, injected faults, a gate before every request, and signed deliveries.
import { createServer } from 'node:http';
import { randomUUID } from 'node:crypto';

export const json = (status, body, headers = {}) => ({ status, body, headers });
export const fail = (status, message, extra = {}, headers = {}) => ({ status, body: { message, ...extra }, headers });

export class FakeForge {
	constructor() {
		this.journal = []; // { method, path, status }
		this.faults = []; // { match: RegExp over "METHOD /path", times, answer, after: do it first, then fail }
		this.gate = null; // async (method, path) => {}: before a request is worked; judges stop things here
		this.after = null; // the same, after it was worked and before it is answered
		this.deliveries = []; // newest last: { id, guid, event, payload, status, at, over }
		this.clock = Date.UTC(2026, 0, 1);
		this.ids = 1000;
		this.hookUrl = null;
		this.secret = '';
		this.contentPerMinute = 80;
		this.content = [];
		this.down = false;
	}
	id() {
		return ++this.ids;
	}
	now() {
		this.clock += 1000;
		return new Date(this.clock).toISOString().replace('.000', '');
	}
	async start() {
		this.server = createServer((q, a) => this.#serve(q, a));
		await new Promise((r) => this.server.listen(0, '127.0.0.1', r));
		this.server.unref(); // a test that failed does not hang on it
		this.port = this.server.address().port;
		this.origin = `http://127.0.0.1:${this.port}`;
		return this;
	}
	async stop() {
		this.server.closeAllConnections?.();
		await new Promise((r) => this.server.close(r));
	}
	/** The next `times` requests that match get this answer instead (or, with after, once they were done). */
	fault(match, answer, { times = 1, after = false } = {}) {
		this.faults.push({ match, answer, times, after });
	}
	writes() {
		return this.journal.filter((x) => x.method !== 'GET' && x.status < 300 && !/access_tokens$/.test(x.path) && !x.read);
	}
	async #serve(q, a) {
		const chunks = [];
		for await (const c of q)
			chunks.push(c);
		const url = new URL(q.url, this.origin), line = `${q.method} ${url.pathname}${url.search}`;
		const raw = Buffer.concat(chunks).toString();
		if (this.down) {
			q.socket.destroy();
			return;
		}
		await this.gate?.(q.method, url.pathname + url.search, raw);
		const entry = { method: q.method, path: url.pathname + url.search, status: 0, body: raw ? JSON.parse(raw) : {} };
		this.journal.push(entry);
		let answer;
		const fault = this.faults.find((x) => x.times > 0 && x.match.test(line));
		if (fault)
			fault.times--;
		try {
			if (fault && !fault.after)
				answer = fault.answer;
			else {
				answer = (await this.handle(q.method, url, entry.body, q.headers, entry)) ?? fail(404, 'Not Found');
				if (fault)
					answer = fault.answer;
			}
		} catch (e) {
			answer = fail(500, `the fake broke: ${e.stack}`);
			console.error(e);
		}
		entry.status = answer.status;
		await this.after?.(q.method, url.pathname + url.search, entry);
		if (answer.drop) {
			q.socket.destroy();
			return;
		}
		const text = answer.body === undefined ? '' : JSON.stringify(answer.body);
		a.writeHead(answer.status, { 'content-type': 'application/json; charset=utf-8', ...(answer.headers ?? {}) });
		a.end(text);
	}
	/** One page of a list, with a Link header as the forges write it. */
	page(list, url, { most = 100, name = 'per_page', otherwise = 30, key } = {}) {
		const n = Math.min(most, Number(url.searchParams.get(name) ?? otherwise)), page = Number(url.searchParams.get('page') ?? 1);
		const more = list.length > page * n;
		const next = new URL(url);
		next.searchParams.set('page', page + 1);
		const v = list.slice((page - 1) * n, page * n);
		return json(200, key ? { total_count: list.length, [key]: v } : v, more ? { link: `<${next}>; rel="next"` } : {});
	}
	/** GitHub's secondary limit for what makes content; the others have alike ones. */
	tooFast() {
		const now = Date.now();
		this.content = this.content.filter((t) => t > now - 60000);
		if (this.content.length >= this.contentPerMinute)
			return true;
		this.content.push(now);
		return false;
	}
	/** Sends a delivery; `guid` again for a replay. Gives the status, or 0 where nobody answered. */
	async deliver(event, payload, guid = randomUUID()) {
		const body = JSON.stringify(payload);
		const d = { id: this.id(), guid, event, payload, at: new Date().toISOString(), status: 0 };
		this.deliveries.push(d);
		if (!this.hookUrl) {
			d.over = true;
			return 0;
		}
		try {
			const r = await fetch(this.hookUrl, { method: 'POST', body, headers: { 'content-type': 'application/json', ...this.sign(event, body, guid) } });
			d.status = r.status;
			d.answer = await r.text();
		} catch {
			d.status = 0;
		}
		d.over = true;
		return d.status;
	}
	async replay(d) {
		return this.deliver(d.event, d.payload, d.guid);
	}
}
