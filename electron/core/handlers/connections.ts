import type { connections as contract } from '../../../shared/contract/connections.ts'
import type { Handlers } from '../../../shared/wire/contract.ts'
import type { Connections } from '../connections/connections.ts'

export function connectionHandlers(connections: Connections): Handlers<typeof contract> {
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
    'connections.remove': async ({ connectionId }) => await connections.remove(connectionId),
    'connections.check': async ({ connectionId }) => await connections.check(connectionId),
  }
}
