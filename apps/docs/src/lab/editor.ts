import { defaultKeymap, history, historyKeymap } from '@codemirror/commands';
import { javascript } from '@codemirror/lang-javascript';
import { bracketMatching, HighlightStyle, indentOnInput, syntaxHighlighting } from '@codemirror/language';
import { EditorState, StateEffect, StateField } from '@codemirror/state';
import {
  Decoration,
  type DecorationSet,
  drawSelection,
  EditorView,
  highlightActiveLine,
  keymap,
  lineNumbers,
} from '@codemirror/view';
import { tags } from '@lezer/highlight';

/** An editor in the page, and what a Lab does with it. */
export interface Editor {
  /** Replaces the text, where it differs. */
  setText(text: string): void;
  /** Marks a line, counted from 1, or none, and brings it into sight. */
  markLine(line: number | undefined): void;
  destroy(): void;
}

/**
 * An editor of TypeScript. Tab leaves it, so that nobody is caught in it who has no mouse.
 *
 * @param place is emptied before.
 * @param changed told of what the reader typed.
 */
export function makeEditor(
  place: HTMLElement,
  text: string,
  label: string,
  changed: (text: string) => void,
): Editor {
  let own = false;
  const view = new EditorView({
    state: EditorState.create({
      doc: text,
      extensions: [
        lineNumbers(),
        history(),
        drawSelection(),
        indentOnInput(),
        bracketMatching(),
        highlightActiveLine(),
        javascript({ typescript: true }),
        syntaxHighlighting(colours),
        faulty,
        keymap.of([...defaultKeymap, ...historyKeymap]),
        EditorView.contentAttributes.of({ 'aria-label': label, tabindex: '0' }),
        EditorView.updateListener.of(({ docChanged, state }) => {
          if (docChanged && !own) changed(state.doc.toString());
        }),
      ],
    }),
  });
  place.replaceChildren(view.dom);
  return {
    setText: (wanted) => {
      if (view.state.doc.toString() === wanted) return;
      own = true;
      view.dispatch({ changes: { from: 0, to: view.state.doc.length, insert: wanted } });
      own = false;
    },
    markLine: (line) => {
      const known = line !== undefined && line >= 1 && line <= view.state.doc.lines;
      const at = known ? view.state.doc.line(line).from : undefined;
      const scroll = at === undefined ? [] : [EditorView.scrollIntoView(at, { y: 'center' })];
      view.dispatch({ effects: [mark.of(at), ...scroll] });
    },
    destroy: () => view.destroy(),
  };
}

const mark = StateEffect.define<number | undefined>();

/** The line at which a run failed, until the reader changes something. */
const faulty = StateField.define<DecorationSet>({
  create: () => Decoration.none,
  update: (marks, { effects, docChanged }) => {
    const effect = effects.find((each) => each.is(mark));
    if (!effect) return docChanged ? Decoration.none : marks;
    const at = effect.value as number | undefined;
    if (at === undefined) return Decoration.none;
    return Decoration.set(Decoration.line({ class: 'thaw-faulty-line' }).range(at));
  },
  provide: (field) => EditorView.decorations.from(field),
});

/** Colours of code, those of the page: src/css/theme.css. */
const colours = HighlightStyle.define([
  { tag: [tags.comment], color: 'var(--thaw-code-comment)', fontStyle: 'italic' },
  { tag: [tags.string, tags.regexp], color: 'var(--thaw-code-string)' },
  { tag: [tags.number, tags.bool, tags.null], color: 'var(--thaw-code-number)' },
  { tag: [tags.keyword, tags.operatorKeyword, tags.modifier], color: 'var(--thaw-code-keyword)' },
  { tag: [tags.typeName, tags.className], color: 'var(--thaw-code-type)' },
  {
    tag: [tags.function(tags.variableName), tags.function(tags.propertyName)],
    color: 'var(--thaw-code-function)',
  },
]);
