import { waitFor } from '@testing-library/react'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { fail } from '../../shared/domain/errors.ts'
import type { SessionList } from '../../shared/domain/session.ts'
import type { AppHandlers } from '../testing/fake-client.ts'
import { followLists, Watchable } from '../testing/fake-client.ts'
import { renderWithStores } from '../testing/render.tsx'
import { session, sessionList } from '../testing/samples.ts'
import { FilesRegion } from './files-region.tsx'

let stop = () => {}
afterEach(() => stop())

describe('FilesRegion', () => {
  it('reads the files again when the session was opened again', async () => {
    const lists = new Watchable<readonly SessionList[]>([sessionList([session()])])
    let isGone = false
    const list = vi.fn<AppHandlers['files.list']>(({ path }) => {
      if (isGone) throw fail('gone', 'There is no such sandbox.')
      return { path, asOf: Date.now(), entries: [] }
    })
    const result = renderWithStores(<FilesRegion />, {
      'sessions.watch': (_input, context) => followLists(lists, context),
      'sessions.open': () => session(),
      'files.list': list,
    })
    stop = result.stop
    const one = { connectionId: 'local', sessionId: 'a1' }
    const root = () => result.stores.files.getState().sessions['local/a1']?.folders['/workspace']
    result.stores.sessions.getState().select(one)
    // The pane is loaded on its own.
    await waitFor(() => expect(root()?.listing).toBeDefined(), { timeout: 10_000 })
    expect(list).toHaveBeenCalledTimes(1)
    isGone = true
    await result.stores.files.getState().refresh(one)
    expect(root()?.error?.code).toBe('gone')
    isGone = false
    await result.stores.sessions.getState().open(one)
    await waitFor(() => expect(root()?.error).toBeUndefined())
    expect(list).toHaveBeenCalledTimes(3)
  })
})
