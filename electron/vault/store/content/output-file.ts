import { constants } from 'node:fs'
import type { FileHandle } from 'node:fs/promises'
import { open } from 'node:fs/promises'
import path from 'node:path'
import { fail } from '../../../../shared/domain/errors.ts'
import type { OutputPiece } from '../../../../shared/domain/run.ts'
import type { StreamOffsets } from '../../contract/runs.ts'
import type { AppendBatch } from './append-batch.ts'
import { AppendFile } from './append-batch.ts'
import { makeFolder, syncFolder } from './durable-folder.ts'
import { isMissing } from './file-errors.ts'
import type { Frame, MadeFrame } from './frames.ts'
import { framesOf, headerBytes, scan } from './frames.ts'

/** Read at once while a file is opened, and at most answered to one reading (bytes). */
const chunkBytes = 1024 * 1024

/** The output of one run, open. Two calls may be under way at once; appends are kept in the order of their calls. */
export class OutputFile {
  readonly #append: AppendFile
  readonly #batch: AppendBatch
  readonly #frames: Frame[]
  /** Behind the last byte of each stream, counting those that are not on the disk yet. */
  #ends: StreamOffsets
  /** Bytes passed over at opening that are no whole frame: damage, and not the tail that a crash leaves. */
  readonly damaged: boolean
  /** Where the next frame goes, counting those that are not on the disk yet. */
  #length: number

  private constructor(append: AppendFile, batch: AppendBatch, frames: Frame[], damaged: boolean) {
    this.#append = append
    this.#batch = batch
    this.#frames = frames
    this.#length = append.length
    this.damaged = damaged
    this.#ends = endsOf(frames)
  }

  /** Opens it, making it when there is none and `create` says so; undefined when there is none. */
  static async open(file: string, batch: AppendBatch, create: boolean): Promise<OutputFile | undefined> {
    if (create) await makeFolder(path.dirname(file))
    const opened = await openOrMake(file, create)
    if (!opened) return undefined
    const { handle, isNew } = opened
    try {
      if (isNew) await syncFolder(path.dirname(file))
      const { frames, end, damaged, size } = await readFrames(handle)
      // A frame that was cut short was never acknowledged, or is damaged: the next one takes its place.
      return new OutputFile(new AppendFile(handle, end, size > end), batch, frames, damaged)
    } catch (error) {
      await handle.close()
      throw error
    }
  }

  /** Bytes of the file, counting those that are not on the disk yet. */
  get size(): number {
    return this.#length
  }

  /** Behind the last byte that is on the disk, in each stream. */
  get ends(): StreamOffsets {
    return endsOf(this.#frames.filter(({ position }) => position < this.#append.length))
  }

  /** No more can be appended to it: it has to be opened anew. */
  get isBroken(): boolean {
    return this.#append.broken !== undefined
  }

  /**
   * Keeps what of these pieces is not kept yet, and resolves when it is on the disk. A piece that begins behind the end
   * leaves a gap. Rejects with `conflict` for a piece that lies in such a gap: what follows it is kept already;
   * with `too-large` when the file would have more than `maxBytes`.
   */
  async append(pieces: readonly OutputPiece[], maxBytes = Number.POSITIVE_INFINITY): Promise<void> {
    const { made, ends, length } = this.#plan(pieces)
    // By what is new alone: a repetition adds nothing.
    if (made.length > 0 && length > maxBytes)
      throw fail('too-large', `A run keeps at most ${Math.floor(maxBytes / 1024 / 1024)} MiB of its output.`)
    // The next call goes behind these, also while they are on their way.
    for (const { frame } of made) this.#frames.push(frame)
    this.#ends = ends
    this.#length = length
    try {
      // Also with nothing to add: what is repeated may still be on its way to the disk.
      await this.#batch.append(this.#append, ...made.flatMap(({ parts }) => parts))
    } catch (error) {
      this.#forgetUnwritten()
      throw error
    }
  }

  /** Judges all pieces, and changes nothing: one that is refused must not leave those before it counted as kept. */
  #plan(pieces: readonly OutputPiece[]): { made: MadeFrame[]; ends: StreamOffsets; length: number } {
    const made: MadeFrame[] = []
    const ends = { ...this.#ends }
    let length = this.#length
    for (const piece of pieces) {
      const known = Math.max(0, Math.min(ends[piece.stream] - piece.offset, piece.bytes.byteLength))
      if (known > 0) this.#mustBeKept(piece, piece.offset + known, made)
      const fresh = { ...piece, offset: piece.offset + known, bytes: piece.bytes.subarray(known) }
      for (const one of framesOf(fresh, length)) {
        made.push(one)
        length = one.frame.position + headerBytes + one.frame.length
        ends[piece.stream] = endOf(one.frame)
      }
    }
    return { made, ends, length }
  }

  #mustBeKept(piece: OutputPiece, end: number, made: readonly MadeFrame[]): void {
    let at = piece.offset
    const look = (frame: Frame) => {
      if (frame.stream === piece.stream && frame.offset <= at && endOf(frame) > at) at = endOf(frame)
    }
    for (const frame of this.#frames) look(frame)
    for (const { frame } of made) look(frame)
    if (at < end) throw fail('conflict', 'Output that follows this is kept already; what was missing stays missing.')
  }

  /** Goes back to what the disk has. */
  #forgetUnwritten(): void {
    const unwritten = this.#frames.findIndex(({ position }) => position >= this.#append.length)
    if (unwritten !== -1) this.#frames.length = unwritten
    this.#length = this.#append.length
    this.#ends = endsOf(this.#frames)
  }

