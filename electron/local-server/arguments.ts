import { parseArgs } from 'node:util'
import type { PlainArguments } from './plain/arguments.ts'
import { plainFlags, readPlainArguments, spellOut } from './plain/arguments.ts'
import type { RuntimeWish } from './runtimes/open-runtime.ts'

/** What the command line says. */
export interface ServerArguments {
  /** Only probe, say the result, end. */
  readonly probe: boolean
  readonly dataFolder: string | undefined
  /** Undefined: where the application looks for the server of this data folder. */
  readonly socket: string | undefined
  readonly port: number | undefined
  /** What runs sandboxes: bubblewrap, or nothing at all for those who ask for it by name. */
  readonly runtime: Required<RuntimeWish>['kind']
  /** Of a sandbox, where the command line says others than the server's own. */
  readonly limits: Required<RuntimeWish>['limits']
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
      'sandbox-disk': { type: 'string' },
      'sandbox-processes': { type: 'string' },
      'end-when-idle': { type: 'string' },
      log: { type: 'boolean', default: false },
      'parent-pipe': { type: 'boolean', default: false },
      human: { type: 'boolean', default: false },
      ...plainFlags,
    },
  })
  const plain = readPlainArguments(values)
  if (plain !== undefined) refuseBesidePlain(values)
  if (!values.probe && plain === undefined && values.data === undefined) throw new Error('--data DIR is missing.')
  const { 'end-when-idle': idle, 'sandbox-disk': disk, 'sandbox-processes': processes } = values
  return {
    probe: values.probe,
    dataFolder: values.data,
    socket: values.socket,
    port: values.port === undefined ? undefined : readPort(values.port),
    runtime: readRuntime(values.runtime),
    limits: {
      ...(disk === undefined ? {} : { diskBytes: Math.floor(readPositive('--sandbox-disk', disk) * 1024 ** 3) }),
      ...(processes === undefined ? {} : { processes: Math.ceil(readPositive('--sandbox-processes', processes)) }),
    },
    plain,
    endWhenIdle: idle === undefined ? undefined : readSeconds(idle),
    log: values.log,
    parentPipe: values['parent-pipe'],
    human: values.human,
  }
}

/** What means nothing to the reference server that is played: taken in silence it would seem to hold. */
const notBesidePlain = ['probe', 'data', 'socket', 'sandbox-disk', 'sandbox-processes', 'end-when-idle', 'log'] as const

function refuseBesidePlain(
  values: { readonly [Name in (typeof notBesidePlain)[number] | 'runtime']?: string | boolean | undefined },
): void {
  const said = notBesidePlain.filter((name) => values[name] !== undefined && values[name] !== false)
  const refused = [...said, ...(values.runtime === 'unisolated' ? ['runtime'] : [])]
  if (refused.length === 0) return
  const flags = refused.map((name) => `--${name}`).join(', ')
  throw new Error(
    `--plain keeps nothing, has no socket, isolates always and has limits of its own: leave out ${flags}.`,
  )
}

function readPort(text: string): number {
  const port = Number(text)
  if (!/^\d+$/.test(text) || port > 65_535) throw new Error(`--port ${text}: a number from 0 to 65535 is needed.`)
  return port
}

function readRuntime(text: string): ServerArguments['runtime'] {
  if (text !== 'bubblewrap' && text !== 'unisolated')
    throw new Error(`--runtime ${text}: bubblewrap or unisolated is needed.`)
  return text
}

function readPositive(flag: string, text: string): number {
  if (!/^\d+(?:\.\d+)?$/.test(text) || !(Number(text) > 0))
    throw new Error(`${flag} ${text}: a number above 0 is needed.`)
  return Number(text)
}

/** @returns ms */
function readSeconds(text: string): number {
  if (!/^\d+(?:\.\d+)?$/.test(text)) throw new Error(`--end-when-idle ${text}: a number of seconds is needed.`)
  return 1000 * Number(text)
}
