import { platformName } from '../browser-host/application/platform-name.ts'
import type { FrameColours, Host, Keystore, SystemMenu, Zoom } from '../core/host.ts'
import { titleBarHeight } from './window-options.ts'

/** The parts of Electron that the host uses. */
export interface HostSystem {
  readonly platform: NodeJS.Platform
  readonly openExternal: (url: string) => Promise<void>
  readonly keystore: Keystore
  readonly zoom: Zoom
  readonly menu: SystemMenu
  readonly isAfterCrash: () => boolean
  readonly hasScreenReader: () => boolean
  /** The system's own dialog; undefined when no place was chosen. */
  readonly askSavePath: (name: string) => Promise<string | undefined>
  /** The window, once there is one and as long as there is. */
  readonly window: () => FramedWindow | undefined
}

export interface FramedWindow {
  setBackgroundColor(colour: string): void
  /** Missing on a Mac, and on Linux in old versions. */
  setTitleBarOverlay?(options: { color: string; symbolColor: string; height: number }): void
}

/** What Electron does for the core. */
export function electronHost({ platform, window, askSavePath, ...system }: HostSystem): Host {
  return {
    kind: 'electron',
    platform: platformName(platform),
    ...system,
    askSavePath: (name) => askSavePath(savableName(name)),
    setFrameColours(colours) {
      const target = window()
      if (target !== undefined) colourFrame(target, colours)
    },
  }
}

function colourFrame(window: FramedWindow, { background, symbols }: FrameColours): void {
  // What shows for a moment while the window grows.
  window.setBackgroundColor(background)
  try {
    window.setTitleBarOverlay?.({ color: background, symbolColor: symbols, height: titleBarHeight })
  } catch {
    // It throws where the system draws no buttons into the window: there is nothing to colour then.
  }
}

/** Every system takes this as a file's name: names in a sandbox may hold anything. */
function savableName(name: string): string {
  const clean = name.replace(/[\p{Cc}\\/:*?"<>|\ufffd]/gu, '_').slice(0, 120)
  return /^[. ]*$/.test(clean) ? 'file' : clean
}
