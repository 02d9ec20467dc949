import type { ComponentType } from 'react'
import { useEffect, useState } from 'react'
import type { CodeEditorProps } from './code-editor.tsx'

type CodeEditor = ComponentType<CodeEditorProps>

let loaded: CodeEditor | undefined

/** Monaco is two thirds of everything that the window can load: it has a chunk of its own. */
async function load(): Promise<CodeEditor> {
  loaded = (await import('./code-editor.tsx')).CodeEditor
  return loaded
}

/**
 * Loads the editor when the window has nothing else to do, so that the first document need not wait for it. A failure
 * shows where the editor is drawn.
 */
export function preloadCodeEditor(): void {
  const begin = () => void load().catch(() => {})
  // Not every browser that a person may use has it.
  if ('requestIdleCallback' in globalThis) requestIdleCallback(begin, { timeout: 1000 })
  else setTimeout(begin, 200)
}

/**
 * The editor, or undefined until its chunk is there. Not by `lazy`: React holds back what follows a fallback for 300 ms,
 * and even a chunk that is there already falls back once.
 */
export function useCodeEditor(): CodeEditor | undefined {
  const [editor, setEditor] = useState<CodeEditor | undefined>(() => loaded)
  useEffect(() => {
    if (editor) return
    let isGone = false
    load().then(
      (component) => isGone || setEditor(() => component),
      // Thrown while drawing, for the boundary around the pane.
      (thrown: unknown) =>
        isGone ||
        setEditor(() => {
          throw thrown
        }),
    )
    return () => {
      isGone = true
    }
  }, [editor])
  return editor
}
