import { lazy } from 'react'
import { usable } from './usable.ts'

/** The panes of a session. They come after the list of sessions is there: it needs neither editor nor terminal. */
export const EditorArea = lazy(async () => {
  await usable()
  return { default: (await import('../features/editor/editor-area.tsx')).EditorArea }
})
export const ResultPane = lazy(async () => {
  await usable()
  return { default: (await import('../features/runs/result-pane.tsx')).ResultPane }
})
export const ConsolePane = lazy(async () => {
  await usable()
  return { default: (await import('../features/console/console-pane.tsx')).ConsolePane }
})
export const FilesPane = lazy(async () => {
  await usable()
  return { default: (await import('../features/files/files-pane.tsx')).FilesPane }
})
export const RunsPane = lazy(async () => {
  await usable()
  return { default: (await import('../features/runs/runs-pane.tsx')).RunsPane }
})
