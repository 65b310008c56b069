// A stateful stand-in for Gitea: reviews whose comments have file lines, no threads, resolving since 1.26, headers of all its kin.
import { createHmac } from 'node:crypto';
import { FakeForge, fail, json } from './fake-forge.mjs';

export class FakeGitea extends FakeForge {
	constructor({ repo, name = 'octo/driver', version = '1.22.3' } = {}) {
		super();
		this.repo = repo;
		this.name = name;
		this.version = version;
		this.pulls = new Map();
		this.reviews = [];
		this.comments = [];
		this.issueComments = [];
		this.statuses = [];
		this.hooks = [];
		this.people = { alice: 'write', bob: 'read', ringbot: 'write' };
		this.tokens = new Set(['plain-token']);
		this.me = 'ringbot';
	}
	get api() {
		return `${this.origin}/api/v1`;
	}
	sign(event, body, guid) {
		const mac = createHmac('sha256', this.secret).update(body).digest('hex'), plain = event === 'pull_request_sync' ? 'pull_request' : event;
		return { 'x-gitea-delivery': guid, 'x-gitea-event': plain, 'x-gitea-event-type': event, 'x-gitea-signature': mac, 'x-gogs-event': plain, 'x-gogs-signature': mac,
			'x-github-event': plain, 'x-github-delivery': guid, 'x-hub-signature-256': `sha256=${mac}` };
	}
	revoke() {
		this.tokens.clear();
	}
	user(login) {
		return { id: 1 + Object.keys(this.people).indexOf(login), login, username: login };
	}
	repository() {
		return { id: 5, name: 'driver', full_name: this.name, default_branch: 'main', html_url: `${this.origin}/${this.name}`, clone_url: this.repo?.url, private: true };
	}
	pull(p) {
		return { number: p.number, id: 9000 + p.number, title: p.title, state: p.state, draft: p.draft, merged: p.merged, user: this.user(p.author), html_url: `${this.origin}/${this.name}/pulls/${p.number}`,
			updated_at: p.updated_at, head: { sha: p.head, ref: p.headRef, repo: this.repository() }, base: { sha: p.base, ref: p.baseRef, repo: this.repository() } };
	}
	threads(number) {
		return this.comments.filter((c) => c.number === number && c.login === this.me).map((c) => ({ ...c, comment: c, resolved: !!c.resolver || /^<!-- ringcheck:f=\S+ --><!-- ringcheck:h=closed:/.test(c.body),
			comments: this.comments.filter((x) => x.path === c.path && x.line === c.line) }));
	}
	talk(number) {
		return this.issueComments.filter((c) => c.number === number);
	}
	async emit(type, action, number, more = {}, sender = 'alice') {
		const p = this.pulls.get(number);
		return this.deliver(type, { action, ...(p ? { number, pull_request: this.pull(p) } : {}), ...more, repository: this.repository(), sender: this.user(sender) });
	}
	async open({ number = this.pulls.size + 1, head, base, headRef = 'feature', baseRef = 'main', author = 'alice', draft = false, title = 'A change' }) {
		this.pulls.set(number, { number, head, base, headRef, baseRef, author, draft, title, state: 'open', merged: false, updated_at: this.now() });
		await this.emit('pull_request', 'opened', number);
		return number;
	}
	async push(number, head, quiet = false) {
		const p = this.pulls.get(number);
		p.head = head;
		p.updated_at = this.now();
		return quiet ? 0 : this.emit('pull_request_sync', 'synchronized', number);
	}
	async change(number, action, values, more = {}) {
		Object.assign(this.pulls.get(number), values, { updated_at: this.now() });
		return this.emit('pull_request', action, number, more);
	}
	/** In the conversation of the line; no event carries the words. */
	async reply(c, login, body) {
		c = c.comment ?? c;
		const review = { id: this.id(), number: c.number, login };
		this.reviews.push(review);
		this.comments.push({ id: this.id(), review: review.id, number: c.number, login, body, path: c.path, line: c.line });
		await this.emit('pull_request_review_comment', 'reviewed', c.number, { review: { type: 'pull_request_review_comment', content: '' } }, login);
	}
	async say(number, login, body) {
		const c = { id: this.id(), number, login, body };
		this.issueComments.push(c);
		await this.deliver('pull_request_comment', { action: 'created', is_pull: true, issue: { number, pull_request: {} }, comment: { id: c.id, body, user: this.user(login) }, repository: this.repository(),
			sender: this.user(login) });
		return c;
	}
	async resolve(c, login, resolved = true) {
		(c.comment ?? c).resolver = resolved ? login : null;
	}
	async handle(method, url, b, headers) {
		const repo = `/api/v1/repos/${this.name}`, p = url.pathname;
		if (p === '/api/v1/version')
			return json(200, { version: this.version });
		if (!this.tokens.has((headers.authorization ?? '').replace(/^token /, '')))
			return fail(401, 'token is required');
		if (p === '/api/v1/user')
			return json(200, this.user(this.me));
		if (p === repo)
			return json(200, this.repository());
		if (!p.startsWith(`${repo}/`))
			return fail(404, 'GetRepository');
		return this.#repo(method, url, p.slice(repo.length), b);
	}
	#list(list, url) {
		return this.page(list, url, { most: 50, name: 'limit' });
	}
	#comment(c) {
		return { id: c.id, body: c.body, user: this.user(c.login), path: c.path, position: c.line, original_position: 0, resolver: c.resolver ? this.user(c.resolver) : null, pull_request_review_id: c.review };
	}
	#repo(method, url, p, b) {
		const is = (want, re) => method === want && re.exec(p);
		let m;
		if ((m = is('GET', /^\/pulls\/(\d+)$/)))
			return this.pulls.has(Number(m[1])) ? json(200, this.pull(this.pulls.get(Number(m[1])))) : fail(404, 'not found');
		if (is('GET', /^\/pulls$/))
			return this.#list([...this.pulls.values()].filter((x) => x.state === 'open').map((x) => this.pull(x)), url);
		if ((m = is('GET', /^\/branches\/(.+)$/))) {
			try {
				return json(200, { commit: { id: this.repo.git('rev-parse', '--verify', '-q', `refs/heads/${decodeURIComponent(m[1])}`) } });
			} catch {
				return fail(404, 'branch does not exist');
			}
		}
		if ((m = is('GET', /^\/collaborators\/([^/]+)\/permission$/)))
			return this.people[m[1]] ? json(200, { permission: this.people[m[1]] }) : fail(404, 'not found');
		if ((m = is('GET', /^\/pulls\/(\d+)\/reviews$/)))
			return this.#list(this.reviews.filter((r) => r.number === Number(m[1])).map((r) => ({ id: r.id, user: this.user(r.login), comments_count: this.comments.filter((c) => c.review === r.id).length })), url);
		if ((m = is('GET', /^\/pulls\/(\d+)\/reviews\/(\d+)\/comments$/)))
			return json(200, this.comments.filter((c) => c.review === Number(m[2])).map((c) => this.#comment(c)));
		if ((m = is('POST', /^\/pulls\/(\d+)\/reviews$/)))
			return this.#review(this.pulls.get(Number(m[1])), b);
		if ((m = is('POST', /^\/pulls\/(\d+)\/comments\/(\d+)\/(un)?resolve$/))) {
			const c = this.comments.find((x) => x.id === Number(m[2]));
			const [major, minor] = this.version.split('.').map(Number);
			if (!c || major < 1 || (major === 1 && minor < 26))
				return fail(404, 'page not found');
			c.resolver = m[3] ? null : this.me;
			return { status: 204 };
		}
		if ((m = /^\/issues\/comments\/(\d+)$/.exec(p)))
			return this.#edit(method, Number(m[1]), b);
		if ((m = is('GET', /^\/issues\/(\d+)\/comments$/)))
			return json(200, this.talk(Number(m[1])).map((c) => ({ id: c.id, body: c.body, user: this.user(c.login) })));
		if ((m = is('POST', /^\/issues\/(\d+)\/comments$/))) {
			const c = { id: this.id(), number: Number(m[1]), login: this.me, body: b.body };
			this.issueComments.push(c);
			return json(201, { id: c.id, body: c.body, user: this.user(c.login) });
		}
		if ((m = is('POST', /^\/statuses\/([0-9a-f]{40})$/))) {
			if (!['pending', 'success', 'error', 'failure', 'warning'].includes(b.state))
				return fail(422, 'invalid state');
			this.statuses.push({ sha: m[1], ...b });
			return json(201, { id: this.id(), ...b });
		}
		if (is('GET', /^\/hooks$/))
			return this.#list(this.hooks, url);
		if (is('POST', /^\/hooks$/)) {
			const h = { id: this.id(), ...b };
			this.hooks.push(h);
			[this.hookUrl, this.secret] = [b.config.url, b.config.secret];
			return json(201, h);
		}
		if ((m = is('PATCH', /^\/hooks\/(\d+)$/)))
			return json(200, Object.assign(this.hooks.find((h) => h.id === Number(m[1])), b));
		return /\/tests$/.test(p) ? { status: 204 } : fail(404, 'page not found');
	}
	#review(p, b) {
		if (!p || !['APPROVED', 'COMMENT', 'REQUEST_CHANGES'].includes(b.event) || b.commit_id !== p.head)
			return fail(422, 'review is not valid');
		const diff = this.repo.diff(p.base, p.head);
		for (const c of b.comments ?? [])
			if (!c.body || !diff[c.path]?.right.has(c.new_position))
				return fail(422, 'line is not part of the diff');
		const review = { id: this.id(), number: p.number, login: this.me };
		this.reviews.push(review);
		for (const c of b.comments ?? [])
			this.comments.push({ id: this.id(), review: review.id, number: p.number, login: this.me, body: c.body, path: c.path, line: c.new_position });
		return json(200, { id: review.id });
	}
	#edit(method, id, b) {
		const list = this.comments.some((c) => c.id === id) ? this.comments : this.issueComments, i = list.findIndex((c) => c.id === id);
		if (i < 0)
			return fail(404, 'not found');
		if (method === 'DELETE') {
			list.splice(i, 1);
			return { status: 204 };
		}
		if (method === 'PATCH')
			list[i].body = b.body;
		return json(200, { id, body: list[i].body, user: this.user(list[i].login) });
	}
}
