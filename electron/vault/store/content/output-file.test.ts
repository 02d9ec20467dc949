import { randomUUID } from 'node:crypto'
import { readFile, writeFile } from 'node:fs/promises'
import path from 'node:path'
import fc from 'fast-check'
import { afterEach, beforeEach, expect, it } from 'vitest'
import type { OutputPiece } from '../../../../shared/domain/run.ts'
import { temporaryFolder } from '../../../children/testing/folders.ts'
import { AppendBatch } from './append-batch.ts'
import { maxFrameBytes } from './frames.ts'
import { OutputFile } from './output-file.ts'
import { Outputs } from './outputs.ts'

const rounds = process.env.PROVE ? 2000 : 25
const start = { stdout: 0, stderr: 0 }

let folder: Awaited<ReturnType<typeof temporaryFolder>>
beforeEach(async () => {
  folder = await temporaryFolder()
})
afterEach(() => folder.remove())

const open = (maxBytes = 1024 ** 3) => new Outputs({ folder: folder.path, batch: new AppendBatch(), maxBytes })
const fileOf = (runId: string) => path.join(folder.path, runId.slice(0, 2), `${runId}.output`)
const piece = (stream: OutputPiece['stream'], offset: number, bytes: Uint8Array): OutputPiece => ({
  stream,
  offset,
  bytes: new Uint8Array(bytes),
})

/** All that is kept, asked for in answers of this size. */
async function readAll(outputs: Outputs, runId: string, maxBytes = 1024 * 1024): Promise<OutputPiece[]> {
  const all: OutputPiece[] = []
  const next = { ...start }
  while (true) {
    const { pieces } = await outputs.read(runId, next, maxBytes)
    if (pieces.length === 0) return all
    for (const one of pieces) next[one.stream] = one.offset + one.bytes.byteLength
    all.push(...pieces)
  }
}

/** Each stream as one, with 0 for bytes that are not there. */
function streamsOf(pieces: readonly OutputPiece[]): { stdout: Buffer; stderr: Buffer } {
  const streams = { stdout: Buffer.alloc(0), stderr: Buffer.alloc(0) }
  for (const { stream, offset, bytes } of pieces) {
    const before = streams[stream]
    expect(offset, 'pieces of a stream come in order').toBeGreaterThanOrEqual(before.byteLength)
    streams[stream] = Buffer.concat([before, Buffer.alloc(offset - before.byteLength), bytes])
  }
  return streams
}

it('gives back any pieces in their order, whatever the size of an answer, also after it was opened anew', async () => {
  const anyPiece = fc.tuple(fc.constantFrom('stdout' as const, 'stderr' as const), fc.uint8Array({ maxLength: 300 }))
  await fc.assert(
    fc.asyncProperty(fc.array(anyPiece, { maxLength: 12 }), fc.integer({ min: 1, max: 500 }), async (parts, size) => {
      const runId = randomUUID()
      const ends = { ...start }
      const pieces = parts.map(([stream, bytes]) => {
        ends[stream] += bytes.byteLength
        return piece(stream, ends[stream] - bytes.byteLength, bytes)
      })
      const outputs = open()
      await Promise.all(pieces.map((one) => outputs.append(runId, [one])))
      const expected = streamsOf(pieces)
      expect(streamsOf(await readAll(outputs, runId, size))).toEqual(expected)
      await outputs.close()
      const again = open()
      expect(streamsOf(await readAll(again, runId, size))).toEqual(expected)
      expect((await again.read(runId, start, 1)).ends).toEqual(ends)
      await again.close()
    }),
    { numRuns: Math.min(rounds, 300) },
  )
})

it('never gives back a wrong byte after any damage, and loses no frame that was not hit', async () => {
  const runId = randomUUID()
  const outputs = open()
  await Promise.all(
    Array.from({ length: 40 }, (_, index) =>
      outputs.append(runId, [piece(index % 3 ? 'stdout' : 'stderr', offsetOf(index), text(index))]),
    ),
  )
  await outputs.close()
  const whole = await readFile(fileOf(runId))
  const frame = whole.byteLength / 40
  const damage = fc.array(fc.tuple(fc.nat(whole.byteLength - 1), fc.integer({ min: 1, max: 255 })), {
    minLength: 1,
    maxLength: 5,
  })
  await fc.assert(
    fc.asyncProperty(damage, fc.option(fc.nat(whole.byteLength)), async (flips, cut) => {
      const broken = Buffer.from(whole)
      for (const [at, mask] of flips) broken.writeUInt8(broken.readUInt8(at) ^ mask, at)
      await writeFile(fileOf(runId), broken.subarray(0, cut ?? undefined))
      const damaged = open()
      const found = await readAll(damaged, runId)
      const hit = new Set(
        Array.from({ length: 40 }, (_, index) => index).filter((index) => isHit(index, frame, flips, cut)),
      )
      const indexes = found.map(({ stream, offset, bytes }) => {
        const index = [...Array(40).keys()].find(
          (one) => (one % 3 ? 'stdout' : 'stderr') === stream && offsetOf(one) === offset,
        )
        expect(Buffer.from(bytes).toString()).toBe(Buffer.from(text(index ?? -1)).toString())
        return index
      })
      // A byte that was flipped and flipped back is none.
      for (const index of Array(40).keys()) if (!hit.has(index)) expect(indexes).toContain(index)
      // It can be written on.
      const end = (await damaged.read(runId, start, 1)).ends
      await damaged.append(runId, [piece('stdout', end.stdout, text(99))])
      expect((await readAll(damaged, runId)).length).toBe(found.length + 1)
      await damaged.close()
    }),
    { numRuns: rounds },
  )
})

