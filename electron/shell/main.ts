import { app, dialog, protocol } from 'electron'
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
  if (wishes.kind === 'local-server') await runLocalServerBranch(wishes.argv)
  else await runShell(wishes.dataFolder)
}

main().catch((error: unknown) => {
  const sentence = error instanceof Error ? error.message : String(error)
  process.stderr.write(`${error instanceof Error ? error.stack : sentence}\n`)
  // A box needs no window and no readiness; the person would see nothing at all without it.
  dialog.showErrorBox('Cloud Sandbox Desktop could not start', sentence)
  app.exit(1)
})
