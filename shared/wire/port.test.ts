import { describe, expect, it } from 'vitest'
import { portOver, portPair } from './port.ts'
import { conformance } from './testing/conformance.ts'
import { openPair } from './testing/open-pair.ts'

conformance('a pair in memory', async (other) => {
  const [port, server] = portPair()
  return openPair(port, server, other)
})

describe('a port', () => {
  it('delivers what came before its listener, and tells an end that was before its listener', () => {
    const got: unknown[] = []
    const end = portOver({ send: () => {}, close: () => got.push('closed') })
    end.deliver(1)
    end.deliver(2)
    end.onMessage((message) => got.push(message))
    end.deliver(3)
    end.ended()
    end.close()
    end.deliver(4)
    end.onClose(() => got.push('told'))
    expect(got).toEqual([1, 2, 3, 'closed', 'told'])
  })

  it('shares nothing with the other side', async () => {
    const [left, right] = portPair()
    const message = { list: [1] }
    left.post(message)
    message.list.push(2)
    expect(await new Promise((resolve) => right.onMessage(resolve))).toEqual({ list: [1] })
  })
})
