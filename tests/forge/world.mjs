// A world whose reviews are real: the worker fetches and analyses.
import { chmodSync, chownSync, mkdirSync, mkdtempSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { World } from './lib.mjs';

export function world() {
	// The jailed children write to both as nobody.
	const dir = mkdtempSync(path.join(os.tmpdir(), 'rc-life-')), env = { RINGCHECK_PROJECTS: `${dir}/projects`, RINGCHECK_CACHE: `${dir}/cache` };
	chmodSync(dir, 0o755);
	mkdirSync(env.RINGCHECK_CACHE);
	if (process.getuid() === 0) {
		chownSync(env.RINGCHECK_CACHE, 65534, 65534);
		env.RINGCHECK_JAIL_UID = '65534';
	}
	const w = new World({ kinds: 'delivery,publish,connect,sweep,review', env });
	w.dir = dir;
	return w;
}
