// @ts-check
// `npm run bench`: one JSON line for each figure, {name, value, unit, target, met, comparedWith}. Progress goes to stderr.
import { prepare } from '../../electron/start/prepare.mjs'
import { projectFolder } from '../../electron/start/project.mjs'
import { runMain } from '../../electron/start/say.mjs'

await runMain(async () => {
  const done = await prepare()
  if (done !== undefined) return done
  const { ensureBuild } = await import('../../electron/start/ensure-build.mjs')
  const { runBenches } = await import('./benches.mjs')
  await ensureBuild(projectFolder)
  return runBenches()
})
