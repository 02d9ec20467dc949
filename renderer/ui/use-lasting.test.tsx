import { act, renderHook } from '@testing-library/react'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { useLasting } from './use-lasting.ts'

beforeEach(() => {
  vi.useFakeTimers()
})

afterEach(() => {
  vi.useRealTimers()
})

test('what holds long enough is told, and no longer than it holds', () => {
  const { result, rerender } = renderHook(({ holds }) => useLasting(holds, 2000), { initialProps: { holds: true } })
  act(() => vi.advanceTimersByTime(1999))
  expect(result.current).toBe(false)
  act(() => vi.advanceTimersByTime(1))
  expect(result.current).toBe(true)
  rerender({ holds: false })
  expect(result.current).toBe(false)
})

test('a break begins the wait anew', () => {
  const { result, rerender } = renderHook(({ holds }) => useLasting(holds, 2000), { initialProps: { holds: true } })
  act(() => vi.advanceTimersByTime(1500))
  rerender({ holds: false })
  rerender({ holds: true })
  act(() => vi.advanceTimersByTime(1500))
  expect(result.current).toBe(false)
})
