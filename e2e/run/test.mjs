// @ts-check
// `npm test`: the same set-up as a start, then everything that proves the product. The last line is `N passed, N failed`.
import { prepare } from '../../electron/start/prepare.mjs'
import { runMain } from '../../electron/start/say.mjs'

await runMain(async () => {
  const done = await prepare()
  if (done !== undefined) return done
  const { runTests } = await import('./run-tests.mjs')
  return runTests()
})
