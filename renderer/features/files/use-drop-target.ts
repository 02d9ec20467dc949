import type { DragEvent } from 'react'
import { useState } from 'react'
import { parentFolder } from '../../../shared/domain/file.ts'
import { holdsFiles } from './dropped-files.ts'
import type { FileRow } from './visible-rows.ts'

/** Paths that are dragged within the tree: readable only when they are dropped, as everything that is dragged. */
const ownType = 'application/x-sandbox-paths'

interface DropHandlers {
  onDragOver(event: DragEvent): void
  onDragLeave(event: DragEvent): void
  onDrop(event: DragEvent): void
}

export interface DropTarget {
  /** The folder into which what is dragged would go. */
  readonly folder: string | undefined
  readonly handlers: DropHandlers
}

interface Options {
  readonly rows: readonly FileRow[]
  readonly root: string
  readonly isOn: boolean
  readonly onFiles: (folder: string, data: DataTransfer) => void
  readonly onMove: (paths: readonly string[], folder: string) => void
}

/** Puts what is dragged onto it: a folder, else the folder that holds the row, else the one at the top. */
export function useDropTarget({ rows, root, isOn, onFiles, onMove }: Options): DropTarget {
  const [folder, setFolder] = useState<string>()

  function folderAt(event: DragEvent): string {
    const path =
      event.target instanceof Element ? event.target.closest<HTMLElement>('[data-path]')?.dataset.path : undefined
    const row = rows.find((one) => one.kind === 'entry' && one.key === path)
    if (row?.kind !== 'entry') return root
    return row.isFolder ? row.entry.path : parentFolder(row.entry.path)
  }

  const isTaken = ({ dataTransfer }: DragEvent) =>
    isOn && (holdsFiles(dataTransfer) || dataTransfer.types.includes(ownType))

  return {
    folder,
    handlers: {
      onDragOver(event) {
        if (!isTaken(event)) return
        event.preventDefault()
        event.dataTransfer.dropEffect = holdsFiles(event.dataTransfer) ? 'copy' : 'move'
        setFolder(folderAt(event))
      },
      onDragLeave(event) {
        const { currentTarget, relatedTarget } = event
        if (!(relatedTarget instanceof Node) || !currentTarget.contains(relatedTarget)) setFolder(undefined)
      },
      onDrop(event) {
        if (!isTaken(event)) return
        event.preventDefault()
        setFolder(undefined)
        const target = folderAt(event)
        if (holdsFiles(event.dataTransfer)) onFiles(target, event.dataTransfer)
        else onMove(JSON.parse(event.dataTransfer.getData(ownType)) as readonly string[], target)
      },
    },
  }
}

/** Puts paths on what is dragged. */
export function dragPaths(event: DragEvent, paths: readonly string[]): void {
  event.dataTransfer.setData(ownType, JSON.stringify(paths))
  event.dataTransfer.effectAllowed = 'move'
}
