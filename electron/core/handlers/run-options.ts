import type { runOptions as contract } from '../../../shared/contract/run-options.ts'
import type { Handlers } from '../../../shared/wire/contract.ts'
import type { RunOptionsKeeper } from '../run-options/run-options.ts'

export function runOptionsHandlers(keeper: RunOptionsKeeper): Handlers<typeof contract> {
  return {
    'runOptions.read': async ({ session }) => await keeper.read(session),
    'runOptions.write': async ({ session, ...wanted }) => await keeper.write(session, wanted),
  }
}
