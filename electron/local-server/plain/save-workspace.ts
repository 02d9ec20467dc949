import { setTimeout as pause } from 'node:timers/promises'
import { engineEnvironment } from './environment.ts'
import type { ExecuteContext } from './execute.ts'
import { deadWords } from './execute.ts'
import type { PlainSettings } from './options.ts'
import type { Pool } from './pool.ts'

type Context = ExecuteContext & { readonly settings: Pick<PlainSettings, 'savedBytesPerSecond'> }

/**
 * What a stored deployment does before it says `paused`. No endpoint gives an archive back, and with Docker it is empty
 * (trap 5.8): so only its time is real here, and that it fails for a sandbox that is dead or unknown.
 *
 * @returns takes a sandbox's id; rejected with the words for the answer.
 */
export function workspaceSaver(pool: Pool, context: Context): (sandboxId: string) => Promise<void> {
  return async (sandboxId) => {
    const sandbox = pool.any(sandboxId)
    if (sandbox === undefined) throw new Error(`sandbox not found: ${sandboxId}`)
    if (sandbox.programs === undefined) throw new Error(deadWords(sandbox))
    const start = { command: ['du', '-sb', '.'], cwd: '/workspace', env: engineEnvironment(context.path, {}) ?? {} }
    const { stdout } = await sandbox.programs.run(start, context.settings.times.execute)
    await pause((Number.parseInt(stdout.toString('utf8'), 10) * 1000) / context.settings.savedBytesPerSecond)
  }
}
