// A pull request's life, made of steps, and what must stand at the forge after every one of them: a model beside the service.
import { existsSync } from 'node:fs';
import { assert, driver, identity, marked, sleep } from './lib.mjs';
import { judge } from './judge.mjs';

/** Those forges whose fakes there are. */
export const forges = {};
for (const [kind, file, name] of [['github', 'fake-github.mjs', 'FakeGithub'], ['gitlab', 'fake-gitlab.mjs', 'FakeGitlab'], ['gitea', 'fake-gitea.mjs', 'FakeGitea']])
	if (existsSync(new URL(file, import.meta.url)))
		forges[kind] = (await import(`./${file}`))[name];

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
	/** w: a World; kind: of the forge; git: a GitServer. */
	constructor(w, kind, git, name, { options = { inline_max: 4 }, fake = {} } = {}) {
		Object.assign(this, { w, kind, name, options, given: fake });
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
		this.fake = await new forges[this.kind]({ repo: this.repo, name: this.name, ...this.given }).start();
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
		return this.fake.threads(this.n);
	}
	thread(id) {
		return this.threads().find((t) => marked(t.comments[0].body) === identity(id));
	}
	/** The comment that starts the finding's thread, as the fake keeps it. */
	top(id) {
		return this.thread(id)?.comments[0];
	}
	wanted() {
		return [...this.present].filter((id) => !this.decided.has(id)).sort();
	}
	/** What people see: open threads, rows of the summary. */
	seen() {
		const all = [...on, ...off], name = (t) => all.find((id) => identity(id) === marked(t.comments[0].body));
		const over = (t) => t.resolved || /^<!--[^\n]*h=closed:/.test(t.comments[0].body);
		const ours = this.threads().filter((t) => marked(t.comments[0].body) && t.comments[0].login === this.fake.me);
		const summary = this.fake.talk(this.n).filter((c) => c.login === this.fake.me && c.body.startsWith('<!-- ringcheck:summary'));
		return { open: ours.filter((t) => !over(t)).map(name).sort(), over: ours.filter(over).map(name).sort(), all: ours.map(name).sort(),
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
