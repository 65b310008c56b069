// A pull request's life, made of steps, and what must stand at the forge after every one of them: a model beside the service.
import { assert, driver, identity, marked, sleep } from './lib.mjs';
import { judge } from './judge.mjs';
import { FakeGitea } from './fake-gitea.mjs';
import { FakeGithub } from './fake-github.mjs';
import { FakeGitlab } from './fake-gitlab.mjs';

/** The forges, and what people can do at each: its kind, a fake, whether a thread can be resolved, whether replies can carry commands. */
export const forges = {
	github: { kind: 'github', make: (o) => new FakeGithub(o), resolves: true, replies: true },
	gitlab: { kind: 'gitlab', make: (o) => new FakeGitlab(o), resolves: true, replies: true },
	'gitea 1.22': { kind: 'gitea', make: (o) => new FakeGitea(o), resolves: false, replies: false },
	'gitea 1.26': { kind: 'gitea', make: (o) => new FakeGitea({ version: '1.26.0', ...o }), resolves: true, replies: false },
};
/** A branch moved, as each forge tells it. */
export function pushed(fake, ref, before, after) {
	if (fake.pushBranch)
		return fake.pushBranch(ref, before, after);
	const what = { ref: `refs/heads/${ref}`, before, after };
	return fake instanceof FakeGitlab ? fake.deliver('Push Hook', { object_kind: 'push', event_name: 'push', ...what, checkout_sha: after, user_username: 'alice', project: fake.project(), commits: [] })
		: fake.deliver('push', { ...what, repository: fake.repository(), sender: fake.user('alice'), commits: [] });
}
/** Closed, opened again or merged, in the forge's words. */
export function turn(fake, n, what) {
	if (fake instanceof FakeGitlab)
		return fake.change(n, what, { state: { close: 'closed', reopen: 'opened', merge: 'merged' }[what] });
	return fake.change(n, what === 'reopen' ? 'reopened' : 'closed', { state: what === 'reopen' ? 'open' : 'closed', merged: what === 'merge' });
}
/** Our threads alike: `first` is what we said, `handle` what the fake knows it by. */
export function threads(fake, n) {
	return fake.threads(n).map((t) => ({ id: marked(t.body), first: t.body, path: t.path ?? t.position?.new_path, line: t.line ?? t.position?.new_line, over: !!t.resolved || /^<!--[^\n]*h=closed:/.test(t.body),
		handle: t.comment ?? t.discussion ?? t.comments[0], comments: t.comments, login: t.comment?.login ?? t.comments[0].login })).filter((t) => t.id && t.login === fake.me);
}
/** Somebody answers in a thread. Gives what was written. */
export async function answer(fake, thread, who, text) {
	return (await fake.reply(thread.handle, who, text)) ?? fake.comments.at(-1);
}

/** Equal seeds, equal lives. */
export class Dice {
	constructor(seed) {
		this.x = seed >>> 0 || 1;
	}
	roll(n) {
		this.x ^= this.x << 13;
		this.x ^= this.x >>> 17;
		this.x ^= this.x << 5;
		return (this.x >>> 0) % n;
	}
	pick(v) {
		return v[this.roll(v.length)];
	}
}

const LINES = 60, FILE = 'src/queue.c';
/** Findings on lines that a push changes (F) and on lines that no push changes (G). */
export const on = Array.from({ length: 9 }, (_, i) => `F${i}`), off = ['G0', 'G1', 'G2'];
const base = driver(LINES, Object.fromEntries(off.map((g, i) => [15 * (i + 1), `${g}();`])));

