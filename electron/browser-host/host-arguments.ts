import path from 'node:path'
import { parseArgs } from 'node:util'
import { fail } from '../../shared/domain/errors.ts'

export interface BrowserHostArguments {
  /** Absolute. */
  readonly dataFolder: string
  /** 0: a free one. */
  readonly port: number
  /** Whether to call the system's opener. */
  readonly open: boolean
  /** What runs sandboxes on this computer. */
  readonly runtime: 'bubblewrap' | 'unisolated'
}

const usage = 'Usage: browser-host --data DIR [--port N] [--no-open] [--runtime unisolated]'

/**
 * Reads the arguments of the browser host. A flag that is not known is refused: a misspelt one must not open another
 * data folder.
 * @param argv without program and script
 * @throws AppError `refused`
 */
export function parseHostArguments(argv: readonly string[]): BrowserHostArguments {
  const { data, port, 'no-open': noOpen, runtime } = read(argv)
  if (data === undefined || data === '') throw fail('refused', `--data is missing.\n${usage}`)
  return {
    dataFolder: path.resolve(data),
    port: parsePort(port ?? '0'),
    open: noOpen !== true,
    runtime: parseRuntime(runtime ?? 'bubblewrap'),
  }
}

function read(argv: readonly string[]) {
  try {
    const options = {
      data: { type: 'string' },
      port: { type: 'string' },
      'no-open': { type: 'boolean' },
      runtime: { type: 'string' },
    } as const
    return parseArgs({ args: [...argv], options, strict: true, allowPositionals: false }).values
  } catch (cause) {
    throw fail('refused', `${cause instanceof Error ? cause.message : String(cause)}\n${usage}`, { cause })
  }
}

function parsePort(text: string): number {
  const port = /^\d{1,5}$/.test(text) ? Number(text) : Number.NaN
  if (!(port <= 65_535)) throw fail('refused', `--port ${text}: a port is a whole number up to 65535.`)
  return port
}

function parseRuntime(text: string): BrowserHostArguments['runtime'] {
  if (text !== 'bubblewrap' && text !== 'unisolated')
    throw fail('refused', `--runtime ${text}: bubblewrap or unisolated is needed.`)
  return text
}
