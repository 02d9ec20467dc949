import type { Port } from '../port.ts'
import type { OpenWire } from './open-wire.ts'
import type { ServiceState } from './service.ts'
import { serveLies, serveService } from './service.ts'

/**
 * A wire of the suite whose two ends are both in this process.
 * @param takeDown ends what the transport holds beside its ports
 */
export function openPair(port: Port, server: Port, other: 'service' | 'liar', takeDown = async () => {}): OpenWire {
  const idle: ServiceState = { running: 0, aborted: 0, produced: 0, ended: 0, faults: [] }
  let state = idle
  if (other === 'service') state = serveService(server)
  else serveLies(server)
  return {
    port,
    state: async () => ({ ...state }),
    async close() {
      port.close()
      server.close()
      await takeDown()
    },
  }
}
