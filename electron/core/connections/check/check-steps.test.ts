import { afterEach, expect, test } from 'vitest'
import type { NewConnection } from '../../../../shared/domain/connection.ts'
import type { CheckStep } from '../../../../shared/domain/connection-check.ts'
import { checkStepIds, isUsable } from '../../../../shared/domain/connection-check.ts'
import { expiredCertificate, foreignCertificate, goodCertificate, testAuthority } from '../../testing/certificates.ts'
import type { Answer } from '../../testing/lying-server.ts'
import { startLyingServer } from '../../testing/lying-server.ts'
import { startProxyServer } from '../../testing/proxy-server.ts'
import { startRawServer } from '../../testing/raw-server.ts'
import { readWanted } from '../wanted.ts'
import { checkSteps } from './check-steps.ts'

const ending: (() => Promise<void>)[] = []
afterEach(async () => {
  for (const end of ending.splice(0)) await end()
})

const pool: Answer = ({ path }) => (path.endsWith('/stats') ? { body: { idle: 3, active: 2, max: 50 } } : undefined)

async function serve(answer: Answer = pool, tls?: typeof goodCertificate) {
  const server = await startLyingServer(answer, tls)
  ending.push(async () => await server.close())
  return server
}

async function check(wanted: Partial<NewConnection> & { readonly address: string }): Promise<readonly CheckStep[]> {
  let last: readonly CheckStep[] = []
  const full = { name: '', userId: 'mira', ...wanted }
  for await (const steps of checkSteps(readWanted(full), new AbortController().signal)) {
    expect(steps.map(({ id }) => id)).toEqual(checkStepIds)
    last = steps
  }
  return last
}

const states = (steps: readonly CheckStep[]) => steps.map(({ id, state }) => `${id} ${state}`)
const step = (steps: readonly CheckStep[], wanted: CheckStep['id']) => steps.find(({ id }) => id === wanted)

test('a plain server: every step with what was found', async () => {
  const { origin } = await serve()
  const steps = await check({ address: origin })
  expect(states(steps)).toEqual([
    'name ok',
    'tcp ok',
    'proxy not-needed',
    'tls not-needed',
    'health ok',
    'token ok',
    'clock ok',
    'requests ok',
    'pool ok',
  ])
  expect(step(steps, 'clock')?.words).toBe('The clocks agree.')
  expect(step(steps, 'requests')?.words).toBe('147 of 150 left, then the connection is changed.')
  expect(step(steps, 'pool')?.words).toBe('3 idle, 2 in use, at most 50.')
  expect(isUsable(steps)).toBe(true)
})

test('each step is told while it is done', async () => {
  const { origin } = await serve()
  const doing: string[] = []
  for await (const steps of checkSteps(
    readWanted({ name: '', userId: 'mira', address: origin }),
    new AbortController().signal,
  ))
    doing.push(...steps.flatMap(({ id, state }) => (state === 'doing' ? [id] : [])))
  expect(doing).toEqual(checkStepIds)
})

test('TLS behind a proxy, with a certificate of an authority of one’s own', async () => {
  const { origin, received } = await serve(pool, goodCertificate)
  const proxy = await startProxyServer()
  ending.push(async () => await proxy.close())
  const steps = await check({ address: origin, proxy: proxy.origin, ca: testAuthority })
  expect(steps.filter(({ state }) => state !== 'ok')).toEqual([])
  expect(step(steps, 'tls')?.words).toMatch(/^Issued by Test Authority, good until \d+ \w+ \d{4}\.$/)
  expect(step(steps, 'proxy')?.words).toContain('lets the way to localhost through')
  // Everything went through it, also what came after the way was found.
  expect(received.length).toBe(3)
  expect(new Set(proxy.targets)).toEqual(new Set([origin.replace('https://', '')]))
})

