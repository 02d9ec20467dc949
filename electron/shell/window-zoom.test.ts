import { expect, test } from 'vitest'
import { WindowZoom } from './window-zoom.ts'

function contents() {
  const factors: number[] = []
  const listeners: Record<string, (event: unknown, way: 'in' | 'out') => void> = {}
  return {
    factors,
    listeners,
    setZoomFactor: (factor: number) => factors.push(factor),
    on: (event: string, listener: (event: unknown, way: 'in' | 'out') => void) => {
      listeners[event] = listener
    },
  }
}

test('the kept zoom holds for each page, whatever Chromium remembered', () => {
  const page = contents()
  new WindowZoom(1.25, () => {}).attach(page)
  page.listeners['did-navigate']?.({}, 'in')
  page.listeners['did-navigate']?.({}, 'in')
  expect(page.factors).toEqual([1.25, 1.25])
})

test('a change by the page or the wheel is told to those who watch, and kept', async () => {
  const page = contents()
  const kept: number[] = []
  const zoom = new WindowZoom(1, (factor) => kept.push(factor))
  zoom.attach(page)
  const end = new AbortController()
  const seen = zoom.watch(end.signal)[Symbol.asyncIterator]()
  expect((await seen.next()).value).toBe(1)
  zoom.set(1.5)
  expect((await seen.next()).value).toBe(1.5)
  page.listeners['zoom-changed']?.({}, 'out')
  expect((await seen.next()).value).toBe(1.25)
  expect(page.factors).toEqual([1.5, 1.25])
  expect(kept).toEqual([1.5, 1.25])
  end.abort()
})
