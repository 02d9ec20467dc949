import type { ErrorData } from '../../../shared/domain/errors.ts'
import { AppError } from '../../../shared/domain/errors.ts'

/** The server said in its own words that it has no room for this now: nothing was done, and the connection is well. */
export class BusyError extends AppError {
  constructor(data: Omit<ErrorData, 'code'>) {
    super({ ...data, code: 'unavailable' })
  }
}
