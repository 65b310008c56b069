// One review: its progress, then the findings list, the source with findings inline, and the explanation beside it.
import { docUrl, get, getText, send, watch } from './api.js';
import { announce, el, plural, replace, when } from './dom.js';
import { outcome } from './home.js';
import { SourceView } from './source.js';

const busy = new Set(['queued', 'unpacking', 'analysing']);

class Review {
	constructor(main, id) {
		this.main = main;
		this.id = id;
		this.findings = [];
		this.cursor = null;
		this.texts = new Map();
		this.filter = { rule: '', severity: '', strength: '', file: '', q: '' };
		this.current = null;
		this.step = -1;
	}

	async load() {
		this.review = await get(`/reviews/${this.id}`);
		document.title = `${this.review.name} – Ringcheck`;
		if (busy.has(this.review.state))
			this.progress();
		else
			await this.result();
	}

	// ---- while it runs ----

	progress() {
		const bar = el('progress', { max: '1', value: '0', 'aria-label': 'Progress of the review' });
		const text = el('p', { role: 'status' });
		const cancel = el('button', { type: 'button', onclick: () => this.act('cancel') }, 'Cancel');
		const paint = (r) => {
			const p = r.progress;
			bar.max = p.total || 1;
			if (p.total)
				bar.value = p.done;
			else
				bar.removeAttribute('value');
			text.textContent = { queued: 'Waiting for a worker …', unpacking: 'Unpacking …', analysing: `Analysing: ${p.done} of ${p.total} units` }[r.state] || r.state;
			if (r.reason)
				text.append(el('span.reason', {}, ` ${r.reason}`));
		};
		replace(this.main, el('section.progress', {}, el('h1', {}, this.review.name), bar, text, cancel));
		paint(this.review);
		this.unwatch = watch(this.id, async () => {
			const now = await get(`/reviews/${this.id}`).catch(() => null);
			if (!now || !this.unwatch)
				return;
			this.review = now;
			if (busy.has(now.state)) {
				paint(now);
				return;
			}
			this.unwatch();
			this.unwatch = null;
			announce(`Review ${now.state}.`);
			await this.result();
		});
	}

	async act(what) {
		try {
			await send('POST', `/reviews/${this.id}/${what}`);
			this.stop();
			await this.load();
		} catch (e) {
			announce(e.message);
		}
	}

	// ---- the result ----

	banner() {
		const r = this.review;
		if (r.state === 'failed' || r.state === 'cancelled')
			return el('div.banner.bad', { role: 'alert' }, el('strong', {}, `This review ${r.state === 'failed' ? 'failed' : 'was cancelled'}. `), r.reason || '',
				' ', el('button', { type: 'button', onclick: () => this.act('retry') }, 'Try again'));
		if (!r.partial)
			return null;
		const s = r.counts;
		return el('div.banner.partial', { role: 'alert' }, el('strong', {}, 'This review is partial. '),
			`${s.units_analysed} of ${plural(s.units_total, 'unit')} analysed; what is not listed here may still be wrong. `, r.reason ? `${r.reason} ` : '',
			el('a', { href: `#/reviews/${this.id}/units` }, 'What was not analysed, and why'));
	}

	async result() {
		const r = this.review;
		const s = r.counts;
		const numbers = [plural(s.drivers, 'driver'), `${s.units_analysed} of ${plural(s.units_total, 'unit')}`, plural(s.functions, 'function')];
		if (s.guessed_declarations)
			numbers.push(plural(s.guessed_declarations, 'guessed declaration'));
		if (s.suppressed)
			numbers.push(`${s.suppressed} suppressed`);
		const head = el('section.review-head', {}, el('h1', {}, r.name), outcome(r), el('p.numbers', {}, `${numbers.join(' · ')} · ${when(r.finished || r.created)}`),
			el('p.links', {}, el('a', { href: `#/reviews/${this.id}/map` }, 'Driver map'), el('a', { href: `#/reviews/${this.id}/units` }, 'Units and guesses'),
				el('a', { href: `/api/v1/reviews/${this.id}/sarif`, download: `${r.name}.sarif` }, 'SARIF')));
		this.list = el('ol.findings', { 'aria-label': 'Findings' });
		this.more = el('button', { type: 'button', hidden: true, onclick: () => this.page() }, 'More findings');
		this.file = el('h2.file', {}, '');
		this.sourceBox = el('div.source');
		this.aside = el('aside.explain', { 'aria-label': 'Explanation' });
		this.columns = el('div.columns', {}, el('section.list', { 'aria-label': 'Findings' }, this.filters(), this.list, this.more),
			el('section.code', { 'aria-label': 'Source' }, this.file, this.sourceBox), this.aside);
		replace(this.main, head, this.banner(), r.state === 'done' ? this.columns : null);
		if (r.state !== 'done')
			return;
		this.source = new SourceView(this.sourceBox, (f) => this.go(f));
		await this.refresh();
	}

