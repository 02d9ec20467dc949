import { expect, it } from 'vitest'
import { connect } from '../client.ts'
import { streamWindow } from '../protocol.ts'
import type { OpenConformanceWire } from './open-wire.ts'
import type { ServiceContract } from './service.ts'

const callOne = { t: 'call', id: 1, name: 'never' }
const openOne = { t: 'open', id: 1, name: 'silent' }

/** What a lying caller sends; the last message of each is the lie. */
const ofCallers: Readonly<Record<string, readonly unknown[]>> = {
  'a text': ['garbage'],
  'a number': [42],
  'an empty list': [[]],
  'an empty object': [{}],
  'no kind': [{ id: 1 }],
  'an unknown kind': [{ t: 'constructor', id: 1 }],
  'a call with no id': [{ t: 'call', name: 'echo' }],
  'an id that is no number': [{ ...callOne, id: '1' }],
  'the id 0': [{ ...callOne, id: 0 }],
  'half an id': [{ ...callOne, id: 1.5 }],
  'an id beyond all counting': [{ ...callOne, id: 2 ** 60 }],
  'a name that is no text': [{ t: 'call', id: 1, name: ['echo'] }],
  'an id for the second time': [callOne, callOne],
  'an id below the last': [
    { ...callOne, id: 5 },
    { ...callOne, id: 4 },
  ],
  'an abort of what never was': [{ t: 'abort', id: 1 }],
  'credit for what never was': [{ t: 'credit', id: 1, bytes: 1 }],
  'credit below nothing': [openOne, { t: 'credit', id: 1, bytes: -1 }],
  'credit that was never lent': [openOne, { t: 'credit', id: 1, bytes: streamWindow * 2 }],
  'a reply': [{ t: 'value', id: 1, value: 1 }],
}

const halfWindow = { t: 'item', id: 'yours', value: 'x'.repeat(streamWindow / 2) }

/** What a lying callee answers to a call. */
const toCalls: Readonly<Record<string, readonly unknown[]>> = {
  'a text': ['garbage'],
  'an empty object': [{}],
  'an id that was never given': [{ t: 'value', id: 99, value: 1 }],
  'an item': [{ t: 'item', id: 'yours', value: 1 }],
  'the end of a stream': [{ t: 'end', id: 'yours' }],
  'a request': [{ t: 'call', id: 1, name: 'echo' }],
  'an error with no code': [{ t: 'error', id: 'yours', error: { message: 'x' } }],
  'an error with an unknown code': [{ t: 'error', id: 'yours', error: { code: '__proto__', message: 'x' } }],
}

/** What a lying callee answers to a stream. */
const toStreams: Readonly<Record<string, readonly unknown[]>> = {
  'a value': [{ t: 'value', id: 'yours', value: 1 }],
  'more than its window': [halfWindow, halfWindow, halfWindow],
}

/** The part of the suite about peers that lie: the wire ends, nothing hangs, nothing crashes. */
export function lies(open: OpenConformanceWire, how: 'all' | 'few'): void {
  const some = (table: Readonly<Record<string, readonly unknown[]>>) =>
    Object.entries(table).filter((_, index) => how === 'all' || index % 6 === 0)

  it('ends at each lie of a caller', async () => {
    for (const [lie, messages] of some(ofCallers)) {
      const wire = await open('service')
      const ended = new Promise<string>((resolve) => wire.port.onClose(() => resolve(lie)))
      wire.port.onMessage(() => {})
      for (const message of messages) wire.port.post(message)
      expect(await ended).toBe(lie)
      expect((await wire.state()).running).toBe(0)
      await wire.close()
    }
  })

  it('ends at each lie of a callee, and what is under way rejects', async () => {
    for (const [lie, answers] of [...some(toCalls), ...some(toStreams)]) {
      const wire = await open('liar')
      const client = connect<ServiceContract>(wire.port)
      const other = client.call('never', undefined)
      const asked =
        lie in toStreams
          ? readLate(client.stream('silent', answers as never), client.closed)
          : client.call('echo', answers)
      for (const result of await Promise.allSettled([asked, other]))
        expect(result, lie).toMatchObject({ status: 'rejected', reason: { name: 'AppError', code: 'internal' } })
      await client.closed
      await wire.close()
    }
  })

  it('takes a second answer to the same call as late, not as the answer to another', async () => {
    const wire = await open('liar')
    const client = connect<ServiceContract>(wire.port)
    const twice = [
      { t: 'value', id: 'yours', value: 'first' },
      { t: 'value', id: 'yours', value: 'second' },
    ]
    expect(await client.call('echo', twice)).toBe('first')
    expect(await client.call('echo', twice)).toBe('first')
    await wire.close()
  })
}

/** Takes one item, then looks no further until the wire has ended. */
async function readLate(items: AsyncGenerator<unknown>, closed: Promise<void>): Promise<void> {
  await items.next()
  await closed
  for await (const _ of items);
}
