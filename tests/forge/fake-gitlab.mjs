// A stateful stand-in for GitLab (REST v4): discussions with positions as it checks them, versions, notes, statuses, hooks.
import { createHash, randomUUID } from 'node:crypto';
import { FakeForge, fail, json } from './fake-forge.mjs';

export class FakeGitlab extends FakeForge {
	constructor({ repo, name = 'group/driver' } = {}) {
		super();
		this.repo = repo;
		this.name = name;
		this.pulls = new Map();
		this.discussions = []; // { id, number, notes: [{ id, body, login, system }], position, resolved, resolvedBy }
		this.statuses = [];
		this.hooks = [];
		this.people = { alice: 40, bob: 20, ringbot: 30 };
		this.tokens = new Set(['plain-token']);
		this.me = 'ringbot';
		this.echo = true;
	}
	get api() {
		return `${this.origin}/api/v4`;
	}
	sign(event, body, guid) {
		return { 'x-gitlab-event': event, 'x-gitlab-token': this.secret, 'idempotency-key': guid, 'x-gitlab-webhook-uuid': randomUUID(), 'x-gitlab-event-uuid': randomUUID() };
	}
	revoke() {
		this.tokens.clear();
	}
	user(login) {
		return { id: 1 + Object.keys(this.people).indexOf(login), username: login, name: login };
	}
	project() {
		return { id: 5, path_with_namespace: this.name, default_branch: 'main', web_url: `${this.origin}/${this.name}`, http_url_to_repo: this.repo?.url, visibility: 'private' };
	}
	pull(p) {
		return { iid: p.number, id: 9000 + p.number, title: p.title, state: p.state, draft: p.draft, sha: p.head, source_branch: p.headRef, target_branch: p.baseRef,
			web_url: `${this.origin}/${this.name}/-/merge_requests/${p.number}`, updated_at: p.updated_at, author: this.user(p.author), source_project_id: p.fork ? 6 : 5, target_project_id: 5,
			diff_refs: { base_sha: this.repo.mergeBase(p.base, p.head), start_sha: p.base, head_sha: p.head } };
	}
	threads(number) {
		return this.discussions.filter((d) => d.number === number && d.position).map((d) => ({ ...d, body: d.notes[0].body, comments: d.notes, discussion: d }));
	}
	talk(number) {
		return this.discussions.filter((d) => d.number === number && !d.position).flatMap((d) => d.notes);
	}

