import { parseArgs } from 'node:util'

/** What the command line says. */
export interface ServerArguments {
  /** Only probe, say the result, end. */
  readonly probe: boolean
  readonly dataFolder: string | undefined
  readonly socket: string | undefined
  readonly port: number | undefined
  /** End when standard input ends: the program that started this one is gone. */
  readonly parentPipe: boolean
  /** Speak to a person instead of in JSON lines. */
  readonly human: boolean
}

/** @throws Error whose message is a sentence: an unknown flag, a port that is none, a flag that is missing. */
export function readArguments(argv: readonly string[]): ServerArguments {
  const { values } = parseArgs({
    args: [...argv],
    options: {
      probe: { type: 'boolean', default: false },
      data: { type: 'string' },
      socket: { type: 'string' },
      port: { type: 'string' },
      'parent-pipe': { type: 'boolean', default: false },
      human: { type: 'boolean', default: false },
    },
  })
  if (!values.probe && values.data === undefined) throw new Error('--data DIR is missing.')
  if (!values.probe && values.socket === undefined && values.port === undefined) {
    throw new Error('--socket PATH or --port N is missing.')
  }
  return {
    probe: values.probe,
    dataFolder: values.data,
    socket: values.socket,
    port: values.port === undefined ? undefined : readPort(values.port),
    parentPipe: values['parent-pipe'],
    human: values.human,
  }
}

function readPort(text: string): number {
  const port = Number(text)
  if (!/^\d+$/.test(text) || port > 65_535) throw new Error(`--port ${text}: a number from 0 to 65535 is needed.`)
  return port
}
