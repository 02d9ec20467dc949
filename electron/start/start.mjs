// @ts-check
// `npm start`: packages, Node 24, build, a probe sandbox, then the window. Files imported here at the top run before anything is
// installed, and on Node 20 too.
import { homedir } from 'node:os'
import { parseStartArguments } from './arguments.mjs'
import { defaultDataFolder } from './data-folder.mjs'
import { prepare } from './prepare.mjs'
import { projectFolder } from './project.mjs'
import { runCommand } from './run-command.mjs'
import { runMain, say } from './say.mjs'

await runMain(async () => {
  const { browser, open, port, data: asked, runtime } = parseStartArguments(process.argv.slice(2))
  const done = await prepare()
  if (done !== undefined) return done

  const { ensureBuild } = await import('./ensure-build.mjs')
  const { ensureBubblewrap } = await import('./ensure-bubblewrap.mjs')
  const { probe } = await import('./probe.mjs')
  const { chooseHost } = await import('./choose-host.mjs')
  const { launchCommand } = await import('./launch.mjs')

  await ensureBuild(projectFolder)
  if (runtime === undefined) {
    await ensureBubblewrap()
    await probe(projectFolder)
  }
  const host = await chooseHost(projectFolder, { browser })
  if (host.kind === 'browser' && host.reason !== undefined) say(`${host.reason} The window opens in a browser instead.`)
  if (host.kind === 'electron' && port !== undefined) say('--port is for the browser host; Electron opens no port.')

  const data = asked ?? defaultDataFolder({ platform: process.platform, environment: process.env, home: homedir() })
  const { program, args, environment } = launchCommand(host, { folder: projectFolder, data, port, open, runtime })
  return runCommand(program, args, { cwd: projectFolder, env: { ...process.env, ...environment } })
})
