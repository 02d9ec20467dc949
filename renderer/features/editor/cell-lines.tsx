import type { editor } from 'monaco-editor/editor/editor.api.js'
import { useEffect, useLayoutEffect, useMemo, useState, useSyncExternalStore } from 'react'
import { createPortal } from 'react-dom'
import type { Run } from '../../../shared/domain/run.ts'
import type { SessionRef } from '../../../shared/domain/session.ts'
import { sessionKey } from '../../../shared/domain/session.ts'
import { cellOutcomes } from '../../state/cell-outcomes.ts'
import { hashesByCode } from '../../state/documents-cells.ts'
import { useSubject } from '../../state/provider.tsx'
import type { CellLayer } from './cell-layer.ts'
import { createCellLayer } from './cell-layer.ts'
import { CellLine } from './cell-line.tsx'
import { writeMarks } from './cell-marks.ts'
import { useCells } from './use-cells.ts'

interface CellLinesProps {
  readonly shown: editor.IStandaloneCodeEditor
  readonly model: editor.ITextModel
  readonly session: SessionRef
  readonly id: string
  /** The session can run something now. */
  readonly isLive: boolean
}

const none: readonly Run[] = []
const noElements: ReadonlyMap<number, HTMLElement> = new Map()
const nothing = () => noElements
const never = () => () => {}

/** Above each cell of the text: what runs it, and what became of that. */
export function CellLines({ shown, model, session, id, isLive }: CellLinesProps) {
  const key = sessionKey(session)
  const { version, cells, marks } = useCells(model)
  const hashed = useSubject('documents', ({ sessions }) => sessions[key]?.byId[id]?.cells)
  const runs = useSubject('runs', ({ sessions }) => sessions[key]?.runs ?? none)
  const outcomes = useMemo(() => {
    const hashOf = hashesByCode(hashed ?? [])
    const present = cells.map(({ number, code }) => ({ number, hash: hashOf(code) }))
    const ofDocument = runs.filter(({ documentId }) => documentId === id)
    return cellOutcomes(present, ofDocument, marks)
  }, [cells, marks, hashed, runs, id])

  useEffect(() => {
    // Closed, or typed in since: these lines are not its lines any more, and the next drawing notes it.
    if (!model.isDisposed() && model.getVersionId() === version) writeMarks(model, cells, outcomes)
  }, [model, version, cells, outcomes])

  const [layer, setLayer] = useState<CellLayer>()
  useLayoutEffect(() => {
    const made = createCellLayer(shown)
    setLayer(made)
    return made.dispose
  }, [shown])
  useLayoutEffect(() => layer?.show(cells.map(({ firstLine }) => firstLine)), [layer, cells])
  const inSight = useSyncExternalStore(layer?.subscribe ?? never, layer?.inSight ?? nothing)

  return [...inSight].map(([index, element]) => {
    const cell = cells[index]
    return (
      cell &&
      createPortal(
        <CellLine session={session} cell={cell} outcome={outcomes[index]} isLive={isLive} />,
        element,
        `${index}`,
      )
    )
  })
}
