import { act, renderHook } from '@testing-library/react'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { useNow } from './use-now.ts'

beforeEach(() => void vi.useFakeTimers({ now: 1_200_000 }))
afterEach(() => void vi.useRealTimers())

it('ticks', () => {
  const { result } = renderHook(() => useNow(60_000))
  act(() => vi.advanceTimersByTime(59_000))
  expect(result.current).toBe(1_200_000)
  act(() => vi.advanceTimersByTime(1_000))
  expect(result.current).toBe(1_260_000)
})

it('is the present also when something else is drawn between two ticks', () => {
  const { result, rerender } = renderHook(() => useNow(60_000))
  vi.advanceTimersByTime(40_000)
  rerender()
  expect(result.current).toBe(1_240_000)
})

it('ticks together with all others, whenever they began', () => {
  const first = renderHook(() => useNow(15_000))
  act(() => vi.advanceTimersByTime(7_000))
  const second = renderHook(() => useNow(15_000))
  act(() => vi.advanceTimersByTime(8_000))
  expect(first.result.current).toBe(1_215_000)
  expect(second.result.current).toBe(1_215_000)
})
