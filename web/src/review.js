// One review: its progress, then the findings (or files) on the left, the source in the middle, the explanation on the right.
import { docUrl, get, getRule, getText } from './api.js';
import { announce, complain, el, link, number, outside, plural, replace, sourceHash } from './dom.js';
import { triage } from './forms.js';
import { banner, busy, head } from './outcome.js';
import { progressView } from './progress.js';
import { ruleBody } from './rules.js';
import { SourceView } from './source.js';

const pageSize = 100;
const keys = [['j / k', 'next / previous finding'], ['n / p', 'next / previous step of the path'], ['r', 'path or rule'], ['/', 'search the findings'],
	['Ctrl+F', 'search the source'], ['?', 'this list']];
const strengths = { definite: 'Definite: wrong on this very path.', contract: 'Contract: the documented contract allows the wrong case; it works today only because of how the framework happens to be written.' };

class Review {
	constructor(main, id) {
		this.main = main;
		this.id = id;
		this.findings = [];
		this.cursor = null;
		this.texts = new Map();
		this.inFile = new Map();
		this.filter = {};
		this.current = null;
		this.target = null; // number of the finding chosen last, which may still be on its way
		this.step = -1;
		this.asked = 0;
		this.tab = 'path';
	}

	async load(wanted) {
		this.review = await get(`/reviews/${this.id}`);
		document.title = `${this.review.name} – Ringcheck`;
		this.wanted = wanted;
		if (!busy.has(this.review.state)) {
			await this.result();
			return;
		}
		this.stopProgress = progressView(this.main, this.review, (review) => {
			this.stopProgress = null;
			this.review = review;
			announce(`Review ${review.state}.`);
			this.result().catch(complain);
		});
	}

	again() {
		this.stop();
		this.filter = {};
		this.load({}).catch(complain);
	}

	// ---- the frame ----

	async result() {
		const r = this.review;
		const top = [head(r, 'findings', () => this.again()), banner(r)];
		if (r.state !== 'done') {
			replace(this.main, top, el('p.none', {}, 'There are no results. "Review again" takes the same files once more; to give others, ', link('#/', 'upload them'), '.'));
			return;
		}
		this.list = el('div.findings');
		this.count = el('p.facts', { role: 'status' });
		this.more = el('button.more', { type: 'button', hidden: true, onclick: () => this.page().catch(complain) }, 'More findings');
		this.panes = { findings: el('div.pane', {}, this.filters(), this.count, this.list, this.more), files: el('div.pane', { hidden: true }) };
		this.switches = { findings: el('button', { type: 'button', 'aria-pressed': 'true', onclick: () => this.pane('findings') }, 'Findings'),
			files: el('button', { type: 'button', 'aria-pressed': 'false', onclick: () => this.pane('files') }, 'Files') };
		this.path = el('h2.path');
		this.back = el('button', { type: 'button', 'aria-label': 'Previous step', title: 'Previous step (p)', onclick: () => this.goStep(this.step - 1) }, '‹');
		this.forth = el('button', { type: 'button', 'aria-label': 'Next step', title: 'Next step (n)', onclick: () => this.goStep(this.step + 1) }, '›');
		this.where = el('span.step-count');
		this.stepper = el('div.stepper', { role: 'group', 'aria-label': 'Steps', hidden: true }, this.back, this.where, this.forth);
		this.sourceBox = el('div.source');
		this.code = el('section.code', { 'aria-label': 'Source' }, el('div.code-head', {}, this.path, this.stepper), this.sourceBox);
		this.aside = el('aside.explain', { 'aria-label': 'Explanation' });
		replace(this.main, top, el('div.columns', {},
			el('section.list', { 'aria-label': 'Findings and files' }, el('div.switches', {}, this.switches.findings, this.switches.files,
				el('button.keys', { type: 'button', 'aria-label': 'Keyboard shortcuts', title: 'Keyboard shortcuts (?)', onclick: () => this.help() }, '?')), this.panes.findings, this.panes.files),
			this.code, this.aside));
		this.source = new SourceView(this.sourceBox, (f) => this.go(f), (i) => this.goStep(i));
		// The next page comes before the end of this one is reached.
		this.watcher = new IntersectionObserver((seen) => seen.some((s) => s.isIntersecting) && this.page().catch(complain), { root: this.panes.findings, rootMargin: '600px' });
		await this.refresh();
		this.watcher.observe(this.more);
	}

