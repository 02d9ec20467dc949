// @ts-check
// `npm run prove -- [PART OF A FILE'S NAME…]`: the long forms of the proofs. The last line is `N passed, N failed`.
import { prepare } from '../../electron/start/prepare.mjs'
import { runMain } from '../../electron/start/say.mjs'

await runMain(async () => {
  const done = await prepare()
  if (done !== undefined) return done
  const { runProofs } = await import('./run-proofs.mjs')
  return runProofs(process.argv.slice(2))
})
