import path from 'node:path'
import { findProgram } from '../../electron/start/find-program.mjs'
import { expect, test } from '../fixtures/browser-test.ts'
import { projectFolder } from '../fixtures/environment.ts'
import { isAlive } from '../fixtures/process-table.ts'
import { startProcess } from '../fixtures/running-process.ts'
import { freePort } from '../fixtures/sandbox-server.ts'

const scripts = path.join(projectFolder, 'electron', 'start')
/** The Node that a person has, older perhaps than the one the product runs on. */
const node = findProgram('node') ?? process.execPath

test('npm start opens the window, does no set-up work when nothing changed, and ends with its host', async ({
  dataFolder,
  page,
}) => {
  const args = [path.join(scripts, 'start.mjs'), '--browser', '--no-open', '--data', dataFolder.path]
  const start = startProcess(node, args)
  try {
    const [, address = ''] = await start.line(/^Cloud Sandbox Desktop: (http:\/\/127\.0\.0\.1:\d+\/#token=\S+)$/)
    expect(start.lines.filter((line) => /Installing|Building|Downloading/.test(line))).toEqual([])
    await page.goto(address)
    await expect(page.locator('html')).toHaveAttribute('data-state', 'ready')
  } finally {
    expect(await start.stop()).toBe(true)
  }
  expect(await start.exited, start.lines.join('\n')).toBe(0)
})

test('npm start refuses a flag that it does not know, before it does anything', async () => {
  const start = startProcess(node, [path.join(scripts, 'start.mjs'), '--dta', '/nowhere'])
  expect(await start.exited).toBe(1)
  expect(start.lines[0]).toBe('--dta is not a flag of this command.')
  expect(start.lines[1]).toMatch(/^Usage: npm start/)
})

test('npm run server prints its address when it answers, and ends when it is asked to', async ({
  dataFolder,
  request,
}) => {
  const port = await freePort()
  const args = [path.join(scripts, 'server.mjs'), '--port', String(port), '--data', dataFolder.path]
  const server = startProcess(node, args)
  try {
    await server.line(new RegExp(`^Cloud Sandbox server: http://127\\.0\\.0\\.1:${port}$`))
    const health = await request.get(`http://127.0.0.1:${port}/health`)
    expect(health.status()).toBe(200)
  } finally {
    expect(await server.stop()).toBe(true)
  }
  expect(await server.exited, server.lines.join('\n')).toBe(0)
  expect(isAlive(server.pid)).toBe(false)
})
