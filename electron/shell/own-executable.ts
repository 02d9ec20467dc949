import path from 'node:path'

/**
 * What starts the installed application once more, as its local server. An AppImage runs out of a mount that goes with the
 * process which made it: a server that outlives the window has to be started from the file itself, and gets its own mount.
 * Its variables are believed only by a program that lies in that mount.
 *
 * @param executable `process.execPath`
 */
export function ownExecutable(executable: string, environment: Readonly<Record<string, string | undefined>>): string {
  const { APPIMAGE: file, APPDIR: mount } = environment
  if (file === undefined || mount === undefined || !path.isAbsolute(file) || !path.isAbsolute(mount)) return executable
  return executable.startsWith(path.join(mount, path.sep)) ? file : executable
}
