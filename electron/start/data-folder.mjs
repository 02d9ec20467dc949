// @ts-check
import path from 'node:path'

/**
 * The platform's folder for the application's data, the same for both hosts.
 * @param {{ platform: NodeJS.Platform, environment: NodeJS.ProcessEnv, home: string }} system
 * @returns {string}
 */
export function defaultDataFolder({ platform, environment, home }) {
  if (platform === 'darwin') return path.posix.join(home, 'Library', 'Application Support', 'Cloud Sandbox Desktop')
  if (platform === 'win32') {
    return path.win32.join(environment.APPDATA ?? path.win32.join(home, 'AppData', 'Roaming'), 'Cloud Sandbox Desktop')
  }
  // The XDG specification has relative values ignored.
  const base = environment.XDG_DATA_HOME
  const usable = base !== undefined && path.posix.isAbsolute(base)
  return path.posix.join(usable ? base : path.posix.join(home, '.local', 'share'), 'cloud-sandbox-desktop')
}
