import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { isAppError } from '../../../shared/domain/errors.ts'
import type { Fate, World } from './testing/model.ts'
import { fates, live, modelWorkflow, newCursor, world } from './testing/model.ts'

const size = 4
const asks = modelWorkflow(size, { remembered: 'at once', afterFailure: 'ask' })
const undoes = modelWorkflow(size, { remembered: 'when it changes something', afterFailure: 'undo' })
const pivots = modelWorkflow(size, { remembered: 'at once', afterFailure: 'undo', stays: [1] })
const well = (): Fate => 'well'

/** Runs it to its end in one process in which these calls fail in this way. */
async function once(model: typeof asks, mishaps: Readonly<Record<string, Fate>>) {
  const here = world(size)
  const left = { ...mishaps }
  const { execution, death } = live(here, model, { value: newCursor(), kept: false }, (words) => {
    const fate = left[words] ?? 'well'
    delete left[words]
    return fate
  })
  const end = await Promise.race([
    execution.run().then(
      () => 'done' as const,
      (error: unknown) => error,
    ),
    death,
  ])
  return { here, execution, end }
}

test('does its steps in order, with a cursor on disk before and after each', async () => {
  const { here, end } = await once(asks, {})
  expect(end).toBe('done')
  expect(here.calls.slice(0, 7)).toEqual([
    'put step 0 before',
    'look 0',
    'put step 0 doing',
    'make 0',
    'put step 0 after',
    'look 1',
    'put step 1 doing',
  ])
  expect(here.calls.at(-1)).toBe('forget')
  expect([here.there, here.disk.size]).toEqual([[true, true, true, true], 0])
})

test('what is so already is not done, and leaves nothing on disk', async () => {
  const here = world(size)
  here.there.fill(true)
  const { execution } = live(here, undoes, { value: newCursor(), kept: false }, well)
  await execution.run()
  expect(here.calls).toEqual(['look 0', 'look 1', 'look 2', 'look 3'])
})

test.each(['lost, done', 'refused'] as const)(
  'a call that was %s and is so all the same is a success',
  async (fate) => {
    const here = world(size)
    const { execution } = live(here, asks, { value: newCursor(), kept: false }, (words) => {
      if (words !== 'make 2') return 'well'
      here.there[2] = true
      return fate
    })
    await execution.run()
    expect(here.there).toEqual([true, true, true, true])
    expect(here.madeTwice).toBe(fate === 'refused' ? 0 : 1)
  },
)

test('an unclear end is looked at again after a while, before it counts as a failure', async () => {
  const here = world(size)
  let looks = 0
  const { execution } = live(here, asks, { value: newCursor(), kept: false }, (words) => {
    if (words === 'look 1' && ++looks === 3) here.there[1] = true
    return words === 'make 1' ? 'lost' : 'well'
  })
  await execution.run()
  expect(here.calls.filter((words) => words === 'make 1')).toHaveLength(1)
})

test('a failure that asks keeps what was done; Try again goes on at the failed step', async () => {
  const { here, execution, end } = await once(asks, { 'make 2': 'refused' })
  expect(isAppError(end, 'server')).toBe(true)
  expect(execution.problem).toMatchObject({ code: 'server', message: 'No.' })
  expect(execution.position).toMatchObject({ index: 2, canUndo: true })
  expect([...here.disk.values()]).toMatchObject([{ step: 'step 2', phase: 'before', problem: { code: 'server' } }])
  const before = here.calls.length
  await execution.run()
  expect(here.calls.slice(before)).not.toContain('make 0')
  expect([here.there, here.disk.size]).toEqual([[true, true, true, true], 0])
})

test('a failure that asks is undone in reverse when the person says so', async () => {
  const { here, execution } = await once(asks, { 'make 2': 'refused' })
  await execution.undo()
  expect(here.calls.filter((words) => words.startsWith('remove'))).toEqual(['remove 1', 'remove 0'])
  expect([here.there, here.disk.size, execution.problem]).toEqual([[false, false, false, false], 0, undefined])
})

test('a failure of the first step leaves nothing to ask about', async () => {
  for (const fate of ['refused', 'lost'] as const) {
    const { here, execution } = await once(asks, { 'make 0': fate })
    expect([here.there[0], here.disk.size, execution.problem]).toEqual([false, 0, undefined])
  }
})

