import { Buffer } from 'node:buffer'
import type { OutputItem, Process, StreamName } from '../process-channel.ts'

/** All that was told of a process's output. */
export interface WholeOutput {
  readonly stdout: Buffer
  readonly stderr: Buffer
  readonly gaps: readonly { readonly stream: StreamName; readonly offset: number; readonly to: number }[]
}

/** Where an item ends; acknowledging this far acknowledges all of it. */
export function endOf(item: OutputItem): number {
  if (item.kind === 'bytes') return item.offset + item.bytes.byteLength
  return item.kind === 'gap' ? item.to : item.offset
}

/**
 * Reads and acknowledges to the end, and checks that each stream is whole: no byte twice, none missing but in gaps.
 * @param from where the reading begins
 */
export async function readAll(
  process: Process,
  from: Partial<Record<StreamName, number>> = {},
  onItem: (item: OutputItem) => void = () => undefined,
): Promise<WholeOutput> {
  const pieces: Record<StreamName, Uint8Array[]> = { stdout: [], stderr: [] }
  const at: Record<StreamName, number> = { stdout: from.stdout ?? 0, stderr: from.stderr ?? 0 }
  const gaps: { stream: StreamName; offset: number; to: number }[] = []
  for await (const item of process.output) {
    const { stream } = item
    if (item.offset !== at[stream]) throw new Error(`${stream} goes on at ${item.offset} and was at ${at[stream]}`)
    at[stream] = endOf(item)
    if (item.kind === 'bytes') pieces[stream].push(Buffer.from(item.bytes))
    else if (item.kind === 'gap') gaps.push({ stream, offset: item.offset, to: item.to })
    process.acknowledge(stream, at[stream])
    onItem(item)
  }
  return { stdout: Buffer.concat(pieces.stdout), stderr: Buffer.concat(pieces.stderr), gaps }
}

/** Reads and acknowledges what a terminal shows until this stands in it. @returns all of it since the last call */
export function screenOf(process: Process): (until: string | RegExp) => Promise<string> {
  const items = process.output[Symbol.asyncIterator]()
  let text = ''
  return async (until) => {
    const found = () => (typeof until === 'string' ? text.includes(until) : until.test(text))
    while (!found()) {
      const next = await items.next()
      if (next.done === true) throw new Error(`The output ended without ${String(until)}: ${text}`)
      const item = next.value
      if (item.kind === 'bytes') text += Buffer.from(item.bytes).toString()
      process.acknowledge(item.stream, endOf(item))
    }
    const seen = text
    text = ''
    return seen
  }
}