	filters() {
		const set = (name) => (e) => {
			this.filter[name] = e.target.value;
			clearTimeout(this.typing);
			this.typing = setTimeout(() => this.refresh(), name === 'q' ? 250 : 0);
		};
		const choose = (name, label, words) => el('label', {}, label, el('select', { id: `filter-${name}`, onchange: set(name) },
			el('option', { value: '' }, 'all'), words.map((w) => el('option', { value: w }, w))));
		this.ruleBox = choose('rule', 'Rule', []);
		return el('form.filters', { onsubmit: (e) => e.preventDefault() },
			choose('severity', 'Severity', ['error', 'warning', 'note']), choose('strength', 'Strength', ['definite', 'contract']), this.ruleBox,
			el('label.wide', {}, 'Search', el('input', { type: 'search', id: 'filter-q', placeholder: 'in messages and files  ( / )', oninput: set('q') })));
	}

	query(limit) {
		const q = new URLSearchParams({ limit: String(limit) });
		for (const [name, value] of Object.entries(this.filter))
			if (value)
				q.set(name, value);
		return q;
	}

	async refresh() {
		this.findings = [];
		this.cursor = null;
		replace(this.list);
		await this.page(true);
		const all = this.findings.length === 0;
		if (all)
			replace(this.list, el('li.none', {}, Object.values(this.filter).some(Boolean) ? 'No finding matches the filter.'
				: this.review.partial ? 'Nothing found in what was analysed.' : 'Nothing found: everything was analysed.'));
		const wanted = this.wanted ? this.findings.find((f) => f.n === this.wanted) || await this.fetchOne(this.wanted) : this.findings[0];
		this.wanted = null;
		if (wanted)
			await this.select(wanted);
		else
			replace(this.aside);
	}

	async fetchOne(n) {
		return get(`/reviews/${this.id}/findings/${n}`).catch(() => this.findings[0]);
	}

	async page(first = false) {
		const q = this.query(100);
		if (this.cursor)
			q.set('cursor', this.cursor);
		if (first)
			q.set('facets', 'true');
		const list = await get(`/reviews/${this.id}/findings?${q}`);
		if (first && list.facets?.rule && !this.facetsSet)
			this.setRules(list.facets.rule);
		for (const f of list.findings) {
			this.findings.push(f);
			this.list.append(this.item(f));
		}
		this.cursor = list.next;
		this.more.hidden = !list.next;
	}

	setRules(facet) {
		this.facetsSet = true;
		this.ruleBox.querySelector('select').append(...Object.entries(facet).map(([id, count]) => el('option', { value: id }, `${id} (${count})`)));
	}

	item(f) {
		return el(`li.${f.severity}`, { 'data-n': f.n }, el('a', { href: `#/reviews/${this.id}/findings/${f.n}` },
			el('span.line', {}, el('strong', {}, f.severity), el('span.strength', {}, f.strength)),
			el('span.message', {}, f.message),
			el('span.where', {}, `${f.at.file}:${f.at.line}`, f.at.function ? ` · ${f.at.function}` : '')));
	}

	go(f) {
		location.hash = `#/reviews/${this.id}/findings/${f.n}`;
	}

	async moved(found) {
		const n = Number(found[2]);
		if (!n || n === this.current?.n)
			return;
		const f = this.findings.find((one) => one.n === n) || await this.fetchOne(n);
		if (f)
			await this.select(f);
	}

	// ---- one finding ----

	async select(f) {
		if (!f.steps)
			f = await get(`/reviews/${this.id}/findings/${f.n}`);
		this.current = f;
		this.step = f.steps.length - 1;
		for (const li of this.list.children) {
			const on = Number(li.dataset.n) === f.n;
			li.classList.toggle('current', on);
			li.querySelector('a')?.toggleAttribute('aria-current', on);
			if (on)
				li.scrollIntoView({ block: 'nearest' });
		}
		this.explain();
		await this.showPlace(f.at);
	}

