import { spawn } from 'node:child_process'
import { once } from 'node:events'
import path from 'node:path'
import { createInterface } from 'node:readline'
import { Client } from 'undici'
import { SandboxApi } from '../../electron/core/api/client.ts'
import { requestsPerConnection } from '../../electron/core/api/connection-pool.ts'
import { median, paired, report, rounded, timed } from './measure.ts'

// What the client of Cloud Sandbox servers costs over the HTTP library that it stands on, and how long it stops everything.

const peer = spawn(process.execPath, [path.join(import.meta.dirname, 'api-peer.ts')], {
  stdio: ['ignore', 'pipe', 'inherit'],
})
const [port] = (await once(createInterface({ input: peer.stdout }), 'line')) as [string]
const origin = `http://127.0.0.1:${port}`

const quiet = { answered: () => undefined, succeeded: () => undefined, failed: () => undefined }
const api = new SandboxApi({ origin }, { userId: 'mira', role: 'user' }, quiet)
await api.getToken()

const headers = { accept: 'application/json', authorization: 'Bearer the-token' }

/** As somebody would send them by hand with the library alone, each answer read as JSON. */
class Bare {
  readonly #perConnection: number
  #client = new Client(origin, { pipelining: 1 })
  #sent = 0

  /** @param perConnection after so many requests the connection is changed, as servers of this kind demand */
  constructor(perConnection: number) {
    this.#perConnection = perConnection
  }

  async ask(): Promise<void> {
    if (++this.#sent % this.#perConnection === 0) {
      void this.#client.destroy()
      this.#client = new Client(origin, { pipelining: 1 })
    }
    const answer = await this.#client.request({ method: 'GET', path: '/api/v1/sandbox/stats', headers })
    await answer.body.json()
  }

  async close(): Promise<void> {
    await this.#client.destroy()
  }
}

async function rate(connections: number, requests: number): Promise<void> {
  const several = (perConnection: number) => Array.from({ length: connections }, () => new Bare(perConnection))
  const alone = several(Number.POSITIVE_INFINITY)
  const changing = several(requestsPerConnection)
  const share = requests / connections
  const all = async (one: (index: number) => Promise<unknown>) => {
    await Promise.all(
      Array.from({ length: connections }, async (_, index) => {
        for (let sent = 0; sent < share; sent += 1) await one(index)
      }),
    )
  }
  // Many short pairs: what else the machine does then falls on both alike.
  const ask = async () => await all(async () => await api.getSandboxStats())
  const { ours, plain } = await paired(25, ask, async () => await all(async (index) => await alone[index]?.ask()))
  const same = await paired(25, ask, async () => await all(async (index) => await changing[index]?.ask()))
  const perSecond = (ms: number) => rounded((requests * 1000) / ms)
  report({
    name: `client: requests on ${connections === 1 ? 'one connection' : `${connections} connections`}`,
    value: perSecond(ours),
    unit: 'requests/s',
    target: '>= 0.9 x comparedWith',
    met: plain / ours >= 0.9,
    comparedWith: { name: 'undici alone', value: perSecond(plain) },
    details: {
      'beside undici that changes its connection too': perSecond(same.ours),
      'undici that changes its connection too': perSecond(same.plain),
    },
  })
  await Promise.all([...alone, ...changing].map(async (one) => await one.close()))
}

/**
 * The longest turn of the event loop, ms of the processor: nothing else had its turn for so long. By the clock it would
 * hold what other programs of this computer took meanwhile.
 */
async function longestTurn(work: () => Promise<unknown>): Promise<number> {
  let longest = 0
  let over = false
  let before = process.threadCpuUsage()
  const turn = () => {
    const { user, system } = process.threadCpuUsage(before)
    longest = Math.max(longest, (user + system) / 1000)
    before = process.threadCpuUsage()
    if (!over) setImmediate(turn)
  }
  turn()
  await work()
  over = true
  return longest
}

/** As one would without thinking of it. */
async function listBare(client: Client): Promise<void> {
  const answer = await client.request({ method: 'GET', path: '/api/v1/sessions', headers })
  mustBeWhole(((await answer.body.json()) as { sessions: unknown[] }).sessions)
}

async function list(): Promise<void> {
  const client = new Client(origin)
  const ours: number[] = []
  const plain: number[] = []
  const took: number[] = []
  for (let round = 0; round < 10; round += 1) {
    ours.push(
      await longestTurn(async () => {
        took.push(await timed(async () => mustBeWhole(await api.listSessions())))
      }),
    )
    plain.push(await longestTurn(async () => await listBare(client)))
  }
  // The first one is that of code that is not compiled yet, and counts: a person opens the application once.
  report({
    name: 'client: longest turn of the event loop while 10,000 sessions are read',
    value: rounded(Math.max(...ours)),
    unit: 'ms',
    target: '<= 30',
    met: Math.max(...ours) <= 30,
    comparedWith: { name: 'undici and JSON.parse, unchecked', value: rounded(Math.max(...plain)) },
    details: { took: rounded(median(took)) },
  })
  await client.close()
}

function mustBeWhole(sessions: readonly unknown[]): void {
  if (sessions.length !== 10_000) throw new Error('The list is not whole.')
}

try {
  await rate(1, 600)
  await rate(16, 1600)
  await list()
} finally {
  await api.close()
  peer.kill()
}
