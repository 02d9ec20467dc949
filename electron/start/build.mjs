// @ts-check
// `npm run build`: makes `out/`, also when it is not stale.
import { rmSync } from 'node:fs'
import path from 'node:path'
import { prepare } from './prepare.mjs'
import { projectFolder } from './project.mjs'
import { runMain } from './say.mjs'

await runMain(async () => {
  const done = await prepare()
  if (done !== undefined) return done

  const { ensureBuild } = await import('./ensure-build.mjs')
  rmSync(path.join(projectFolder, 'out', 'built-from'), { force: true })
  await ensureBuild(projectFolder)
  return 0
})
