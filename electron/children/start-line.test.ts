import { expect, it } from 'vitest'
import { readStartLine } from './start-line.ts'

it('reads a server that is ready', () => {
  expect(readStartLine('{"ready":{"socket":"/run/a.sock","port":8080}}')).toEqual({
    status: 'ready',
    socket: '/run/a.sock',
  })
  expect(readStartLine('{"ready":{}}')).toEqual({ status: 'ready' })
})

it('reads why a server failed, also by a cause that is not known here', () => {
  const failed = (cause: unknown) =>
    readStartLine(JSON.stringify({ failed: { cause, sentence: 'It is so.', command: 'sysctl x' } }))
  expect(failed('apparmor')).toEqual({
    status: 'failed',
    probe: { status: 'failed', cause: 'apparmor', sentence: 'It is so.', command: 'sysctl x' },
  })
  for (const cause of ['busy', 'constructor', '__proto__', 7, undefined])
    expect(failed(cause)).toMatchObject({ probe: { cause: 'other', sentence: 'It is so.' } })
})

it.each([undefined, '', '{', 'null', '7', '[]', '{}', '{"failed":{}}', '{"failed":{"sentence":1}}'])(
  'takes %j as a failure that points to the log',
  (line) => {
    const { status, probe } = readStartLine(line) as { status: string; probe?: { sentence: string } }
    expect(status).toBe('failed')
    expect(probe?.sentence).toContain('logs/local-server.log')
  },
)
