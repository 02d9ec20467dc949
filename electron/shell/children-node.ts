import { existsSync } from 'node:fs'
import path from 'node:path'

/** A global that the entry of the packaged test build sets before anything else runs: path of a Node 24. */
const entryGlobal = 'cloudSandboxChildrenNode'

/** What decides about the Node of the children; the tests pass their own. */
export interface ChildrenNodeSystem {
  readonly isPackaged: boolean
  /** The folder of the application's package.json. */
  readonly appFolder: string
  readonly environment: Readonly<Record<string, string | undefined>>
  readonly globals: object
}

/**
 * The Node that runs vault and local server, or undefined when the application's own executable does. An installed
 * application reads no environment for this, so that nothing in it makes the application run another program.
 */
export function childrenNode({ isPackaged, appFolder, environment, globals }: ChildrenNodeSystem): string | undefined {
  const fromEntry: unknown = Reflect.get(globals, entryGlobal)
  if (typeof fromEntry === 'string') return fromEntry
  if (isPackaged) return undefined
  const given = environment.CLOUD_SANDBOX_NODE
  if (given) return given
  const own = path.join(appFolder, 'node_modules', 'node', 'bin', process.platform === 'win32' ? 'node.exe' : 'node')
  return existsSync(own) ? own : undefined
}
