import { useEffect, useRef } from 'react'
import { textLook } from '../../ui/token-colours.ts'
import styles from './compare-dialog.module.css'
import { monaco } from './monaco.ts'

interface CompareTextsProps {
  readonly theirs: string
  readonly mine: string
  /** Monaco's id of it. */
  readonly language: string
}

/** Two texts beside each other, in a narrow window one above the other; nothing can be changed in them. */
export function CompareTexts({ theirs, mine, language }: CompareTextsProps) {
  const host = useRef<HTMLDivElement>(null)
  useEffect(() => {
    if (!host.current) return
    const { family, editorSize } = textLook()
    const original = monaco.editor.createModel(theirs, language)
    const modified = monaco.editor.createModel(mine, language)
    const shown = monaco.editor.createDiffEditor(host.current, {
      automaticLayout: true,
      readOnly: true,
      originalEditable: false,
      theme: 'app',
      fontFamily: family,
      fontSize: editorSize,
      lineHeight: editorSize + 7,
      links: false,
      minimap: { enabled: false },
      scrollBeyondLastLine: false,
      overviewRulerLanes: 0,
      renderOverviewRuler: false,
      hideUnchangedRegions: { enabled: true },
    })
    shown.getOriginalEditor().updateOptions({ ariaLabel: 'In the sandbox' })
    shown.getModifiedEditor().updateOptions({ ariaLabel: 'Your edits' })
    shown.setModel({ original, modified })
    const first = shown.onDidUpdateDiff(() => {
      first.dispose()
      shown.revealFirstDiff()
    })
    return () => {
      first.dispose()
      shown.dispose()
      original.dispose()
      modified.dispose()
    }
  }, [theirs, mine, language])
  return <div ref={host} className={styles.texts} />
}
