import type { MenuSection } from '../../shared/domain/menu.ts'

/**
 * All that the two hosts do differently, as far as the core uses it: Electron, and the browser host over loopback.
 */
export interface Host {
  readonly kind: 'electron' | 'browser'
  readonly platform: 'linux' | 'mac' | 'windows'
  /** Opens an address outside the window. It was checked by `external-url.ts` before. */
  openExternal(url: string): Promise<void>
  readonly keystore: Keystore
  /**
   * Asks the person where to save a file, by the system's own dialog; undefined when they choose no place. Absent where a
   * browser saves by itself. @param name what the dialog suggests
   */
  askSavePath?(name: string): Promise<string | undefined>
  /** Colours (CSS hex) of the part of the frame that the system draws. Absent where there is none. */
  setFrameColours?(colours: FrameColours): void
  /** Zoom of the window. Absent where the browser zooms. */
  readonly zoom?: Zoom
  /** The system's menu. Absent where there is none. */
  readonly menu?: SystemMenu
  /** Whether the page that is shown was loaded because the one before it crashed. */
  isAfterCrash?(): boolean
  /** Whether the system reports that a screen reader is used. Absent where a page cannot know. */
  hasScreenReader?(): boolean
}

/** Zoom of the whole window; 1 is 100 %. */
export interface Zoom {
  /** The present factor, then each change, whoever made it. Ends when the signal aborts. */
  watch(signal: AbortSignal): AsyncIterable<number>
  set(factor: number): void
}

/** The menu that the system shows for the application, filled by its window. */
export interface SystemMenu {
  /** What the window has in it, in place of what it had. */
  show(sections: readonly MenuSection[]): void
  /** Ids of entries as they are chosen. What the window has in the menu goes with its last reader. */
  choices(signal: AbortSignal): AsyncIterable<string>
}

/** The system's store of secrets. */
export interface Keystore {
  /** What encrypts, in words for a person; undefined: nothing does, so nothing secret may be written. */
  backend(): Promise<string | undefined>
  /** Rejects without a backend. */
  encrypt(text: string): Promise<Uint8Array>
  /** Rejects for what was encrypted elsewhere, or while the store cannot be opened. */
  decrypt(bytes: Uint8Array): Promise<string>
}

/** Where there is none. */
export const noKeystore: Keystore = {
  backend: async () => undefined,
  encrypt: async () => {
    throw new Error('There is no key store.')
  },
  decrypt: async () => {
    throw new Error('There is no key store.')
  },
}

export interface FrameColours {
  readonly background: string
  readonly symbols: string
}
