// @ts-check
// `npm run package -- [arguments of electron-builder]`: installers for this system, after electron-builder.yml.
import path from 'node:path'
import { prepare } from './prepare.mjs'
import { node24, projectFolder } from './project.mjs'
import { runCommand } from './run-command.mjs'
import { runMain } from './say.mjs'

await runMain(async () => {
  const done = await prepare()
  if (done !== undefined) return done

  const { ensureBuild } = await import('./ensure-build.mjs')
  await ensureBuild(projectFolder)
  const builder = path.join(projectFolder, 'node_modules', 'electron-builder', 'cli.js')
  const args = ['--config', 'electron-builder.yml', '--publish', 'never', ...process.argv.slice(2)]
  return runCommand(node24, [builder, ...args], { cwd: projectFolder })
})
