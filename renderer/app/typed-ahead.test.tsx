import { afterEach, describe, expect, it, vi } from 'vitest'
import { createDialogsStore } from '../state/dialogs.ts'
import type { TypedAhead } from './typed-ahead.ts'
import { holdTypedAhead } from './typed-ahead.ts'

let ahead: TypedAhead | undefined
afterEach(() => {
  ahead?.end()
  vi.restoreAllMocks()
  document.body.replaceChildren()
})

/** The editor has the focus; the palette was asked for and is not there yet. */
function ask() {
  const dialogs = createDialogsStore()
  ahead = holdTypedAhead(window, dialogs)
  const editor = add(document.body, 'textarea')
  editor.focus()
  const seen = vi.fn()
  editor.addEventListener('keydown', seen)
  dialogs.getState().show({ kind: 'palette', query: '/' })
  return { dialogs, editor, seen, held: ahead }
}

function add<Tag extends 'textarea' | 'input' | 'button' | 'div'>(parent: HTMLElement, tag: Tag) {
  const element = document.createElement(tag)
  parent.append(element)
  return element
}

/** The dialog is there, with this text in its field, marked. */
function openWith(value: string): HTMLInputElement {
  const dialog = add(document.body, 'div')
  dialog.setAttribute('role', 'dialog')
  const field = add(dialog, 'input')
  field.value = value
  field.addEventListener('focus', () => field.setSelectionRange(value.length, value.length))
  field.focus()
  return field
}

/** @returns whether it was kept from the page */
function press(target: HTMLElement, key: string, more: KeyboardEventInit = {}): boolean {
  return !target.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true, ...more }))
}

describe('holdTypedAhead', () => {
  it('puts letters that were typed too soon into the field of the dialog, and none into the editor', () => {
    const { editor, seen, held } = ask()
    for (const key of ['s', 'x', 'Backspace', 't', 'Enter', 'Tab']) expect(press(editor, key)).toBe(true)
    expect(press(editor, 'v', { ctrlKey: true })).toBe(true)
    expect(seen).not.toHaveBeenCalled()
    const field = openWith('/')
    expect(field.value).toBe('/st')
    expect(held.isHolding()).toBe(false)
    expect(press(field, 'a')).toBe(false)
  })

  it('drops them where the dialog begins with a button', () => {
    const { editor } = ask()
    press(editor, 'y')
    const dialog = add(document.body, 'div')
    dialog.setAttribute('role', 'alertdialog')
    add(dialog, 'button').focus()
    expect(ahead?.isHolding()).toBe(false)
  })

  it('gives a dialog up by Escape before it is there', () => {
    const { dialogs, editor } = ask()
    press(editor, 'Escape')
    expect(dialogs.getState().request).toBeUndefined()
    expect(press(editor, 'a')).toBe(false)
  })

  it('does not lock the window for a dialog that never comes', () => {
    const { editor } = ask()
    const late = performance.now() + 60_000
    vi.spyOn(performance, 'now').mockReturnValue(late)
    expect(press(editor, 'a')).toBe(false)
  })
})
