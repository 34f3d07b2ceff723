/** The text editor of a YAML file: colours, marks at lines, what youth have; loaded when opened. */
import {
  Compartment, defaultKeymap, drawSelection, EditorSelection, EditorState, EditorView, highlightActiveLine, HighlightStyle, history, historyKeymap, indentUnit, indentWithTab, keymap, lineNumbers, lintGutter, lintKeymap, MergeView,
  setDiagnostics, syntaxHighlighting, tags, unifiedMergeView, yaml,
} from '../../vendor/codemirror.js';
import { howTo } from './open_file.js';

/** @typedef {import('../drafts.js').Finding} Finding */

// The page's own colours, so that dark mode is the page's dark mode.
const COLOURS = syntaxHighlighting(HighlightStyle.define([
  { tag: [tags.propertyName, tags.definition(tags.propertyName)], color: 'var(--accent)', fontWeight: '600' },
  { tag: [tags.string, tags.content], color: 'var(--ink)' },
  { tag: [tags.comment, tags.lineComment], color: 'var(--ink-soft)', fontStyle: 'italic' },
  { tag: [tags.punctuation, tags.separator, tags.squareBracket, tags.brace, tags.meta, tags.keyword], color: 'var(--ink-soft)' },
  { tag: [tags.typeName, tags.labelName, tags.invalid], color: 'var(--danger)' },
]));
const LOOK = EditorView.theme({
  '&': { height: '100%', color: 'var(--ink)', backgroundColor: 'var(--surface)', fontSize: '.9375rem' },
  '&.cm-focused': { outline: 'none' },
  '.cm-scroller': { fontFamily: 'var(--mono)', lineHeight: '1.6', overflow: 'auto' },
  '.cm-content': { caretColor: 'var(--ink)', padding: '8px 0' },
  '.cm-content:focus-visible': { outline: '3px solid var(--focus)', outlineOffset: '-3px' },
  '.cm-gutters': { backgroundColor: 'var(--sunken)', color: 'var(--ink-soft)', borderRight: '1px solid var(--line)' },
  '.cm-activeLine': { backgroundColor: 'color-mix(in oklab, var(--accent-soft) 45%, transparent)' },
  '.cm-cursor': { borderLeftColor: 'var(--ink)' },
  '&.cm-focused > .cm-scroller > .cm-selectionLayer .cm-selectionBackground, .cm-selectionBackground': { backgroundColor: 'color-mix(in oklab, var(--accent) 32%, transparent)' },
  '.cm-lintRange-error': { backgroundImage: 'none', textDecoration: 'underline wavy var(--danger)', textUnderlineOffset: '.25em' },
  '.cm-lintRange-warning': { backgroundImage: 'none', textDecoration: 'underline wavy var(--warn)', textUnderlineOffset: '.25em' },
  '.cm-tooltip': { backgroundColor: 'var(--raised)', color: 'var(--ink)', border: '1px solid var(--line-strong)', borderRadius: '8px', maxWidth: 'min(34rem, 90vw)' },
  '.cm-diagnostic': { whiteSpace: 'pre-wrap', fontFamily: 'var(--font)' },
  '.cm-diagnostic-error': { borderLeftColor: 'var(--danger)' },
  '.cm-diagnostic-warning': { borderLeftColor: 'var(--warn)' },
  '.cm-panels': { backgroundColor: 'var(--raised)', color: 'var(--ink)' },
  '&.cm-merge-a .cm-changedLine, .cm-deletedChunk': { backgroundColor: 'var(--danger-soft)' },
  '&.cm-merge-b .cm-changedLine, .cm-insertedLine': { backgroundColor: 'var(--good-soft)' },
  '&.cm-merge-a .cm-changedText, .cm-deletedChunk .cm-deletedText': { background: 'color-mix(in oklab, var(--danger) 26%, transparent)', textDecoration: 'line-through' },
  '&.cm-merge-b .cm-changedText, .cm-insertedLine .cm-changedText': { background: 'color-mix(in oklab, var(--good) 26%, transparent)', textDecoration: 'underline' },
  '.cm-collapsedLines:before, .cm-collapsedLines:after': { content: '"⋯"' },
  '.cm-collapsedLines': { background: 'var(--sunken)', color: 'var(--ink-soft)', padding: '4px 12px' },
});
const DIFF = { scanLimit: 500, timeout: 300 };

/** @param {string} label @param {boolean} readOnly @param {string} [describedBy] */
function manner(label, readOnly, describedBy) {
  const nonce = document.querySelector('meta[name="style-nonce"]')?.getAttribute('content') ?? '';
  return [
    EditorView.cspNonce.of(nonce), EditorState.readOnly.of(readOnly), EditorView.lineWrapping, lineNumbers(), COLOURS, LOOK, yaml(), indentUnit.of('  '),
    EditorView.contentAttributes.of({ 'aria-label': label, tabindex: '0', spellcheck: 'false', autocapitalize: 'none', ...(readOnly ? { 'aria-readonly': 'true' } : {}), ...(describedBy ? { 'aria-describedby': describedBy } : {}) }),
  ];
}

