import { act, renderHook } from '@testing-library/react'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { useNow } from './use-now.ts'

beforeEach(() => void vi.useFakeTimers({ now: 1_000_000 }))
afterEach(() => void vi.useRealTimers())

it('ticks', () => {
  const { result } = renderHook(() => useNow(60_000))
  act(() => vi.advanceTimersByTime(59_000))
  expect(result.current).toBe(1_000_000)
  act(() => vi.advanceTimersByTime(1_000))
  expect(result.current).toBe(1_060_000)
})

it('is the present also when something else is drawn between two ticks', () => {
  const { result, rerender } = renderHook(() => useNow(60_000))
  vi.advanceTimersByTime(40_000)
  rerender()
  expect(result.current).toBe(1_040_000)
})
