import { call } from '../../shared/wire/contract.ts'

export interface Parcel {
  readonly name: string
  readonly bytes: Uint8Array
}

/** The least that a wire can carry: what goes in comes back. */
export const echoContract = {
  echo: call<Parcel>()({ parse: (value: unknown) => value as Parcel }),
} as const

export const echoHandlers = { echo: (parcel: Parcel) => parcel }

export function parcel(size: number): Parcel {
  return { name: 'bench', bytes: new Uint8Array(size).fill(7) }
}
