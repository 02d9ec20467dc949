import { once } from 'node:events'
import { mkdtemp, readFile, rename, rm, stat, writeFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { FastifyInstance } from 'fastify'
import { fastify } from 'fastify'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { send } from '../testing/http-client.ts'
import { listenOnSocket } from './private-socket.ts'

let folder: string
let path: string
let app: FastifyInstance
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'cloud-sandbox-socket-'))
  path = join(folder, 'run', 'x.sock')
  app = fastify()
  app.get('/', async () => 'here')
})
afterEach(async () => {
  await app.close()
  await rm(folder, { recursive: true, force: true })
})

const ask = async () => (await send({ socketPath: path }, { method: 'GET', path: '/' })).text
const mode = async () => (await stat(path)).mode & 0o777

test('a socket that went with its folder is made again, as often as that happens', async () => {
  const socket = await listenOnSocket(app, path, 10)
  expect(await mode()).toBe(0o600)
  for (let round = 0; round < 3; round += 1) {
    await rm(join(folder, 'run'), { recursive: true })
    await expect.poll(ask).toBe('here')
    await expect.poll(mode).toBe(0o600)
  }
  await socket.close()
  await app.close()
  await expect(stat(path)).rejects.toThrow('ENOENT')
})

test('the socket of a killed server is replaced; that of a living one and a file of any other kind are not', async () => {
  path = join(folder, 'x.sock')
  await writeFile(path, 'precious')
  await expect(listenOnSocket(app, path)).rejects.toThrow(`${path} is in the way`)
  expect(await readFile(path, 'utf8')).toBe('precious')
  await rm(path)

  const other = createServer().listen(path)
  await once(other, 'listening')
  await expect(listenOnSocket(app, path)).rejects.toThrow(`Another program listens on ${path}.`)
  // What `kill -9` leaves: a socket without anybody.
  const left = join(folder, 'left.sock')
  await rename(path, left)
  other.close()
  path = left
  const socket = await listenOnSocket(app, path)
  expect(await ask()).toBe('here')
  await socket.close()
})
