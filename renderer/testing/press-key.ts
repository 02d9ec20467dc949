import type { PressedKey } from '../state/keys.ts'

const codes: Readonly<Record<string, string>> = {
  '`': 'Backquote',
  '/': 'Slash',
  ',': 'Comma',
  '=': 'Equal',
  '-': 'Minus',
}

/** What a browser tells of keys as the table writes them ("Ctrl+Shift+N"), on an English keyboard. */
export function press(keys: string, more: Partial<PressedKey> = {}): PressedKey {
  const parts = keys.split('+')
  const key = parts.pop() ?? ''
  const code = /^[a-z]$/i.test(key)
    ? `Key${key.toUpperCase()}`
    : /^[0-9]$/.test(key)
      ? `Digit${key}`
      : (codes[key] ?? key)
  return {
    key,
    code,
    ctrlKey: parts.includes('Ctrl'),
    shiftKey: parts.includes('Shift'),
    altKey: parts.includes('Alt'),
    metaKey: parts.includes('Cmd'),
    ...more,
  }
}
