/**
 * The form of a text file that an editor must give back as it was: byte order mark and line ends. Inside the window
 * text has no mark and `\n` alone; the form is put back when it is kept or saved.
 */
export type LineEnds = 'lf' | 'crlf' | 'mixed'

export interface TextForm {
  readonly mark: boolean
  readonly lineEnds: LineEnds
  /** Only for `mixed`: the text as it was, whose line ends are given back line by line. */
  readonly original?: string
}

export const plainForm: TextForm = { mark: false, lineEnds: 'lf' }

const mark = '\uFEFF'

/** Splits a file's text into its form and the text to edit. */
export function takeApart(source: string): { readonly form: TextForm; readonly text: string } {
  const hasMark = source.startsWith(mark)
  const body = hasMark ? source.slice(mark.length) : source
  if (!body.includes('\r')) return { form: { mark: hasMark, lineEnds: 'lf' }, text: body }
  const text = body.replace(/\r\n?/g, '\n')
  if (text.replaceAll('\n', '\r\n') === body) return { form: { mark: hasMark, lineEnds: 'crlf' }, text }
  return { form: { mark: hasMark, lineEnds: 'mixed', original: body }, text }
}

interface Line {
  readonly text: string
  /** Empty for a last line without one. */
  readonly end: string
}

function linesOf(source: string): Line[] {
  const lines: Line[] = []
  let start = 0
  for (const match of source.matchAll(/\r\n|\r|\n/g)) {
    lines.push({ text: source.slice(start, match.index), end: match[0] })
    start = match.index + match[0].length
  }
  lines.push({ text: source.slice(start), end: '' })
  return lines
}

/** The end that most lines have; new lines take it. */
function commonEnd(lines: readonly Line[]): string {
  const counts = new Map<string, number>()
  for (const { end } of lines) if (end !== '') counts.set(end, (counts.get(end) ?? 0) + 1)
  return [...counts].sort((a, b) => b[1] - a[1])[0]?.[0] ?? '\n'
}

/**
 * Gives each line that is still there the end it had. Lines are matched from both ends and, between, in order of
 * appearance; what is new takes the commonest end.
 */
function restoreEnds(original: string, text: string): string {
  const old = linesOf(original)
  const now = text.split('\n')
  const usual = commonEnd(old)
  const ends: (string | undefined)[] = new Array(now.length)
  const same = (a: number, b: number) => old[a]?.text === now[b]
  let head = 0
  while (head < old.length && head < now.length && same(head, head)) {
    ends[head] = old[head]?.end
    head += 1
  }
  let tail = 0
  while (tail < old.length - head && tail < now.length - head && same(old.length - 1 - tail, now.length - 1 - tail)) {
    ends[now.length - 1 - tail] = old[old.length - 1 - tail]?.end
    tail += 1
  }
  // Places of each text, last first, so that the next one is taken from the end.
  const places = new Map<string, number[]>()
  for (let at = old.length - tail - 1; at >= head; at -= 1) {
    const text = old[at]?.text ?? ''
    const known = places.get(text)
    if (known) known.push(at)
    else places.set(text, [at])
  }
  let from = head
  for (let at = head; at < now.length - tail; at += 1) {
    const candidates = places.get(now[at] ?? '')
    let place = candidates?.pop()
    while (place !== undefined && place < from) place = candidates?.pop()
    if (place === undefined) continue
    ends[at] = old[place]?.end
    from = place + 1
  }
  // The last line has no end now, whatever it had; a line that was last and is not any more takes the usual one.
  return now.map((line, at) => (at === now.length - 1 ? line : line + (ends[at] || usual))).join('')
}

/** The whole text as it has to stand in the file. The reverse of `takeApart` for a text that was not changed. */
export function putTogether(text: string, form: TextForm): string {
  const body =
    form.lineEnds === 'lf'
      ? text
      : form.lineEnds === 'crlf'
        ? text.replaceAll('\n', '\r\n')
        : restoreEnds(form.original ?? '', text)
  return form.mark ? mark + body : body
}
