import { app } from 'electron'
import type { Log } from '../core/log.ts'

/** Writes to the log what nobody caught, and which of Electron's processes has gone. Changes nothing else. */
export function logFaults(log: Log): void {
  process.on('uncaughtExceptionMonitor', (error) => log.error('Nobody caught an error', error))
  process.on('unhandledRejection', (reason) => log.error('Nobody caught a rejection', reason))
  app.on('child-process-gone', (_event, { type, reason, exitCode }) =>
    log.warn('A process of Electron has gone', { type, reason, exitCode }),
  )
}
