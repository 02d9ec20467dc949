// @ts-check
// `npm run server -- --port N --data DIR`: the local server alone, on TCP and on the private socket of its data folder. With `--plain`
// the reference server, played.
import path from 'node:path'
import { parseServerArguments } from './arguments.mjs'
import { prepare } from './prepare.mjs'
import { node24, projectFolder } from './project.mjs'
import { runCommand } from './run-command.mjs'
import { runMain } from './say.mjs'

await runMain(async () => {
  const args = parseServerArguments(process.argv.slice(2))
  const done = await prepare()
  if (done !== undefined) return done

  const { ensureBuild } = await import('./ensure-build.mjs')
  const { ensureBubblewrap } = await import('./ensure-bubblewrap.mjs')
  await ensureBuild(projectFolder)
  if (!args.includes('unisolated')) await ensureBubblewrap()
  const server = path.join(projectFolder, 'out', 'node', 'local-server.mjs')
  return runCommand(node24, [server, '--human', ...args])
})
