import type { connections as contract } from '../../../shared/contract/connections.ts'
import type { Handlers } from '../../../shared/wire/contract.ts'
import type { Connections } from '../connections/connections.ts'

/** @param removed called when a person has removed one; what was half way there goes with it */
export function connectionHandlers(
  connections: Connections,
  removed: (connectionId: string) => Promise<void>,
): Handlers<typeof contract> {
  return {
    'connections.watch': (_, { signal }) => connections.list.watch(signal),
    'connections.add': async (wanted) => await connections.add(wanted),
    'connections.change': async ({ connectionId, ...wanted }) => await connections.change(connectionId, wanted),
    'connections.checkSteps': ({ connectionId, ...wanted }, { signal }) =>
      connections.checkSteps(wanted, connectionId, signal),
    'connections.keystore': async () => {
      const name = await connections.keystoreName()
      return name === undefined ? {} : { name }
    },
    'connections.figures': async ({ connectionId }) => await connections.get(connectionId).figures(),
    'connections.remove': async ({ connectionId }) => {
      await connections.remove(connectionId)
      await removed(connectionId)
    },
    'connections.check': async ({ connectionId }) => await connections.check(connectionId),
  }
}
