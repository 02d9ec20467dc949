import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { fail } from '../../shared/domain/errors.ts'
import { fakeClient } from '../testing/fake-client.ts'
import { localConnection } from '../testing/samples.ts'
import { watch } from './watch.ts'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

describe('watch', () => {
  it('opens a stream again that broke, later each time, and stops when it is told to', async () => {
    let opened = 0
    const { client } = fakeClient({
      'connections.watch': async function* () {
        opened += 1
        if (opened < 3) throw fail('internal', 'broken')
        yield [localConnection()]
        await new Promise<void>(() => {})
      },
    })
    const end = new AbortController()
    const breaks: string[] = []
    const items: number[] = []
    const done = watch(client, 'connections.watch', undefined, {
      signal: end.signal,
      onItem: (list) => items.push(list.length),
      onBreak: (error) => breaks.push(error.code),
    })
    await vi.advanceTimersByTimeAsync(199)
    expect(opened).toBe(1)
    await vi.advanceTimersByTimeAsync(1)
    expect(opened).toBe(2)
    await vi.advanceTimersByTimeAsync(500)
    expect(items).toEqual([1])
    expect(breaks).toEqual(['internal', 'internal'])
    end.abort()
    await done
    expect(opened).toBe(3)
  })
})
