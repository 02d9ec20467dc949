import type { StoreApi } from 'zustand/vanilla'
import { createStore } from 'zustand/vanilla'
import type { AppContract } from '../../shared/contract/index.ts'
import type { ErrorData } from '../../shared/domain/errors.ts'
import { isAppError, toErrorData } from '../../shared/domain/errors.ts'
import type { Settings } from '../../shared/domain/settings.ts'
import { defaultSettings } from '../../shared/domain/settings.ts'
import type { Client } from '../../shared/wire/client.ts'

/** What the window remembers between starts. */
export interface SettingsState {
  /** The defaults until `loaded`. */
  readonly settings: Settings
  readonly loaded: boolean
  /** Why the last reading or writing failed. */
  readonly problem?: ErrorData
  /** Reads them, once, and answers what holds by now. Resolves also when that failed: the defaults hold then. */
  load(): Promise<Settings>
  /** Changes them here at once and on disk soon. Changes before the first reading are made on top of what it brings. */
  change(update: (settings: Settings) => Settings): void
  /** Resolves when every change is on disk, or it is known that it is not. */
  flush(): Promise<void>
}

export type SettingsStore = StoreApi<SettingsState>

/** Dragging a sash changes them with each frame: that is one write. */
const writeAfter = 150

/** The contract's input type has arrays that can be changed. */
function toWire({ openDocuments, openConsoles, ...rest }: Settings) {
  return {
    ...rest,
    openDocuments: openDocuments.map((one) => ({ ...one, documentIds: [...one.documentIds] })),
    ...(openConsoles ? { openConsoles: openConsoles.map((one) => ({ ...one, consoles: [...one.consoles] })) } : {}),
  }
}

export function createSettingsStore(client: Client<AppContract>): SettingsStore {
  let loading: Promise<void> | undefined
  let early: ((settings: Settings) => Settings)[] = []
  let timer: ReturnType<typeof setTimeout> | undefined
  let writing: Promise<void> | undefined
  let unwritten = false

  return createStore<SettingsState>()((set, get) => {
    async function read(): Promise<void> {
      let settings = defaultSettings
      let problem: ErrorData | undefined
      try {
        settings = await client.call('settings.read', undefined)
      } catch (thrown) {
        problem = toErrorData(thrown)
      }
      const changed = early.length > 0
      for (const update of early) settings = update(settings)
      early = []
      set({ settings, loaded: true, ...(problem ? { problem } : {}) })
      if (changed) schedule()
    }

    function schedule(): void {
      unwritten = true
      timer ??= setTimeout(() => void write(), writeAfter)
    }

    /** One write at a time; what changed meanwhile goes with the next. */
    async function write(): Promise<void> {
      clearTimeout(timer)
      timer = undefined
      while (writing) await writing
      if (!unwritten) return
      unwritten = false
      writing = client.call('settings.write', toWire(get().settings)).then(
        () => undefined,
        (thrown: unknown) => {
          if (!isAppError(thrown, 'cancelled')) set({ problem: toErrorData(thrown) })
        },
      )
      await writing
      writing = undefined
    }

    return {
      settings: defaultSettings,
      loaded: false,
      async load() {
        loading ??= read()
        await loading
        return get().settings
      },
      change(update) {
        set({ settings: update(get().settings) })
        if (get().loaded) schedule()
        else early.push(update)
      },
      async flush() {
        if (unwritten) await write()
        else await writing
      },
    }
  })
}