	pane(name) {
		for (const [key, button] of Object.entries(this.switches)) {
			button.setAttribute('aria-pressed', String(key === name));
			this.panes[key].hidden = key !== name;
		}
		if (name === 'files' && !this.filesShown)
			this.files().catch(complain);
	}

	help() {
		const dialog = el('dialog', { 'aria-label': 'Keyboard shortcuts' }, el('h2', {}, 'Keyboard'), el('dl.key-list', {}, keys.map(([k, what]) => [el('dt', {}, el('kbd', {}, k)), el('dd', {}, what)])),
			el('form', { method: 'dialog' }, el('button', { autofocus: true }, 'Close')));
		dialog.addEventListener('close', () => dialog.remove());
		dialog.querySelector('form').addEventListener('submit', (e) => {
			e.preventDefault(); // the policy allows no form to be sent
			dialog.close();
		});
		document.body.append(dialog);
		dialog.showModal();
	}

	// ---- findings ----

	filters() {
		const change = (name, wait) => (e) => {
			this.filter[name] = e.target.value;
			clearTimeout(this.typing);
			this.typing = setTimeout(() => this.refresh().catch(complain), wait);
		};
		this.selects = {};
		const choose = (name, label) => {
			this.selects[name] = el('select', { id: `filter-${name}`, onchange: change(name, 0) }, el('option', { value: '' }, 'all'));
			return el('label', { hidden: true }, label, this.selects[name]);
		};
		this.search = el('input', { type: 'search', id: 'filter-q', 'aria-label': 'Search findings', placeholder: 'Search findings  ( / )', maxlength: '200', oninput: change('q', 200) });
		const suppressed = this.review.counts.suppressed ? el('label', {}, 'Suppressed', el('select', { id: 'filter-suppressed', onchange: change('suppressed', 0) },
			el('option', { value: '' }, 'hidden'), el('option', { value: 'all' }, 'shown too'), el('option', { value: 'true' }, `only (${number(this.review.counts.suppressed)})`))) : null;
		return el('form.filters', { 'aria-label': 'Filters', onsubmit: (e) => e.preventDefault(), hidden: !this.review.counts.findings && !this.review.counts.suppressed },
			this.search, this.review.revision ? [choose('status', 'Status'), this.chooseTriage(change)] : null, choose('severity', 'Severity'), choose('strength', 'Strength'), choose('family', 'Family'), choose('rule', 'Rule'), choose('driver', 'Driver'), choose('file', 'File'), suppressed);
	}

	chooseTriage(change) {
		return el('label', {}, 'Decision', el('select', { id: 'filter-triage', onchange: change('triage', 0) }, [['', 'all'], ['open', 'open'], ['accepted', 'accepted'], ['false_positive', 'false positive']].map(([value, text]) => el('option', { value }, text))));
	}

	// A choice is offered where there is one to make; what is chosen stays chosen.
	offer(facets) {
		for (const [name, select] of Object.entries(this.selects)) {
			const entries = Object.entries(facets[name] || {}).sort((a, b) => b[1] - a[1]).slice(0, 300);
			const chosen = this.filter[name] || '';
			replace(select, el('option', { value: '' }, 'all'), entries.map(([value, n]) => el('option', { value }, `${value} (${number(n)})`)));
			select.value = chosen;
			select.closest('label').hidden = entries.length < 2 && !chosen;
		}
	}

	query(more) {
		const q = new URLSearchParams({ limit: String(pageSize) });
		for (const [name, value] of Object.entries(this.filter))
			if (value)
				q.set(name, value);
		for (const [name, value] of Object.entries(more))
			if (value)
				q.set(name, value);
		return q;
	}

