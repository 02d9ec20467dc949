import { act, fireEvent, screen } from '@testing-library/react'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { renderWithStores } from '../../testing/render.tsx'
import { LiveRegions } from './live-regions.tsx'
import { Toasts } from './toasts.tsx'

let stop = () => {}

beforeEach(() => void vi.useFakeTimers())
afterEach(() => {
  stop()
  vi.useRealTimers()
})

function show() {
  const result = renderWithStores(
    <>
      <Toasts />
      <LiveRegions />
    </>,
  )
  stop = result.stop
  return result
}

function pass(ms: number): void {
  act(() => void vi.advanceTimersByTime(ms))
}

describe('Toasts', () => {
  it('go after 6 s, but not under the pointer, and errors stay', () => {
    const { stores } = show()
    act(() => {
      stores.notices.getState().toast({ tone: 'accent', text: 'Moved' })
      stores.notices.getState().toast({ tone: 'err', text: 'Not renamed' })
    })
    const list = screen.getByRole('list', { name: 'Messages' })
    fireEvent.pointerEnter(list)
    pass(60_000)
    expect(list.textContent).toContain('Moved')
    fireEvent.pointerLeave(list)
    pass(6000)
    expect(list.textContent).not.toContain('Moved')
    pass(600_000)
    expect(list.textContent).toContain('Not renamed')
    fireEvent.click(screen.getByRole('button', { name: 'Close' }))
    expect(screen.queryByRole('list', { name: 'Messages' })).toBeNull()
  })

  it('go by themselves again after one was closed under the pointer', () => {
    const { stores } = show()
    act(() => stores.notices.getState().toast({ tone: 'accent', text: 'first' }))
    fireEvent.pointerEnter(screen.getByRole('list', { name: 'Messages' }))
    fireEvent.click(screen.getByRole('button', { name: 'Close' }))
    act(() => stores.notices.getState().toast({ tone: 'accent', text: 'second' }))
    pass(6000)
    expect(screen.queryByRole('list', { name: 'Messages' })).toBeNull()
  })

  it('are three at most', () => {
    const { stores } = show()
    act(() => {
      for (const text of ['one', 'two', 'three', 'four'])
        stores.notices.getState().toast({ tone: 'accent', text, action: { label: 'Undo', onSelect: () => {} } })
    })
    expect(screen.getAllByRole('listitem').map((item) => item.textContent)).toEqual([
      'twoUndo',
      'threeUndo',
      'fourUndo',
    ])
  })

  it('do what they offer, once', () => {
    const { stores } = show()
    const onSelect = vi.fn()
    act(() => stores.notices.getState().toast({ tone: 'accent', text: 'Moved', action: { label: 'Undo', onSelect } }))
    fireEvent.click(screen.getByRole('button', { name: 'Undo' }))
    expect(onSelect).toHaveBeenCalledTimes(1)
    expect(screen.queryByRole('list', { name: 'Messages' })).toBeNull()
  })
})

describe('LiveRegions', () => {
  it('say the same words twice when they are announced twice', () => {
    const { stores, container } = show()
    const polite = () => container.querySelector('[aria-live="polite"]')
    act(() => stores.notices.getState().announce('ok'))
    const first = polite()?.firstChild
    act(() => stores.notices.getState().announce('ok'))
    expect(polite()?.textContent).toBe('ok')
    expect(polite()?.firstChild).not.toBe(first)
  })

  it('say that edits are kept at most once a minute', () => {
    const { stores } = show()
    const count = () => stores.notices.getState().polite.count
    act(() => stores.documents.setState({ lastKeptAt: 1_000_000 }))
    act(() => stores.documents.setState({ lastKeptAt: 1_030_000 }))
    expect(count()).toBe(1)
    act(() => stores.documents.setState({ lastKeptAt: 1_060_000 }))
    expect(count()).toBe(2)
  })
})
