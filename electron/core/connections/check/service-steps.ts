import type { AppError, ErrorData } from '../../../../shared/domain/errors.ts'
import { isAppError, toErrorData } from '../../../../shared/domain/errors.ts'
import { SandboxApi } from '../../api/client.ts'
import { requestsPerConnection } from '../../api/connection-pool.ts'
import type { PoolStats } from '../../api/wire.ts'
import type { WantedServer } from '../wanted.ts'
import type { Step } from './step.ts'
import { StepFailure } from './step.ts'

/** ms: beyond it times on the screen and in files disagree visibly. */
const tolerableSkew = 30_000

/** The steps at the server itself: health, token, clock, requests left, pool. */
export function serviceSteps(server: WantedServer): { readonly steps: readonly Step[]; close(): Promise<void> } {
  let skew: number | undefined
  let pool: PoolStats | AppError | undefined
  const { token } = server.credentials
  const api = new SandboxApi(server.endpoint, server.credentials, {
    answered: (found) => {
      skew = found ?? skew
    },
    succeeded: () => undefined,
    failed: () => undefined,
  })

  const steps: readonly Step[] = [
    {
      id: 'health',
      async run(signal) {
        const { facts } = await api.health({ signal }).catch(because(healthFix))
        const { version, runtime } = facts
        const known = [version === undefined ? undefined : `version ${version}`, runtime].filter(Boolean).join(', ')
        return { words: known === '' ? 'The server answers.' : `The server answers: ${known}.` }
      },
    },
    {
      id: 'token',
      async run(signal) {
        const { endsAt } = await api.getToken().catch(because(token === undefined ? userFix : tokenFix))
        // Only a question shows that a token is accepted; its answer is that of the pool.
        pool = await api.getSandboxStats({ signal }).catch((error: unknown) => {
          if (!isAppError(error) || error.code === 'auth') throw asFailure(error, tokenFix)
          return error
        })
        const until =
          endsAt === undefined ? '' : ` It ends ${new Date(endsAt).toISOString().slice(0, 16).replace('T', ' ')} UTC.`
        const whose = token === undefined ? 'A token was given.' : 'The token is accepted.'
        return { words: `${whose}${until}` }
      },
    },
    {
      id: 'clock',
      async run() {
        if (skew === undefined) return { words: 'The server does not say what time it is.' }
        const words = clockWords(skew)
        if (Math.abs(skew) <= tolerableSkew) return { words }
        throw new StepFailure(words, 'Set the clock of this computer, or have that of the server set.', {
          goesOn: true,
        })
      },
    },
    {
      id: 'requests',
      async run() {
        if (isAppError(pool, 'rate-limited'))
          throw new StepFailure(
            `The server takes no more requests for ${pool.retryAfter ?? 60} s.`,
            'Others use the same allowance, through a proxy for instance. Wait, or ask whoever runs it.',
            { error: toErrorData(pool), goesOn: true },
          )
        return { words: `${api.requestsLeft} of ${requestsPerConnection} left, then the connection is changed.` }
      },
    },
    {
      id: 'pool',
      async run() {
        if (pool === undefined || isAppError(pool))
          throw new StepFailure('The server does not tell of its sandboxes.', serviceFix, dataOf(pool))
        const { available, inUse, total, max } = pool
        const words = `${available} idle, ${inUse} in use${max === undefined ? '' : `, at most ${max}`}.`
        if (available > 0 || max === undefined || total < max) return { words }
        throw new StepFailure(words, 'Every sandbox is in use: release one, or wait until one is.', { goesOn: true })
      },
    },
  ]
  return { steps, close: async () => await api.close() }
}

const healthFix = 'Check that the address is that of a Cloud Sandbox server.'
const userFix = 'Check the user id and the role. A server that wants a token of its own takes one pasted in.'
const tokenFix = 'Paste a new token: this one has ended, or is for another server.'
const serviceFix = 'A part of the server does not work: tell whoever runs it. It can be kept all the same.'

function because(fix: string): (error: unknown) => never {
  return (error) => {
    throw asFailure(error, fix)
  }
}

function asFailure(error: unknown, fix: string): StepFailure {
  const data = toErrorData(error)
  const wait = data.retryAfter === undefined ? '' : ` Try again in ${data.retryAfter} s.`
  return new StepFailure(data.message, `${fix}${wait}`, { error: data })
}

function dataOf(error: AppError | undefined): { readonly error?: ErrorData; readonly goesOn: true } {
  return error ? { error: toErrorData(error), goesOn: true } : { goesOn: true }
}

function clockWords(skew: number): string {
  const seconds = Math.round(Math.abs(skew) / 1000)
  if (seconds < 2) return 'The clocks agree.'
  return `The clock of the server is ${seconds} s ${skew > 0 ? 'ahead of' : 'behind'} this computer.`
}
