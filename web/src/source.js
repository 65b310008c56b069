// The source view: CodeMirror, read-only, with findings as blocks below their lines and the steps of a path as numbered lines.
// It lives in a shadow root: there CodeMirror adds its styles as adopted style sheets, which a strict content security policy
// allows (in the document it would insert <style> elements). The page's style sheet does not reach into it, its variables do.
import { cpp } from '@codemirror/lang-cpp';
import { HighlightStyle, syntaxHighlighting } from '@codemirror/language';
import { highlightSelectionMatches, openSearchPanel, search, searchKeymap } from '@codemirror/search';
import { EditorState, RangeSet, StateEffect, StateField } from '@codemirror/state';
import { Decoration, EditorView, GutterMarker, WidgetType, drawSelection, gutter, keymap, lineNumbers } from '@codemirror/view';
import { tags } from '@lezer/highlight';
import { el } from './dom.js';

const colours = HighlightStyle.define([
	{ tag: [tags.keyword, tags.modifier, tags.controlKeyword], color: 'var(--code-keyword)' },
	{ tag: [tags.string, tags.character], color: 'var(--code-string)' },
	{ tag: tags.comment, color: 'var(--code-comment)' },
	{ tag: [tags.number, tags.bool, tags.null], color: 'var(--code-number)' },
	{ tag: [tags.typeName, tags.className], color: 'var(--code-type)' },
	{ tag: [tags.processingInstruction, tags.meta], color: 'var(--code-macro)' },
]);

