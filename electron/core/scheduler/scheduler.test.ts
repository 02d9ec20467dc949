import { beforeEach, expect, test } from 'vitest'
import { steadyClock } from '../steady-now.ts'
import type { FakeClock } from '../testing/fake-clock.ts'
import { fakeClock } from '../testing/fake-clock.ts'
import type { Poll, PollOutcome } from './scheduler.ts'
import { Scheduler } from './scheduler.ts'

const minute = 60_000

let clock: FakeClock
let scheduler: Scheduler
let chance: number

beforeEach(() => {
  clock = fakeClock()
  chance = 0
  scheduler = new Scheduler(clock, () => chance)
})

interface Asked extends Poll {
  readonly times: number[]
  outcome: PollOutcome
  ready: boolean
}

function poll(connectionId: string, more: Partial<Poll> = {}): Asked {
  const asked: Asked = {
    connectionId,
    whenHidden: false,
    times: [],
    outcome: { ok: true },
    ready: true,
    isReady: () => asked.ready,
    nextIn: (failures) => (failures === 0 ? 20_000 : 25_000 * failures),
    ask: async () => {
      asked.times.push(clock.now())
      return asked.outcome
    },
    ...more,
  }
  return asked
}

/** A window is visible until the returned function is called. */
function show(focused = true): () => void {
  const hidden = new AbortController()
  void scheduler.attention.attend(focused, hidden.signal).next()
  return () => hidden.abort()
}

const gaps = (times: readonly number[]) => times.slice(1).map((time, index) => time - (times[index] ?? 0))

test('a visible, idle window asks each server at most three times a minute, however many questions it has', async () => {
  show()
  const polls = [poll('a'), poll('a'), poll('a'), poll('b')]
  for (const one of polls) scheduler.add(one, 1)
  await clock.advance(10 * minute)
  const a = polls.slice(0, 3).flatMap(({ times }) => times)
  for (let from = clock.now() - 10 * minute; from < clock.now(); from += 5_000)
    expect(a.filter((time) => time >= from && time < from + minute).length).toBeLessThanOrEqual(3)
  expect(a.length).toBeGreaterThan(25)
  // Each has its turn.
  for (const { times } of polls) expect(times.length).toBeGreaterThan(5)
})

test('a question that takes several requests takes their share of the minute', async () => {
  show()
  const list = poll('a')
  list.outcome = { ok: true, requests: 2 }
  scheduler.add(list)
  await clock.advance(10 * minute)
  expect(new Set(gaps(list.times))).toEqual(new Set([40_000]))
})

test('a hidden window asks nothing, but for what says so', async () => {
  const list = poll('a')
  const kept = poll('a', { whenHidden: true, nextIn: () => 25 * minute })
  scheduler.add(list)
  scheduler.add(kept)
  await clock.advance(60 * minute)
  expect(list.times).toEqual([])
  expect(gaps(kept.times)).toEqual([25 * minute, 25 * minute])
})

test('with nothing to ask there is no timer at all', async () => {
  const list = poll('a')
  scheduler.add(list)
  expect(clock.timers).toBe(0)
  const hide = show()
  await clock.advance(0)
  expect(list.times).toHaveLength(1)
  hide()
  await clock.advance(0)
  expect(clock.timers).toBe(0)
})

test('a server that fails is asked less and less; one that says how long is left alone for that', async () => {
  show()
  const list = poll('a')
  list.outcome = { ok: false }
  scheduler.add(list)
  await clock.advance(25_000 + 50_000 + 75_000)
  expect(gaps(list.times)).toEqual([25_000, 50_000, 75_000])
  list.outcome = { ok: false, retryAfter: 600 }
  await clock.advance(100_000)
  expect(list.times).toHaveLength(5)
  await clock.advance(599_000)
  expect(list.times).toHaveLength(5)
  list.outcome = { ok: true }
  await clock.advance(1_000)
  expect(list.times).toHaveLength(6)
  await clock.advance(20_000)
  expect(list.times).toHaveLength(7)
})

