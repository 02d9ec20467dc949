import { act, screen } from '@testing-library/react'
import { afterEach, expect, test, vi } from 'vitest'
import type { Run } from '../../../shared/domain/run.ts'
import type { Session } from '../../../shared/domain/session.ts'
import { consolesOf } from '../../state/consoles.ts'
import type { AppHandlers } from '../../testing/fake-client.ts'
import { Watchable } from '../../testing/fake-client.ts'
import { renderWithStores } from '../../testing/render.tsx'
import { serverConnection, session } from '../../testing/samples.ts'
import { CloseConsoleDialog } from './close-console-dialog.tsx'
import { ConsoleFailure } from './console-failure.tsx'
import { ConsoleNotice } from './console-notice.tsx'

let stop = () => {}
afterEach(() => stop())

function notice(status: Session['status'], handlers: Partial<AppHandlers> = {}) {
  const one = session({ connectionId: 'lab', status })
  const result = renderWithStores(<ConsoleNotice session={one} />, handlers)
  stop = result.stop
  return result
}

test('nothing is said while input is on', () => {
  expect(notice('active').container.textContent).toBe('')
})

test('a connection that was lost is said with its time, what goes on, and that input is off', async () => {
  const connections = new Watchable([
    serverConnection({ id: 'lab', lastAnswerAt: new Date(2026, 10, 21, 13, 58, 7).getTime() }),
  ])
  notice('unknown', { 'connections.watch': (_input, context) => connections.follow(context) })
  const line = await screen.findByText(/^Connection lost 13:58:07/)
  expect(line.closest('[role="status"]')?.textContent).toMatch(/goes on in the sandbox.*Input is off until then\.$/)
})

test('a window without its program says so', () => {
  const { stores } = notice('active')
  act(() => stores.link.getState().change('lost'))
  expect(screen.getByRole('status').textContent).toMatch(/^Program lost at .*Input is off until then\.$/)
})

test.each(['paused', 'expired', 'gone', 'creating'] as const)(
  'of a session that is %s the reason is said',
  (status) => {
    notice(status)
    expect(screen.getByRole('status').textContent).toMatch(/^Input is off: the session/)
  },
)

test('of an error the words of the server are shown, and what can be done', async () => {
  const one = session({ connectionId: 'lab' })
  const error = { code: 'server', message: 'Quota of the lab is used up.', status: 500 } as const
  const result = renderWithStores(
    <ConsoleFailure problem={{ error, what: 'The command was not started' }} session={one} />,
  )
  stop = result.stop
  expect(screen.getByRole('alert').textContent).toMatch(/^The command was not started: the server answered 500\./)
  expect(screen.getByRole('button', { name: 'Refresh' })).toBeTruthy()
  act(() => screen.getByRole('button', { name: 'Details' }).click())
  expect(screen.getByRole('alert').textContent).toContain('Quota of the lab is used up.')
})

const ref = { connectionId: 'local', sessionId: 's1' }
const sleep: Run = {
  id: '00000000-0000-4000-8000-000000000001',
  session: ref,
  kind: 'command',
  title: 'sleep 600\nsecond line',
  language: 'bash',
  limit: 290,
  startedAt: 1,
  state: { name: 'running', since: 1 },
  stdoutBytes: 0,
  stderrBytes: 0,
}

test('closing names what runs; left to run, nothing is stopped', async () => {
  const stopped = vi.fn()
  const runs = new Watchable<readonly Run[]>([sleep])
  const result = renderWithStores(<CloseConsoleDialog session={ref} consoleId="first" />, {
    'runs.watch': (_input, context) => runs.follow(context),
    'runs.stop': stopped,
  })
  stop = result.stop
  result.stores.runs.getState().watch(ref)
  expect(await screen.findByText('sleep 600…')).toBeDefined()
  act(() => screen.getByRole('button', { name: 'Close, let it run' }).click())
  expect(consolesOf(result.stores.consoles.getState(), ref).consoles[0]?.id).not.toBe('first')
  expect(stopped).not.toHaveBeenCalled()
})

test('a command that could not be stopped leaves its console open, and says why', async () => {
  const runs = new Watchable<readonly Run[]>([sleep])
  const result = renderWithStores(<CloseConsoleDialog session={ref} consoleId="first" />, {
    'runs.watch': (_input, context) => runs.follow(context),
    'runs.stop': () => {
      throw new Error('no')
    },
  })
  stop = result.stop
  result.stores.runs.getState().watch(ref)
  await screen.findByText('sleep 600…')
  act(() => screen.getByRole('button', { name: 'Stop and close' }).click())
  expect(await screen.findByText(/It was not stopped/)).toBeDefined()
  expect(consolesOf(result.stores.consoles.getState(), ref).consoles[0]?.id).toBe('first')
})
