import { isAppError } from '../../../shared/domain/errors.ts'
import { BusyError } from './busy-error.ts'

/** May a call that failed like this have been carried out all the same (API note 5.9)? */
export function isUnclear(error: unknown): boolean {
  return (
    isAppError(error, 'outcome-unknown') ||
    isAppError(error, 'timeout') ||
    // A full pool and a refused connection are answers; any other 503 may be that of a proxy that lost one.
    (isAppError(error, 'unavailable') && !(error instanceof BusyError)) ||
    (isAppError(error, 'server') && (error.status ?? 0) >= 500)
  )
}