  /**
   * What is kept at and behind these offsets, in the order of arrival. A piece that begins behind the offset asked for
   * tells a gap. Frames that the disk damaged since are left out.
   */
  async read(from: StreamOffsets, maxBytes: number): Promise<OutputPiece[]> {
    const pieces: OutputPiece[] = []
    let left = Math.min(maxBytes, chunkBytes)
    let chunk: Chunk = { position: 0, bytes: Buffer.alloc(0) }
    for (const frame of this.#frames) {
      const skip = Math.max(0, from[frame.stream] - frame.offset)
      if (skip >= frame.length) continue
      // What waits for the disk is behind everything that is on it.
      if (left <= 0 || frame.position >= this.#append.length) break
      if (frame.position + headerBytes + frame.length > chunk.position + chunk.bytes.byteLength)
        chunk = await readChunk(this.#append.handle, frame.position)
      const bytes = bytesOf(frame, chunk)?.subarray(skip, skip + left)
      if (!bytes) continue
      // Not a view: it would carry the whole chunk with it.
      pieces.push({ stream: frame.stream, offset: frame.offset + skip, bytes: new Uint8Array(bytes) })
      left -= bytes.byteLength
    }
    return pieces
  }

  async close(): Promise<void> {
    await this.#append.handle.close()
  }
}

/** A part of a file. */
interface Chunk {
  readonly position: number
  readonly bytes: Buffer
}

const endOf = (frame: Frame) => frame.offset + frame.length

function endsOf(frames: readonly Frame[]): StreamOffsets {
  const ends = { stdout: 0, stderr: 0 }
  for (const frame of frames) ends[frame.stream] = Math.max(ends[frame.stream], endOf(frame))
  return ends
}

async function readChunk(handle: FileHandle, position: number): Promise<Chunk> {
  const bytes = Buffer.allocUnsafe(chunkBytes)
  const { bytesRead } = await handle.read(bytes, 0, chunkBytes, position)
  return { position, bytes: bytes.subarray(0, bytesRead) }
}

/** The output in a frame; undefined when it is not on the disk as it was written. */
function bytesOf(frame: Frame, { position, bytes }: Chunk): Buffer | undefined {
  const at = frame.position - position
  const whole = bytes.subarray(at, at + headerBytes + frame.length)
  const [found] = scan(whole, frame.position, true).frames
  return found?.position === frame.position && found.length === frame.length ? whole.subarray(headerBytes) : undefined
}

/** Undefined when there is none and none is to be made. */
async function openOrMake(file: string, create: boolean): Promise<{ handle: FileHandle; isNew: boolean } | undefined> {
  try {
    return { handle: await open(file, constants.O_RDWR), isNew: false }
  } catch (error) {
    if (!isMissing(error)) throw error
    if (!create) return undefined
    return { handle: await open(file, constants.O_RDWR | constants.O_CREAT, 0o600), isNew: true }
  }
}

/** All whole frames of a file, and where the last one ends. */
async function readFrames(
  handle: FileHandle,
): Promise<{ frames: Frame[]; end: number; size: number; damaged: boolean }> {
  const { size } = await handle.stat()
  const frames: Frame[] = []
  let end = 0
  let damaged = false
  for (let position = 0; position < size; ) {
    const { bytes } = await readChunk(handle, position)
    if (bytes.byteLength === 0) break
    const found = scan(bytes, position, position + bytes.byteLength >= size)
    for (const frame of found.frames) {
      damaged ||= frame.position > end
      end = frame.position + headerBytes + frame.length
      frames.push(frame)
    }
    position = found.next
  }
  return { frames, end, size, damaged }
}
