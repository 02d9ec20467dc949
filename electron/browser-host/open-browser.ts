import { spawn } from 'node:child_process'
import { fail } from '../../shared/domain/errors.ts'

/** What decides about the opener; the tests pass their own. */
export interface OpenerSystem {
  readonly platform: NodeJS.Platform
  readonly environment: Readonly<Record<string, string | undefined>>
}

/** Program and arguments of the system's opener; undefined where no display could show a browser. */
export function openerCommand(
  address: string,
  { platform, environment }: OpenerSystem,
): readonly [program: string, ...args: string[]] | undefined {
  if (platform === 'darwin') return ['open', address]
  // Not `cmd /c start`: it would read & and ^ in the address.
  if (platform === 'win32') return ['rundll32', 'url.dll,FileProtocolHandler', address]
  return environment.DISPLAY || environment.WAYLAND_DISPLAY ? ['xdg-open', address] : undefined
}

/**
 * Opens an address in the browser of the person at this computer. Resolves when the opener runs; what it does then is
 * not waited for, because some stay until the browser is closed.
 * @throws AppError `unsupported` where there is no display or no opener
 */
export async function openBrowser(
  address: string,
  system: OpenerSystem = { platform: process.platform, environment: process.env },
): Promise<void> {
  const command = openerCommand(address, system)
  if (command === undefined) throw fail('unsupported', 'There is no display here that could show a browser.')
  const [program, ...args] = command
  const child = spawn(program, args, { stdio: 'ignore', detached: true })
  child.unref()
  await new Promise<void>((resolve, reject) => {
    child.once('spawn', resolve)
    child.once('error', (cause) =>
      reject(fail('unsupported', `No browser could be opened: ${program} does not start.`, { cause })),
    )
  })
}
