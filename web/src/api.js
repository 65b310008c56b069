// The REST API, as the page uses it. Errors are problem+json; their text is made to be shown.
const base = '/api/v1';

export class Problem extends Error {
	constructor(status, body) {
		super(body?.detail || body?.title || `The server answered ${status}.`);
		this.status = status;
		this.title = body?.title || 'Error';
	}
}

async function answer(response) {
	if (response.ok)
		return response;
	let body = null;
	try {
		body = await response.json();
	} catch {
		// not JSON: the status has to do
	}
	throw new Problem(response.status, body);
}

export async function get(path) {
	let response;
	try {
		response = await fetch(base + path, { headers: { Accept: 'application/json' } });
	} catch {
		throw new Problem(0, { title: 'No connection', detail: 'The server cannot be reached. Is it still running?' });
	}
	return (await answer(response)).json();
}

export async function getText(path) {
	return (await answer(await fetch(base + path))).text();
}

export async function send(method, path) {
	const response = await answer(await fetch(base + path, { method }));
	return response.status === 204 ? null : response.json();
}

/** Uploads a form; progress(sent, total) while it goes. XMLHttpRequest, because fetch tells nothing of uploads. */
export function upload(form, progress) {
	return new Promise((resolve, reject) => {
		const request = new XMLHttpRequest();
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
		request.send(form);
	});
}

/** Calls changed() whenever the server says that something happened to the review; returns a function that stops it. */
export function watch(id, changed) {
	const source = new EventSource(`${base}/reviews/${id}/events`);
	let timer = 0;
	const soon = () => {
		clearTimeout(timer);
		timer = setTimeout(changed, 100);
	};
	for (const name of ['state', 'plan', 'progress'])
		source.addEventListener(name, soon);
	source.addEventListener('end', () => {
		source.close(); // EventSource would connect again
		soon();
	});
	const slow = setInterval(changed, 3000); // should a proxy hold events back
	return () => {
		clearInterval(slow);
		clearTimeout(timer);
		source.close();
	};
}

export function docUrl(path) {
	return `https://learn.microsoft.com/en-us${path}`;
}
