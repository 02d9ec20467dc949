import type { DialogRequest } from '../../state/dialogs.ts'
import type { AppHandlers } from '../fake-client.ts'
import type { Scene } from '../preview-world.ts'

/** What of the window a state is about: its picture shows this part alone. */
export type Part = 'window' | 'sessions' | 'files' | 'editor' | 'result' | 'panel' | 'dialog'

/** What a person does to get there. Names are those that screen readers say. */
export type Step = { readonly click: string } | { readonly fill: string; readonly text: string }

/** One state of the window that the design names: how to get there, and what is to be read then. */
export interface WindowState {
  /** Unique; a part of the picture's name. */
  readonly name: string
  readonly part: Part
  readonly scene: Scene
  /** What answers otherwise than the scene. */
  readonly handlers?: Partial<AppHandlers>
  /** Asked for as soon as the window is drawn. */
  readonly dialog?: DialogRequest
  /** Done before anything is read, and before the wait. */
  readonly steps?: readonly Step[]
  /** Seconds that pass before anything is read. */
  readonly wait?: number
  /** All of them stand in the part. */
  readonly words: readonly (string | RegExp)[]
  /** Names of the buttons that the part has for it, among others. */
  readonly actions?: readonly string[]
  /** Session in whose row the words stand, and what its menu offers among others. */
  readonly row?: { readonly session: string; readonly menu: readonly string[] }
}
