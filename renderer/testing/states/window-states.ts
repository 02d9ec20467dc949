import { consoleStates } from './console-states.ts'
import { dialogStates } from './dialog-states.ts'
import { outcomeStates } from './outcome-states.ts'
import { regionStates } from './region-states.ts'
import { sessionStates } from './session-states.ts'
import type { WindowState } from './window-state.ts'

/** Every state of the window that has words of its own, by what it is a state of. */
export const windowStates = {
  session: sessionStates,
  run: outcomeStates,
  region: regionStates,
  console: consoleStates,
  dialog: dialogStates,
} as const satisfies Readonly<Record<string, readonly WindowState[]>>