test('one refresh when a window is seen again, and none when it was asked a moment ago', async () => {
  const hide = show()
  const list = poll('a')
  scheduler.add(list)
  await clock.advance(0)
  hide()
  await clock.advance(4_000)
  const hideAgain = show()
  await clock.advance(0)
  expect(list.times).toHaveLength(1)
  hideAgain()
  await clock.advance(60 * minute)
  expect(list.times).toHaveLength(1)
  show()
  await clock.advance(0)
  expect(list.times).toHaveLength(2)
  await clock.advance(19_999)
  expect(list.times).toHaveLength(2)
})

test('one refresh on focus, however many windows there are', async () => {
  show()
  show(false)
  const polls = [poll('a'), poll('b')]
  for (const one of polls) scheduler.add(one)
  await clock.advance(10_000)
  show(true)
  await clock.advance(1_000)
  for (const { times } of polls) expect(times).toHaveLength(2)
  show(true)
  await clock.advance(1_000)
  for (const { times } of polls) expect(times).toHaveLength(2)
})

test('a computer that wakes is noticed within half a minute, and everything is asked once', async () => {
  show()
  const slow = poll('a', { nextIn: () => 60 * minute })
  scheduler.add(slow)
  await clock.advance(1_000)
  expect(slow.times).toHaveLength(1)
  clock.sleep(8 * 60 * minute)
  await clock.advance(30_000)
  expect(slow.times).toHaveLength(2)
  await clock.advance(30 * minute)
  expect(slow.times).toHaveLength(2)
})

test('what keeps something alive is late by half a minute at most after a sleep', async () => {
  const kept = poll('a', { whenHidden: true, nextIn: () => 25 * minute })
  scheduler.add(kept)
  await clock.advance(minute)
  clock.sleep(40 * minute)
  await clock.advance(30_000)
  expect(kept.times).toHaveLength(2)
})

test('a clock that is set back by an hour holds up nothing', async () => {
  let setBy = 0
  const time = clock
  const now = steadyClock(
    () => time.now() + setBy,
    () => time.now(),
  )
  scheduler = new Scheduler({ now, after: (ms, run) => time.after(ms, run) }, () => chance)
  show()
  const list = poll('a')
  scheduler.add(list)
  await clock.advance(minute)
  const asked = list.times.length
  setBy = -60 * minute
  await clock.advance(minute)
  expect(list.times).toHaveLength(asked + 3)
})

test('what is not ready is not asked, and at once when it is', async () => {
  show()
  const list = poll('a')
  list.ready = false
  const polling = scheduler.add(list)
  await clock.advance(5 * minute)
  expect(list.times).toEqual([])
  list.ready = true
  polling.reconsider()
  await clock.advance(0)
  expect(list.times).toHaveLength(1)
})

test('a question that is wanted soon does not wait for its turn', async () => {
  show()
  const list = poll('a')
  const polling = scheduler.add(list)
  await clock.advance(1_000)
  polling.soon()
  await clock.advance(0)
  expect(list.times).toHaveLength(2)
})

test('wanted while it was being asked: again after a failure, not after a success', async () => {
  show()
  const answers: ((outcome: PollOutcome) => void)[] = []
  const list = poll('a', { ask: () => new Promise((resolve) => answers.push(resolve)) })
  const polling = scheduler.add(list)
  await clock.advance(0)
  polling.soon()
  await clock.advance(0)
  expect(answers).toHaveLength(1)
  answers[0]?.({ ok: false })
  await clock.advance(0)
  expect(answers).toHaveLength(2)
  polling.soon()
  answers[1]?.({ ok: true })
  await clock.advance(10_000)
  expect(answers).toHaveLength(2)
})

test('what was stopped, and all after the end, is not asked', async () => {
  show()
  const polls = [poll('a'), poll('b')]
  const [first] = polls.map((one) => scheduler.add(one))
  first?.stop()
  await clock.advance(minute)
  expect(polls[0]?.times).toEqual([])
  const asked = polls[1]?.times.length
  expect(asked).toBeGreaterThan(1)
  scheduler.close()
  await clock.advance(minute)
  expect(polls[1]?.times).toHaveLength(asked ?? 0)
  expect(clock.timers).toBe(0)
})
