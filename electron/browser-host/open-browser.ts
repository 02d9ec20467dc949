import { spawn } from 'node:child_process'

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
 * Opens an address in the person's browser. That it fails is no error: the address is printed as well.
 * @param onFailure told why
 */
export function openBrowser(
  address: string,
  onFailure: (reason: string) => void,
  system: OpenerSystem = { platform: process.platform, environment: process.env },
): void {
  const command = openerCommand(address, system)
  if (command === undefined) return
  const [program, ...args] = command
  const child = spawn(program, args, { stdio: 'ignore', detached: true })
  child.on('error', (error) => onFailure(error.message))
  // Some openers stay until the browser is closed; they are not waited for.
  child.unref()
}
