import { nothing } from '../../../shared/contract/schemas.ts'
import { call } from '../../../shared/wire/contract.ts'

/** State of the store, in sentences for a person. */
export interface StoreStatus {
  /** There when the store could not be read and was moved aside at this start. */
  readonly movedAside?: string
  /** There when records were found damaged since this start: they are left out, the rest is there. */
  readonly damaged?: string
}

export const storage = {
  'vault.status': call<StoreStatus>()(nothing),
} as const
