import type { Port } from '../port.ts'
import type { ServiceState } from './service.ts'

/** A wire with `serveService` or `serveLies` at its other end. */
export interface OpenWire {
  readonly port: Port
  /** What the service did so far; also after the wire has ended. */
  state(): Promise<ServiceState>
  /** Takes down what the transport still holds. */
  close(): Promise<void>
}

export type OpenConformanceWire = (other: 'service' | 'liar') => Promise<OpenWire>
