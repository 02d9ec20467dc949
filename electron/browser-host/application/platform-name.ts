import type { Host } from '../../core/host.ts'

/** The name by which the window knows a system. */
export function platformName(platform: NodeJS.Platform): Host['platform'] {
  if (platform === 'darwin') return 'mac'
  return platform === 'win32' ? 'windows' : 'linux'
}
