// @ts-check
// Holds the sources against the import rules and the other rules that Biome does not know (e2e/run/architecture/*-rules.mjs).
import { projectFolder } from '../../electron/start/project.mjs'
import { runMain } from '../../electron/start/say.mjs'
import { check } from './architecture/check.mjs'
import { readSources } from './architecture/sources.mjs'

await runMain(async () => {
  const sources = readSources(projectFolder)
  const complaints = check(sources)
  for (const complaint of complaints) console.log(complaint)
  console.log(`${sources.length} files, ${complaints.length} complaints`)
  return complaints.length === 0 ? 0 : 1
})
