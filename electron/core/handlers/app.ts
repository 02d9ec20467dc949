import type { app } from '../../../shared/contract/app.ts'
import { fail } from '../../../shared/domain/errors.ts'
import type { Handlers } from '../../../shared/wire/contract.ts'
import { checkExternalUrl } from '../external-url.ts'
import type { Host } from '../host.ts'
import type { Records } from '../records/records.ts'
import type { Attention } from '../scheduler/attention.ts'
import { storeProblem } from './store-problem.ts'

export interface AppHandlersOptions {
  readonly version: string
  readonly dataFolder: string
  readonly host: Host
  readonly records: Pick<Records, 'settings' | 'status'>
  readonly attention: Attention
}

export function appHandlers({
  version,
  dataFolder,
  host,
  records,
  attention,
}: AppHandlersOptions): Handlers<typeof app> {
  return {
    'app.info': async () => {
      // The window opens also without a store: what is wrong with it is a sentence there.
      const problem = await storeProblem(records)
      return {
        version,
        host: host.kind,
        platform: host.platform,
        dataFolder,
        ...(problem === undefined ? {} : { storeProblem: problem }),
        ...(host.isAfterCrash?.() ? { isAfterCrash: true } : {}),
        ...(host.hasScreenReader?.() ? { hasScreenReader: true } : {}),
      }
    },
    'app.attend': ({ focused }, { signal }) => attention.attend(focused, signal),
    'app.openExternal': async ({ url }) => {
      const verdict = checkExternalUrl(url)
      if (!verdict.ok) throw fail('refused', verdict.reason)
      await host.openExternal(verdict.url)
    },
    'app.frameColours': (colours) => host.setFrameColours?.(colours),
    'app.zoom': (_, { signal }) => host.zoom?.watch(signal) ?? silence(signal),
    'app.setZoom': ({ factor }) => {
      if (!host.zoom) throw fail('unsupported', 'The browser zooms this window.')
      host.zoom.set(factor)
    },
    'app.showMenu': ({ sections }) => host.menu?.show(sections),
    'app.menuChoices': (_, { signal }) => host.menu?.choices(signal) ?? silence(signal),
    'settings.read': async () => await records.settings.read(),
    'settings.write': async (next) => await records.settings.write(next),
  }
}

/** Says nothing until the reader leaves: a stream that ended would be opened again and again. */
async function* silence(signal: AbortSignal): AsyncGenerator<never, void, void> {
  if (!signal.aborted)
    await new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }))
}
