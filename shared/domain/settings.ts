import type { SessionRef } from './session.ts'

export type Theme = 'system' | 'light' | 'dark' | 'contrast'

/** Sizes in px that the person dragged. */
export interface Layout {
  readonly sideBar: number
  readonly result: number
  readonly panel: number
}

/** The open documents of one session, in order. */
export interface OpenDocuments {
  readonly session: SessionRef
  readonly documentIds: readonly string[]
  readonly active?: string
}

/** Everything the window remembers between starts. */
export interface Settings {
  readonly theme: Theme
  readonly layout?: Layout
  /** The session in front. */
  readonly openSession?: SessionRef
  readonly openDocuments: readonly OpenDocuments[]
}

export const defaultSettings: Settings = { theme: 'system', openDocuments: [] }
