// The REST API, as the page uses it. Errors are problem+json; their text is made to be shown.
const base = '/api/v1';

export class Problem extends Error {
	constructor(status, body) {
		super(body?.detail || body?.title || `The server answered ${status}.`);
		this.status = status;
		this.title = body?.title || (status === 404 ? 'Not found' : 'Error');
	}
}

async function ask(path, options = {}) {
	let response;
	try {
		response = await fetch(base + path, options);
	} catch (e) {
		if (e.name === 'AbortError')
			throw e;
		throw new Problem(0, { title: 'No connection', detail: 'The server cannot be reached. Is it still running?' });
	}
	if (response.ok)
		return response;
	throw new Problem(response.status, await response.json().catch(() => null));
}

export async function get(path, signal) {
	return (await ask(path, { headers: { Accept: 'application/json' }, signal })).json();
}

export async function getText(path) {
	return (await ask(path)).text();
}

/** A request that changes something; `body` goes as JSON. */
export async function send(method, path, body) {
	const response = await ask(path, { method, ...(body && { headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(body) }) });
	return response.status === 204 ? null : response.json();
}

const rules = new Map();

/** A rule with its page; asked for once. */
export async function getRule(id) {
	if (!rules.has(id))
		rules.set(id, await get(`/rules/${encodeURIComponent(id)}`));
	return rules.get(id);
}

/** Uploads a form; progress(sent, total) while it goes. XMLHttpRequest, because fetch tells nothing of uploads. */
export function upload(form, progress) {
	const request = new XMLHttpRequest();
	const done = new Promise((resolve, reject) => {
		request.open('POST', `${base}/reviews`);
		request.responseType = 'json';
		request.upload.onprogress = (e) => progress(e.loaded, e.total);
		request.onload = () => {
			if (request.status >= 200 && request.status < 300)
				resolve(request.response);
			else
				reject(new Problem(request.status, request.response));
		};
		request.onerror = () => reject(new Problem(0, { detail: 'The upload broke off. Is the server still running?' }));
		request.onabort = () => reject(new Problem(0, { detail: 'The upload was cancelled; nothing was kept.' }));
		request.send(form);
	});
	return { done, cancel: () => request.abort() };
}

/** Calls changed() whenever the server says that something happened to the review, unit(data) for each unit that is through;
	returns a function that stops it. */
export function watch(id, changed, unit) {
	const source = new EventSource(`${base}/reviews/${id}/events`);
	let timer = 0;
	const soon = () => {
		timer ||= setTimeout(() => {
			timer = 0;
			changed();
		}, 100);
	};
	for (const name of ['state', 'plan', 'progress'])
		source.addEventListener(name, soon);
	source.addEventListener('unit', (e) => {
		unit(JSON.parse(e.data));
		soon();
	});
	source.addEventListener('end', () => {
		source.close(); // EventSource would connect again
		soon();
	});
	const slow = setInterval(changed, 2000); // should a proxy hold events back
	return () => {
		clearInterval(slow);
		clearTimeout(timer);
		source.close();
	};
}

export function docUrl(path) {
	return `https://learn.microsoft.com/en-us${path}`;
}
