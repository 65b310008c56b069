// A stateful stand-in for GitHub: what its documentation says about reviews, threads, checks, statuses, limits and hooks is enforced.
// Its state is plain data: `threads(number)`, `talk(number)`, `statuses`, `checks`.
import { createHmac, createVerify, generateKeyPairSync } from 'node:crypto';
import { FakeForge, fail, json } from './fake-forge.mjs';

const b64 = (s) => JSON.parse(Buffer.from(s, 'base64url').toString());

export class FakeGithub extends FakeForge {
	/** repo: a Repo of git-server.mjs. app: speaks as a GitHub App; otherwise as the owner of a token. */
	constructor({ repo, name = 'octo/driver', app = true } = {}) {
		super();
		this.repo = repo;
		this.name = name;
		this.app = app;
		this.pulls = new Map();
		this.comments = []; // of reviews
		this.reviews = [];
		this.issueComments = [];
		this.statuses = [];
		this.checks = [];
		this.sarifs = [];
		this.hooks = [];
		this.people = { alice: 'write', bob: 'read', 'ringcheck[bot]': 'write', ringbot: 'write' };
		this.tokens = new Set(app ? [] : ['plain-token']);
		this.suspended = false;
		this.me = app ? 'ringcheck[bot]' : 'ringbot';
		if (app) {
			const { publicKey, privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048, publicKeyEncoding: { type: 'spki', format: 'pem' },
				privateKeyEncoding: { type: 'pkcs1', format: 'pem' } });
			this.publicKey = publicKey;
			this.privateKey = privateKey;
		}
		this.echo = true; // our own writes come back as events
	}
	get api() {
		return this.origin;
	}
	sign(event, body, guid) {
		return { 'x-github-event': event, 'x-github-delivery': guid, 'x-github-hook-id': '1', 'user-agent': 'GitHub-Hookshot/fake',
			'x-hub-signature-256': `sha256=${createHmac('sha256', this.secret).update(body).digest('hex')}` };
	}

	// ---- who asks ----
	#jwt(headers) {
		const [h, p, s] = (headers.authorization ?? '').replace(/^Bearer /, '').split('.');
		if (!s || !this.app || b64(h).alg !== 'RS256')
			return false;
		const claims = b64(p), now = Date.now() / 1000;
		return createVerify('RSA-SHA256').update(`${h}.${p}`).verify(this.publicKey, Buffer.from(s, 'base64url')) &&
			String(claims.iss) === '77' && claims.iat <= now && claims.exp > now && claims.exp - now <= 600;
	}
	#token(headers) {
		const t = (headers.authorization ?? '').replace(/^Bearer /, '');
		return this.tokens.has(t);
	}
	revoke() {
		this.tokens.clear();
		this.suspended = true;
	}

	// ---- what it looks like ----
	user(login) {
		return { login, id: 1 + [...login].reduce((n, c) => n * 31 + c.charCodeAt(0), 7) % 1000000, type: login.endsWith('[bot]') ? 'Bot' : 'User' };
	}
	repository() {
		return { id: 5, name: this.name.split('/')[1], full_name: this.name, private: false, default_branch: 'main', html_url: `${this.origin}/${this.name}`,
			clone_url: this.repo?.url ?? `${this.origin}/${this.name}.git`, owner: this.user(this.name.split('/')[0]) };
	}
	pull(p) {
		return { number: p.number, id: 9000 + p.number, title: p.title, state: p.state, draft: p.draft, merged: p.merged, merged_at: p.merged ? p.updated_at : null,
			user: this.user(p.author), html_url: `${this.origin}/${this.name}/pull/${p.number}`, updated_at: p.updated_at,
			head: { sha: p.head, ref: p.headRef, repo: p.fork ? { id: 6, full_name: `${p.author}/driver`, clone_url: `${this.origin}/${p.author}/driver.git` } : this.repository() },
			base: { sha: p.base, ref: p.baseRef, repo: this.repository() } };
	}
	comment(c) {
		return { id: c.id, node_id: `PRRC_${c.id}`, body: c.body, path: c.path, line: c.line, side: 'RIGHT', start_line: c.start_line ?? null, subject_type: c.subject_type,
			user: this.user(c.login), commit_id: c.commit_id, created_at: c.at, updated_at: c.at, ...(c.parent ? { in_reply_to_id: c.parent } : {}) };
	}
	threads(number) {
		return this.comments.filter((c) => !c.parent && c.number === number).map((c) => ({ ...c, thread: `PRRT_${c.id}`,
			comments: [c, ...this.comments.filter((x) => x.parent === c.id)] }));
	}
	talk(number) {
		return this.issueComments.filter((c) => c.number === number);
	}

	// ---- what people do ----
	async emit(event, action, number, more = {}, sender = 'alice') {
		const p = this.pulls.get(number);
		return this.deliver(event, { action, ...(p ? { number, pull_request: this.pull(p) } : {}), ...more, repository: this.repository(), sender: this.user(sender),
			...(this.app ? { installation: { id: 42 } } : {}) });
	}
	async open({ number = this.pulls.size + 1, head, base, headRef = 'feature', baseRef = 'main', author = 'alice', draft = false, fork = false, title = 'A change' }) {
		this.pulls.set(number, { number, head, base, headRef, baseRef, author, draft, fork, title, state: 'open', merged: false, updated_at: this.now(), heads: [head] });
		await this.emit('pull_request', 'opened', number);
		return number;
	}
	async push(number, head, quiet = false) {
		const p = this.pulls.get(number), before = p.head;
		p.head = head;
		p.heads.push(head);
		p.updated_at = this.now();
		for (const c of this.comments.filter((x) => x.number === number && !x.parent && x.line))
			c.outdated ||= !this.#diff(p)[c.path]?.right.has(c.line);
		return quiet ? 0 : this.emit('pull_request', 'synchronize', number, { before, after: head });
	}
	async change(number, action, values, more = {}) {
		Object.assign(this.pulls.get(number), values, { updated_at: this.now() });
		return this.emit('pull_request', action, number, more);
	}
	async reply(comment, login, body) {
		const c = this.#add({ number: comment.number, parent: comment.id, login, body, path: comment.path, line: comment.line, commit_id: comment.commit_id });
		await this.emit('pull_request_review_comment', 'created', c.number, { comment: this.comment(c) }, login);
		return c;
	}
	async say(number, login, body) {
		const c = { id: this.id(), number, login, body, at: this.now() };
		this.issueComments.push(c);
		await this.emit('issue_comment', 'created', undefined, { issue: { number, pull_request: { url: '' } }, comment: { id: c.id, body, user: this.user(login) } }, login);
		return c;
	}
	async resolve(comment, login, resolved = true) {
		comment.resolved = resolved;
		comment.resolvedBy = resolved ? login : null;
		return this.emit('pull_request_review_thread', resolved ? 'resolved' : 'unresolved', comment.number,
			{ thread: { node_id: `PRRT_${comment.id}`, comments: [this.comment(comment)] } }, login);
	}
	async pushBranch(ref, before, after) {
		return this.deliver('push', { ref: `refs/heads/${ref}`, before, after, deleted: /^0+$/.test(after), repository: this.repository(), sender: this.user('alice') });
	}

	// ---- rules ----
	#diff(p) {
		return this.repo.diff(p.base, p.head);
	}
	#add(c) {
		const x = { id: this.id(), resolved: false, resolvedBy: null, at: this.now(), subject_type: 'line', ...c };
		this.comments.push(x);
		return x;
	}
	/** Why GitHub would refuse it; '' = it does not. */
	#bad(p, c, commit) {
		const d = this.#diff(p)[c.path];
		if (typeof c.body !== 'string' || !c.body || [...c.body].length > 65536)
			return 'body is missing or too long';
		if (!p.heads.includes(commit))
			return 'commit_id is not part of the pull request';
		if (!d)
			return 'path is not part of the diff';
		if (c.subject_type === 'file')
			return '';
		if (!Number.isInteger(c.line) || !(c.side === 'LEFT' ? d.left : d.right).has(c.line))
			return 'line must be part of the diff';
		if (c.start_line !== undefined) {
			if (!(c.start_line < c.line))
				return 'start_line must precede the end line.';
			for (let n = c.start_line; n <= c.line; n++)
				if (!d.right.has(n))
					return 'start_line must be part of the same hunk as the line.';
		}
		return '';
	}
	#limited() {
		return this.tooFast() ? fail(403, 'You have exceeded a secondary rate limit. Please wait a few minutes before you try again.', {}, { 'retry-after': '2' }) : null;
	}

	async handle(method, url, body, headers, entry) {
		const p = url.pathname, at = (re) => method === re[0] ? re[1].exec(p) : null;
		const repo = `/repos/${this.name}`;
		let m;
		if (p === '/app' || p.startsWith('/app/') || p === `${repo}/installation`) {
			if (!this.#jwt(headers))
				return fail(401, 'A JSON web token could not be decoded');
			if (p === '/app')
				return json(200, { id: 77, slug: 'ringcheck', name: 'Ringcheck' });
			if (p === `${repo}/installation`)
				return json(200, { id: 42 });
			if (method === 'POST' && p === '/app/installations/42/access_tokens') {
				if (this.suspended)
					return fail(403, 'This installation has been suspended');
				const token = `ghs_77_${'x'.repeat(300)}${this.id()}`;
				this.tokens.add(token);
				return json(201, { token, expires_at: new Date(Date.now() + 3600000).toISOString() });
			}
			return this.#hookDeliveries(method, url, p.replace('/app/hook', ''));
		}
		if (!this.#token(headers))
			return fail(401, 'Bad credentials');
		if (p === '/user')
			return this.app ? fail(403, 'Resource not accessible by integration') : json(200, this.user(this.me));
		if (method === 'POST' && p === '/graphql')
			return this.#graphql(body, entry);
		if (p === repo)
			return json(200, this.repository());
		if ((m = at(['GET', /^\/repos\/[^/]+\/[^/]+\/branches\/(.+)$/]))) {
			try {
				return json(200, { name: m[1], commit: { sha: this.repo.git('rev-parse', '--verify', '-q', `refs/heads/${decodeURIComponent(m[1])}`) } });
			} catch {
				return fail(404, 'Branch not found');
			}
		}
		if (!p.startsWith(`${repo}/`))
			return fail(404, 'Not Found');
		return this.#repo(method, url, p.slice(repo.length), body);
	}
	#repo(method, url, p, body) {
		const is = (want, re) => method === want && re.exec(p);
		let m;
		if ((m = is('GET', /^\/pulls\/(\d+)$/)))
			return this.pulls.has(Number(m[1])) ? json(200, this.pull(this.pulls.get(Number(m[1])))) : fail(404, 'Not Found');
		if (is('GET', /^\/pulls$/))
			return this.page([...this.pulls.values()].filter((x) => x.state === 'open').map((x) => this.pull(x)), url);
		if ((m = is('GET', /^\/collaborators\/([^/]+)\/permission$/))) {
			const who = this.people[decodeURIComponent(m[1])];
			return who ? json(200, { permission: who, user: this.user(decodeURIComponent(m[1])) }) : fail(404, 'not a user');
		}
		if ((m = is('POST', /^\/pulls\/(\d+)\/reviews$/)))
			return this.#review(Number(m[1]), body);
		if ((m = is('POST', /^\/pulls\/(\d+)\/comments$/)))
			return this.#comment(Number(m[1]), body);
		if ((m = is('POST', /^\/pulls\/(\d+)\/comments\/(\d+)\/replies$/)))
			return this.#reply(Number(m[1]), Number(m[2]), body);
		if ((m = /^\/pulls\/comments\/(\d+)$/.exec(p)))
			return this.#edit(method, this.comments, Number(m[1]), body, (c) => this.comment(c));
		if ((m = /^\/issues\/comments\/(\d+)$/.exec(p)))
			return this.#edit(method, this.issueComments, Number(m[1]), body, (c) => ({ id: c.id, body: c.body, user: this.user(c.login) }));
		if ((m = is('GET', /^\/issues\/(\d+)\/comments$/)))
			return this.page(this.talk(Number(m[1])).map((c) => ({ id: c.id, body: c.body, user: this.user(c.login) })), url);
		if ((m = is('POST', /^\/issues\/(\d+)\/comments$/)))
			return this.#issueComment(Number(m[1]), body);
		if ((m = is('POST', /^\/statuses\/([0-9a-f]{40})$/)))
			return this.#status(m[1], body);
		if ((m = is('GET', /^\/commits\/([0-9a-f]{40})\/check-runs$/)))
			return this.page(this.checks.filter((c) => c.head_sha === m[1] && c.name === url.searchParams.get('check_name')).map((c) => this.#check(c)), url, { key: 'check_runs' });
		if (is('POST', /^\/check-runs$/) || (m = is('PATCH', /^\/check-runs\/(\d+)$/)))
			return this.#checkPut(m ? this.checks.find((c) => c.id === Number(m[1])) : null, body);
		if (is('POST', /^\/code-scanning\/sarifs$/)) {
			this.sarifs.push(body);
			return json(202, { id: `sarif-${this.sarifs.length}` });
		}
		if (p.startsWith('/hooks'))
			return this.#hooks(method, url, p, body);
		return fail(404, 'Not Found');
	}

	// ---- comments ----
	async #echoComment(c) {
		if (this.echo)
			await this.emit('pull_request_review_comment', 'created', c.number, { comment: this.comment(c) }, this.me);
	}
	async #review(number, b) {
		const p = this.pulls.get(number), limited = this.#limited();
		if (limited)
			return limited;
		if (!p)
			return fail(404, 'Not Found');
		if (!['APPROVE', 'REQUEST_CHANGES', 'COMMENT'].includes(b.event) || (b.event !== 'APPROVE' && !b.body))
			return fail(422, 'Unprocessable Entity', { errors: ['body is required'] });
		for (const c of b.comments ?? []) {
			const why = this.#bad(p, c, b.commit_id);
			if (why)
				return fail(422, 'Unprocessable Entity', { errors: [why] });
		}
		const review = { id: this.id(), number, body: b.body };
		this.reviews.push(review);
		for (const c of b.comments ?? [])
			await this.#echoComment(this.#add({ ...c, number, login: this.me, commit_id: b.commit_id, review: review.id }));
		return json(200, { id: review.id, body: b.body, state: 'COMMENTED', user: this.user(this.me) });
	}
	async #comment(number, b) {
		const p = this.pulls.get(number), limited = this.#limited();
		if (limited)
			return limited;
		const why = p ? this.#bad(p, b, b.commit_id) : '';
		if (!p || why)
			return p ? fail(422, 'Validation Failed', { errors: [{ resource: 'PullRequestReviewComment', code: 'custom', message: why }] }) : fail(404, 'Not Found');
		const c = this.#add({ ...b, number, login: this.me });
		await this.#echoComment(c);
		return json(201, this.comment(c));
	}
	async #reply(number, id, b) {
		const top = this.comments.find((c) => c.id === id && c.number === number), limited = this.#limited();
		if (limited)
			return limited;
		if (!top || top.parent)
			return fail(top ? 422 : 404, top ? 'in_reply_to must be a top-level comment' : 'Not Found');
		const c = this.#add({ number, parent: id, login: this.me, body: b.body, path: top.path, line: top.line, commit_id: top.commit_id });
		await this.#echoComment(c);
		return json(201, this.comment(c));
	}
	#edit(method, list, id, b, show) {
		const i = list.findIndex((c) => c.id === id);
		if (i < 0)
			return fail(404, 'Not Found');
		if (method === 'GET')
			return json(200, show(list[i]));
		if (list[i].login !== this.me)
			return fail(403, 'Resource not accessible by integration');
		if (method === 'DELETE') {
			list.splice(i, 1);
			return { status: 204 };
		}
		if (method !== 'PATCH' || !b.body || [...b.body].length > 65536)
			return fail(422, 'body is missing or too long');
		list[i].body = b.body;
		list[i].edits = (list[i].edits ?? 0) + 1;
		return json(200, show(list[i]));
	}
	async #issueComment(number, b) {
		const limited = this.#limited();
		if (limited)
			return limited;
		if (!b.body || [...b.body].length > 65536)
			return fail(422, 'body is missing or too long');
		const c = { id: this.id(), number, login: this.me, body: b.body, at: this.now() };
		this.issueComments.push(c);
		if (this.echo)
			await this.emit('issue_comment', 'created', undefined, { issue: { number, pull_request: { url: '' } }, comment: { id: c.id, body: c.body, user: this.user(this.me) } }, this.me);
		return json(201, { id: c.id, body: c.body, user: this.user(this.me) });
	}

	// ---- GraphQL: the three operations that Ringcheck knows ----
	#graphql({ query, variables: v }, entry) {
		if (/reviewThreads\s*\(/.test(query)) {
			entry.read = true;
			if (`${v.owner}/${v.name}` !== this.name || !this.pulls.has(v.number))
				return json(200, { data: { repository: null }, errors: [{ type: 'NOT_FOUND', message: 'Could not resolve to a PullRequest' }] });
			const all = this.threads(v.number), from = v.after ? Number(v.after) : 0, some = all.slice(from, from + 50);
			const author = (login) => ({ __typename: login.endsWith('[bot]') ? 'Bot' : 'User', login: login.replace(/\[bot\]$/, '') });
			return json(200, { data: { repository: { pullRequest: { reviewThreads: { pageInfo: { hasNextPage: from + 50 < all.length, endCursor: String(from + some.length) },
				nodes: some.map((t) => ({ id: t.thread, isResolved: t.resolved, isOutdated: !!t.outdated, path: t.path, subjectType: t.subject_type === 'file' ? 'FILE' : 'LINE',
					resolvedBy: t.resolvedBy ? { login: t.resolvedBy } : null,
					comments: { nodes: t.comments.slice(0, 100).map((c) => ({ databaseId: c.id, body: c.body, author: author(c.login) })) } })) } } } } });
		}
		const m = /(un)?resolveReviewThread\s*\(/i.exec(query), c = this.comments.find((x) => `PRRT_${x.id}` === v.id);
		if (!m || !c)
			return json(200, { data: null, errors: [{ type: 'NOT_FOUND', message: 'Could not resolve to a node with that global id' }] });
		c.resolved = !m[1];
		c.resolvedBy = m[1] ? null : this.me.replace(/\[bot\]$/, '') === this.me ? this.me : null;
		return json(200, { data: { [m[1] ? 'unresolveReviewThread' : 'resolveReviewThread']: { thread: { id: v.id, isResolved: c.resolved } } } });
	}

	// ---- status and checks ----
	#status(sha, b) {
		if (!['error', 'failure', 'pending', 'success'].includes(b.state) || (b.description && [...b.description].length > 140))
			return fail(422, 'Validation Failed');
		this.statuses.push({ sha, ...b });
		return json(201, { id: this.id(), ...b });
	}
	#check(c) {
		return { ...c, output: { title: c.output?.title, summary: c.output?.summary, annotations_count: c.annotations.length } };
	}
	#checkPut(old, b) {
		const list = b.output?.annotations ?? [];
		if (!this.app)
			return fail(403, 'You must authenticate via a GitHub App.');
		if (list.length > 50 || (b.output && (!b.output.title || !b.output.summary || [...b.output.summary].length > 65535)) || (b.status === 'completed' && !b.conclusion) ||
			list.some((x) => !x.path || !x.start_line || !x.message || !['notice', 'warning', 'failure'].includes(x.annotation_level) || [...(x.title ?? '')].length > 255))
			return fail(422, 'Invalid request.');
		if (!old && (!b.name || !/^[0-9a-f]{40}$/.test(b.head_sha ?? '')))
			return fail(422, 'head_sha is missing');
		const c = old ?? { id: this.id(), annotations: [], head_sha: b.head_sha };
		const { annotations, ...out } = b.output ?? {};
		Object.assign(c, b, { head_sha: c.head_sha, output: out });
		c.annotations.push(...list);
		if (!old)
			this.checks.push(c);
		return json(old ? 200 : 201, this.#check(c));
	}

	// ---- hooks ----
	async #hooks(method, url, p, b) {
		let m;
		if (p === '/hooks' && method === 'GET')
			return this.page(this.hooks, url);
		if (p === '/hooks' && method === 'POST') {
			if (!b.config?.url)
				return fail(422, 'config.url is missing');
			const h = { id: this.id(), ...b };
			this.hooks.push(h);
			this.hookUrl = b.config.url;
			this.secret = b.config.secret;
			return json(201, h);
		}
		const h = this.hooks.find((x) => p.startsWith(`/hooks/${x.id}`));
		if (!h)
			return fail(404, 'Not Found');
		if (method === 'PATCH') {
			Object.assign(h, b);
			return json(200, h);
		}
		if ((m = /^\/hooks\/\d+\/pings$/.exec(p))) {
			await this.deliver('ping', { zen: 'Keep it logically awesome.', hook_id: h.id, hook: h, repository: this.repository(), sender: this.user('alice') });
			return { status: 204 };
		}
		return this.#hookDeliveries(method, url, p.replace(/^\/hooks\/\d+/, ''));
	}
	async #hookDeliveries(method, url, p) {
		const m = /^\/deliveries\/(\d+)\/attempts$/.exec(p);
		if (m && method === 'POST') {
			const d = this.deliveries.find((x) => x.id === Number(m[1]));
			if (!d)
				return fail(404, 'Not Found');
			setTimeout(() => this.replay(d), 10);
			return json(202, {});
		}
		if (p !== '/deliveries')
			return fail(404, 'Not Found');
		// What is still under way has no outcome to list.
		const all = this.deliveries.filter((d) => d.over).reverse(), from = Number(url.searchParams.get('cursor') ?? 0), n = Number(url.searchParams.get('per_page') ?? 30);
		const next = new URL(url);
		next.searchParams.set('cursor', from + n);
		return json(200, all.slice(from, from + n).map((d) => ({ id: d.id, guid: d.guid, delivered_at: d.at, redelivery: false, status: d.status ? 'OK' : 'failed to connect', status_code: d.status,
			event: d.event, action: d.payload.action ?? null })), from + n < all.length ? { link: `<${next}>; rel="next"` } : {});
	}
}
