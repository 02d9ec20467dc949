import type { CustomScheme } from 'electron'
import { appSchemePrivileges } from './app-protocol.ts'

/** The parts of Electron that are told something before it is ready. */
export interface EarlySystem {
  /** Of this process; undefined on Windows. */
  readonly uid: number | undefined
  readonly enableSandbox: () => void
  readonly registerSchemesAsPrivileged: (schemes: CustomScheme[]) => void
}

/**
 * Enforces Chromium's sandbox for every page, whatever a window's settings say, and makes known the window's scheme.
 * As root there is no such sandbox: Electron starts at all only when it was told to do without, and enforcing it would
 * end each of its processes at once. The start command never starts it so.
 */
export function beforeReady({ uid, enableSandbox, registerSchemesAsPrivileged }: EarlySystem): void {
  if (uid !== 0) enableSandbox()
  registerSchemesAsPrivileged([appSchemePrivileges])
}
