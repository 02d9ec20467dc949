// @ts-check
import path from 'node:path'
import { hasDisplay } from './has-display.mjs'
import { node24 } from './project.mjs'

/**
 * Program, arguments and additions to the environment that open the window.
 * @param {import('./choose-host.mjs').ElectronHost | import('./choose-host.mjs').BrowserHost} host
 * @param {{ folder: string, data: string, port: number | undefined, open: boolean, runtime: string | undefined }} options data: absolute
 * @param {{ platform: NodeJS.Platform, environment: NodeJS.ProcessEnv }} [system]
 * @returns {{ program: string, args: string[], environment: Record<string, string> }}
 */
export function launchCommand(
  host,
  { folder, data, port, open, runtime },
  system = { platform: process.platform, environment: process.env },
) {
  const common = ['--data', data, ...(runtime === undefined ? [] : ['--runtime', runtime])]
  if (host.kind === 'electron') {
    // Outside a package the children of main run on this Node, as they do in the tests.
    return { program: host.executable, args: [folder, ...common], environment: { CLOUD_SANDBOX_NODE: node24 } }
  }
  const args = [path.join(folder, 'out', 'node', 'browser-host.mjs'), ...common]
  if (port !== undefined) args.push('--port', String(port))
  if (!open || !hasDisplay(system.platform, system.environment)) args.push('--no-open')
  return { program: node24, args, environment: {} }
}
