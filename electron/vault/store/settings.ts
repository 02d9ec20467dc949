import { app } from '../../../shared/contract/app.ts'
import type { SessionRef } from '../../../shared/domain/session.ts'
import { sessionKey } from '../../../shared/domain/session.ts'
import type { Settings } from '../../../shared/domain/settings.ts'
import { defaultSettings } from '../../../shared/domain/settings.ts'
import type { StorageLimits } from '../../../shared/domain/storage.ts'
import { defaultLimits } from '../../../shared/domain/storage.ts'
import type { KeptRunOptions } from '../contract/run-options.ts'
import { keptRunOptions } from '../contract/run-options.ts'
import { storage } from '../contract/storage.ts'
import type { Values } from './values.ts'

/** What the window remembers, and what is kept at most. */
export function settingsStore(values: Values) {
  return {
    read: (): Settings => values.get('window', app['settings.write'].input, defaultSettings),
    write: (settings: Settings): Promise<void> => values.put('window', settings),
    limits: (): StorageLimits => values.get('storage', storage['storage.setLimits'].input, defaultLimits),
    setLimits: (limits: StorageLimits): Promise<void> => values.put('storage', limits),
  }
}

const none: KeptRunOptions = { env: [] }

/** What runs of each session begin with. */
export function runOptionsStore(values: Values) {
  const nameOf = (session: SessionRef) => `run-options ${sessionKey(session)}`
  return {
    get: (session: SessionRef): KeptRunOptions => values.get(nameOf(session), keptRunOptions, none),
    put: (session: SessionRef, options: KeptRunOptions): Promise<void> => values.put(nameOf(session), options),
    remove: (session: SessionRef): Promise<void> => values.remove(nameOf(session)),
  }
}