	async showPlace(at) {
		if (this.source.path !== at.file) {
			let text = this.texts.get(at.file);
			if (text === undefined) {
				try {
					text = await getText(`/reviews/${this.id}/source?path=${encodeURIComponent(at.file)}`);
				} catch (e) {
					text = `/* ${e.message} */`;
				}
				this.texts.set(at.file, text);
			}
			this.source.setText(at.file, text);
			this.file.textContent = at.file;
		}
		const f = this.current;
		const steps = f.steps.map((s, i) => ({ at: s.at, number: i + 1, here: i === this.step })).filter((s) => s.at.file === at.file);
		steps.sort((a, b) => b.here - a.here);
		const inFile = this.findings.filter((one) => one.at.file === at.file);
		if (f.at.file === at.file && !inFile.some((one) => one.n === f.n))
			inFile.push(f);
		this.source.setMarks(inFile, f, steps);
		this.source.goTo(at.line);
	}

	async goStep(i) {
		const steps = this.current?.steps;
		if (!steps || i < 0 || i >= steps.length)
			return;
		this.step = i;
		this.aside.querySelectorAll('.steps button').forEach((b, k) => {
			b.classList.toggle('current', k === i);
			b.toggleAttribute('aria-current', k === i);
		});
		announce(`Step ${i + 1} of ${steps.length}: ${steps[i].text}`);
		await this.showPlace(steps[i].at);
	}

	explain() {
		const f = this.current;
		const steps = el('ol.steps', {}, f.steps.map((s, i) => el(`li.${s.kind}`, {}, el('button', { type: 'button', class: i === this.step ? 'current' : null, onclick: () => this.goStep(i) },
			el('span.text', {}, s.text), el('span.where', {}, `${s.at.file}:${s.at.line}`, s.source ? ` · ${s.source}` : '')))));
		const strength = f.strength === 'definite' ? 'Definite: wrong on this very path.'
			: 'Contract: works today only because of how the framework happens to be written.';
		replace(this.aside, el('h2', {}, f.message), el('p.meta', {}, el(`span.badge.${f.severity}`, {}, f.severity), el('span.strength', {}, strength)),
			f.suppressed ? el('p.suppressed', {}, `Suppressed in the source: ${f.suppressed}`) : null,
			el('h3', {}, 'How it gets here'), steps,
			f.fix ? [el('h3', {}, 'How to mend it'), el('p.fix', {}, f.fix)] : null,
			f.related?.length ? [el('h3', {}, 'The same mistake also at'), el('ul', {}, f.related.map((p) => el('li', {}, el('button.link', { type: 'button', onclick: () => this.showPlace(p) }, `${p.file}:${p.line}`))))] : null,
			el('h3', {}, 'Documentation'), el('ul.docs', {}, f.docs.map((d) => el('li', {}, el('a', { href: docUrl(d), rel: 'noreferrer', target: '_blank' }, d.split('/').pop())))),
			el('details.rule', { ontoggle: (e) => e.target.open && this.ruleText(e.target, f.rule) }, el('summary', {}, 'The rule: ', el('code', {}, f.rule)), el('div.rule-body', {}, 'Loading …')));
	}

	async ruleText(details, id) {
		const rule = await get(`/rules/${id}`).catch((e) => ({ doc_html: '', title: e.message }));
		const body = details.querySelector('.rule-body');
		// Rendered by the server from its own rule pages, with raw HTML off.
		if (rule.doc_html)
			body.innerHTML = rule.doc_html;
		else
			body.textContent = rule.title;
	}

	key(e) {
		if (e.ctrlKey || e.metaKey || e.altKey || /^(INPUT|TEXTAREA|SELECT)$/.test(e.target.tagName))
			return;
		const index = this.findings.findIndex((f) => f.n === this.current?.n);
		const to = { j: index + 1, k: index - 1 }[e.key];
		if (to !== undefined && this.findings[to])
			this.go(this.findings[to]);
		else if (e.key === 'n' || e.key === 'p')
			this.goStep(this.step + (e.key === 'n' ? 1 : -1));
		else if (e.key === '/')
			document.getElementById('filter-q')?.focus();
		else
			return;
		e.preventDefault();
	}

	stop() {
		this.unwatch?.();
		this.unwatch = null;
		this.source?.destroy();
		this.source = null;
	}
}

export async function reviewPage(main, found) {
	const review = new Review(main, found[1]);
	review.wanted = Number(found[2]) || null;
	const key = (e) => review.source && review.key(e);
	document.addEventListener('keydown', key);
	await review.load();
	return {
		stop() {
			document.removeEventListener('keydown', key);
			review.stop();
		},
		moved: (f) => review.moved(f),
	};
}
