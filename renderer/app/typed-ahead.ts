import type { DialogsStore } from '../state/dialogs.ts'
import { isInDialog } from './key-listener.ts'

/** Keys are held for a dialog that was asked for at most this long (ms): one that never comes must not lock the window. */
const patience = 2000

/** Keys between the one that asks for a dialog and the dialog's having the focus. */
export interface TypedAhead {
  /** True while what is pressed belongs to a dialog that is on its way. */
  isHolding(): boolean
  /** Ends it; what was held is given up. */
  end(): void
}

/**
 * Who opens a dialog by a key types on at once, and the dialog has the focus some frames later: until then letters would
 * go into the file behind it. They are held, and put into the field that the dialog begins with. Other keys are dropped:
 * nobody presses a button that is not there yet.
 */
export function holdTypedAhead(page: Window, dialogs: DialogsStore): TypedAhead {
  let since: number | undefined
  let text = ''

  function letGo(): void {
    since = undefined
    text = ''
  }

  function isHolding(): boolean {
    return since !== undefined && performance.now() - since < patience
  }

  function onKeyDown(event: KeyboardEvent): void {
    // Tests and scripts send keys to fields of the dialog itself.
    if (!isHolding() || event.isComposing || isInDialog(event.target)) return
    event.preventDefault()
    event.stopImmediatePropagation()
    if (event.key === 'Escape') dialogs.getState().close()
    else if (event.key === 'Backspace') text = text.slice(0, -1)
    else if (isLetter(event)) text += event.key
  }

  function onFocusIn({ target }: FocusEvent): void {
    if (since === undefined || !isInDialog(target)) return
    const held = isHolding() ? text : ''
    letGo()
    if (held !== '') insert(target, held)
  }

  const unsubscribe = dialogs.subscribe(({ request }, before) => {
    if (request === before.request) return
    letGo()
    if (request) since = performance.now()
  })
  page.addEventListener('keydown', onKeyDown, { capture: true })
  // After the field's own handlers, which may mark what stands in it.
  page.addEventListener('focusin', onFocusIn)
  return {
    isHolding,
    end() {
      unsubscribe()
      page.removeEventListener('keydown', onKeyDown, { capture: true })
      page.removeEventListener('focusin', onFocusIn)
    },
  }
}

/** On many keyboards Ctrl and Alt together write letters. */
function isLetter(event: KeyboardEvent): boolean {
  const isCommand = (event.ctrlKey || event.metaKey || event.altKey) && !event.getModifierState('AltGraph')
  return event.key.length === 1 && !isCommand
}

/** As if it was typed, over what is marked. Only where text is: a button or a number takes nothing. */
function insert(target: EventTarget | null, text: string): void {
  const isField = target instanceof HTMLInputElement || target instanceof HTMLTextAreaElement
  if (!isField || target.selectionStart === null || target.readOnly) return
  target.setRangeText(text, target.selectionStart, target.selectionEnd ?? target.selectionStart, 'end')
  target.dispatchEvent(new InputEvent('input', { bubbles: true, inputType: 'insertText', data: text }))
}
