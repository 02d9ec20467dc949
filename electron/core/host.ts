/**
 * All that the two hosts do differently, as far as the core uses it: Electron, and the browser host over loopback.
 */
export interface Host {
  readonly kind: 'electron' | 'browser'
  readonly platform: 'linux' | 'mac' | 'windows'
  /** Opens an address outside the window. It was checked by `external-url.ts` before. */
  openExternal(url: string): Promise<void>
  /** Colours (CSS hex) of the part of the frame that the system draws. Absent where there is none. */
  setFrameColours?(colours: FrameColours): void
}

export interface FrameColours {
  readonly background: string
  readonly symbols: string
}
