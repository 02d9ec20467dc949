/** What xterm's data for one key means to the line editor. */
export type TerminalKey =
  | { readonly kind: 'action'; readonly name: string }
  | { readonly kind: 'text'; readonly text: string }

const actions: Readonly<Record<string, string>> = {
  '\r': 'enter',
  '\x7f': 'backspace',
  '\b': 'backspace',
  '\x03': 'interrupt',
  '\x0c': 'clear',
  '\x01': 'home',
  '\x05': 'end',
  '\x02': 'left',
  '\x06': 'right',
  '\x10': 'previous',
  '\x0e': 'next',
  '\x17': 'deleteWord',
  '\x15': 'deleteToStart',
  '\x0b': 'deleteToEnd',
  '\x04': 'delete',
  '\x1b[A': 'previous',
  '\x1bOA': 'previous',
  '\x1b[B': 'next',
  '\x1bOB': 'next',
  '\x1b[C': 'right',
  '\x1bOC': 'right',
  '\x1b[D': 'left',
  '\x1bOD': 'left',
  '\x1b[H': 'home',
  '\x1bOH': 'home',
  '\x1b[F': 'end',
  '\x1bOF': 'end',
  '\x1b[3~': 'delete',
  '\x1b[1;5C': 'wordRight',
  '\x1b[1;5D': 'wordLeft',
  '\x1b[1;3C': 'wordRight',
  '\x1b[1;3D': 'wordLeft',
  '\x1bf': 'wordRight',
  '\x1bb': 'wordLeft',
  '\x1b\x7f': 'deleteWord',
}

/**
 * Undefined for what is nothing: above all the terminal's own answers to questions that a program's output asked
 * (position, device, colours), which would else be typed into the line. Each of them begins with an escape.
 */
export function keyOf(data: string): TerminalKey | undefined {
  const name = actions[data]
  if (name !== undefined) return { kind: 'action', name }
  // Keys without a meaning here.
  if (/^\p{Cc}/u.test(data)) return undefined
  return { kind: 'text', text: data.replace(/\p{Cc}/gu, '') }
}
