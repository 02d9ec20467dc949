import { afterEach, expect, test } from 'vitest'
import type { ApiSetup } from '../testing/api-setup.ts'
import { setUpApi } from '../testing/api-setup.ts'
import type { Reply } from '../testing/lying-server.ts'
import { factsOfToken } from './credentials.ts'

let setup: ApiSetup
afterEach(async () => await setup.close())

const empty: Reply = { body: { sessions: null } }
const expired: Reply = { status: 401, body: { error: 'unauthorized', message: 'token expired' } }

function issuing(lifetime: string, accepts: (token: string) => boolean) {
  let issued = 0
  return {
    answer: ({ path, authorization = '' }: { path: string; authorization: string | undefined }): Reply => {
      if (!path.endsWith('/auth/token')) return accepts(authorization.replace('Bearer ', '')) ? empty : expired
      issued += 1
      return { body: { access_token: `token-${issued}`, refresh_token: 'of-no-use', expires_in: lifetime } }
    },
    issued: () => issued,
  }
}

test('50 calls at once whose token has ended share one new one, and each is answered', async () => {
  const tokens = issuing('86400', (token) => token === 'token-2')
  setup = await setUpApi(tokens.answer)
  const lists = await Promise.all(Array.from({ length: 50 }, () => setup.api.listSessions()))
  expect(lists).toHaveLength(50)
  expect(tokens.issued()).toBe(2)
  // Each was refused at most once.
  expect(setup.server.received.length).toBeLessThanOrEqual(102)
})

test('a token is renewed before its end, by one request', async () => {
  let now = 0
  const tokens = issuing('86400', () => true)
  setup = await setUpApi(tokens.answer, { now: () => now })
  await setup.api.listSessions()
  now = 86_400_000 - 5 * 60_000 - 1
  await setup.api.listSessions()
  expect(tokens.issued()).toBe(1)
  now += 1
  await Promise.all(Array.from({ length: 50 }, () => setup.api.listSessions()))
  expect(tokens.issued()).toBe(2)
  expect(setup.server.received.at(-1)?.authorization).toBe('Bearer token-2')
})

test('a renewal that fails signs nobody out: the token at hand is used to its end', async () => {
  let now = 0
  let down = false
  setup = await setUpApi(
    ({ path }) => {
      if (!path.endsWith('/auth/token')) return empty
      return down ? { status: 502, body: '' } : { body: { access_token: 'first', expires_in: '86400' } }
    },
    { now: () => now },
  )
  await setup.api.listSessions()
  down = true
  now = 86_400_000 - 60_000
  expect(await setup.api.listSessions()).toEqual([])
  now = 86_400_000
  await expect(setup.api.listSessions()).rejects.toMatchObject({ code: 'unavailable' })
  down = false
  expect(await setup.api.listSessions()).toEqual([])
})

test('a call that waits for a token is over at once when it is aborted, and the others are not', async () => {
  let give = () => {}
  const given = new Promise<void>((resolve) => {
    give = resolve
  })
  setup = await setUpApi(async ({ path }) => {
    if (!path.endsWith('/auth/token')) return empty
    await given
    return { body: { access_token: 'first', expires_in: '86400' } }
  })
  const abort = new AbortController()
  const { signal } = abort
  const waiting = [
    setup.api.listSessions({ signal }),
    setup.api.getToken({ signal }),
    setup.api.programs.read({ signal }),
  ].map((call) => expect(call).rejects.toMatchObject({ code: 'cancelled' }))
  const other = setup.api.listSessions()
  abort.abort()
  await Promise.all(waiting)
  give()
  expect(await other).toEqual([])
})

test('a pasted token is used as it is; refused, it is an auth error and no other is asked for', async () => {
  const tokens = issuing('86400', (token) => token === 'pasted')
  setup = await setUpApi(tokens.answer, { credentials: { userId: 'mira', role: 'user', token: 'pasted' } })
  expect(await setup.api.listSessions()).toEqual([])
  setup.api.setToken('worn-out')
  await expect(setup.api.listSessions()).rejects.toMatchObject({ code: 'auth', status: 401 })
  const asked = setup.server.received.length
  await expect(setup.api.listSessions()).rejects.toMatchObject({ code: 'auth' })
  expect(setup.server.received).toHaveLength(asked)
  setup.api.setToken('pasted')
  expect(await setup.api.listSessions()).toEqual([])
  expect(tokens.issued()).toBe(0)
})

test('a token tells whose it is and when it ends, and is not told itself', async () => {
  const payload = Buffer.from(JSON.stringify({ user_id: 'mira', role: 'user', exp: 1_800_000_000 })).toString(
    'base64url',
  )
  const token = `eyJhbGciOiJIUzI1NiJ9.${payload}.c2ln`
  setup = await setUpApi(() => empty, { credentials: { userId: '', role: 'user', token } })
  const facts = await setup.api.getToken()
  expect(facts).toEqual({ userId: 'mira', role: 'user', endsAt: 1_800_000_000_000 })
  expect(JSON.stringify(facts)).not.toContain(token)
})

test.each(['opaque', 'a.b.c', `a.${Buffer.from('[1]').toString('base64url')}.c`, 'a.bnVsbA.c', ''])(
  'the token %j tells nothing',
  (token) => expect(factsOfToken(token)).toEqual({}),
)
