import { AppError, fail } from '../../../../shared/domain/errors.ts'

/** What the system says when there is no room: the disk, a person's share of it, the largest file it allows. */
const full = new Set(['ENOSPC', 'EDQUOT', 'EFBIG'])
/** What it says when it does not work: rights, a broken disk, a folder that somebody took away or put a file in its place. */
const failed = new Set(
  'EIO EROFS EACCES EPERM EMFILE ENFILE ENODEV ENXIO ESTALE EBADF ENOENT ENOTDIR EISDIR ELOOP EBUSY ETIMEDOUT'.split(
    ' ',
  ),
)

export const fullDisk = 'The disk of this computer is full, so nothing more can be kept. Make room on it.'
export const failedDisk = 'The data folder of this application cannot be read or written. Check its disk.'

/** What a file call threw, as what callers and persons understand. Anything else stays what it is. */
export function fileError(error: unknown): unknown {
  if (error instanceof AppError) return error
  const code = systemCode(error)
  if (code !== undefined && full.has(code)) return fail('unavailable', fullDisk, { cause: error, reason: 'store-full' })
  if (code !== undefined && failed.has(code))
    return fail('unavailable', failedDisk, { cause: error, reason: 'store-broken' })
  return error
}

/** Runs it, with what it throws told by `fileError`. */
export async function told<T>(run: () => Promise<T>): Promise<T> {
  try {
    return await run()
  } catch (error) {
    throw fileError(error)
  }
}

/** Is it that the file is not there? */
export function isMissing(error: unknown): boolean {
  return systemCode(error) === 'ENOENT'
}

function systemCode(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined
}