	async refresh() {
		this.loading?.abort();
		this.loading = null;
		this.cursor = null;
		this.inFile.clear();
		const done = await this.page(true);
		if (!done)
			return;
		const filtered = Object.values(this.filter).some(Boolean);
		if (this.findings.length === 0)
			replace(this.list, el('p.none', {}, filtered ? 'No finding matches.' : this.review.partial ? 'Nothing found in what was analysed.' : 'Nothing found, and everything was analysed.'));
		const wanted = this.wanted || {};
		this.wanted = null;
		if (wanted.n || wanted.file || wanted.files)
			await this.moved(wanted);
		else if (this.findings.length)
			await this.select(this.findings.find((f) => f.n === this.current?.n) || this.findings[0], false);
		else if (!filtered)
			this.nothing();
	}

	/** The next page of findings, or the first; false where it is overtaken by another question. */
	async page(first = false) {
		if (this.loading || (!first && !this.cursor))
			return false;
		const loading = new AbortController();
		this.loading = loading;
		let answer;
		try {
			answer = await get(`/reviews/${this.id}/findings?${this.query({ cursor: this.cursor, facets: first && 'true' })}`, loading.signal);
		} catch (e) {
			if (e.name === 'AbortError')
				return false;
			throw e;
		} finally {
			if (this.loading === loading)
				this.loading = null;
		}
		if (first) {
			this.findings = [];
			this.group = null;
			replace(this.list);
			this.panes.findings.scrollTop = 0;
			this.offer(answer.facets || {});
			const all = Object.values(answer.facets?.severity || {}).reduce((a, b) => a + b, 0);
			this.all = all;
		}
		for (const f of answer.findings) {
			this.findings.push(f);
			this.append(f);
		}
		this.cursor = answer.next || null;
		this.more.hidden = !this.cursor;
		const filtered = Object.entries(this.filter).some(([k, v]) => v && k !== 'suppressed');
		this.count.textContent = this.cursor && !filtered ? plural(this.all, 'finding') : this.cursor ? `more than ${this.findings.length} of ${plural(this.all, 'finding')}`
			: filtered ? `${number(this.findings.length)} of ${plural(this.all, 'finding')}` : plural(this.findings.length, 'finding');
		this.count.hidden = this.all === 0;
		if (this.current)
			this.markCurrent();
		return true;
	}

	append(f) {
		if (this.group?.file !== f.at.file) {
			const list = el('ol');
			this.list.append(el('section', { 'aria-label': f.at.file }, el('h3', { title: f.at.file }, el('bdi', {}, f.at.file)), list));
			this.group = { file: f.at.file, list };
		}
		this.group.list.append(el(`li.${f.severity}${f.suppressed ? '.quiet' : ''}`, { 'data-n': f.n }, el('a', { href: `#/reviews/${this.id}/findings/${f.n}` },
			el('span.line', {}, el('strong', {}, f.severity), el('span.strength', {}, f.suppressed ? 'suppressed' : f.strength), el('span.where', {}, `line ${f.at.line}`)),
			el('span.message', {}, f.message),
			el('span.where', {}, f.rule, f.at.function ? ` · ${f.at.function}` : ''))));
	}

	go(f, keep = false) {
		const hash = `#/reviews/${this.id}/findings/${f.n}`;
		if (keep)
			location.replace(hash); // walking by keyboard leaves no trail of pages
		else
			location.hash = hash;
	}

	/** The address changed within this review. */
	async moved({ n, file, line, files }) {
		if (!this.source) {
			this.wanted = { n, file, line, files };
			return;
		}
		try {
			if (files)
				this.pane('files');
			if (file)
				await this.browse({ file, line: Number(line) });
			else if (Number(n) && (Number(n) !== this.current?.n || this.target !== this.current.n))
				await this.select(this.findings.find((f) => f.n === Number(n)) || { n: Number(n) });
			else if (!n && !this.current && this.findings.length)
				await this.select(this.findings[0], false);
			else if (Number(n)) {
				this.asked++; // there and back faster than the server: the other one comes too late
				await this.showPlace(this.current.at);
			}
		} catch (e) {
			complain(e);
		}
	}

	// ---- files ----

