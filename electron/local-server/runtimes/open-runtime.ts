import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { LocalProbe } from '../../../shared/domain/local-probe.ts'
import { openBubblewrap } from './bubblewrap/probe.ts'
import type { RuntimeProbe } from './host/open-host-runtime.ts'
import type { SandboxLimits } from './limits/limits.ts'
import { defaultLimits } from './limits/limits.ts'
import type { Runtime } from './runtime.ts'
import { openUnisolated } from './unisolated/probe.ts'

/** What a server's sandboxes are to be. */
export interface RuntimeWish {
  /** `unisolated` is taken for nobody who does not name it. */
  readonly kind?: Runtime['kind']
  /** Where they differ from `defaultLimits`. */
  readonly limits?: Partial<SandboxLimits>
  /** Told of what goes wrong where nobody waits for an answer, such as files that cannot be removed. */
  readonly onFault?: (error: unknown) => void
}

/**
 * Opens a runtime, starts a real sandbox with it and asks what it has.
 *
 * @param folder where the runtime keeps its files; it is the one that a server then works with.
 */
export function openRuntime(
  folder: string,
  { kind = 'bubblewrap', limits, onFault = () => undefined }: RuntimeWish = {},
): Promise<RuntimeProbe> {
  const open = kind === 'unisolated' ? openUnisolated : openBubblewrap
  return open(folder, { ...defaultLimits, ...limits }, onFault)
}

/** What `openRuntime` would say, in a folder of its own, which is gone afterwards. */
export async function probeThisComputer(wish: RuntimeWish = {}): Promise<LocalProbe> {
  const folder = await mkdtemp(join(tmpdir(), 'cloud-sandbox-probe-'))
  try {
    const { runtime, probe } = await openRuntime(folder, wish)
    await runtime?.close()
    return probe
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}
