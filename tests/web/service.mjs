// A whole Ringcheck of the test's own: a private PostgreSQL on a socket, ringcheckd on a free port, workers when asked for.
import { execFileSync, spawn } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, appendFileSync, openSync, closeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

export const repo = resolve(dirname(fileURLToPath(import.meta.url)), '../..');
const build = resolve(repo, process.env.B || 'build');
const asRoot = process.getuid() === 0;

function pgBin(program) {
	const base = '/usr/lib/postgresql';
	const versions = existsSync(base) ? readdirSync(base).sort((a, b) => a - b) : [];
	if (versions.length === 0)
		throw new Error('PostgreSQL is not installed');
	return join(base, versions.at(-1), 'bin', program);
}

/** Waits until check() gives something true; a slow machine only takes longer. */
export async function until(check, what, seconds = 60) {
	const end = Date.now() + seconds * 1000;
	for (;;) {
		const found = await check();
		if (found)
			return found;
		if (Date.now() > end)
			throw new Error(`${what}: not within ${seconds} s`);
		await new Promise((r) => setTimeout(r, 50));
	}
}

export class Service {
	constructor() {
		this.dir = mkdtempSync(join(tmpdir(), 'ringcheck-web-'));
		this.workers = [];
	}

	// PostgreSQL refuses to run as root.
	postgres(program, ...args) {
		const command = [pgBin(program), ...args];
		if (asRoot)
			command.unshift('runuser', '-u', 'postgres', '--');
		execFileSync(command[0], command.slice(1), { cwd: '/', stdio: 'ignore' });
	}

	async start() {
		const data = join(this.dir, 'pg');
		mkdirSync(data);
		chmodSync(this.dir, 0o755);
		if (asRoot)
			execFileSync('chown', ['postgres', data]);
		const user = asRoot ? 'postgres' : process.env.USER || execFileSync('id', ['-un'], { encoding: 'utf8' }).trim();
		this.postgres('initdb', '-D', join(data, 'db'), '-A', 'trust', '-U', user, '-E', 'UTF8', '--no-sync');
		appendFileSync(join(data, 'db/postgresql.conf'), `listen_addresses = ''\nunix_socket_directories = '${data}'\nfsync = off\n`);
		this.postgres('pg_ctl', '-D', join(data, 'db'), '-w', '-t', '120', '-l', join(data, 'log'), 'start');
		this.database = true;
		this.postgres('createdb', '-h', data, '-U', user, 'ringcheck');
		this.env = { PATH: process.env.PATH, HOME: this.dir, DATABASE_URL: `host=${data} dbname=ringcheck user=${user}`, RINGCHECK_MODEL_DIR:
			process.env.RINGCHECK_MODEL_DIR || join(repo, 'analyzer/model/include'), RINGCHECK_JOBS: '1' };
		await this.startServer(0);
	}

	/** Rows of a query as lists of text. */
	sql(text) {
		const out = execFileSync(pgBin('psql'), [this.env.DATABASE_URL, '-AtqX', '-F', '\t', '-v', 'ON_ERROR_STOP=1', '-c', text], { encoding: 'utf8', cwd: '/' });
		return out === '' ? [] : out.replace(/\n$/, '').split('\n').map((l) => l.split('\t'));
	}

	async startServer(port, env = {}) {
		const log = join(this.dir, 'server.log');
		rmSync(log, { force: true });
		this.server = this.run('ringcheckd', log, { RINGCHECK_PORT: String(port), RINGCHECK_WEB: join(repo, 'web/dist'),
			RINGCHECK_RULES: join(build, 'share/rules.json'), RINGCHECK_SECRET_KEY: 'ab'.repeat(32), ...env });
		this.url = await until(() => {
			const text = readFileSync(log, 'utf8');
			if (this.server.exitCode !== null)
				throw new Error(`the server ended: ${text}`);
			return /listening on (http:\S+)/.exec(text)?.[1];
		}, 'the server listens');
		this.port = Number(new URL(this.url).port);
	}

	run(program, log, env) {
		const out = openSync(log, 'a');
		const child = spawn(join(build, 'bin', program), [], { cwd: this.dir, env: { ...this.env, ...env }, stdio: ['ignore', out, out] });
		closeSync(out);
		return child;
	}

	startWorker() {
		const scratch = join(this.dir, `scratch-${this.workers.length}`);
		mkdirSync(scratch);
		const worker = this.run('ringcheck-worker', join(this.dir, 'worker.log'), { RINGCHECK_SCRATCH: scratch, RINGCHECK_SANDBOX: 'best-effort' });
		this.workers.push(worker);
		return worker;
	}

	async end(child, signal = 'SIGTERM') {
		if (child.exitCode !== null || child.signalCode !== null)
			return;
		const gone = new Promise((r) => child.once('exit', r));
		const hard = setTimeout(() => child.kill('SIGKILL'), 15000);
		child.kill(signal);
		await gone;
		clearTimeout(hard);
	}

	async stop() {
		for (const worker of this.workers)
			await this.end(worker);
		if (this.server)
			await this.end(this.server);
		if (this.database)
			this.postgres('pg_ctl', '-D', join(this.dir, 'pg/db'), '-w', '-m', 'immediate', 'stop');
		rmSync(this.dir, { recursive: true, force: true });
	}

	/** What server and workers wrote, for a failing test's report. */
	logs() {
		return ['server.log', 'worker.log'].map((f) => join(this.dir, f)).filter(existsSync).map((f) => readFileSync(f, 'utf8')).join('');
	}
}
