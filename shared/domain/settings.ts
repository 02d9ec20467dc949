import type { LearntLimits } from './server-limits.ts'
import type { SessionRef } from './session.ts'

export type Theme = 'system' | 'light' | 'dark' | 'contrast'

/** `comfortable` adds 4 px to every row and bar. */
export type Density = 'compact' | 'comfortable'

/** What text is drawn with in editor, console and results. */
export interface Fonts {
  /** A family of the computer, before the ones that are tried by themselves. */
  readonly family?: string
  /** px, as in the editor; a console has its own. */
  readonly editorSize?: number
  readonly consoleSize?: number
}

/** px that text in the editor and in a console may have. */
export const fontSizes = { least: 8, most: 32, normal: 13 } as const

/** newest: made last first · name · ends: whose time is over soonest first · used: active last first. */
export type SessionSort = 'newest' | 'name' | 'ends' | 'used'

/** Sizes in px that the person dragged. */
export interface Layout {
  readonly sideBar: number
  readonly result: number
  readonly panel: number
}

/** Which parts of the window are shown. */
export interface ShownParts {
  readonly sideBar: boolean
  readonly result: boolean
  readonly panel: boolean
  /** The panel has the whole height. */
  readonly maximised: boolean
}

/** The open documents of one session, in order. */
export interface OpenDocuments {
  readonly session: SessionRef
  readonly documentIds: readonly string[]
  readonly active?: string
}

/** A console as it is remembered. What was typed and printed in it is kept with its runs. */
export interface KeptConsole {
  readonly id: string
  readonly name: string
  /** The folder that its next command runs in; absent: /workspace. */
  readonly folder?: string
  /** When its screen was cleared (ms, our clock): what was over by then is not shown again. */
  readonly clearedAt?: number
}

/** The consoles of one session, in order. */
export interface OpenConsoles {
  readonly session: SessionRef
  readonly consoles: readonly KeptConsole[]
  /** The one in front. */
  readonly active?: string
}

/** Everything the window remembers between starts. */
export interface Settings {
  readonly theme: Theme
  readonly density?: Density
  readonly fonts?: Fonts
  /** Keys in place of a command's own, by command: `Ctrl+Shift+N`; empty: none. */
  readonly keys?: Readonly<Record<string, string>>
  readonly sessionSort?: SessionSort
  /** Seconds that a run from the editor may take. */
  readonly runLimit?: number
  readonly layout?: Layout
  readonly shown?: ShownParts
  /** The session in front. */
  readonly openSession?: SessionRef
  readonly openDocuments: readonly OpenDocuments[]
  /** By connection: what its server said when it refused a session, or gave less than was asked for. */
  readonly learntLimits?: Readonly<Record<string, LearntLimits>>
  readonly openConsoles?: readonly OpenConsoles[]
  /** Consoles are read by a screen reader, which makes them slower; absent: where the system reports one. */
  readonly screenReader?: boolean
}

export const defaultSettings: Settings = { theme: 'system', openDocuments: [] }
