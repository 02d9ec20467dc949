import { app, dialog, protocol } from 'electron'
import { isAppError } from '../../shared/domain/errors.ts'
import { beforeReady } from './before-ready.ts'
import { runLocalServerBranch } from './local-server-branch.ts'
import { runShell } from './run-shell.ts'
import { parseShellArguments } from './shell-arguments.ts'

// Nothing may be awaited before this.
beforeReady({
  uid: process.getuid?.(),
  enableSandbox: () => app.enableSandbox(),
  registerSchemesAsPrivileged: (schemes) => protocol.registerSchemesAsPrivileged(schemes),
})

async function main(): Promise<void> {
  const wishes = parseShellArguments(process.argv)
  if (wishes.kind === 'local-server') return await runLocalServerBranch(wishes.argv, wishes.dataFolder)
  try {
    await runShell(wishes)
  } catch (error) {
    // A box needs no window and no readiness; without it the person would see nothing at all.
    dialog.showErrorBox('Cloud Sandbox Desktop could not start', wordsOf(error))
    throw error
  }
}

function wordsOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error && !isAppError(error) ? error.stack : wordsOf(error)}\n`)
  app.exit(1)
})
