import { lazy } from 'react'

/** The panes of a session. They come after the list of sessions is there: it needs neither editor nor terminal. */
export const EditorArea = lazy(async () => ({
  default: (await import('../features/editor/editor-area.tsx')).EditorArea,
}))
export const ResultPane = lazy(async () => ({
  default: (await import('../features/runs/result-pane.tsx')).ResultPane,
}))
export const ConsolePane = lazy(async () => ({
  default: (await import('../features/console/console-pane.tsx')).ConsolePane,
}))
export const FilesPane = lazy(async () => ({
  default: (await import('../features/files/files-pane.tsx')).FilesPane,
}))
