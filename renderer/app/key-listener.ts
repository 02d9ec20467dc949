import { inDialogs } from '../state/command-table.ts'
import type { KeyHost, KeyPlace } from '../state/keys.ts'
import { commandFor } from '../state/keys.ts'

/** The search within the editor is called a dialog too, and stays in the page when it was closed. */
const openDialog = ':is([role="dialog"], [role="alertdialog"]):not(.monaco-editor *)'

/** What the listener needs of the page. */
interface Options {
  readonly host: () => KeyHost
  /** A dialog is open: it takes all keys but a few. */
  readonly isBlocked: () => boolean
  /** False when nobody carries it out: the key then goes its way. */
  readonly run: (command: NonNullable<ReturnType<typeof commandFor>>) => boolean
}

/** Within a terminal most keys belong to the shell, within the editor some to it. */
function placeOf(target: EventTarget | null): KeyPlace {
  if (!(target instanceof Element)) return 'elsewhere'
  if (target.closest('.xterm, [data-console]')) return 'console'
  if (!target.closest('.monaco-editor')) return 'elsewhere'
  return target.closest('.editor-widget, .overlayWidgets') ? 'editor-widget' : 'editor'
}

/** A dialog takes the whole window until it is closed. */
export function isDialogOpen(): boolean {
  return document.querySelector(openDialog) !== null
}

/** Does it lie within a dialog? */
export function isInDialog(target: EventTarget | null): boolean {
  return target instanceof Element && target.closest(openDialog) !== null
}

/**
 * Carries out the application's keys before anything in the page sees them: the editor and the terminal have keys of
 * their own for the same combinations. Returns what ends it.
 */
export function listenForKeys(page: Window, { host, isBlocked, run }: Options): () => void {
  function onKeyDown(event: KeyboardEvent): void {
    // While text is being composed (Chinese, Japanese, dead keys) keys belong to the input method.
    if (event.isComposing || event.repeat) return
    const command = commandFor(event, host(), placeOf(event.target))
    if (!command || (isBlocked() && !inDialogs.has(command)) || !run(command)) return
    event.preventDefault()
    event.stopImmediatePropagation()
  }
  page.addEventListener('keydown', onKeyDown, { capture: true })
  return () => page.removeEventListener('keydown', onKeyDown, { capture: true })
}
