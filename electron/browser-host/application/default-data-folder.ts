import path from 'node:path'

/** What decides about the folder; the tests pass their own. */
export interface DataFolderSystem {
  readonly platform: NodeJS.Platform
  readonly environment: Readonly<Record<string, string | undefined>>
  readonly home: string
}

/**
 * Where the application keeps its data when nobody says otherwise. The start command has the same rule in plain
 * JavaScript (electron/start/data-folder.mjs), because it runs before anything is built; a test holds the two together.
 */
export function defaultDataFolder({ platform, environment, home }: DataFolderSystem): string {
  if (platform === 'darwin') return path.posix.join(home, 'Library', 'Application Support', 'Cloud Sandbox Desktop')
  if (platform === 'win32') {
    return path.win32.join(environment.APPDATA ?? path.win32.join(home, 'AppData', 'Roaming'), 'Cloud Sandbox Desktop')
  }
  const base = environment.XDG_DATA_HOME
  // The XDG specification has relative values ignored.
  const usable = base !== undefined && path.posix.isAbsolute(base)
  return path.posix.join(usable ? base : path.posix.join(home, '.local', 'share'), 'cloud-sandbox-desktop')
}
