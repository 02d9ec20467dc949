import type { Run } from '../../shared/domain/run.ts'

/** Where a program failed, by its own words. */
export interface FailurePlace {
  /** "AssertionError", "jq: command not found". */
  readonly error: string
  /** Absent: in the document that ran. */
  readonly path?: string
  /** From 1, as the document or the file counts them. */
  readonly line: number
}

/** Lines looked through, from the end: the last failure is the one that ended it. */
const mostLines = 2000

/**
 * The last failure that a program told on its standard error.
 * @param lines of that stream, without colours
 */
export function failurePlace({ language }: Pick<Run, 'language'>, lines: readonly string[]): FailurePlace | undefined {
  const last = lines.slice(-mostLines)
  if (language === 'python') return ofPython(last)
  return language === 'node' ? ofNode(last) : ofBash(last)
}

interface Frame {
  readonly file: string
  readonly line: number
}

/** What the program was sent as: by an argument, or in a file beside the workspace when it was long. */
const isDocument = (file: string) => /^<(?:string|stdin)>$|^\/tmp\/cloud-sandbox-[0-9a-f-]+\.\w+$/.test(file)

/** A person's own code; what they installed below it is not. */
const isOwn = ({ file }: Frame) =>
  isDocument(file) || (file.startsWith('/workspace/') && !file.includes('/site-packages/'))

function ofPython(lines: readonly string[]): FailurePlace | undefined {
  let frames: Frame[] = []
  let found: FailurePlace | undefined
  for (const line of lines) {
    const [, file, number] = /^[\s|+-]*File "(.+)", line (\d+)/.exec(line) ?? []
    if (file !== undefined) frames.push({ file, line: Number(number) })
    else if (/^[\s|+-]*(?:Exception Group )?Traceback \(most recent call last\):/.test(line)) frames = []
    else {
      const [, error] = /^(?:[A-Za-z_][\w]*\.)*([A-Za-z_]\w*)(?::|$)/.exec(line) ?? []
      const place = frames.filter(isOwn).at(-1)
      if (error === undefined || frames.length === 0) continue
      if (place) found = { error, line: place.line, ...(isDocument(place.file) ? {} : { path: place.file }) }
      frames = []
    }
  }
  return found
}

/** `[eval]:3`, the line itself, a mark below it, then the error. */
function ofNode(lines: readonly string[]): FailurePlace | undefined {
  let frame: Frame | undefined
  let found: FailurePlace | undefined
  for (const line of lines) {
    const [, file = '', number] = /^(?:file:\/\/)?(\[eval\]|\/\S+):(\d+)$/.exec(line) ?? []
    if (number !== undefined) frame = { file: file === '[eval]' ? '<string>' : file, line: Number(number) }
    const [, error] = /^(?:Uncaught )?([A-Z]\w*)(?: \[\w+\])?:/.exec(line) ?? []
    if (error === undefined || !frame || !isOwn(frame)) continue
    found = { error, line: frame.line, ...(isDocument(frame.file) ? {} : { path: frame.file }) }
    frame = undefined
  }
  return found
}

/** `bash: line 3: jq: command not found`; a file says its name in place of `bash`. */
function ofBash(lines: readonly string[]): FailurePlace | undefined {
  for (const line of [...lines].reverse()) {
    const [, file, number, error] = /^(\S+): line (\d+): (.+)$/.exec(line) ?? []
    if (file === undefined || error === undefined) continue
    if (file === 'bash' || file === 'environment' || isDocument(file)) return { error, line: Number(number) }
  }
  return undefined
}
