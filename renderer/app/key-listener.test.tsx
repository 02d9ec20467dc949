import { afterEach, describe, expect, it, vi } from 'vitest'
import type { CommandId } from '../state/command-table.ts'
import { listenForKeys } from './key-listener.ts'

let stop = () => {}
afterEach(() => {
  stop()
  document.body.replaceChildren()
})

function listen(handled: readonly CommandId[], isBlocked = () => false) {
  const run = vi.fn((id: CommandId) => handled.includes(id))
  stop = listenForKeys(window, { host: () => ({ mac: false, tab: false }), isBlocked, run })
  return run
}

/** Presses a key on an element; tells whether the element itself saw it, and whether it was taken. */
function press(target: HTMLElement, key: string, more: KeyboardEventInit = {}) {
  const seen = vi.fn()
  target.addEventListener('keydown', seen)
  const event = new KeyboardEvent('keydown', { key, ctrlKey: true, bubbles: true, cancelable: true, ...more })
  target.dispatchEvent(event)
  target.removeEventListener('keydown', seen)
  return { seen: seen.mock.calls.length > 0, taken: event.defaultPrevented }
}

function add(className = ''): HTMLElement {
  const outer = document.createElement('div')
  outer.className = className
  const inner = document.createElement('textarea')
  outer.append(inner)
  document.body.append(outer)
  return inner
}

describe('listenForKeys', () => {
  it('leaves all keys to a dialog but those of zoom', () => {
    const run = listen(['file.save', 'zoom.in'], () => true)
    expect(press(add(), 's').taken).toBe(false)
    expect(press(add(), '=').taken).toBe(true)
    expect(run.mock.calls).toEqual([['zoom.in']])
  })

  it('takes a key of a command before the page sees it', () => {
    const run = listen(['file.save'])
    expect(press(add(), 's')).toEqual({ seen: false, taken: true })
    expect(run).toHaveBeenCalledWith('file.save')
  })

  it('leaves a key that nobody carries out', () => {
    listen([])
    expect(press(add(), 's')).toEqual({ seen: true, taken: false })
  })

  it('leaves Ctrl and a letter to a terminal', () => {
    const run = listen(['file.save', 'tab.close', 'region.editor'])
    const terminal = add('xterm')
    expect(press(terminal, 's').taken).toBe(false)
    expect(press(terminal, 'w').taken).toBe(false)
    expect(press(terminal, '3', { code: 'Digit3' }).taken).toBe(true)
    expect(run.mock.calls).toEqual([['region.editor']])
  })

  it('leaves all keys to a dialog, and to an input method', () => {
    listen(['file.save'], () => true)
    expect(press(add(), 's').taken).toBe(false)
    stop()
    listen(['file.save'])
    expect(press(add(), 's', { isComposing: true }).taken).toBe(false)
  })
})
