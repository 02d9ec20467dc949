import { AppError } from '../../../shared/domain/errors.ts'

/** The server said in its own words that it has no room for this now: nothing was done, and the connection is well. */
export class BusyError extends AppError {
  constructor(message: string, details: string) {
    super({ code: 'unavailable', message, status: 503, ...(details === '' ? {} : { details }) })
  }
}
