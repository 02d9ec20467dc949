import { app, shell } from 'electron'
import type { InstanceAnswer, RuntimeName } from '../browser-host/application/instance-protocol.ts'
import { unmetWish } from '../browser-host/application/instance-protocol.ts'

/**
 * This start is not the first on its data folder: says what the one that runs has done, and ends; with 1 when it wanted
 * something that the other one cannot do.
 */
export async function tellOfRunning(answer: InstanceAnswer, runtime: RuntimeName): Promise<void> {
  if ('address' in answer) {
    process.stdout.write(`Cloud Sandbox Desktop: ${answer.address}\n`)
    await app.whenReady()
    // Without a browser the printed address is all there is.
    await shell.openExternal(answer.address).catch(() => undefined)
  } else {
    process.stdout.write('Cloud Sandbox Desktop runs already on this data folder. Its window was brought forward.\n')
  }
  const unmet = unmetWish(answer, runtime)
  if (unmet !== undefined) process.stdout.write(`${unmet}\n`)
  app.exit(unmet === undefined ? 0 : 1)
}
