import { test } from '../fixtures/electron-test.ts'
import { tellStory } from '../fixtures/story.ts'

test('a session from its creation to its end, in Electron', { tag: '@electron' }, async ({ window }) => {
  await tellStory(window.workbench)
})