test.each([
  [
    'of an unknown issuer',
    goodCertificate,
    undefined,
    /issued by Test Authority, which is not known/,
    /Extra certificate/,
  ],
  ['that has ended', expiredCertificate, testAuthority, /has ended/, /renew/],
  ['for another name', foreignCertificate, testAuthority, /not for localhost/, /name/],
])('a certificate %s is refused, with what to do', async (_name, certificate, ca, words, fix) => {
  const { origin, received } = await serve(pool, certificate)
  const steps = await check({ address: origin, ...(ca === undefined ? {} : { ca }) })
  expect(step(steps, 'tls')).toMatchObject({
    state: 'failed',
    words: expect.stringMatching(words),
    fix: expect.stringMatching(fix),
  })
  expect(states(steps).slice(4)).toEqual(checkStepIds.slice(4).map((id) => `${id} not-reached`))
  expect(isUsable(steps)).toBe(false)
  expect(received).toEqual([])
})

test('a server that speaks no TLS', async () => {
  const { origin } = await serve()
  const steps = await check({ address: origin.replace('http:', 'https:') })
  expect(step(steps, 'tls')).toMatchObject({ state: 'failed', fix: expect.stringContaining('port') })
})

test.each([
  [407, /asks for a user name/],
  [403, /answered 403/],
])('a proxy that answers %i', async (status, words) => {
  const { origin } = await serve(pool, goodCertificate)
  const proxy = await startProxyServer(status)
  ending.push(async () => await proxy.close())
  const steps = await check({ address: origin, proxy: proxy.origin, ca: testAuthority })
  expect(step(steps, 'proxy')).toMatchObject({ state: 'failed', words: expect.stringMatching(words) })
})

test('a name that nobody has, and a port where nothing listens', async () => {
  const nobody = await check({ address: 'https://nobody.invalid' })
  expect(nobody[0]).toMatchObject({ state: 'failed', fix: expect.any(String) })
  const server = await serve()
  await server.close()
  ending.pop()
  const closed = await check({ address: server.origin })
  expect(closed[1]).toMatchObject({ state: 'failed', words: expect.stringContaining('Nothing listens') })
  expect(closed[2]).toMatchObject({ state: 'not-reached' })
})

test('something that is no Cloud Sandbox server', async () => {
  const other = await startRawServer((_line, socket) => socket.end('SSH-2.0\r\n'))
  ending.push(async () => await other.close())
  const steps = await check({ address: other.origin })
  expect(step(steps, 'health')).toMatchObject({ state: 'failed', error: { code: 'unavailable' } })
  expect(step(steps, 'token')).toMatchObject({ state: 'not-reached' })
})

test('a token that is refused, and one that is accepted while the pool is down', async () => {
  const { origin } = await serve(({ path, authorization }) => {
    if (!path.endsWith('/stats')) return undefined
    return authorization === 'Bearer good' ? { status: 502, body: '' } : { status: 401, body: 'no' }
  })
  const bad = await check({ address: origin, token: 'bad' })
  expect(step(bad, 'token')).toMatchObject({ state: 'failed', fix: expect.stringContaining('Paste') })
  expect(isUsable(bad)).toBe(false)
  const good = await check({ address: origin, token: 'good' })
  expect(step(good, 'token')).toMatchObject({ state: 'ok' })
  expect(step(good, 'pool')).toMatchObject({ state: 'failed', error: { code: 'unavailable' } })
  expect(isUsable(good)).toBe(true)
})

test('a clock that is wrong and a pool that is empty are said, and stop nobody', async () => {
  const date = new Date(Date.now() - 3_600_000).toUTCString()
  const { origin } = await serve(({ path }) => {
    if (path === '/health') return { headers: { date }, body: { status: 'ok' } }
    return path.endsWith('/stats') ? { headers: { date }, body: { idle: 0, active: 50, max: 50 } } : undefined
  })
  const steps = await check({ address: origin })
  expect(step(steps, 'clock')).toMatchObject({
    state: 'failed',
    words: expect.stringMatching(/^The clock of the server is 3\d{3} s behind this computer\.$/),
  })
  expect(step(steps, 'pool')).toMatchObject({ state: 'failed', fix: expect.stringContaining('in use') })
  expect(isUsable(steps)).toBe(true)
})

test('a check that is aborted ends', async () => {
  const { origin } = await serve(() => 'silence')
  const abort = new AbortController()
  for await (const steps of checkSteps(readWanted({ name: '', userId: 'mira', address: origin }), abort.signal))
    if (steps.some(({ id, state }) => id === 'health' && state === 'doing')) abort.abort()
  expect(abort.signal.aborted).toBe(true)
})