	async files() {
		this.filesShown = true;
		const all = [];
		const box = this.panes.files;
		const search = el('input', { type: 'search', 'aria-label': 'Files with', placeholder: 'Path contains …' });
		const list = el('ol.files');
		const note = el('p.facts', { role: 'status' });
		const paint = () => {
			const found = all.filter((f) => f.path.toLowerCase().includes(search.value.toLowerCase()));
			note.textContent = found.length > 500 ? `the first 500 of ${plural(found.length, 'file')}` : plural(found.length, 'file');
			replace(list, found.slice(0, 500).map((f) => el('li', {}, f.kind === 'binary' ? el('span.facts', {}, `${f.path} (binary)`) : el('a', { href: sourceHash(this.id, { file: f.path, line: 1 }) }, f.path),
				f.findings ? el('span.count', { title: plural(f.findings, 'finding') }, number(f.findings)) : null)));
		};
		search.addEventListener('input', paint);
		replace(box, el('div.filters', {}, search), note, list);
		let cursor = null;
		do {
			const page = await get(`/reviews/${this.id}/files?limit=500${cursor ? `&cursor=${encodeURIComponent(cursor)}` : ''}`);
			all.push(...page.files);
			cursor = page.next;
			paint();
		} while (cursor);
	}

	/** A place in the source that belongs to no finding in particular. */
	async browse(at) {
		this.asked++; // a finding on its way comes too late
		this.current = null;
		this.target = null;
		this.step = -1;
		this.markCurrent();
		this.stepper.hidden = true;
		await this.showPlace(at);
		const here = this.inFile.get(at.file) || [];
		replace(this.aside, el('div.explain-body', {}, el('h2', {}, at.file.split('/').pop()),
			el('p', {}, here.length ? `${plural(here.length, 'finding')} in this file:` : 'No finding in this file.'),
			el('ul', {}, here.map((f) => el('li', {}, link(`#/reviews/${this.id}/findings/${f.n}`, `line ${f.at.line}: ${f.message}`))))));
		announce(`${at.file}, line ${at.line}`);
	}

	nothing() {
		const c = this.review.counts;
		this.path.textContent = this.review.name;
		this.sourceBox.hidden = true;
		this.code.append(el('div.nothing', {}, el('p.big', {}, this.review.partial ? 'Nothing found in what was analysed' : 'Nothing found'),
			el('p', {}, `${plural(c.drivers, 'driver')}, ${plural(c.units_analysed, 'unit')}, ${plural(c.functions, 'function')} went through ${this.review.partial ? '; some of it could not be followed' : 'every rule'}.`),
			el('p', {}, link(`#/reviews/${this.id}/map`, 'The driver map'), ' shows what was understood: each callback with its IRQL and context.')));
		replace(this.aside, el('div.explain-body', {}, el('h2', {}, 'No finding'), el('p', {}, 'What is unknown is not reported: ', link('#/rules', 'each rule says what it leaves out'), '.')));
	}

	// ---- one finding ----

	async select(f, reveal = true) {
		const asked = ++this.asked;
		this.target = f.n;
		const whole = f.steps ? f : await get(`/reviews/${this.id}/findings/${f.n}`);
		if (asked !== this.asked)
			return; // another one was chosen meanwhile
		this.current = whole;
		this.step = whole.steps.length - 1;
		this.markCurrent(true);
		this.explain();
		await this.showPlace(whole.at);
		// One column: what was asked for is below the list.
		if (reveal && matchMedia('(max-width: 60rem)').matches)
			this.code.scrollIntoView({ block: 'start' });
	}

	markCurrent(scroll = false) {
		const old = this.list.querySelector('li.current');
		old?.classList.remove('current');
		old?.querySelector('a').removeAttribute('aria-current');
		const now = this.current && this.list.querySelector(`li[data-n="${this.current.n}"]`);
		now?.classList.add('current');
		now?.querySelector('a').setAttribute('aria-current', 'true');
		if (scroll && now) {
			// Within its own box only: scrollIntoView would move the page, too.
			const box = this.panes.findings.getBoundingClientRect();
			const item = now.getBoundingClientRect();
			if (item.top < box.top + 60 || item.bottom > box.bottom)
				this.panes.findings.scrollTop += item.top - box.top - box.height / 3;
		}
	}

	async findingsIn(file) {
		if (!this.inFile.has(file)) {
			const answer = await get(`/reviews/${this.id}/findings?${this.query({ file, limit: '500' })}`).catch(() => ({ findings: [] }));
			this.inFile.set(file, answer.findings);
		}
		return this.inFile.get(file);
	}

