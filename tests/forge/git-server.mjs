// Bare repositories over smart HTTP (git http-backend), as a forge would serve them: refs/pull/N/head included, any reachable commit
// may be asked for by name.
import { execFileSync, spawn } from 'node:child_process';
import { createServer } from 'node:http';
import { mkdtempSync, mkdirSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';

const env = { PATH: process.env.PATH, HOME: '/nonexistent', GIT_CONFIG_NOSYSTEM: '1', GIT_AUTHOR_NAME: 'A', GIT_AUTHOR_EMAIL: 'a@example.com',
	GIT_COMMITTER_NAME: 'A', GIT_COMMITTER_EMAIL: 'a@example.com' };

export class GitServer {
	/** login: { user, password } that every request must carry; undefined = public. */
	constructor({ login } = {}) {
		this.root = mkdtempSync(path.join(os.tmpdir(), 'rc-git-'));
		this.login = login;
		this.requests = 0;
	}
	async start() {
		this.server = createServer((q, a) => this.#serve(q, a));
		await new Promise((r) => this.server.listen(0, '127.0.0.1', r));
		this.url = `http://127.0.0.1:${this.server.address().port}`;
		return this;
	}
	async stop() {
		this.server.closeAllConnections?.();
		await new Promise((r) => this.server.close(r));
		rmSync(this.root, { recursive: true, force: true });
	}
	repo(name) {
		const r = new Repo(path.join(this.root, `${name}.git`));
		r.url = `${this.url}/${name}.git`;
		return r;
	}
	#serve(q, a) {
		this.requests++;
		const url = new URL(q.url, this.url);
		if (this.login) {
			const want = `Basic ${Buffer.from(`${this.login.user}:${this.login.password}`).toString('base64')}`;
			if (q.headers.authorization !== want) {
				a.writeHead(401, { 'www-authenticate': 'Basic realm="git"' }).end();
				return;
			}
		}
		const cgi = spawn('git', ['http-backend'], { env: { ...env, GIT_PROJECT_ROOT: this.root, GIT_HTTP_EXPORT_ALL: '1', PATH_INFO: decodeURIComponent(url.pathname),
			QUERY_STRING: url.search.slice(1), REQUEST_METHOD: q.method, CONTENT_TYPE: q.headers['content-type'] ?? '',
			HTTP_CONTENT_ENCODING: q.headers['content-encoding'] ?? '', GIT_PROTOCOL: q.headers['git-protocol'] ?? '', REMOTE_ADDR: '127.0.0.1' } });
		q.pipe(cgi.stdin);
		cgi.stdin.on('error', () => {});
		let head = Buffer.alloc(0), done = false;
		cgi.stdout.on('data', (d) => {
			if (done) {
				a.write(d);
				return;
			}
			head = Buffer.concat([head, d]);
			const end = head.indexOf('\r\n\r\n');
			if (end < 0)
				return;
			done = true;
			let status = 200;
			const headers = {};
			for (const line of head.subarray(0, end).toString().split('\r\n')) {
				const [k, v] = [line.slice(0, line.indexOf(':')), line.slice(line.indexOf(':') + 1).trim()];
				if (k.toLowerCase() === 'status')
					status = parseInt(v, 10);
				else
					headers[k] = v;
			}
			a.writeHead(status, headers);
			a.write(head.subarray(end + 4));
		});
		cgi.stdout.on('end', () => a.end());
	}
}

/** A bare repository whose commits are made from plain objects { path: text or null }. */
export class Repo {
	constructor(dir) {
		this.dir = dir;
		mkdirSync(dir, { recursive: true });
		this.git('init', '-q', '--bare', '-b', 'main', '.');
		for (const [k, v] of [['uploadpack.allowFilter', 'true'], ['uploadpack.allowAnySHA1InWant', 'true'], ['http.receivepack', 'false']])
			this.git('config', k, v);
	}
	git(...args) {
		return execFileSync('git', args, { cwd: this.dir, env, encoding: 'utf8', maxBuffer: 1 << 28 }).trimEnd();
	}
	#git(args, input, more = {}) {
		return execFileSync('git', args, { cwd: this.dir, env: { ...env, ...more }, input, encoding: 'utf8', maxBuffer: 1 << 28 }).trimEnd();
	}
	/** Commits `files` on top of `parent` (a commit or null) and moves `ref` there. */
	commit(ref, parent, files, message = 'change') {
		const index = path.join(this.dir, `index-${process.pid}-${Math.random()}`), more = { GIT_INDEX_FILE: index };
		if (parent)
			this.#git(['read-tree', parent], '', more);
		const lines = Object.entries(files).map(([p, text]) => text === null ? `0 ${'0'.repeat(40)}\t${p}`
			: `100644 ${this.#git(['hash-object', '-w', '--stdin'], text)}\t${p}`);
		this.#git(['update-index', '--add', '--index-info'], `${lines.join('\n')}\n`, more);
		const tree = this.#git(['write-tree'], '', more);
		const at = `${1700000000 + (this.n = (this.n ?? 0) + 1) * 60} +0000`;
		const sha = this.#git(['commit-tree', tree, ...(parent ? ['-p', parent] : []), '-m', message], '', { GIT_AUTHOR_DATE: at, GIT_COMMITTER_DATE: at });
		rmSync(index, { force: true });
		if (ref)
			this.git('update-ref', ref, sha);
		return sha;
	}
	mergeBase(a, b) {
		return this.git('merge-base', a, b);
	}
	/** What a forge shows of base...head: { path: { old, right: Set of lines, left: Set, added: Set } }. */
	diff(base, head) {
		const out = {};
		let file = null, old = '', l = 0, r = 0;
		for (const line of this.git('diff', '-M', '-U3', `${base}...${head}`).split('\n')) {
			let m;
			if (line.startsWith('diff --git '))
				file = null;
			else if (!file && line.startsWith('--- '))
				old = line.slice(4).replace(/^a\//, '');
			else if (!file && line.startsWith('+++ ')) {
				const name = line === '+++ /dev/null' ? old : line.slice(4).replace(/^b\//, '');
				file = out[name] = { old: old === '/dev/null' ? name : old, right: new Set(), left: new Set(), added: new Set(), both: new Map() };
			} else if ((m = /^@@ -(\d+)(?:,\d+)? \+(\d+)/.exec(line)))
				[l, r] = [Number(m[1]), Number(m[2])];
			else if (file && line.startsWith('+')) {
				file.right.add(r);
				file.added.add(r++);
			} else if (file && line.startsWith('-'))
				file.left.add(l++);
			else if (file && line.startsWith(' ')) {
				file.both.set(r, l);
				file.right.add(r++);
				l++;
			}
		}
		return out;
	}
	/** As reviews.changes: added ranges of the new file. */
	changes(base, head) {
		return Object.entries(this.diff(base, head)).map(([p, d]) => {
			const added = [];
			for (const n of [...d.added].sort((a, b) => a - b)) {
				if (added.length && added.at(-1)[1] === n - 1)
					added.at(-1)[1] = n;
				else
					added.push([n, n]);
			}
			return { path: p, ...(d.old !== p ? { old: d.old } : {}), status: d.old !== p ? 'R' : 'M', added };
		});
	}
}
