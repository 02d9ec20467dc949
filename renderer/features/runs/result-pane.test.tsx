import { screen, waitFor } from '@testing-library/react'
import { expect, test } from 'vitest'
import type { Run } from '../../../shared/domain/run.ts'
import { Watchable } from '../../testing/fake-client.ts'
import { renderWithStores } from '../../testing/render.tsx'
import { session } from '../../testing/samples.ts'
import { ResultPane } from './result-pane.tsx'

const ref = { connectionId: 'local', sessionId: 'a1' }
const id = '00000000-0000-4000-8000-000000000001'
const running: Run = {
  id,
  session: ref,
  kind: 'code',
  title: 'a.py',
  language: 'python',
  limit: 60,
  startedAt: Date.now(),
  documentId: 'file:/workspace/a.py',
  state: { name: 'running', since: Date.now() },
  stdoutBytes: 0,
  stderrBytes: 0,
}
const bytes = new TextEncoder().encode('<img src=x onerror=alert(1)>\n\x1b[31mred\x1b[0m\n')

function draw(runs: Watchable<readonly Run[]>, stopped: string[] = []) {
  return renderWithStores(<ResultPane session={session()} />, {
    'runs.watch': (_input, context) => runs.follow(context),
    'runs.output': async function* () {
      yield { stream: 'stdout', offset: 0, bytes }
    },
    'runs.stop': ({ runId }) => void stopped.push(runId),
  })
}

test('without a run it says what would fill it', async () => {
  draw(new Watchable<readonly Run[]>([]))
  expect(await screen.findByText(/Run code to see its result here/)).toBeTruthy()
})

test('a run shows its outcome, and its output as text and never as markup', async () => {
  const runs = new Watchable<readonly Run[]>([running])
  const { container, stores } = draw(runs)
  expect(await screen.findByText('running')).toBeTruthy()
  expect(await screen.findByText(/<img src=x/)).toBeTruthy()
  expect(container.querySelector('img')).toBeNull()
  expect(screen.getByText('red').getAttribute('style')).toContain('--ansi-1')
  runs.set([
    { ...running, state: { name: 'settled', at: Date.now(), facts: { exitCode: 1, output: { kind: 'complete' } } } },
  ])
  expect(await screen.findByText('failed')).toBeTruthy()
  expect(screen.getByText(/exit code 1/)).toBeTruthy()
  await waitFor(() => expect(stores.notices.getState().polite.text).toMatch(/^a\.py: failed, exit code 1/))
})

test('Stop asks once and says that it is under way', async () => {
  const runs = new Watchable<readonly Run[]>([running])
  const stopped: string[] = []
  draw(runs, stopped)
  const stop = await screen.findByRole('button', { name: /Stop/ })
  stop.click()
  await waitFor(() => expect(stopped).toEqual([id]))
  runs.set([{ ...running, state: { name: 'running', since: Date.now(), stoppingSince: Date.now() } }])
  expect(await screen.findByText(/Stopping/)).toBeTruthy()
  expect((stop as HTMLButtonElement).disabled).toBe(true)
})

test('commands of the console are no results', async () => {
  draw(new Watchable<readonly Run[]>([{ ...running, kind: 'command', title: 'ls' }]))
  expect(await screen.findByText(/Run code to see its result here/)).toBeTruthy()
})