	async text(file) {
		if (!this.texts.has(file)) {
			const text = await getText(`/reviews/${this.id}/source?path=${encodeURIComponent(file)}`);
			if (this.texts.size > 20)
				this.texts.delete(this.texts.keys().next().value);
			this.texts.set(file, text);
		}
		return this.texts.get(file);
	}

	async showPlace(at) {
		const asked = this.asked;
		const f = this.current;
		const [text, found] = await Promise.all([this.text(at.file).catch((e) => `/* ${e.message} */`), this.findingsIn(at.file)]);
		if (asked !== this.asked || f !== this.current || !this.source)
			return;
		this.code.querySelector('.nothing')?.remove();
		this.sourceBox.hidden = false;
		if (this.source.path !== at.file) {
			this.source.setText(at.file, text);
			const cut = at.file.lastIndexOf('/') + 1;
			replace(this.path, cut ? el('span.folder', {}, at.file.slice(0, cut)) : null, document.createTextNode(at.file.slice(cut)));
			this.path.title = at.file;
		}
		const steps = (f?.steps || []).map((s, i) => ({ at: s.at, number: i + 1, here: i === this.step, text: s.kind === 'here' ? '' : s.text })).filter((s) => s.at.file === at.file);
		const here = f && f.at.file === at.file && !found.some((one) => one.n === f.n) ? [...found, f] : found;
		this.source.setMarks(here, f, steps, at);
		this.source.goTo(at.line);
	}

	async goStep(i) {
		const steps = this.current?.steps;
		if (!steps || i < 0 || i >= steps.length)
			return;
		this.step = i;
		this.markStep();
		announce(`Step ${i + 1} of ${steps.length}: ${steps[i].text}`);
		await this.showPlace(steps[i].at);
	}

	markStep() {
		const n = this.current.steps.length;
		this.stepper.hidden = n < 2;
		this.where.textContent = `Step ${this.step + 1} of ${n}`;
		// aria-disabled, not disabled: focus must not fall off at the ends.
		this.back.setAttribute('aria-disabled', String(this.step <= 0));
		this.forth.setAttribute('aria-disabled', String(this.step >= n - 1));
		this.aside.querySelectorAll('.steps button').forEach((b, k) => {
			if (k === this.step) {
				b.setAttribute('aria-current', 'step');
				const box = this.aside.getBoundingClientRect();
				const item = b.getBoundingClientRect();
				if (item.height && (item.top < box.top || item.bottom > box.bottom))
					this.aside.scrollTop += item.top - box.top - box.height / 3;
			} else {
				b.removeAttribute('aria-current');
			}
		});
	}