export class Pad {
  /**
   * @param {HTMLElement} parent
   * @param {{text: string, label: string, describedBy: string, readOnly: boolean, onText: (text: string) => void}} terms
   */
  constructor(parent, { text, label, describedBy, readOnly, onText }) {
    /** @private */ this.beside = new Compartment();
    /** @private @type {string | null} */ this.compared = null;
    // Tab goes on through the page until somebody writes; from then on it indents, until Escape.
    const leaves = { key: 'Escape', run: (/** @type {EditorView} */ view) => { view.setTabFocusMode(true); return false; } };
    /** @private */ this.extensions = [
      ...manner(label, readOnly, describedBy), history(), drawSelection(), highlightActiveLine(), lintGutter(), this.beside.of([]),
      keymap.of([leaves, ...defaultKeymap.filter(({ key }) => key !== 'Escape'), ...historyKeymap, ...lintKeymap, indentWithTab]),
      EditorView.domEventHandlers({ focus: (_, view) => { view.setTabFocusMode(true); } }),
      EditorView.updateListener.of((update) => {
        if (!update.docChanged) return;
        if (update.transactions.some((one) => one.isUserEvent('input') || one.isUserEvent('delete'))) update.view.setTabFocusMode(false);
        onText(update.state.doc.toString());
      }),
    ];
    this.view = new EditorView({ parent, state: EditorState.create({ doc: text, extensions: this.extensions }) });
    this.view.setTabFocusMode(true);
    /** @private @type {MergeView | null} */ this.pair = null;
  }

  get text() {
    return this.view.state.doc.toString();
  }

  /** Somebody else changed the file: the cursor stays beside the words that it was at. @param {string} text */
  replace(text) {
    const was = this.text;
    if (text === was) return;
    const had = this.view.hasFocus;
    const at = follows(was, text, this.view.state.selection.main.head);
    this.view.setState(EditorState.create({ doc: text, selection: EditorSelection.cursor(at), extensions: this.extensions }));
    this.view.dispatch({ effects: EditorView.scrollIntoView(at) });
    const { compared } = this;
    this.compared = null;
    if (compared !== null) this.compare(compared);
    if (had) this.view.focus();
  }

  /** @param {Finding[]} findings */
  mark(findings) {
    const { doc } = this.view.state;
    this.view.dispatch(setDiagnostics(this.view.state, findings.map((finding) => {
      const { line, level, says, code } = finding;
      const at = doc.line(Math.min(Math.max(1, line), doc.lines));
      const from = at.from + (/^\s*/.exec(at.text.slice(0, 200))?.[0].length ?? 0);
      return { from: Math.min(from, at.to), to: Math.min(at.to, from + 400), severity: level === 'E' ? /** @type {const} */ ('error') : /** @type {const} */ ('warning'), source: code, message: `${says} ${howTo(finding)}` };
    })));
  }

  /** Go to a line, and write there. @param {number} line */
  goTo(line) {
    const { doc } = this.view.state;
    const at = doc.line(Math.min(Math.max(1, line), doc.lines));
    this.view.dispatch({ selection: EditorSelection.cursor(at.from), effects: EditorView.scrollIntoView(at.from, { y: 'center' }) });
    this.view.focus();
  }

  /** Show in the text what differs from another; null: nothing. @param {string | null} original */
  compare(original) {
    if (original === this.compared) return;
    this.compared = original;
    this.view.dispatch({ effects: this.beside.reconfigure(original === null ? [] : unifiedMergeView({ original, mergeControls: false, syntaxHighlightDeletions: false, diffConfig: DIFF })) });
    if (original === null || original === this.text) return;
    this.view.dispatch({ effects: EditorView.scrollIntoView(alike(original, this.text), { y: 'center' }) });
  }

  /** Both texts beside each other, to read. @param {HTMLElement} parent @param {string} original @param {{before: string, now: string}} labels */
  pairUp(parent, original, { before, now }) {
    this.unpair();
    this.pair = new MergeView({
      parent, a: { doc: original, extensions: manner(before, true) }, b: { doc: this.text, extensions: manner(now, true) }, gutter: true, collapseUnchanged: { margin: 3, minSize: 5 }, diffConfig: DIFF,
    });
  }

  unpair() {
    this.pair?.destroy();
    this.pair = null;
  }

  close() {
    this.unpair();
    this.view.destroy();
  }
}

/** Where a place in a text is once the text is another. @param {string} was @param {string} now @param {number} at */
function follows(was, now, at) {
  const short = Math.min(was.length, now.length);
  const begin = alike(was, now);
  let end = 0;
  while (end < short - begin && was[was.length - 1 - end] === now[now.length - 1 - end]) end++;
  return at <= begin ? at : at >= was.length - end ? at - was.length + now.length : begin;
}

/** How far two texts begin alike. @param {string} was @param {string} now */
function alike(was, now) {
  let begin = 0;
  while (begin < was.length && begin < now.length && was[begin] === now[begin]) begin++;
  return begin;
}