const text = (index: number) => new Uint8Array(Buffer.from(`line ${String(index).padStart(3)} of the output\n`))
const offsetOf = (index: number) => (index % 3 ? index - Math.ceil(index / 3) : index / 3) * text(0).byteLength

function isHit(
  index: number,
  frame: number,
  flips: readonly (readonly [number, number])[],
  cut: number | null,
): boolean {
  const [from, to] = [index * frame, (index + 1) * frame]
  return flips.some(([at]) => at >= from && at < to) || (cut !== null && cut < to)
}

it('keeps a piece of any size, in frames', async () => {
  const runId = randomUUID()
  const outputs = open()
  const bytes = Buffer.alloc(3 * maxFrameBytes + 7, 'abc')
  await outputs.append(runId, [piece('stderr', 1_000_000, bytes)])
  const pieces = await readAll(outputs, runId)
  expect(pieces.map(({ offset }) => offset)).toEqual([0, 1, 2, 3].map((index) => 1_000_000 + index * maxFrameBytes))
  expect(Buffer.compare(Buffer.concat(pieces.map((one) => one.bytes)), bytes)).toBe(0)
  await outputs.close()
})

it('refuses what lies in a gap, and more than a run may keep, and goes on', async () => {
  const runId = randomUUID()
  const outputs = open(1000)
  await outputs.append(runId, [piece('stdout', 0, text(1)), piece('stdout', 500, text(2))])
  await expect(outputs.append(runId, [piece('stdout', 100, text(3))])).rejects.toMatchObject({ code: 'conflict' })
  await expect(outputs.append(runId, [piece('stdout', 600, Buffer.alloc(1000))])).rejects.toMatchObject({
    code: 'too-large',
  })
  const long = piece('stderr', 0, Buffer.alloc(600))
  await outputs.append(runId, [long])
  // Its acknowledgement was lost.
  await outputs.append(runId, [long])
  await outputs.append(runId, [piece('stdout', 510, text(4))])
  expect((await readAll(outputs, runId)).map(({ offset }) => offset)).toEqual([0, 500, 0, 500 + text(2).byteLength])
  await outputs.close()
})

it('counts nothing of pieces of which one is refused: the others are kept when they are sent again', async () => {
  const runId = randomUUID()
  const outputs = open()
  await outputs.append(runId, [piece('stdout', 0, text(1)), piece('stdout', 500, text(2))])
  const both = [piece('stderr', 0, text(3)), piece('stdout', 100, text(4))]
  await expect(outputs.append(runId, both)).rejects.toMatchObject({ code: 'conflict' })
  const { pieces, ends } = await outputs.read(runId, start, 1000)
  expect(pieces).toHaveLength(2)
  expect(ends).toEqual({ stdout: 500 + text(2).byteLength, stderr: 0 })
  await outputs.append(runId, [piece('stderr', 0, text(3))])
  const later = piece('stdout', ends.stdout, text(5))
  await outputs.append(runId, [later])
  const expected = [piece('stdout', 0, text(1)), piece('stdout', 500, text(2)), piece('stderr', 0, text(3)), later]
  expect(await readAll(outputs, runId)).toEqual(expected)
  await outputs.close()
  const again = open()
  expect(await readAll(again, runId)).toEqual(expected)
  await again.close()
})

it('counts nothing that the disk refused', async () => {
  const batch = new AppendBatch()
  const append = batch.append.bind(batch)
  batch.append = async (file, ...parts) => {
    file.handle.datasync = () => Promise.reject(Object.assign(new Error('full'), { code: 'ENOSPC' }))
    await append(file, ...parts)
  }
  const file = await OutputFile.open(path.join(folder.path, 'one.output'), batch, true)
  const refused = [1, 2].map((index) => file?.append([piece('stdout', (index - 1) * 100, text(index))]))
  for (const one of refused) await expect(one).rejects.toMatchObject({ code: 'unavailable' })
  expect([file?.size, file?.ends, file?.isBroken]).toEqual([0, start, true])
  expect(await file?.read(start, 1000)).toEqual([])
  await file?.close()
})

it('counts its files, reads of more than can be open, and deletes', async () => {
  const outputs = open()
  const ids = Array.from({ length: 100 }, () => randomUUID())
  await Promise.all(ids.map((id) => outputs.append(id, [piece('stdout', 0, text(1))])))
  expect((await Promise.all(ids.map((id) => readAll(outputs, id)))).every(({ length }) => length === 1)).toBe(true)
  const { total } = outputs
  await outputs.close()
  const again = open()
  expect((await again.sizes()).size).toBe(100)
  expect(again.total).toBe(total)
  expect(await again.remove(ids.slice(0, 50))).toBe(total / 2)
  expect(await readAll(again, ids[0] ?? '')).toEqual([])
  expect(again.total).toBe(total / 2)
  await again.close()
})