const theme = EditorView.theme({
	// 100cqw is what is visible of the source, however long its lines are.
	'&': { height: '100%', background: 'var(--bg)', color: 'var(--fg)', containerType: 'inline-size', fontSize: '13px' },
	'&.cm-focused': { outline: '2px solid var(--accent)', outlineOffset: '-2px' },
	'.cm-scroller': { fontFamily: 'var(--mono)', lineHeight: '1.5', overflow: 'auto' },
	'.cm-gutters': { background: 'var(--panel)', color: 'var(--soft)', borderRight: '1px solid var(--line)' },
	'.cm-steps': { width: '2.1rem', textAlign: 'center' },
	'.cm-steps .cm-gutterElement': { padding: '0 2px' },
	'.step-number': { display: 'inline-block', minWidth: '1.35rem', padding: '0 .2rem', borderRadius: '999px', font: '600 11px/1.35rem system-ui, sans-serif',
		background: 'var(--panel)', color: 'var(--note)', border: '1px solid currentColor', cursor: 'pointer' },
	'.step-number.here': { background: 'var(--accent)', color: 'var(--on-accent)', borderColor: 'var(--accent)' },
	'.cm-line': { padding: '0 .5rem' },
	'.step-line': { background: 'var(--step)' },
	'.step-here': { background: 'var(--mark)' },
	'.step-note': { position: 'sticky', left: '5.5rem', width: 'fit-content', maxWidth: 'min(100cqw - 6.6rem, 60rem)', padding: '.15rem .7rem', borderLeft: '4px solid var(--accent)', borderRadius: '0 6px 6px 0',
		background: 'var(--mark)', color: 'var(--fg)', font: '13px/1.45 system-ui, sans-serif', whiteSpace: 'normal', overflowWrap: 'anywhere' },
	'.range': { textDecoration: 'underline wavy var(--warning)', textDecorationSkipInk: 'none', textUnderlineOffset: '3px' },
	'.range.error': { textDecorationColor: 'var(--error)' },
	'.range.note': { textDecorationColor: 'var(--note)' },
	'.cm-selectionBackground, &.cm-focused .cm-selectionBackground': { background: 'var(--selection) !important' },
	'.cm-selectionMatch': { background: 'var(--selection)' },
	'.cm-searchMatch': { background: 'var(--selection)', outline: '1px solid var(--accent)' },
	'.cm-panels': { background: 'var(--panel)', color: 'var(--fg)' },
	'.cm-panels.cm-panels-top': { borderBottom: '1px solid var(--line)' },
	'.cm-panel.cm-search label': { fontSize: '13px' },
	'.cm-textfield, .cm-button': { font: '13px system-ui, sans-serif', background: 'var(--bg)', color: 'var(--fg)', border: '1px solid var(--edge)', borderRadius: '4px', backgroundImage: 'none' },
	'.cm-panel.cm-search [name=close]': { color: 'var(--fg)', cursor: 'pointer', fontSize: '18px' },
	// No margins up or down: CodeMirror measures boxes without them.
	'.inline-box': { padding: '3px 0 5px .5rem' },
	'.inline-finding': { position: 'sticky', left: '5.5rem', width: 'min(100cqw - 6.6rem, 60rem)', borderLeft: '4px solid var(--warning)', borderRadius: '0 6px 6px 0',
		background: 'var(--warning-bg)', whiteSpace: 'normal' },
	'.inline-finding.error': { borderColor: 'var(--error)', background: 'var(--error-bg)' },
	'.inline-finding.note': { borderColor: 'var(--note)', background: 'var(--note-bg)' },
	'.inline-finding button': { display: 'block', width: '100%', padding: '.35rem .7rem', border: '0', background: 'none', color: 'var(--fg)', font: '13px/1.45 system-ui, sans-serif',
		textAlign: 'left', cursor: 'pointer', overflowWrap: 'anywhere' },
	'.inline-finding:not(.current) button': { whiteSpace: 'nowrap', overflow: 'hidden', textOverflow: 'ellipsis', padding: '.1rem .7rem' },
	'.inline-finding strong': { color: 'var(--warning)' },
	'.inline-finding.error strong': { color: 'var(--error)' },
	'.inline-finding.note strong': { color: 'var(--note)' },
	'.inline-finding code': { fontFamily: 'var(--mono)', fontSize: '12px', color: 'var(--soft)' },
	'button:focus-visible': { outline: '3px solid var(--accent)', outlineOffset: '-1px' },
});

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

	get estimatedHeight() {
		return this.current ? 64 : 30;
	}

	toDOM() {
		const f = this.finding;
		return el('div.inline-box', {}, el(`div.inline-finding.${f.severity}${this.current ? '.current' : ''}`, {},
			el('button', { type: 'button', 'aria-current': this.current ? 'true' : null, onclick: () => this.open(f) },
				el('strong', {}, f.severity), ' ', f.message, ' ', el('code', {}, f.rule))));
	}

	ignoreEvent() {
		return true;
	}
}

// What the step that is looked at says, below its line.
class StepNote extends WidgetType {
	constructor(text) {
		super();
		this.text = text;
	}

	eq(other) {
		return other.text === this.text;
	}

	toDOM() {
		return el('div.inline-box', {}, el('div.step-note', {}, this.text));
	}
}

class StepNumber extends GutterMarker {
	constructor(steps, here) {
		super();
		this.steps = steps;
		this.here = here;
	}

	eq(other) {
		return other.here === this.here && other.steps.join() === this.steps.join();
	}

	toDOM() {
		return el(`span.step-number${this.here ? '.here' : ''}`, { title: `Step ${this.steps.join(', ')}` }, this.steps.length > 2 ? `${this.steps[0]}…` : this.steps.join(','));
	}
}

const setMarks = StateEffect.define();
const marks = StateField.define({
	create: () => ({ decorations: Decoration.none, numbers: RangeSet.empty }),
	update: (value, transaction) => transaction.effects.find((e) => e.is(setMarks))?.value || value,
	provide: (field) => EditorView.decorations.from(field, (v) => v.decorations),
});

function lineAt(doc, line) {
	return doc.line(Math.min(Math.max(line, 1), doc.lines));
}

