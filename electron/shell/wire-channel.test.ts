import { EventEmitter } from 'node:events'
import { describe, expect, test } from 'vitest'
import type { Port } from '../../shared/wire/port.ts'
import { portPair } from '../../shared/wire/port.ts'
import type { WireContents, WireFrame } from './wire-channel.ts'
import { setUpWireChannel } from './wire-channel.ts'

interface Frame extends WireFrame<Port> {
  received: [string, unknown, Port[]][]
}

function frame(url = 'app://window/', parent: unknown = null): Frame {
  const received: Frame['received'] = []
  return { url, parent, received, postMessage: (...args) => received.push(args) }
}

function wire() {
  const ipc = new EventEmitter()
  const mainFrame = frame()
  const contents = Object.assign(new EventEmitter(), { mainFrame })
  const served: { ended: boolean }[] = []
  const refused: (string | undefined)[] = []
  setUpWireChannel<Port>({
    ipc,
    contents: contents as unknown as WireContents<Port>,
    openChannel: () => {
      const [local, remote] = portPair()
      return { local, remote }
    },
    serve: (port) => {
      const state = { ended: false }
      served.push(state)
      port.onClose(() => {
        state.ended = true
      })
    },
    onRefused: (url) => refused.push(url),
  })
  return { ask: (senderFrame: Frame | null) => ipc.emit('wire', { senderFrame }), contents, mainFrame, served, refused }
}

describe('wire of the window', () => {
  test('our page gets one port, which is served', () => {
    const { ask, mainFrame, served, refused } = wire()
    ask(mainFrame)
    expect(mainFrame.received).toHaveLength(1)
    expect(mainFrame.received[0]?.slice(0, 2)).toEqual(['wire', null])
    expect(mainFrame.received[0]?.[2]).toHaveLength(1)
    expect(served).toEqual([{ ended: false }])
    expect(refused).toEqual([])
  })

  test('a foreign frame, an inner frame and a frame that has gone get no port', () => {
    const { ask, mainFrame, served, refused } = wire()
    const foreign = frame('https://example.org/')
    const inner = frame('app://window/', mainFrame)
    const twin = frame()
    for (const sender of [foreign, inner, twin, null]) ask(sender)
    expect([...foreign.received, ...inner.received, ...twin.received, ...mainFrame.received]).toEqual([])
    expect(served).toEqual([])
    expect(refused).toHaveLength(4)
  })

  test('a new request ends the wire before', () => {
    const { ask, mainFrame, served } = wire()
    ask(mainFrame)
    ask(mainFrame)
    expect(served).toEqual([{ ended: true }, { ended: false }])
  })

  test('a crash and the end of the window end the wire; a navigation, which may be refused, does not', () => {
    const { ask, contents, mainFrame, served } = wire()
    const lastEnded = () => served.at(-1)?.ended
    ask(mainFrame)
    for (const event of ['did-start-navigation', 'will-navigate', 'did-fail-load', 'did-stop-loading']) {
      contents.emit(event, {}, 'https://example.org/', false, true)
    }
    expect(lastEnded()).toBe(false)
    for (const event of ['render-process-gone', 'destroyed']) {
      ask(mainFrame)
      expect(lastEnded()).toBe(false)
      contents.emit(event)
      expect(lastEnded()).toBe(true)
    }
  })
})
