import { isAppError } from '../../../shared/domain/errors.ts'

/** May a call that failed like this have been carried out all the same (API note 5.9)? */
export function isUnclear(error: unknown): boolean {
  return (
    isAppError(error, 'outcome-unknown') ||
    isAppError(error, 'timeout') ||
    // A full pool and a refused connection are answers.
    (isAppError(error, 'unavailable') && error.status !== 503) ||
    (isAppError(error, 'server') && (error.status ?? 0) >= 500)
  )
}
