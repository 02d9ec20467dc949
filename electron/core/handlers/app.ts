import type { app } from '../../../shared/contract/app.ts'
import { fail } from '../../../shared/domain/errors.ts'
import type { Handlers } from '../../../shared/wire/contract.ts'
import { checkExternalUrl } from '../external-url.ts'
import type { Host } from '../host.ts'
import type { Records } from '../records/records.ts'

export interface AppHandlersOptions {
  readonly version: string
  readonly dataFolder: string
  readonly host: Host
  readonly settings: Records['settings']
}

export function appHandlers({ version, dataFolder, host, settings }: AppHandlersOptions): Handlers<typeof app> {
  return {
    'app.info': () => ({ version, host: host.kind, platform: host.platform, dataFolder }),
    'app.openExternal': async ({ url }) => {
      const verdict = checkExternalUrl(url)
      if (!verdict.ok) throw fail('refused', verdict.reason)
      await host.openExternal(verdict.url)
    },
    'app.frameColours': (colours) => host.setFrameColours?.(colours),
    'settings.read': async () => await settings.read(),
    'settings.write': async (next) => await settings.write(next),
  }
}
