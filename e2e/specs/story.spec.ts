import { test } from '../fixtures/browser-test.ts'
import { tellStory } from '../fixtures/story.ts'

test('a session from its creation to its end', async ({ workbench }) => {
  await tellStory(workbench)
})