test('a failure that undoes goes back to the last step that stays, and waits there', async () => {
  const { here, execution, end } = await once(pivots, { 'make 3': 'refused' })
  expect(isAppError(end, 'server')).toBe(true)
  expect(here.there).toEqual([true, true, false, false])
  expect([...here.disk.values()]).toMatchObject([{ step: 'step 1', phase: 'after', problem: { code: 'server' } }])
  await expect(execution.undo()).rejects.toMatchObject({ code: 'refused' })
  await execution.run()
  expect([here.there, here.disk.size]).toEqual([[true, true, true, true], 0])
})

test('one that could not be undone says so and goes on with undoing', async () => {
  const { here, execution } = await once(undoes, { 'make 2': 'refused', 'remove 0': 'lost' })
  expect(execution.problem).toMatchObject({ code: 'outcome-unknown' })
  expect(execution.position).toMatchObject({ undoing: true, index: 0 })
  // It ends with what had made it undo, not with its own success.
  await expect(execution.run()).rejects.toMatchObject({ code: 'server', message: 'No.' })
  expect([here.there, here.disk.size, execution.problem]).toEqual([[false, false, false, false], 0, undefined])
})

describe('a cancel', () => {
  test('ends the call under way, and what was done is undone', async () => {
    const here = world(size)
    const { execution } = live(here, asks, { value: newCursor(), kept: false }, (words) => {
      if (words === 'make 1') execution.cancel()
      return 'well'
    })
    await expect(execution.run()).rejects.toMatchObject({ code: 'cancelled' })
    expect([here.there, here.disk.size]).toEqual([[false, false, false, false], 0])
  })

  test('is on disk before anything else: a process that ends then is followed by one that undoes', async () => {
    const here = world(size)
    const { execution, death } = live(here, asks, { value: newCursor(), kept: false }, (words) => {
      if (words === 'make 1') execution.cancel()
      return words === 'put step 1 doing' && here.calls.includes('make 1') ? 'crash after' : 'well'
    })
    await Promise.race([death, execution.run().catch(() => undefined)])
    const [value] = here.disk.values()
    if (!value) throw new Error('It left no cursor.')
    expect(here.there).toEqual([true, true, false, false])
    const next = live(here, asks, { value, kept: true }, well)
    await expect(next.execution.run()).rejects.toMatchObject({ code: 'cancelled' })
    expect([here.there, here.disk.size, here.madeTwice]).toEqual([[false, false, false, false], 0, 0])
  })

  test('that comes when all is over brings nothing back', async () => {
    const here = world(size)
    const { execution } = live(here, asks, { value: newCursor(), kept: false }, (words) => {
      if (words === 'forget') execution.cancel()
      return 'well'
    })
    await execution.run()
    expect([here.there, here.disk.size]).toEqual([[true, true, true, true], 0])
  })

  test('counts also when the last step had just been done', async () => {
    const here = world(size)
    const { execution } = live(here, asks, { value: newCursor(), kept: false }, (words) => {
      if (words === 'put step 3 after') execution.cancel()
      return 'well'
    })
    await expect(execution.run()).rejects.toMatchObject({ code: 'cancelled' })
    expect(here.there).toEqual([false, false, false, false])
  })

  test('in the moment before a step that stays counts still', async () => {
    const here = world(size)
    const { execution } = live(here, pivots, { value: newCursor(), kept: false }, (words) => {
      if (words === 'put step 1 doing') execution.cancel()
      return 'well'
    })
    await expect(execution.run()).rejects.toMatchObject({ code: 'cancelled' })
    expect([here.there, here.disk.size, execution.problem]).toEqual([[false, false, false, false], 0, undefined])
  })

  test('is refused once a step that stays has begun', async () => {
    const here = world(size)
    const said: unknown[] = []
    const { execution } = live(here, pivots, { value: newCursor(), kept: false }, (words) => {
      if (words === 'make 1')
        try {
          execution.cancel()
        } catch (error) {
          said.push(error)
        }
      return 'well'
    })
    await execution.run()
    expect(said).toMatchObject([{ code: 'refused' }])
    expect(here.positions.map(({ index, canUndo }) => [index, canUndo])).toContainEqual([1, true])
    expect(here.positions.map(({ index, canUndo }) => [index, canUndo])).toContainEqual([1, false])
  })
})

