// What the forge tests share: a private cluster with server and worker, a project made by hand, reviews made by hand.
import { execFileSync } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import assert from 'node:assert/strict';
import nacl from 'tweetnacl';
import { Cluster, one, serve, sleep, sql, until, worker } from '../api/lib.mjs';

export { one, sleep, sql, until };
export const key = '000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f';

/** As base/seal.h: version, nonce, box; by another implementation of the same construction. */
export function seal(text) {
	const nonce = randomBytes(24);
	const box = nacl.secretbox(Buffer.from(text), nonce, Buffer.from(key, 'hex'));
	return `\\x01${nonce.toString('hex')}${Buffer.from(box).toString('hex')}`;
}
const quote = (s) => `'${String(s).replace(/'/g, "''")}'`;

export class World {
	/** kinds: of the worker's jobs; without 'review' the tests make reviews by hand. */
	constructor({ kinds = 'delivery,publish,connect,sweep', env = {} } = {}) {
		this.kinds = kinds;
		this.env = env;
	}
	async start() {
		this.cluster = await new Cluster().start();
		this.url = this.cluster.database('forge');
		this.server = await serve(this.url, { RINGCHECK_SECRET_KEY: key });
		this.startWorker();
		return this;
	}
	startWorker(more = {}) {
		this.worker = worker(this.url, { RINGCHECK_SECRET_KEY: key, RINGCHECK_KINDS: this.kinds, RINGCHECK_PUBLIC_URL: this.server.url, RINGCHECK_SWEEP: '0', RINGCHECK_LOG_LEVEL: 'debug',
			RINGCHECK_LEASE: '5', ...this.env, ...more });
		return this.worker;
	}
	async stop() {
		await this.worker?.stop();
		await this.server?.stop();
		await this.cluster?.remove();
	}
	sql(text) {
		return sql(this.url, text);
	}
	one(text) {
		return one(this.url, text);
	}
	/** A project of this fake. Sets the fake's hook. */
	project(kind, fake, { options = {}, token = '', app = null, isPrivate = true, name = fake.name } = {}) {
		this.projects = (this.projects ?? 0) + 1;
		const secret = `secret-${this.projects}`;
		const f = this.one(`insert into forges (kind, name, api_url, web_url, app_id, app_key, private) values (${quote(kind)}, ${quote(`${kind} ${this.projects}`)},
			${quote(fake.api)}, ${quote(fake.origin)}, ${quote(app ? '77' : '')}, ${app ? quote(seal(app)) : 'null'}, ${isPrivate}) returning id`);
		const [id, hook] = this.sql(`insert into projects (name, forge_id, repo, clone_url, token, hook_secret, options, default_branch)
			values (${quote(`project ${this.projects}`)}, ${f}, ${quote(name)}, ${quote(fake.repo?.url ?? `${fake.origin}/x.git`)}, ${token ? quote(seal(token)) : 'null'}, ${quote(seal(secret))},
			${quote(JSON.stringify(options))}, 'main') returning id, hook_id`)[0];
		fake.secret = secret;
		fake.hookUrl = `${this.server.url}/hooks/${hook}`;
		return { id, hook };
	}
	/** No job of ours waits or runs: the state is what it will be. */
	async quiet(ms = 60000) {
		const kinds = this.kinds.split(',').map(quote).join(', ');
		try {
			await until('all jobs are done', () => this.one(`select count(*) from jobs where kind in (${kinds}) and state in ('ready', 'leased')`) === '0', ms);
		} catch (e) {
			console.error(this.sql(`select kind, state, attempts, run_after - now(), last_error from jobs where state in ('ready', 'leased')`), this.worker.log.slice(-4000));
			throw e;
		}
	}
	/** The latest review of a pull request ends with these findings; fixed ones only count. */
	finish(project, number, findings, { changes = [], partial = false, reason = '', fixed = 0, unchanged = 0, state = 'done', missing = [] } = {}) {
		const pull = this.one(`select id from pulls where project_id = ${project.id} and number = ${number}`);
		const review = this.one(`select max(id) from reviews where pull_id = ${pull} and not superseded`);
		const n = (s) => findings.filter((f) => (f.status ?? 'new') === s).length;
		this.sql(`begin; delete from findings where review_id = ${review}; delete from units where review_id = ${review};
			${missing.map((path, i) => `insert into units (review_id, n, driver, path, state, reason) values (${review}, ${i + 1}, 'echo', ${quote(path)}, 'not_analysed', 'took longer than 60 s');`).join('\n')}
			 update jobs set state = 'done', finished_at = now() where review_id = ${review};
			${findings.map((f, i) => `insert into findings (review_id, n, line, col, rule, family, severity, strength, driver, file, function, message, identity, status, on_diff, body)
				values (${review}, ${i + 1}, ${f.line}, 5, ${quote(f.rule ?? 'blocking-primitive-at-unknown-irql')}, 'irql', ${quote(f.severity ?? 'error')}, 'definite', 'echo', ${quote(f.file)}, 'Fn',
				${quote(f.message ?? `Something about ${f.id}`)}, ${quote(identity(f.id))}, ${quote(f.status ?? 'new')}, ${f.on_diff ?? true},
				${quote(JSON.stringify({ fix: f.fix ?? 'Mend it.', fact: 'f', steps: f.steps ?? [{ kind: 'here', at: { file: f.file, line: f.line, column: 5 }, text: 'here' }], docs: ['/windows-hardware/x'],
					edits: f.edits ?? [], related: [] }))});`).join('\n')}
			update reviews set state = ${quote(state)}, partial = ${partial}, reason = ${quote(reason)}, findings = ${findings.length}, fresh = ${n('new')}, reopened = ${n('reopened')},
				unchanged = ${unchanged}, fixed = ${fixed}, changes = ${quote(JSON.stringify(changes))}, finished_at = now() where id = ${review};
			select rc_job_once('publish', jsonb_build_object('pull', ${pull}), '${pull}', 5, 40); commit`);
		return { pull, review };
	}
	deliveries(project) {
		return this.sql(`select event, action, state, outcome from deliveries where project_id = ${project.id} order by id`).map(([event, action, state, outcome]) => ({ event, action, state, outcome }));
	}
}
export const identity = (id) => createHash('sha256').update(id).digest('hex').slice(0, 32);
export const marked = (body) => /^<!-- ringcheck:f=([0-9a-f]+) -->/.exec(body)?.[1];
export const driver = (n, touch = {}) => Array.from({ length: n }, (_, i) => touch[i + 1] ?? `line ${i + 1};`).join('\n') + '\n';
export { assert, execFileSync };
