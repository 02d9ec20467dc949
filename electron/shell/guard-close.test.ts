import { EventEmitter } from 'node:events'
import { expect, test } from 'vitest'
import { guardClose } from './guard-close.ts'

function closing(active: number, answer: boolean) {
  const window = new EventEmitter()
  const asked: number[] = []
  guardClose(
    window,
    () => active,
    (count) => {
      asked.push(count)
      return answer
    },
  )
  let stays = false
  window.emit('close', {
    preventDefault() {
      stays = true
    },
  })
  return { stays, asked }
}

test('without a run the window closes, and nobody is asked', () => {
  expect(closing(0, false)).toEqual({ stays: false, asked: [] })
})

test('with runs that are not over the person decides', () => {
  expect(closing(2, false)).toEqual({ stays: true, asked: [2] })
  expect(closing(1, true)).toEqual({ stays: false, asked: [1] })
})