test('the end of the application leaves it for the next start', async () => {
  const here = world(size)
  const first = live(here, asks, { value: newCursor(), kept: false }, (words) => {
    if (words === 'make 1') first.execution.close()
    return 'well'
  })
  await expect(first.execution.run()).rejects.toMatchObject({ code: 'cancelled' })
  const [cursor] = here.disk.values()
  if (!cursor) throw new Error('It left no cursor.')
  expect(cursor.problem).toBeNull()
  await live(here, asks, { value: cursor, kept: true }, well).execution.run()
  expect([here.there, here.disk.size, here.madeTwice]).toEqual([[true, true, true, true], 0, 0])
})

test('a cursor with a step that this version does not have is refused, not guessed', () => {
  const value = { ...newCursor(), step: 'of a later version' }
  expect(() => live(world(size), asks, { value, kept: true }, well)).toThrow(/no step of the name/)
})

/**
 * Lives one process after the other until nothing is left to do. The person is patient, or gives up.
 * @param cancelAt number of the call during which the person cancels
 */
async function untilTheEnd(
  model: typeof asks,
  plan: readonly Fate[],
  person: readonly boolean[],
  cancelAt?: number,
): Promise<{ readonly here: World; readonly undone: boolean }> {
  const here = world(size)
  const fateOf = plan.values()
  const patience = person.values()
  // After what was planned all goes well, so that there is an end.
  const fate = () => fateOf.next().value ?? 'well'
  let cursor = { value: newCursor(), kept: false }
  for (;;) {
    const { execution, death } = live(here, model, cursor, () => {
      if (here.calls.length === cancelAt && execution.position.canUndo) execution.cancel()
      return fate()
    })
    const work = async (): Promise<'done' | 'undone'> => {
      for (let act: () => Promise<void> = () => execution.run(); ; ) {
        try {
          await act()
          return act.name === 'undo' ? 'undone' : 'done'
        } catch {
          if (!execution.problem) return 'undone'
        }
        const gaveUp = patience.next().value === false && execution.position.canUndo
        const undo = () => execution.undo()
        const again = () => execution.run()
        act = gaveUp ? undo : again
      }
    }
    const end = await Promise.race([work(), death])
    const [left] = here.disk.values()
    // Without a cursor the next start has nothing to do: this one was never begun, or is over.
    if (!left) return { here, undone: end === 'died' ? here.there.every((present) => !present) : end === 'undone' }
    // What was told as done stays done, and what was told as undone is gone for good.
    if (end !== 'died') expect([end, ...here.there]).toEqual(['done', ...here.there.map(() => true)])
    cursor = { value: left, kept: true }
  }
}

const runs = process.env.PROVE ? 20_000 : 400

describe.each([
  ['that asks', asks],
  ['that undoes', undoes],
  ['with a step that stays', pivots],
])('a workflow %s, whatever fails and wherever it dies', (_name, model) => {
  test('is done or undone in the end, never half, and makes nothing twice', { timeout: 600_000 }, async () => {
    const plan = fc.array(fc.constantFrom('well' as const, 'well' as const, 'well' as const, ...fates), {
      maxLength: 60,
    })
    await fc.assert(
      fc.asyncProperty(plan, fc.array(fc.boolean(), { maxLength: 10 }), async (fateList, person) => {
        const { here, undone } = await untilTheEnd(model, fateList, person)
        expect(here.there).toEqual(Array.from({ length: size }, () => !undone))
        expect(here.disk.size).toBe(0)
        expect(here.madeTwice).toBe(0)
      }),
      { numRuns: runs },
    )
  })

  test('so it is when it is cancelled at any moment of that', { timeout: 600_000 }, async () => {
    const plan = fc.array(fc.constantFrom('well' as const, 'well' as const, 'well' as const, ...fates), {
      maxLength: 60,
    })
    await fc.assert(
      fc.asyncProperty(plan, fc.nat({ max: 40 }), async (fateList, cancelAt) => {
        const { here, undone } = await untilTheEnd(model, fateList, [], cancelAt)
        expect(here.there).toEqual(Array.from({ length: size }, () => !undone))
        expect([here.disk.size, here.madeTwice]).toEqual([0, 0])
      }),
      { numRuns: runs },
    )
  })

  test('every single death, at every call, is survived', async () => {
    const { here: straight } = await untilTheEnd(model, [], [])
    for (let at = 0; at < straight.calls.length; at += 1)
      for (const death of ['crash before', 'crash after'] as const) {
        const { here, undone } = await untilTheEnd(model, [...Array<Fate>(at).fill('well'), death], [])
        expect([at, death, ...here.there]).toEqual([at, death, ...Array.from({ length: size }, () => !undone)])
        expect([here.disk.size, here.madeTwice]).toEqual([0, 0])
      }
  })
})
