import type { programs as contract } from '../../../shared/contract/programs.ts'
import { localConnectionId } from '../../../shared/domain/connection.ts'
import type { Handlers } from '../../../shared/wire/contract.ts'
import type { Connections } from '../connections/connections.ts'

export function programHandlers(connections: Connections): Handlers<typeof contract> {
  const programs = () => connections.get(localConnectionId).api.programs
  return {
    'programs.read': async (_, { signal }) => await programs().read({ signal }),
    'programs.open': async ({ port }, { signal }) => await programs().open(port, { signal }),
    'programs.close': async (_, { signal }) => await programs().close({ signal }),
  }
}
