import { describe, expect, test } from 'vitest'
import type { PreloadSystem } from './preload-bridge.ts'
import { setUpBridge } from './preload-bridge.ts'

function preload() {
  const exposed: Record<string, unknown> = {}
  const sent: unknown[][] = []
  const posted: unknown[][] = []
  const listeners: Record<string, (event: { ports: readonly object[] }) => void> = {}
  const system: PreloadSystem = {
    expose: (name, bridge) => {
      exposed[name] = bridge
    },
    ipc: {
      send: (...args) => sent.push(args),
      on: (channel, listener) => {
        listeners[channel] = listener
      },
    },
    page: { location: { origin: 'app://window' }, postMessage: (...args) => posted.push(args) },
  }
  setUpBridge(system)
  return { exposed, sent, posted, listeners }
}

type AnyFunction = (...args: unknown[]) => unknown

describe('preload', () => {
  test('the page gets one key with one function, and nothing of ipcRenderer', () => {
    const { exposed } = preload()
    expect(Object.keys(exposed)).toEqual(['cloudSandbox'])
    const bridge = exposed.cloudSandbox as Record<string, unknown>
    expect(Reflect.ownKeys(bridge)).toEqual(['requestPort'])
    expect(bridge.requestPort).toBeTypeOf('function')
  })

  test('whatever the page passes, one bare message goes to one channel', () => {
    const { exposed, sent } = preload()
    const { requestPort } = exposed.cloudSandbox as { requestPort: AnyFunction }
    expect(requestPort('other-channel', { __proto__: null }, new Uint8Array(8))).toBeUndefined()
    expect(sent).toEqual([['wire']])
  })

  test('a port is passed on to our own origin, without the event', () => {
    const { listeners, posted } = preload()
    expect(Object.keys(listeners)).toEqual(['wire'])
    const port = {}
    listeners.wire?.({ ports: [port] })
    expect(posted).toEqual([['cloud-sandbox:wire', 'app://window', [port]]])
  })
})
