import { once } from 'node:events'
import { existsSync, readFileSync } from 'node:fs'
import type { RequestListener } from 'node:http'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import path from 'node:path'
import { afterEach, expect, onTestFinished, test, vi } from 'vitest'
import { findElectron } from './electron-binary.mjs'
import { downloadElectron } from './electron-download.mjs'
import { projectFolder } from './project.mjs'
import { temporaryFolder } from './temporary-folder.ts'

afterEach(() => vi.unstubAllEnvs())

/** A release page on loopback; answers the number of requests it got. */
async function releasePage(answer: RequestListener): Promise<() => number> {
  let requests = 0
  const server = createServer((request, response) => {
    requests += 1
    answer(request, response)
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  vi.stubEnv('ELECTRON_MIRROR', `http://127.0.0.1:${(server.address() as AddressInfo).port}/`)
  vi.stubEnv('ELECTRON_OVERRIDE_DIST_PATH', '')
  return () => requests
}

test('a download that never answers is given up', async () => {
  await releasePage(() => {})
  await expect(downloadElectron(projectFolder, { silence: 200, cacheFolder: temporaryFolder() })).rejects.toThrow(
    'no byte came for 0.2 seconds',
  )
})

test('a download that stops in the middle is given up', async () => {
  await releasePage((_, response) => {
    response.writeHead(200, { 'content-length': '1000000' })
    response.write(Buffer.alloc(1000))
  })
  await expect(downloadElectron(projectFolder, { silence: 300, cacheFolder: temporaryFolder() })).rejects.toThrow(
    'no byte came for 0.3 seconds',
  )
})

test('a slow download that keeps sending is not given up, and its hash is checked', async () => {
  const seen: number[] = []
  await releasePage((_, response) => {
    response.writeHead(200, { 'content-length': '8' })
    let sent = 0
    const timer = setInterval(() => {
      sent += 1
      response.write('x')
      if (sent === 8) {
        clearInterval(timer)
        response.end()
      }
    }, 150)
  })
  const download = downloadElectron(projectFolder, {
    silence: 1000,
    cacheFolder: temporaryFolder(),
    onProgress: (percent) => seen.push(percent),
  })
  // Took longer than the silence allowed, got all bytes, and they are not Electron's.
  await expect(download).rejects.toThrow(/checksum/i)
  expect(seen).toContain(100)
})

test('a failed download is remembered until the version changes', async () => {
  const requests = await releasePage((_, response) => response.writeHead(503).end())
  const memory = temporaryFolder()
  const download = (folder: string) => downloadElectron(folder, { cacheFolder: temporaryFolder() })
  // A project whose Electron has no binary, whatever this computer has.
  const folder = temporaryFolder({ 'node_modules/electron/package.json': '{"version":"45.4.1"}' })
  const first = await findElectron(folder, { memory, download: () => download(projectFolder) })
  expect(first).toEqual({ reason: expect.stringContaining('503') })
  const asked = requests()
  expect(asked).toBeGreaterThan(0)

  const second = await findElectron(folder, { memory, download: () => download(projectFolder) })
  expect(second).toEqual({ reason: expect.stringContaining('could not be downloaded before') })
  expect(requests()).toBe(asked)

  const note = path.join(memory, 'electron-download.json')
  expect(existsSync(note)).toBe(true)
  expect(JSON.parse(readFileSync(note, 'utf8'))).toMatchObject({ version: '45.4.1' })
  const newer = temporaryFolder({ 'node_modules/electron/package.json': '{"version":"46.0.0"}' })
  await findElectron(newer, { memory, download: () => download(projectFolder) })
  expect(requests()).toBeGreaterThan(asked)
})
