import { fork } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import type { OpenWire } from '../../../shared/wire/testing/open-wire.ts'
import type { ServiceState } from '../../../shared/wire/testing/service.ts'
import { pipePort } from '../pipe-port.ts'

/** A wire over the pipes of a real child, which serves the questions of the suite. */
export function openChild(other: 'service' | 'liar'): OpenWire {
  const child = fork(fileURLToPath(new URL('wire-child.ts', import.meta.url)), [other], {
    stdio: ['pipe', 'pipe', 'inherit', 'ipc'],
    execArgv: ['--expose-gc'],
  })
  if (!child.stdin || !child.stdout) throw new Error('The child has no pipes.')
  const exited = new Promise<void>((resolve) => child.once('exit', () => resolve()))
  return {
    port: pipePort(child.stdout, child.stdin),
    state: () =>
      new Promise((resolve) => {
        child.once('message', (message) => resolve(message as ServiceState))
        child.send('state')
      }),
    async close() {
      child.disconnect()
      await exited
    },
  }
}
