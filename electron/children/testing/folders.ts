import { mkdtemp, realpath, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'

/** A folder for one test, and what takes it away. */
export async function temporaryFolder(): Promise<{ readonly path: string; remove(): Promise<void> }> {
  const folder = await realpath(await mkdtemp(path.join(tmpdir(), 'cloud-sandbox-test-')))
  return { path: folder, remove: () => rm(folder, { recursive: true, force: true }) }
}

/**
 * A folder of "bundles" for a launcher that run the sources as they are: Node 24 strips their types.
 * @param folder where to write them
 */
export async function sourceBundles(folder: string): Promise<string> {
  const source = (name: string) => JSON.stringify(new URL(`../../${name}/main.ts`, import.meta.url).href)
  await writeFile(path.join(folder, 'vault.mjs'), `import ${source('vault')}\n`)
  await writeFile(
    path.join(folder, 'local-server.mjs'),
    `import { runLocalServer } from ${source('local-server')}\nawait runLocalServer(process.argv.slice(2))\n`,
  )
  return folder
}
