import { expect, test } from 'vitest'
import { fakeClient } from '../testing/fake-client.ts'
import { createKeeper } from './documents-keeper.ts'

const session = { connectionId: 'local', sessionId: 's1' }
const id = 'file:/workspace/a.py'

function world() {
  const kept: number[] = []
  const discarded: (number | undefined)[] = []
  const shown: string[] = []
  let text: string | undefined
  const { client } = fakeClient({
    'drafts.keep': ({ revision }) => {
      kept.push(revision)
      return { keptAt: 1 }
    },
    'drafts.discard': ({ revision }) => void discarded.push(revision),
  })
  const keeper = createKeeper({
    client,
    content: () => (text === undefined ? undefined : { text }),
    onKeep: (_session, _id, keep) => void shown.push(keep.name),
    onCount: () => {},
  })
  return {
    kept,
    discarded,
    shown,
    keeper,
    async edit(next: string | undefined) {
      text = next
      keeper.edited(session, id)
      await keeper.flush()
    },
  }
}

test('a text that needs no draft any more takes away what this window gave, and nothing newer', async () => {
  const { kept, discarded, shown, edit } = world()
  await edit('a')
  await edit('ab')
  await edit(undefined)
  expect(kept).toHaveLength(2)
  expect(discarded).toEqual([kept[1]])
  expect(shown.at(-1)).toBe('nothing')
})

test('what this window knows of from the start is taken away as well, and later edits are newer than it', async () => {
  const { kept, discarded, keeper, edit } = world()
  const future = Date.now() + 1_000_000
  keeper.found(session, id, future)
  await edit(undefined)
  expect(discarded).toEqual([future])
  await edit('a')
  expect(kept).toEqual([future + 1])
})

test('a draft that this window knows nothing of is left alone', async () => {
  const { discarded, shown, edit } = world()
  await edit(undefined)
  expect(discarded).toEqual([])
  expect(shown.at(-1)).toBe('nothing')
})