// What is underlined: the range given, or else the word at the column.
function rangeOf(doc, at) {
	const line = lineAt(doc, at.line);
	const from = line.from + Math.min(Math.max((at.column || 1) - 1, 0), line.length);
	if (at.end_column && (at.end_line || at.line) === at.line)
		return [from, Math.min(line.from + at.end_column - 1, line.to)];
	const word = /^\w+/.exec(doc.sliceString(from, Math.min(line.to, from + 100)));
	return [from, from + (word ? word[0].length : 0)];
}

export class SourceView {
	/** open(finding) when one is clicked in the source, goStep(index) when a step's number is. */
	constructor(parent, open, goStep) {
		this.open = open;
		this.goStep = goStep;
		this.path = null;
		const root = parent.attachShadow({ mode: 'open' });
		this.view = new EditorView({ parent: root, root, state: this.state('', '') });
	}

	state(path, text) {
		return EditorState.create({ doc: text, extensions: [
			gutter({
				class: 'cm-steps',
				markers: (view) => view.state.field(marks).numbers,
				domEventHandlers: { mousedown: (view, block) => {
					let hit = null;
					view.state.field(marks).numbers.between(block.from, block.from, (from, to, m) => {
						hit = m;
					});
					if (hit)
						this.goStep(hit.steps[0] - 1);
					return Boolean(hit);
				} },
			}),
			lineNumbers(), drawSelection(), EditorState.readOnly.of(true), EditorView.editable.of(false), EditorState.tabSize.of(4),
			/\.(c|h|cpp|cc|cxx|hpp|inl)$/i.test(path) ? cpp() : [],
			syntaxHighlighting(colours), theme, search({ top: true }), highlightSelectionMatches(), keymap.of(searchKeymap), marks,
			EditorView.contentAttributes.of({ 'aria-label': path ? `Source of ${path}` : 'Source', 'aria-readonly': 'true', tabindex: '0' })] });
	}

	setText(path, text) {
		this.path = path;
		this.view.setState(this.state(path, text));
	}

	/** Findings of this file as blocks; the steps of the current one ({at, number, here, text}); the line to show where it is no step. */
	setMarks(findings, current, steps, place) {
		const doc = this.view.state.doc;
		const decorations = [];
		for (const finding of findings) {
			const line = lineAt(doc, finding.at.line);
			decorations.push(Decoration.widget({ widget: new FindingBlock(finding, finding.n === current?.n, this.open), block: true, side: 2 }).range(line.to));
			const [from, to] = rangeOf(doc, finding.at);
			if (to > from)
				decorations.push(Decoration.mark({ class: `range ${finding.severity}` }).range(from, to));
		}
		const lines = new Map();
		for (const step of steps) {
			const line = lineAt(doc, step.at.line);
			const entry = lines.get(line.from) || { to: line.to, numbers: [], here: false, text: '' };
			entry.numbers.push(step.number);
			entry.here ||= step.here;
			if (step.here)
				entry.text = step.text;
			lines.set(line.from, entry);
		}
		const numbers = [];
		for (const [from, entry] of lines) {
			decorations.push(Decoration.line({ class: entry.here ? 'step-here' : 'step-line' }).range(from));
			if (entry.here && entry.text)
				decorations.push(Decoration.widget({ widget: new StepNote(entry.text), block: true, side: 1 }).range(entry.to));
			numbers.push(new StepNumber(entry.numbers, entry.here).range(from));
		}
		if (place && !lines.has(lineAt(doc, place.line).from))
			decorations.push(Decoration.line({ class: 'step-here' }).range(lineAt(doc, place.line).from));
		this.view.dispatch({ effects: setMarks.of({ decorations: Decoration.set(decorations, true), numbers: RangeSet.of(numbers, true) }) });
	}

	goTo(line) {
		const at = lineAt(this.view.state.doc, line).from;
		this.view.dispatch({ selection: { anchor: at }, effects: EditorView.scrollIntoView(at, { y: 'center', x: 'start' }) });
	}

	find() {
		openSearchPanel(this.view);
	}

	destroy() {
		this.view.destroy();
	}
}
