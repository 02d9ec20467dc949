// @ts-check
import path from 'node:path'
import { fileURLToPath } from 'node:url'

/** Root folder of the project. */
export const projectFolder = fileURLToPath(new URL('../..', import.meta.url)).replace(/[\\/]$/, '')

/** Folder for what the start scripts remember between two starts. It goes with the packages. */
export const memoryFolder = path.join(projectFolder, 'node_modules', '.cache', 'cloud-sandbox-desktop')

/** The Node 24 that comes with the packages, the one that everything but the first lines runs on. */
export const node24 = path.join(
  projectFolder,
  'node_modules',
  'node',
  'bin',
  process.platform === 'win32' ? 'node.exe' : 'node',
)
