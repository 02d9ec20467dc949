import { openLogFile } from '../../children/log-file.ts'

/** What the server says of its work. */
export interface ServerLog {
  say(words: string): void
  /** An error of ours, with its stack. */
  fault(error: unknown): void
}

/** Started by a person or a test: faults go to standard error, the rest is not said. */
export const terminalLog: ServerLog = {
  say: () => undefined,
  fault: (error) => process.stderr.write(`${describe(error)}\n`),
}

/**
 * A log of its own in the data folder, which outlives whoever started the server: `logs/local-server.log`. What nobody
 * caught is written there too before the process ends.
 */
export function fileLog(dataFolder: string): ServerLog {
  const file = openLogFile(dataFolder, 'local-server')
  const say = (words: string) => file.write(`${new Date().toISOString()} ${process.pid} ${words}\n`)
  process.on('uncaughtException', (error) => {
    say(`Nobody caught an error\n${describe(error)}`)
    process.exit(1)
  })
  return { say, fault: (error) => say(describe(error)) }
}

function describe(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error)
}
