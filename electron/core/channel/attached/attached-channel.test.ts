import { Buffer } from 'node:buffer'
import { createHash, randomBytes } from 'node:crypto'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { TestServer } from '../../../local-server/testing/start-server.ts'
import { startTestServer } from '../../../local-server/testing/start-server.ts'
import { AttachedSandbox } from '../testing/attached-sandbox.ts'
import { channelConformance } from '../testing/conformance.ts'
import type { CuttingProxy } from '../testing/cutting-proxy.ts'
import { startCuttingProxy } from '../testing/cutting-proxy.ts'
import { endOf, readAll } from '../testing/read-output.ts'
import { AttachedChannel } from './attached-channel.ts'

const proving = Boolean(process.env.PROVE)
const givenSeed = process.env.SEED

let server: TestServer
let sandbox: AttachedSandbox
beforeAll(async () => {
  server = await startTestServer()
  sandbox = await AttachedSandbox.on(server.address)
})
afterAll(() => server.close())

channelConformance('attach/1', { open: () => sandbox.open(), end: () => sandbox.end() })

describe('a connection that breaks', () => {
  let proxy: CuttingProxy
  let channel: AttachedChannel
  beforeEach(async () => {
    proxy = await startCuttingProxy(server.socketPath)
    channel = await sandbox.open({ host: '127.0.0.1', port: proxy.port })
  })
  afterEach(async () => {
    channel.close()
    await proxy.close()
  })

  /** Numbers below 1 that look random and are the same for the same seed. */
  function randomFrom(seed: number): () => number {
    let round = 0
    return () => {
      round += 1
      return createHash('sha256').update(`${seed} ${round}`).digest().readUInt32BE(0) / 2 ** 32
    }
  }

  it('anywhere, again and again, costs no byte and doubles none, in both directions', async () => {
    const seed = Number(givenSeed ?? randomBytes(4).readUInt32BE(0))
    const random = randomFrom(seed)
    const rounds = proving ? 500 : 12
    // Some are short: they break in the middle of the upgrade, of the greeting, of what is sent again.
    const length = () => Math.ceil(random() < 0.2 ? random() * 1000 : random() * 2 ** 20)
    const input = randomBytes((proving ? 60 : 4) * 2 ** 20)
    const process = await channel.start({ command: ['cat'], input: true })
    proxy.block()
    proxy.plan(() => (proxy.cuts < rounds ? length() : undefined))
    const reading = readAll(process)
    await process.write(input)
    await process.closeInput()
    const { stdout, gaps } = await reading
    expect([stdout.equals(input), gaps, proxy.cuts > 5], `seed ${seed}`).toEqual([true, [], true])
    expect(await process.exit).toMatchObject({ exitCode: 0 })
  }, 900_000)

  it('while a program is started does not start it twice, nor not at all', async () => {
    const starts = proving ? 200 : 20
    const file = `started-${randomBytes(4).toString('hex')}`
    const expected: string[] = []
    for (let start = 0; start < starts; start += 1) {
      // The upgrade takes some 300 bytes each way, the request some 200: this ends before, in and behind both.
      let bytes: number | undefined = 500 + start * Math.ceil(700 / starts)
      proxy.block()
      proxy.plan(() => {
        const first = bytes
        bytes = undefined
        return first
      })
      const process = await channel.start({ command: ['sh', '-c', `echo ${start} >> ${file}`] })
      expect(await process.exit).toMatchObject({ exitCode: 0 })
      expected.push(String(start))
    }
    const lines = await sandbox.user.output(await sandbox.id(), ['cat', file])
    expect(lines.split('\n')).toEqual(expected)
  })

  it('makes a program wait that writes more than is kept, so that nothing is lost meanwhile', async () => {
    const bytes = 100 * 2 ** 20
    const command = ['sh', '-c', `echo $$; read go; exec head -c ${bytes} /dev/zero`]
    const process = await channel.start({ command, input: true })
    const items = process.output[Symbol.asyncIterator]()
    const first = await items.next()
    if (first.done === true || first.value.kind !== 'bytes') throw new Error('There is no output')
    const pid = Buffer.from(first.value.bytes).toString().trim()
    await process.write(Buffer.from('go\n'))
    proxy.block()
    const id = await sandbox.id()
    const written = async () => {
      const io = await sandbox.user.output(id, ['cat', `/proc/${pid}/io`])
      return Number(/wchar: (\d+)/.exec(io)?.[1])
    }
    // It fills what is kept, and is there still.
    await expect.poll(written, { timeout: 30_000 }).toBeGreaterThanOrEqual(64 * 2 ** 20)
    expect(await written()).toBeLessThan(bytes)
    proxy.plan(() => undefined)
    let at = first.value.bytes.byteLength
    process.acknowledge('stdout', at)
    for (let next = await items.next(); next.done !== true; next = await items.next()) {
      if (next.value.stream !== 'stdout') continue
      expect(next.value.kind).not.toBe('gap')
      expect(next.value.offset).toBe(at)
      at = endOf(next.value)
      process.acknowledge('stdout', at)
    }
    expect(at).toBe(bytes + first.value.bytes.byteLength)
  })

  it('is told, and that it is there again', async () => {
    const states: string[] = []
    const watching = (async () => {
      for await (const { status } of channel.state.watch(new AbortController().signal)) states.push(status)
    })()
    proxy.block()
    await expect.poll(() => states).toContain('reconnecting')
    const listing = channel.list()
    proxy.plan(() => undefined)
    await listing
    await expect.poll(() => states.at(-1)).toBe('connected')
    channel.close()
    await watching
    expect(states.at(-1)).toBe('ended')
  })

  it('leaves the outcome of a signal unknown when its answer is lost', async () => {
    const process = await channel.start({ command: ['sleep', '1000'] })
    proxy.block()
    proxy.plan(() => undefined)
    await channel.list()
    // Enough for the request, not for the answer behind the greeting.
    const sent = process.signal(9)
    proxy.block()
    const outcome = await sent.catch((error: unknown) => error)
    expect([true, 'outcome-unknown']).toContain(outcome === true ? true : Object(outcome).code)
    proxy.plan(() => undefined)
    if (outcome !== true) await process.signal(9)
    expect(await process.exit).toMatchObject({ signal: 9 })
  })

  it('is not tried again when the sandbox is gone meanwhile', async () => {
    proxy.block()
    await sandbox.end()
    proxy.plan(() => undefined)
    await expect.poll(() => channel.state.value, { timeout: 20_000 }).toMatchObject({ error: { code: 'gone' } })
  })
})

describe('an attachment', () => {
  it('is made with a new token when the first one is refused, once', async () => {
    const target = await sandbox.target()
    const asked: (string | undefined)[] = []
    const token = async (refused?: string) => {
      asked.push(refused)
      return refused === undefined ? 'stale' : await target.token()
    }
    const channel = await AttachedChannel.open({ ...target, token })
    expect(asked).toEqual([undefined, 'stale'])
    channel.close()
    const stale = { ...target, token: async () => 'stale' }
    await expect(AttachedChannel.open(stale)).rejects.toMatchObject({ code: 'auth' })
  })

  it('to what is not there says so', async () => {
    const target = await sandbox.target()
    await expect(AttachedChannel.open({ ...target, sandboxId: 'ffffffff' })).rejects.toMatchObject({ code: 'gone' })
    const nobody = { ...target, socketPath: `${server.socketPath}.none` }
    await expect(AttachedChannel.open(nobody)).rejects.toMatchObject({ code: 'offline' })
  })
})