	// ---- what people do ----
	async emit(number, action, more = {}, changes = {}, sender = 'alice') {
		const p = this.pulls.get(number);
		return this.deliver('Merge Request Hook', { object_kind: 'merge_request', event_type: 'merge_request', user: this.user(sender), project: this.project(), changes,
			object_attributes: { iid: number, action, state: p.state, title: p.title, draft: p.draft, work_in_progress: p.draft, source_branch: p.headRef, target_branch: p.baseRef,
				source_project_id: p.fork ? 6 : 5, target_project_id: 5, last_commit: { id: p.head }, url: this.pull(p).web_url,
				updated_at: p.updated_at.replace('T', ' ').replace('Z', ' UTC'), ...more } });
	}
	async open({ number = this.pulls.size + 1, head, base, headRef = 'feature', baseRef = 'main', author = 'alice', draft = false, fork = false, title = 'A change' }) {
		this.pulls.set(number, { number, head, base, headRef, baseRef, author, draft, fork, title, state: 'opened', updated_at: this.now(), versions: [{ base, head }] });
		await this.emit(number, 'open');
		return number;
	}
	async push(number, head, quiet = false) {
		const p = this.pulls.get(number), oldrev = p.head;
		p.head = head;
		p.versions.unshift({ base: p.base, head });
		p.updated_at = this.now();
		return quiet ? 0 : this.emit(number, 'update', { oldrev });
	}
	async change(number, action, values, changes = {}) {
		Object.assign(this.pulls.get(number), values, { updated_at: this.now() });
		return this.emit(number, action, {}, changes);
	}
	async #note(d, note, sender) {
		return this.deliver('Note Hook', { object_kind: 'note', user: this.user(sender), project: this.project(), merge_request: { iid: d.number },
			object_attributes: { id: note.id, note: note.body, action: 'create', noteable_type: 'MergeRequest', system: false, type: d.position ? 'DiffNote' : null, discussion_id: d.id } });
	}
	async reply(d, login, body) {
		d = d.discussion ?? d;
		const note = { id: this.id(), body, login };
		d.notes.push(note);
		await this.#note(d, note, login);
		return note;
	}
	async say(number, login, body) {
		const d = { id: createHash('sha1').update(String(this.id())).digest('hex'), number, notes: [{ id: this.id(), body, login }] };
		this.discussions.push(d);
		await this.#note(d, d.notes[0], login);
		return d.notes[0];
	}
	/** GitLab tells nobody. */
	async resolve(d, login, resolved = true) {
		Object.assign(d.discussion ?? d, { resolved, resolvedBy: resolved ? login : null });
	}

	// ---- rules ----
	#bad(p, pos) {
		const v = p.versions.find((x) => x.head === pos.head_sha);
		if (!v || v.base !== pos.start_sha || this.repo.mergeBase(v.base, v.head) !== pos.base_sha)
			return '400 Bad request - Note {:position=>["is incomplete"]}';
		const d = this.repo.diff(v.base, v.head)[pos.new_path];
		if (!d || d.old !== pos.old_path)
			return '400 Bad request - Note {:line_code=>["can\'t be blank", "must be a valid line code"]}';
		if (pos.position_type === 'file')
			return '';
		if (!Number.isInteger(pos.new_line) && !Number.isInteger(pos.old_line))
			return '400 Bad request - Note {:line_code=>["can\'t be blank"]}';
		const good = pos.new_line && !pos.old_line ? d.added.has(pos.new_line) : pos.old_line && !pos.new_line ? d.left.has(pos.old_line) : d.both.get(pos.new_line) === pos.old_line;
		return good ? '' : '400 Bad request - Note {:line_code=>["can\'t be blank", "must be a valid line code"]}';
	}
	#show(d) {
		return { id: d.id, individual_note: !d.position, notes: d.notes.map((n) => ({ id: n.id, body: n.body, author: this.user(n.login), system: !!n.system, position: d.position,
			resolvable: !!d.position, resolved: !!d.resolved, resolved_by: d.resolvedBy ? this.user(d.resolvedBy) : null })) };
	}
	async handle(method, url, body, headers) {
		const full = `/api/v4/projects/${encodeURIComponent(this.name)}`;
		if (!this.tokens.has(headers['private-token']))
			return fail(401, '401 Unauthorized');
		if (url.pathname === '/api/v4/user')
			return json(200, this.user(this.me));
		if (url.pathname === '/api/v4/version')
			return json(200, { version: '18.5.0-ee' });
		if (url.pathname === full)
			return json(200, this.project());
		if (!url.pathname.startsWith(`${full}/`))
			return fail(404, '404 Project Not Found');
		if (method === 'POST' && /discussions|notes/.test(url.pathname) && this.tooFast())
			return fail(429, 'Retry later', {}, { 'retry-after': '2' });
		const p = url.pathname.slice(full.length), m = /^\/merge_requests\/(\d+)(\/.*)?$/.exec(p);
		return m ? this.#merge(method, url, Number(m[1]), m[2] ?? '', body) : this.#rest(method, url, p, body);
	}
	#rest(method, url, p, b) {
		let m;
		if (p === '/merge_requests')
			return this.page([...this.pulls.values()].filter((x) => x.state === 'opened').map((x) => this.pull(x)), url, { otherwise: 20 });
		if ((m = /^\/repository\/branches\/(.+)$/.exec(p))) {
			try {
				return json(200, { commit: { id: this.repo.git('rev-parse', '--verify', '-q', `refs/heads/${decodeURIComponent(m[1])}`) } });
			} catch {
				return fail(404, '404 Branch Not Found');
			}
		}
		const member = (login) => ({ ...this.user(login), access_level: this.people[login] });
		if ((m = /^\/members\/all\/(\d+)$/.exec(p))) {
			const who = Object.keys(this.people)[Number(m[1]) - 1];
			return who ? json(200, member(who)) : fail(404, '404 Not found');
		}
		if (p === '/members/all')
			return this.page(Object.keys(this.people).filter((l) => l.includes(url.searchParams.get('query'))).map(member), url);
		if ((m = /^\/statuses\/([0-9a-f]{40})$/.exec(p)) && method === 'POST') {
			if (!['pending', 'running', 'success', 'failed', 'canceled', 'skipped'].includes(b.state) || (b.description ?? '').length > 255)
				return fail(400, 'state is invalid');
			const last = this.statuses.findLast((s) => s.sha === m[1] && s.name === b.name);
			if (last?.state === b.state)
				return fail(400, `Cannot transition status via :enqueue from :${b.state} (Reason(s): Status cannot transition via "enqueue")`);
			this.statuses.push({ sha: m[1], ...b });
			return json(201, { id: this.id(), ...b });
		}
		if (p === '/hooks' && method === 'GET')
			return this.page(this.hooks, url);
		if (p === '/hooks' && method === 'POST') {
			const h = { id: this.id(), ...b };
			this.hooks.push(h);
			[this.hookUrl, this.secret] = [b.url, b.token];
			return json(201, h);
		}
		if ((m = /^\/hooks\/(\d+)\/events$/.exec(p)) && method === 'GET' && !this.old) {
			const n = Number(url.searchParams.get('per_page') ?? 20), from = (Number(url.searchParams.get('page') ?? 1) - 1) * n;
			if (n > 20)
				return fail(400, 'per_page has to be 20 at most');
			return json(200, this.deliveries.filter((d) => d.over).reverse().slice(from, from + n).map((d) => ({ id: d.id, url: this.hookUrl, trigger: 'merge_request_hooks',
				request_headers: { 'X-Gitlab-Event': d.event, 'Idempotency-Key': d.guid }, request_data: d.payload, response_headers: {}, response_body: '', execution_duration: 1.0,
				response_status: d.status ? String(d.status) : 'internal error' })));
		}
		if ((m = /^\/hooks\/(\d+)\/events\/(\d+)\/resend$/.exec(p)) && method === 'POST' && !this.old) {
			const d = this.deliveries.find((x) => x.id === Number(m[2]));
			if (!d)
				return fail(404, '404 Not found');
			this.resent = (this.resent ?? 0) + 1;
			if (this.resent > 5)
				return fail(429, 'This endpoint has been requested too many times. Try again later.');
			setTimeout(() => this.replay(d), 10);
			return json(201, { response_status: 200 });
		}
		if ((m = /^\/hooks\/(\d+)$/.exec(p)) && method === 'PUT')
			return json(200, Object.assign(this.hooks.find((h) => h.id === Number(m[1])), b));
		return p.endsWith('/test/push_events') ? json(201, { message: '201 Created' }) : fail(404, '404 Not Found');
	}
	async #merge(method, url, number, p, b) {
		const mr = this.pulls.get(number), mine = this.discussions.filter((d) => d.number === number);
		let m;
		if (!mr)
			return fail(404, '404 Not found');
		if (p === '')
			return json(200, this.pull(mr));
		if (p === '/versions')
			return this.page(mr.versions.map((v, i) => ({ id: i, head_commit_sha: v.head, base_commit_sha: this.repo.mergeBase(v.base, v.head), start_commit_sha: v.base })), url);
		if (p === '/discussions' && method === 'GET')
			return this.page(mine.map((d) => this.#show(d)), url, { otherwise: 20 });
		if (p === '/discussions' && method === 'POST') {
			const why = b.position ? this.#bad(mr, b.position) : '';
			if (!b.body || b.body.length > 1000000 || why)
				return fail(400, why || 'body is missing');
			const d = { id: createHash('sha1').update(String(this.id())).digest('hex'), number, position: b.position, notes: [{ id: this.id(), body: b.body, login: this.me }], resolved: false, resolvedBy: null };
			this.discussions.push(d);
			if (this.echo)
				await this.#note(d, d.notes[0], this.me);
			return json(201, this.#show(d));
		}
		if (p === '/notes' && method === 'GET')
			return this.page(mine.flatMap((d) => this.#show(d).notes), url, { otherwise: 20 });
		if (p === '/notes' && method === 'POST') {
			const d = { id: createHash('sha1').update(String(this.id())).digest('hex'), number, notes: [{ id: this.id(), body: b.body, login: this.me }] };
			this.discussions.push(d);
			return json(201, this.#show(d).notes[0]);
		}
		if ((m = /^(?:\/discussions\/([0-9a-f]{40}))?\/notes\/(\d+)$/.exec(p)))
			return this.#edit(method, mine.find((d) => d.notes.some((n) => n.id === Number(m[2])) && (!m[1] || d.id === m[1])), Number(m[2]), b);
		m = /^\/discussions\/([0-9a-f]{40})(\/notes)?$/.exec(p);
		const d = m && mine.find((x) => x.id === m[1]);
		if (!d)
			return fail(404, '404 Discussion Not Found');
		if (m[2]) {
			d.notes.push({ id: this.id(), body: b.body, login: this.me });
			return json(201, this.#show(d).notes.at(-1));
		}
		d.resolved = b.resolved;
		d.resolvedBy = b.resolved ? this.me : null;
		return json(200, this.#show(d));
	}
	#edit(method, d, id, b) {
		const note = d?.notes.find((n) => n.id === id);
		if (!note)
			return fail(404, '404 Note Not Found');
		if (method === 'GET')
			return json(200, this.#show(d).notes.find((n) => n.id === id));
		if (note.login !== this.me)
			return fail(403, '403 Forbidden');
		if (method === 'DELETE') {
			d.notes = d.notes.filter((n) => n !== note);
			if (!d.notes.length)
				this.discussions.splice(this.discussions.indexOf(d), 1);
			return { status: 204 };
		}
		note.body = b.body;
		return json(200, this.#show(d).notes.find((n) => n.id === id));
	}
}
