// The source view: CodeMirror, read-only, with findings as blocks below their lines and path steps as marks in them.
import { cpp } from '@codemirror/lang-cpp';
import { HighlightStyle, syntaxHighlighting } from '@codemirror/language';
import { highlightSelectionMatches, search, searchKeymap } from '@codemirror/search';
import { EditorState, RangeSetBuilder, StateEffect, StateField } from '@codemirror/state';
import { Decoration, EditorView, WidgetType, drawSelection, keymap, lineNumbers } from '@codemirror/view';
import { tags } from '@lezer/highlight';
import { el } from './dom.js';

const colours = HighlightStyle.define([
	{ tag: [tags.keyword, tags.modifier], color: 'var(--code-keyword)' },
	{ tag: [tags.string, tags.character], color: 'var(--code-string)' },
	{ tag: tags.comment, color: 'var(--code-comment)' },
	{ tag: [tags.number, tags.bool, tags.null], color: 'var(--code-number)' },
	{ tag: [tags.typeName, tags.className], color: 'var(--code-type)' },
	{ tag: [tags.processingInstruction, tags.meta], color: 'var(--code-macro)' },
]);

class FindingBlock extends WidgetType {
	constructor(finding, current, open) {
		super();
		this.finding = finding;
		this.current = current;
		this.open = open;
	}

	eq(other) {
		return other.finding.n === this.finding.n && other.current === this.current;
	}

	toDOM() {
		const f = this.finding;
		return el(`div.inline-finding.${f.severity}${this.current ? '.current' : ''}`, {},
			el('button', { type: 'button', 'aria-label': `Finding ${f.n}: ${f.rule}`, onclick: () => this.open(f) },
				el('strong', {}, f.severity), ` ${f.message} `, el('code', {}, f.rule)));
	}

	ignoreEvent() {
		return true;
	}
}

const setMarks = StateEffect.define();
const marks = StateField.define({
	create: () => Decoration.none,
	update: (value, transaction) => {
		for (const effect of transaction.effects)
			if (effect.is(setMarks))
				return effect.value;
		return value.map(transaction.changes);
	},
	provide: (field) => EditorView.decorations.from(field),
});

function lineStart(doc, line) {
	return doc.line(Math.min(Math.max(line, 1), doc.lines)).from;
}

export class SourceView {
	constructor(parent, open) {
		this.open = open;
		this.path = null;
		this.view = new EditorView({
			parent,
			state: EditorState.create({
				extensions: [lineNumbers(), drawSelection(), EditorState.readOnly.of(true), EditorState.tabSize.of(4), cpp(),
					syntaxHighlighting(colours), search({ top: true }), highlightSelectionMatches(), keymap.of(searchKeymap), marks,
					EditorView.contentAttributes.of({ 'aria-label': 'Source', tabindex: '0' }),
					EditorView.editable.of(false)],
			}),
		});
	}

	setText(path, text) {
		this.path = path;
		this.view.dispatch({ changes: { from: 0, to: this.view.state.doc.length, insert: text }, effects: setMarks.of(Decoration.none) });
	}

	/** Findings of this file as blocks; the steps of the current one as numbered lines. */
	setMarks(findings, current, steps) {
		const doc = this.view.state.doc;
		const all = [];
		for (const finding of findings)
			all.push([lineStart(doc, finding.at.line), 1, Decoration.widget({ widget: new FindingBlock(finding, finding.n === current?.n, this.open), block: true, side: -1 })]);
		const seen = new Set();
		for (const step of steps) {
			const at = lineStart(doc, step.at.line);
			if (!seen.has(at))
				all.push([at, 0, Decoration.line({ class: `step-line ${step.here ? 'step-here' : ''}`, attributes: { 'data-step': String(step.number) } })]);
			seen.add(at);
		}
		all.sort((a, b) => a[0] - b[0] || b[1] - a[1]);
		const builder = new RangeSetBuilder();
		for (const [at, , decoration] of all)
			builder.add(at, at, decoration);
		this.view.dispatch({ effects: setMarks.of(builder.finish()) });
	}

	goTo(line) {
		const at = lineStart(this.view.state.doc, line);
		this.view.dispatch({ selection: { anchor: at }, effects: EditorView.scrollIntoView(at, { y: 'center' }) });
	}

	destroy() {
		this.view.destroy();
	}
}
