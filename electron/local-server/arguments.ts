import { parseArgs } from 'node:util'
import type { PlainArguments } from './plain/arguments.ts'
import { plainFlags, readPlainArguments, spellOut } from './plain/arguments.ts'

/** What runs sandboxes: bubblewrap, or nothing at all for those who ask for it by name. */
export type RuntimeChoice = 'bubblewrap' | 'unisolated'

/** What the command line says. */
export interface ServerArguments {
  /** Only probe, say the result, end. */
  readonly probe: boolean
  readonly dataFolder: string | undefined
  /** Undefined: where the application looks for the server of this data folder. */
  readonly socket: string | undefined
  readonly port: number | undefined
  readonly runtime: RuntimeChoice
  /** Play the reference server instead of being the local one. */
  readonly plain: PlainArguments | undefined
  /** End after this long (ms) without a client, an active run and a held sandbox. Undefined: never. */
  readonly endWhenIdle: number | undefined
  /** Write what happens to a log in the data folder instead of standard error. */
  readonly log: boolean
  /** End when standard input ends: the program that started this one is gone. */
  readonly parentPipe: boolean
  /** Speak to a person instead of in JSON lines. */
  readonly human: boolean
}

/** @throws Error whose message is a sentence: an unknown flag, a port that is none, a flag that is missing. */
export function readArguments(argv: readonly string[]): ServerArguments {
  const { values } = parseArgs({
    args: spellOut(argv),
    options: {
      probe: { type: 'boolean', default: false },
      data: { type: 'string' },
      socket: { type: 'string' },
      port: { type: 'string' },
      runtime: { type: 'string', default: 'bubblewrap' },
      'end-when-idle': { type: 'string' },
      log: { type: 'boolean', default: false },
      'parent-pipe': { type: 'boolean', default: false },
      human: { type: 'boolean', default: false },
      ...plainFlags,
    },
  })
  const plain = readPlainArguments(values)
  if (!values.probe && plain === undefined && values.data === undefined) throw new Error('--data DIR is missing.')
  const idle = values['end-when-idle']
  return {
    probe: values.probe,
    dataFolder: values.data,
    socket: values.socket,
    port: values.port === undefined ? undefined : readPort(values.port),
    runtime: readRuntime(values.runtime),
    plain,
    endWhenIdle: idle === undefined ? undefined : readSeconds(idle),
    log: values.log,
    parentPipe: values['parent-pipe'],
    human: values.human,
  }
}

function readPort(text: string): number {
  const port = Number(text)
  if (!/^\d+$/.test(text) || port > 65_535) throw new Error(`--port ${text}: a number from 0 to 65535 is needed.`)
  return port
}

function readRuntime(text: string): RuntimeChoice {
  if (text !== 'bubblewrap' && text !== 'unisolated')
    throw new Error(`--runtime ${text}: bubblewrap or unisolated is needed.`)
  return text
}

/** @returns ms */
function readSeconds(text: string): number {
  if (!/^\d+(?:\.\d+)?$/.test(text)) throw new Error(`--end-when-idle ${text}: a number of seconds is needed.`)
  return 1000 * Number(text)
}
