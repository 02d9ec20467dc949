import { fail } from '../../../../shared/domain/errors.ts'
import type { WorkflowCursor } from '../../../../shared/domain/workflow-cursor.ts'
import { Execution } from '../execution.ts'
import type { Position } from '../position.ts'
import type { Cursors, Run, Step, Workflow } from '../workflow.ts'

/** What becomes of one call to the model's server or its disk. */
export type Fate =
  | 'well'
  /** A clear refusal; nothing was done. */
  | 'refused'
  /** No answer, and nothing was done. */
  | 'lost'
  /** No answer, and it was done. */
  | 'lost, done'
  /** The process dies before it. */
  | 'crash before'
  /** The process dies after it. */
  | 'crash after'

export const fates: readonly Fate[] = ['well', 'refused', 'lost', 'lost, done', 'crash before', 'crash after']

/** What a server of so many things has of them. */
export interface World {
  /** Which things are there. */
  readonly there: boolean[]
  /** Cursors on disk. */
  readonly disk: Map<string, WorkflowCursor>
  /** Things that were made when they were there already. */
  madeTwice: number
  /** Calls so far, in words. */
  readonly calls: string[]
  readonly positions: Position[]
}

/** A process of ours: after its death nothing of it happens any more. */
export interface Life {
  readonly execution: Execution<World>
  /** Resolves when it died. */
  readonly death: Promise<'died'>
}

export function world(size: number): World {
  return { there: Array.from({ length: size }, () => false), disk: new Map(), madeTwice: 0, calls: [], positions: [] }
}

/** @param stays names of the steps that can't be undone */
export function modelWorkflow(
  size: number,
  options: Pick<Workflow<World>, 'remembered' | 'afterFailure'> & { readonly stays?: readonly number[] },
): Omit<Workflow<World>, 'steps'> & { steps(call: Call): readonly Step<World>[] } {
  const { stays = [], ...rest } = options
  return {
    kind: 'create',
    ...rest,
    steps: (call) =>
      Array.from({ length: size }, (_, index): Step<World> => {
        const set = (present: boolean) => (run: Run<World>) =>
          call(`${present ? 'make' : 'remove'} ${index}`, () => {
            if (present && run.context.there[index]) run.context.madeTwice += 1
            run.context.there[index] = present
          })
        return {
          name: `step ${index}`,
          check: async (run) => {
            await call(`look ${index}`, () => undefined)
            return run.context.there[index] === true
          },
          do: set(true),
          ...(stays.includes(index) ? {} : { undo: set(false) }),
          ...(index % 2 === 0 ? { atomic: true as const } : {}),
          looks: () => [0],
        }
      }),
  }
}

/** Performs one call to the world, as its fate is. */
export type Call = (words: string, effect: () => void) => Promise<void>

/**
 * Starts a process on what is on disk, or on a new cursor.
 * @param fate decides each call
 */
export function live(
  world: World,
  model: ReturnType<typeof modelWorkflow>,
  cursor: { readonly value: WorkflowCursor; readonly kept: boolean },
  fate: (words: string) => Fate,
): Life {
  let die = () => {}
  let dead = false
  const death = new Promise<'died'>((resolve) => {
    die = () => {
      dead = true
      resolve('died')
    }
  })
  const never = new Promise<never>(() => undefined)
  const call: Call = async (words, effect) => {
    // A process that is dead calls nothing.
    if (dead) return await never
    world.calls.push(words)
    const what = fate(words)
    if (what === 'well' || what === 'lost, done' || what === 'crash after') effect()
    if (what.startsWith('crash')) {
      die()
      return await never
    }
    if (what === 'refused') throw fail('server', 'No.')
    if (what.startsWith('lost')) throw fail('outcome-unknown', 'No answer.')
  }
  const cursors: Pick<Cursors, 'put' | 'remove'> = {
    put: (next) => call(`put ${next.step} ${next.phase}`, () => world.disk.set(next.id, structuredClone(next))),
    remove: (id) => call('forget', () => world.disk.delete(id)),
  }
  const execution = new Execution<World>({
    workflow: { ...model, steps: model.steps(call) },
    context: world,
    cursor: cursor.value,
    kept: cursor.kept,
    cursors,
    onStep: (position) => world.positions.push(position),
    onLostCursor: () => undefined,
  })
  return { execution, death }
}

/** A cursor of nothing that was begun. */
export function newCursor(): WorkflowCursor {
  return {
    id: 'c1',
    kind: 'create',
    session: { connectionId: 'lab', sessionId: 's1' },
    step: 'step 0',
    phase: 'before',
    input: null,
    found: {},
    problem: null,
    updatedAt: 0,
  }
}
