import type { ElectronLauncherOptions } from './electron-launcher.ts'
import { electronLauncher } from './electron-launcher.ts'
import type { Launcher, LauncherOptions } from './launcher.ts'
import { nodeLauncher } from './node-launcher.ts'

/**
 * How the shell starts its children. This module reads no environment: the caller decides.
 *
 * `nodePath` is passed in two cases only: when the application is not packaged (`!app.isPackaged`, then it may come from
 * the variable `CLOUD_SANDBOX_NODE`, which the start command sets), and in the test build of the packaged application,
 * whose entry runs before the shell and leaves the path in a global of its own. A shipped build passes none, so that
 * nothing in a person's environment makes it run another program.
 */
export function chooseLauncher(
  options: LauncherOptions & {
    readonly nodePath?: string
    readonly electron: Pick<ElectronLauncherOptions, 'fork' | 'executable'>
  },
): Launcher {
  const { nodePath, electron, ...rest } = options
  return nodePath === undefined ? electronLauncher({ ...rest, ...electron }) : nodeLauncher({ ...rest, nodePath })
}
