import type { editor } from 'monaco-editor/editor/editor.api.js'
import { useEffect, useRef, useState } from 'react'
import type { SessionRef } from '../../../shared/domain/session.ts'
import { sessionKey } from '../../../shared/domain/session.ts'
import { setEditorInFront, takeWantedFocus, takeWantedLine } from '../../state/editor-in-front.ts'
import { useStores } from '../../state/provider.tsx'
import { textLook, watchText } from '../../ui/token-colours.ts'
import { CellLines } from './cell-lines.tsx'
import styles from './code-editor.module.css'
import { modelRegistryOf } from './model-registry.ts'
import { monaco } from './monaco.ts'

const options: editor.IStandaloneEditorConstructionOptions = {
  automaticLayout: true,
  minimap: { enabled: false },
  scrollBeyondLastLine: false,
  renderLineHighlight: 'all',
  lineNumbersMinChars: 4,
  lineDecorationsWidth: 18,
  overviewRulerLanes: 0,
  hideCursorInOverviewRuler: true,
  folding: true,
  fixedOverflowWidgets: true,
  // An address in a file is opened by nobody.
  links: false,
  stickyScroll: { enabled: false },
  renderFinalNewline: 'on',
  guides: { indentation: false },
  wordBasedSuggestions: 'currentDocument',
  unicodeHighlight: { ambiguousCharacters: false, invisibleCharacters: true },
  scrollbar: { useShadows: false, verticalScrollbarSize: 12, horizontalScrollbarSize: 12 },
  padding: { top: 4, bottom: 4 },
  tabSize: 4,
}

/** Lines are 7 px higher than the letters: 20 px for 13. */
function fontOptions() {
  const { family, editorSize } = textLook()
  return { fontFamily: family, fontSize: editorSize, lineHeight: editorSize + 7 }
}

/** Everything after the caret's own line start is one selection; the line numbers count from 1. */
function markedIn(editor: editor.IStandaloneCodeEditor) {
  const selection = editor.getSelection()
  const model = editor.getModel()
  if (!selection || selection.isEmpty() || !model) return undefined
  // A selection that ends before the first character of a line does not mean that line.
  const lastLine =
    selection.endColumn === 1 && selection.endLineNumber > selection.startLineNumber
      ? selection.endLineNumber - 1
      : selection.endLineNumber
  return { text: model.getValueInRange(selection), firstLine: selection.startLineNumber, lastLine }
}

export interface CodeEditorProps {
  readonly session: SessionRef
  readonly id: string
  /** What screen readers call it. */
  readonly name: string
  readonly readOnly: boolean
  /** The session can run something now. */
  readonly isLive: boolean
}

/** Shows a line in the middle, unless it is in sight. */
function goTo(editor: editor.IStandaloneCodeEditor, line: number): void {
  const last = editor.getModel()?.getLineCount() ?? 1
  const lineNumber = Math.min(line, last)
  editor.setPosition({ lineNumber, column: 1 })
  editor.revealLineInCenterIfOutsideViewport(lineNumber)
}

interface Drawn {
  readonly editor: editor.IStandaloneCodeEditor
  readonly model: editor.ITextModel
}

/** One Monaco for all documents of the window: what changes is its model. */
export function CodeEditor({ session, id, name, readOnly, isLive }: CodeEditorProps) {
  const { documents, commands } = useStores()
  const host = useRef<HTMLDivElement>(null)
  const instance = useRef<editor.IStandaloneCodeEditor>(null)
  const [drawn, setDrawn] = useState<Drawn>()
  const key = sessionKey(session)

  useEffect(() => {
    if (!host.current) return
    const created = monaco.editor.create(host.current, { ...options, ...fontOptions(), model: null, theme: 'app' })
    instance.current = created
    const report = () => {
      const position = created.getPosition()
      const selection = created.getSelection()
      const model = created.getModel()
      if (!position || !model) return
      const selected = selection ? model.getValueLengthInRange(selection) : 0
      documents.getState().setCursor({ line: position.lineNumber, column: position.column, selected })
    }
    const listeners = [
      created.onDidChangeCursorSelection(report),
      created.onDidChangeModel(report),
      // Held down, the key of a command does what it did once; here it would write lines.
      created.onKeyDown(({ keyCode, shiftKey, browserEvent }) => {
        if (keyCode !== monaco.KeyCode.Enter || !shiftKey || !browserEvent.repeat) return
        if (commands.getState().handlers['run.cellGoOn']) browserEvent.preventDefault()
      }),
    ]
    const endText = watchText(() => created.updateOptions(fontOptions()))
    // Whoever gives the focus to the region gives it to the text.
    const element = host.current
    const toText = () => created.focus()
    element.addEventListener('focus', toText)
    const endFront = setEditorInFront({
      marked: () => markedIn(created),
      focus: () => created.focus(),
      caretLine: () => (created.getModel() ? created.getPosition()?.lineNumber : undefined),
      goToLine: (line) => goTo(created, line),
    })
    return () => {
      endFront()
      setDrawn(undefined)
      endText()
      element.removeEventListener('focus', toText)
      documents.getState().setCursor(undefined)
      for (const listener of listeners) listener.dispose()
      created.dispose()
      instance.current = null
    }
  }, [documents, commands])

  // biome-ignore lint/correctness/useExhaustiveDependencies: `key` stands for the session; its object changes with each answer of the server
  useEffect(() => {
    const shown = instance.current
    if (!shown) return
    const registry = modelRegistryOf(documents)
    const model = registry.model(session, id)
    if (!model) return
    const hadFocus = shown.hasTextFocus()
    shown.setModel(model)
    shown.restoreViewState(registry.viewState(session, id))
    setDrawn({ editor: shown, model })
    const line = takeWantedLine(session, id)
    if (line !== undefined) goTo(shown, line)
    // A document that comes by itself does not take the focus from where the person is.
    if (takeWantedFocus() || hadFocus) shown.focus()
    performance.mark('editor-first-lines')
    return () => registry.keepViewState(session, id, shown.saveViewState())
  }, [documents, key, id])

  useEffect(() => {
    instance.current?.updateOptions({ ariaLabel: name, readOnly })
  }, [name, readOnly])

  return (
    <>
      <div ref={host} className={styles.host} tabIndex={-1} data-region-focus />
      {drawn && (
        <CellLines
          key={drawn.model.id}
          shown={drawn.editor}
          model={drawn.model}
          session={session}
          id={id}
          isLive={isLive}
        />
      )}
    </>
  )
}