export class Life {
	/** w: a World; at: a key of `forges`; git: a GitServer. */
	constructor(w, at, git, name, { options = { inline_max: 4 }, fake = {} } = {}) {
		Object.assign(this, { w, at, kind: forges[at].kind, name, options, given: fake });
		this.repo = git.repo(name);
		this.base = this.repo.commit('refs/heads/main', null, { [FILE]: base, 'src/other.c': driver(10) });
		this.present = new Set();
		this.ever = new Set();
		this.decided = new Map(); // id: 'accepted' | 'false_positive'
		this.held = new Set(); // a person opened a thread whose finding is gone
		this.replies = []; // { comment, text }
		this.file = FILE;
		this.log = [];
	}
	async start() {
		this.fake = await forges[this.at].make({ repo: this.repo, name: this.name, ...this.given }).start();
		this.project = this.w.project(this.kind, this.fake, { options: this.options, ...(this.fake.app ? { app: this.fake.privateKey } : { token: 'plain-token' }) });
		return this;
	}
	/** A commit with these findings, `top` lines above everything. */
	commit(present, { top = 0, file = this.file, parent = this.base } = {}) {
		const lines = [...Array.from({ length: top }, (_, i) => `top ${i};`)];
		base.trimEnd().split('\n').forEach((l, i) => {
			lines.push(l);
			// Three apart from each other and from the off ones.
			if (i % 5 === 2 && present.has(on[(i - 2) / 5]))
				lines.push(`${on[(i - 2) / 5]}();`);
		});
		return this.repo.commit('refs/heads/feature', parent, { [FILE]: null, 'src/moved.c': null, [file]: `${lines.join('\n')}\n` });
	}
	findings(sha) {
		const text = this.repo.git('show', `${sha}:${this.file}`).split('\n'), diff = this.repo.diff(this.base, sha)[this.file];
		return [...this.present].map((id) => {
			const line = text.indexOf(`${id}();`) + 1;
			return { id, line, file: this.file, severity: id[1] < '3' ? 'error' : 'warning', on_diff: diff?.added.has(line) ?? false, status: this.ever.has(id) && !this.before.has(id) ? 'reopened' : 'new' };
		});
	}
	/** The review of the head ends. */
	finish() {
		this.w.finish(this.project, this.n, this.findings(this.head), { changes: this.repo.changes(this.base, this.head), fixed: this.before.size - [...this.before].filter((x) => this.present.has(x)).length });
		this.before = new Set(this.present);
		for (const id of this.present)
			this.ever.add(id);
	}
	async open(present) {
		this.before = new Set();
		this.present = new Set(present);
		this.head = this.commit(this.present);
		this.n = await this.fake.open({ head: this.head, base: this.base });
		await this.w.quiet();
		this.finish();
		await this.w.quiet();
	}
	async push(present, { top = 0, file = this.file, force = false, between } = {}) {
		this.present = new Set(present);
		this.file = file;
		const sha = this.commit(this.present, { top, file, parent: force ? this.base : this.head });
		this.head = sha;
		await this.fake.push(this.n, sha);
		await between?.();
		await this.w.quiet();
		this.finish();
		await this.w.quiet(60000);
	}
	threads() {
		return threads(this.fake, this.n);
	}
	thread(id) {
		return this.threads().find((t) => t.id === identity(id));
	}
	/** Somebody says something in a finding's thread. */
	async say(id, who, text) {
		const c = await answer(this.fake, this.thread(id), who, text);
		this.replies.push({ comment: c.id, text });
		await this.w.quiet(60000);
	}
	/** A command: in the thread, or where its forge tells of no replies, in the conversation. */
	async command(id, who, verb, reason = 'because') {
		if (forges[this.at].replies)
			return this.say(id, who, `/ringcheck ${verb} ${reason}`);
		await this.fake.say(this.n, who, `/ringcheck ${verb} ${identity(id).slice(0, 12)} ${reason}`);
		return this.w.quiet(60000);
	}
	wanted() {
		return [...this.present].filter((id) => !this.decided.has(id)).sort();
	}
	/** What people see: open threads, rows of the summary. */
	seen() {
		const all = [...on, ...off], name = (t) => all.find((id) => identity(id) === t.id), ours = this.threads();
		const summary = this.fake.talk(this.n).filter((c) => c.login === this.fake.me && c.body.startsWith('<!-- ringcheck:summary'));
		return { open: ours.filter((t) => !t.over).map(name).sort(), over: ours.filter((t) => t.over).map(name).sort(), all: ours.map(name).sort(),
			listed: all.filter((id) => summary.some((s) => s.body.includes(`Something about ${id} `))), summaries: summary.length };
	}
	/** The invariants. `what` was done last. */
	async check(what) {
		const s = this.seen(), wanted = this.wanted(), at = `${what}; life: ${this.log.join(', ')}; ${JSON.stringify(s)}, wanted ${wanted}`;
		assert.equal(new Set(s.all).size, s.all.length, `a finding has one thread: ${at}`);
		assert.ok(s.summaries <= 1, `one summary: ${at}`);
		for (const id of wanted)
			assert.equal(s.open.filter((x) => x === id).length + s.listed.filter((x) => x === id).length, 1, `${id} is to be seen once: ${at}`);
		for (const id of [...s.open, ...s.listed])
			assert.ok(wanted.includes(id) || this.held.has(id), `${id} is over: ${at}`);
		for (const { comment, text } of this.replies)
			assert.ok(this.threads().some((t) => t.comments.some((c) => c.id === comment && c.body === text)), `what people said is there: ${at}`);
		const bad = this.w.deliveries(this.project).filter((d) => !['done', 'ignored'].includes(d.state));
		assert.deepEqual(bad, [], at);
		// Once more: nothing is written.
		const n = this.fake.writes().length;
		await this.again();
		assert.deepEqual(this.fake.writes().slice(n).map((x) => `${x.method} ${x.path}`), [], `publishing again writes nothing: ${at}`);
	}
	async again() {
		const pull = this.w.one(`select id from pulls where project_id = ${this.project.id} and number = ${this.n}`);
		this.w.sql(`select rc_job_once('publish', jsonb_build_object('pull', ${pull}), '${pull}', 5, 40)`);
		await this.w.quiet();
	}
	async judged() {
		const { asked, bad } = await judge(this.kind, this.fake);
		assert.deepEqual(bad, [], `${asked} requests`);
		return asked;
	}
	async stop() {
		await this.fake.stop();
	}
}
export { sleep };