	explain() {
		const f = this.current;
		const depth = f.steps.reduce((d, s) => [...d, Math.min(6, (d.at(-1) ?? -1) + (s.kind === 'root' || s.kind === 'call' ? 1 : s.kind === 'return' ? -1 : 0))], []);
		const calls = f.steps.map((s, i) => Math.max(0, depth[i] - (s.kind === 'call' ? 1 : 0)));
		const steps = el('ol.steps', {}, f.steps.map((s, i) => el(`li.${s.kind}.depth-${calls[i]}`, {}, el('button', { type: 'button', onclick: () => this.goStep(i) },
			el('span.text', {}, s.kind === 'here' && s.text === f.message ? 'The mistake is here.' : s.text), el('span.where', {}, `${s.at.file.split('/').pop()}:${s.at.line}`, s.source ? ` · ${s.source}` : '')))));
		const path = el('div.explain-body', { id: 'explain-path' },
			el('p.meta', {}, el(`span.badge.${f.severity}`, {}, f.severity), el('span.badge', { title: strengths[f.strength] }, f.strength), this.review.counts.drivers > 1 ? el('span.facts', {}, f.driver) : null),
			el('h2', {}, f.message), el('p.facts', {}, strengths[f.strength]),
			f.suppressed ? el('p.banner', {}, el('strong', {}, 'Suppressed in the source: '), f.suppressed) : null,
			this.review.revision ? [el('p.meta', {}, f.status ? el(`span.badge${f.status === 'unchanged' ? '' : '.warning'}`, {}, f.status) : null), triage(this.review.revision.project, f.identity, f.triage || 'open', (state) => {
				f.triage = state;
			})] : null,
			el('h3', {}, 'How it gets here'), steps,
			f.fix ? [el('h3', {}, 'How to mend it'), el('p.fix', {}, f.fix)] : null,
			f.edits.length ? [el('h3', {}, f.edits.length > 1 ? 'Edits' : 'Edit'), f.edits.map((e) => el('div.edit', {}, el('button.link', { type: 'button', onclick: () => this.showPlace(e.at) }, `${e.at.file}:${e.at.line}`),
				el('pre', { tabindex: '0', role: 'region', 'aria-label': 'New text' }, e.text || '(removed)')))] : null,
			f.related.length ? [el('h3', {}, 'See also'), el('ul', {}, f.related.map((p) => el('li', {}, el('button.link', { type: 'button', onclick: () => this.showPlace(p) }, `${p.file}:${p.line}`))))] : null,
			f.docs.length ? [el('h3', {}, 'Documentation'), el('ul.docs', {}, f.docs.map((d) => el('li', {}, outside(docUrl(d), d.split('/').pop()))))] : null);
		const rule = el('div.explain-body', { id: 'explain-rule', hidden: true });
		const show = (tab) => {
			this.tab = tab;
			path.hidden = tab !== 'path';
			rule.hidden = tab !== 'rule';
			for (const b of buttons)
				b.setAttribute('aria-pressed', String(b.dataset.tab === tab));
			if (tab === 'rule' && !rule.children.length)
				this.rule(rule, f.rule);
			this.aside.scrollTop = 0;
		};
		const buttons = [['path', 'Path'], ['rule', 'Rule']].map(([tab, name]) => el('button', { type: 'button', 'data-tab': tab, onclick: () => show(tab) }, name));
		this.showTab = show;
		replace(this.aside, el('div.switches', {}, buttons, link(`#/rules/${f.rule}`, f.rule, { class: 'rule-id', title: 'The rule on a page of its own' })), path, rule);
		show(this.tab);
		this.markStep();
	}

	async rule(box, id) {
		box.append(el('p.loading', {}, 'Loading …'));
		try {
			replace(box, ruleBody(await getRule(id), 2));
		} catch (e) {
			replace(box, el('p', { role: 'alert' }, e.message));
		}
	}

	async walk(by) {
		const index = this.findings.findIndex((f) => f.n === this.target) + by;
		if (index >= this.findings.length && this.cursor)
			await this.page();
		const to = this.findings[Math.max(0, index)];
		if (!to || to.n === this.target)
			return;
		this.target = to.n; // the next key counts from here, however slow the server is
		this.go(to, true);
	}

	key(e) {
		const [target] = e.composedPath();
		if (!this.source || document.querySelector('dialog[open]') || e.altKey)
			return;
		const typing = /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName);
		if ((e.ctrlKey || e.metaKey) && e.key === 'f' && !typing && !this.sourceBox.hidden) {
			this.source.find(); // the browser finds only the lines that are drawn
			e.preventDefault();
			return;
		}
		if (e.ctrlKey || e.metaKey || typing)
			return;
		const act = { j: () => this.walk(1), k: () => this.walk(-1), n: () => this.goStep(this.step + 1), p: () => this.goStep(this.step - 1),
			r: () => this.current && this.showTab(this.tab === 'path' ? 'rule' : 'path'), '?': () => this.help(), '/': () => {
				this.pane('findings');
				this.search.focus();
			} }[e.key];
		if (!act)
			return;
		e.preventDefault();
		Promise.resolve(act()).catch(complain);
	}

	stop() {
		this.stopProgress?.();
		this.stopProgress = null;
		this.loading?.abort();
		this.watcher?.disconnect();
		clearTimeout(this.typing);
		this.source?.destroy();
		this.source = null;
		this.current = null;
		this.filesShown = false;
	}
}

export async function reviewPage(main, groups) {
	main.classList.add('review');
	const review = new Review(main, groups.id);
	const key = (e) => review.key(e);
	document.addEventListener('keydown', key);
	const stop = () => {
		document.removeEventListener('keydown', key);
		review.stop();
	};
	try {
		await review.load(groups);
	} catch (e) {
		stop();
		throw e;
	}
	return { stop, moved: (g) => review.moved(g) };
}
