/** What the XML views have in common. Loaded only when one is opened. */
import { defaultKeymap, history, historyKeymap, indentWithTab } from '@codemirror/commands'
import { xml } from '@codemirror/lang-xml'
import { HighlightStyle, syntaxHighlighting } from '@codemirror/language'
import { lintGutter, setDiagnostics } from '@codemirror/lint'
import { MergeView } from '@codemirror/merge'
import { EditorState } from '@codemirror/state'
import type { Extension } from '@codemirror/state'
import {
  EditorView,
  drawSelection,
  highlightActiveLine,
  highlightSpecialChars,
  keymap,
  lineNumbers,
} from '@codemirror/view'
import { tags } from '@lezer/highlight'
import { unseenCharacters, visible } from '../../../shared/rules/visible.ts'

export { EditorState, EditorView, MergeView }

const colours = HighlightStyle.define([
  { tag: tags.tagName, color: 'var(--ui-primary)' },
  { tag: tags.attributeName, color: 'var(--ui-info)' },
  { tag: tags.attributeValue, color: 'var(--ui-success)' },
  { tag: tags.comment, color: 'var(--ui-text-dimmed)', fontStyle: 'italic' },
  { tag: tags.angleBracket, color: 'var(--ui-text-dimmed)' },
  { tag: tags.invalid, color: 'var(--ui-error)' },
])

const theme = EditorView.theme({
  '&': { fontSize: '12px', backgroundColor: 'var(--ui-bg)', color: 'var(--ui-text)' },
  '&.cm-focused': { outline: 'none' },
  '.cm-scroller': { fontFamily: 'var(--font-mono)', lineHeight: '1.6' },
  '.cm-content': { caretColor: 'var(--ui-text-highlighted)' },
  '.cm-cursor': { borderLeftColor: 'var(--ui-text-highlighted)' },
  '.cm-gutters': {
    backgroundColor: 'var(--ui-bg-muted)',
    color: 'var(--ui-text-dimmed)',
    border: 'none',
  },
  '.cm-activeLine': { backgroundColor: 'color-mix(in oklab, var(--ui-primary) 6%, transparent)' },
  '&.cm-focused .cm-selectionBackground, .cm-selectionBackground': {
    backgroundColor: 'color-mix(in oklab, var(--ui-primary) 25%, transparent) !important',
  },
  '.cm-tooltip': {
    backgroundColor: 'var(--ui-bg)',
    color: 'var(--ui-text)',
    border: '1px solid var(--ui-border-accented)',
    borderRadius: '6px',
  },
  '.cm-changedText': {
    background: 'color-mix(in oklab, var(--ui-warning) 5%, transparent) !important',
    boxShadow: 'inset 0 -2px var(--ui-warning)',
  },
  '.cm-changedLine': {
    backgroundColor: 'color-mix(in oklab, var(--ui-warning) 4%, transparent) !important',
  },
  '.cm-collapsedLines': {
    background: 'var(--ui-bg-muted)',
    color: 'var(--ui-text-muted)',
    fontSize: '11px',
  },
})

/** What hides itself or turns the rest of a line round: a text could be read as another one. */
function shownByNumber(code: number, description: string | null): HTMLElement {
  const shown = document.createElement('span')
  shown.className = 'cm-specialChar'
  shown.title = description ?? ''
  shown.textContent = visible(String.fromCodePoint(code))
  return shown
}

const look: Extension[] = [
  xml(),
  highlightSpecialChars({ addSpecialChars: unseenCharacters, render: shownByNumber }),
  lineNumbers(),
  drawSelection(),
  syntaxHighlighting(colours),
  theme,
  EditorView.lineWrapping,
]

export function viewing(label: string): Extension[] {
  return [
    ...look,
    EditorState.readOnly.of(true),
    EditorView.contentAttributes.of({ 'aria-label': label }),
  ]
}

export function editing(label: string, changed: (text: string) => void): Extension[] {
  return [
    ...look,
    history(),
    lintGutter(),
    highlightActiveLine(),
    // Tab moves on, as everywhere; indenting is for who asks for it (Escape leaves that again).
    keymap.of([...defaultKeymap, ...historyKeymap, { ...indentWithTab, key: 'Mod-]' }]),
    EditorView.contentAttributes.of({ 'aria-label': label }),
    EditorView.updateListener.of((update) => {
      if (update.docChanged) changed(update.state.doc.toString())
    }),
  ]
}

/** Marks the line that an error is about; null takes the mark away. */
export function showProblem(
  view: EditorView,
  problem: { line: number; message: string } | null,
): void {
  const { doc } = view.state
  const line = problem && doc.line(Math.min(Math.max(problem.line, 1), doc.lines))
  const diagnostics =
    problem && line
      ? [
          {
            from: line.from,
            to: line.to,
            severity: 'error' as const,
            message: problem.message,
          },
        ]
      : []
  view.dispatch(setDiagnostics(view.state, diagnostics))
}
