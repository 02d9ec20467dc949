import { app, shell } from 'electron'
import type { InstanceAnswer } from '../browser-host/application/instance-protocol.ts'

/** This start is not the first on its data folder: says what the one that runs has done, and ends. */
export async function tellOfRunning(answer: InstanceAnswer): Promise<void> {
  if ('address' in answer) {
    process.stdout.write(`Cloud Sandbox Desktop: ${answer.address}\n`)
    await app.whenReady()
    // Without a browser the printed address is all there is.
    await shell.openExternal(answer.address).catch(() => undefined)
  } else {
    process.stdout.write('Cloud Sandbox Desktop runs already on this data folder. Its window was brought forward.\n')
  }
  app.exit(0)
}
