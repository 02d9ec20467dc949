import path from 'node:path'
import { parseArgs } from 'node:util'
import type { Port } from '../../shared/wire/port.ts'
import { serve } from '../../shared/wire/server.ts'
import type { ParentPortLike } from '../children/message-port.ts'
import { parentPort } from '../children/message-port.ts'
import { pipePort } from '../children/pipe-port.ts'
import { vaultContract } from './contract.ts'
import { vaultHandlers } from './handlers.ts'
import { StoreOpener } from './store-opener.ts'

/**
 * The vault: `vault.mjs --data DIR` (the application's data folder). It speaks the wire over its parent port when it is
 * a utility process of Electron, else over stdin and stdout, and ends with its wire: when its parent has gone, so has
 * the need for it. Faults go to stderr.
 */
function run(): void {
  const { values } = parseArgs({ options: { data: { type: 'string' } } })
  if (values.data === undefined) {
    process.stderr.write('Say where the data folder is: --data DIR\n')
    process.exit(2)
  }
  const opener = new StoreOpener(path.join(values.data, 'vault'))
  // Opened before anybody asks; who asks is told when that failed.
  opener.store().then(
    (store) => {
      if (store.status.movedAside !== undefined) process.stderr.write(`${store.status.movedAside}\n`)
    },
    (error: unknown) => process.stderr.write(`The store could not be opened. ${String(error)}\n`),
  )
  const finish = () => void opener.close().finally(() => process.exit(0))
  // Ctrl+C in a terminal reaches this process as well; main still has to save, and ends us when it is done.
  process.on('SIGINT', () => {})
  process.on('SIGHUP', () => {})
  process.on('SIGTERM', finish)
  serve(
    endingWith(portToParent(), finish),
    vaultContract,
    vaultHandlers((question) => opener.ask(question)),
    { onFault: (name, error) => process.stderr.write(`${name} failed. ${describe(error)}\n`) },
  )
}

function portToParent(): Port {
  const { parentPort: fromElectron } = process as { parentPort?: ParentPortLike }
  return fromElectron ? parentPort(fromElectron) : pipePort(process.stdin, process.stdout)
}

/** The same port, which also tells us of its end. */
function endingWith(port: Port, onEnd: () => void): Port {
  return {
    post: port.post,
    close: port.close,
    onMessage: port.onMessage,
    onClose(listener) {
      port.onClose(() => {
        listener()
        onEnd()
      })
    },
  }
}

function describe(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error)
}

run()
