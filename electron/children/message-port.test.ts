import { EventEmitter } from 'node:events'
import { MessageChannel } from 'node:worker_threads'
import { describe, expect, it } from 'vitest'
import { conformance } from '../../shared/wire/testing/conformance.ts'
import { openPair } from '../../shared/wire/testing/open-pair.ts'
import type { ParentPortLike, UtilityProcessLike } from './message-port.ts'
import { parentPort, utilityPort, workerPort } from './message-port.ts'

conformance('message ports', async (other) => {
  const { port1, port2 } = new MessageChannel()
  return openPair(workerPort(port1), workerPort(port2), other)
})

/** Both ends of a utility process as Electron shows them: values clone, the child gets events, and only main sees the end. */
function utilityPair() {
  const toMain = new EventEmitter()
  const toChild = new EventEmitter()
  const send = (to: EventEmitter, value: unknown) => setImmediate(() => to.emit('message', value))
  const inMain: UtilityProcessLike = {
    stderr: null,
    postMessage: (message) => send(toChild, { data: structuredClone(message) }),
    on: (event: string, listener: (...values: never[]) => void) => toMain.on(event, listener as () => void),
    kill: () => toMain.emit('exit', 0),
  }
  const inChild: ParentPortLike = {
    postMessage: (message) => send(toMain, structuredClone(message)),
    on: (event, listener) => toChild.on(event, listener),
  }
  return { inMain, inChild }
}

conformance('a utility process', async (other) => {
  const { inMain, inChild } = utilityPair()
  return openPair(utilityPort(inMain), parentPort(inChild), other)
})

describe('utilityPort', () => {
  it('ends when the process ends', async () => {
    const { inMain } = utilityPair()
    const port = utilityPort(inMain)
    const ended = new Promise<void>((resolve) => port.onClose(resolve))
    inMain.kill()
    await ended
    expect(() => port.post('into nothing')).not.toThrow()
  })

  it('posts nothing to a process that has gone: Electron may crash over it', () => {
    const { inMain } = utilityPair()
    const posted: unknown[] = []
    const port = utilityPort({ ...inMain, postMessage: (message) => void posted.push(message) })
    port.post('one')
    inMain.kill()
    port.post('two')
    port.close()
    expect(posted).toEqual(['one'])
  })
})
