import type { Settings } from '../../../shared/domain/settings.ts'
import type { VaultCaller } from './caller.ts'

/** What the window remembers. */
export interface SettingsRecords {
  /** The defaults when none were written. */
  read(): Promise<Settings>
  write(settings: Settings): Promise<void>
}

export function settingsRecords(vault: VaultCaller): SettingsRecords {
  return {
    read: () => vault.call('settings.read', undefined),
    write: (settings) => vault.call('settings.write', settings),
  }
}
