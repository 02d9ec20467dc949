import { open, rename, rm } from 'node:fs/promises'
import { AppError } from '../../../shared/domain/errors.ts'
import type { Sandbox } from '../api/sandbox.ts'
import { readPieces } from './read-file.ts'

/** How far a copy is, in bytes. */
export interface CopyProgress {
  readonly done: number
  readonly size: number
}

/** Saves a file of a sandbox on this computer, whole or not at all: what was there is replaced at the end. */
export async function* saveCopy(
  sandbox: Sandbox,
  path: string,
  target: string,
  signal?: AbortSignal,
): AsyncGenerator<CopyProgress> {
  const unfinished = `${target}.part`
  let done = 0
  try {
    const file = await open(unfinished, 'w')
    try {
      for await (const { bytes, size } of readPieces(sandbox, path, signal)) {
        await file.write(bytes)
        done += bytes.byteLength
        yield { done, size }
      }
      await file.sync()
    } finally {
      await file.close()
    }
    await rename(unfinished, target)
  } catch (error) {
    throw onThisComputer(error)
  } finally {
    await rm(unfinished, { force: true })
  }
}

/** What this computer's disk refused, as an error that is told. */
function onThisComputer(error: unknown): unknown {
  if (error instanceof AppError || !(error instanceof Error) || !('code' in error)) return error
  const words =
    error.code === 'ENOSPC' ? 'the disk of this computer is full' : `this computer refused it (${error.code})`
  return new AppError({ code: 'refused', message: `The copy was not saved: ${words}.` }, { cause: error })
}
