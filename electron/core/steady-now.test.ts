import { expect, test } from 'vitest'
import { steadyClock } from './steady-now.ts'

let wall: number
let awake: number

function start(): () => number {
  wall = 1_800_000_000_000
  awake = 5
  return steadyClock(
    () => wall,
    () => awake,
  )
}

function go(ms: number): void {
  wall += ms
  awake += ms
}

test('it goes on by what passed, whatever the wall clock is set to', () => {
  const now = start()
  go(1_000)
  expect(now()).toBe(1_000)
  wall -= 3_600_000
  go(500)
  expect(now()).toBe(1_500)
  go(500)
  expect(now()).toBe(2_000)
})

test('a sleep of the computer counts', () => {
  const now = start()
  go(1_000)
  wall += 8 * 3_600_000
  expect(now()).toBe(1_000 + 8 * 3_600_000)
})

test('small corrections of the wall clock do not', () => {
  const now = start()
  for (let step = 0; step < 100; step += 1) {
    go(100)
    wall += 20
    expect(now()).toBe((step + 1) * 100)
  }
})
