import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { Random, seedOf } from '../testing/random.ts'
import { startTestServer } from '../testing/start-server.ts'
import { Writer } from '../testing/writer.ts'

let folder: string

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'cloud-sandbox-kills-'))
})
afterAll(() => rm(folder, { recursive: true, force: true }))

test('whatever was answered is there after kill -9 at any moment', async () => {
  const kills = process.env.PROVE ? 100 : 6
  const random = new Random(seedOf('kills'))
  const writers = [1, 2].map((number) => new Writer(`writer-${number}`, random))
  let answers = 0
  for (let kill = 0; kill < kills; kill += 1) {
    const server = await startTestServer({ dataFolder: folder })
    for (const writer of writers) await writer.verify(server.address)
    // After so many answers, and then anywhere in what comes next.
    let left = 1 + random.below(30)
    const moment = random.below(15)
    await new Promise<void>((resolve, reject) => {
      const onAnswer = () => {
        answers += 1
        left -= 1
        if (left === 0) delay(moment).then(() => server.kill().then(resolve))
      }
      for (const writer of writers) writer.writeUntilCut(server.address, onAnswer).catch(reject)
    })
  }
  const server = await startTestServer({ dataFolder: folder })
  for (const writer of writers) await writer.verify(server.address)
  await server.stop()
  console.log(`kills: ${kills}, answers: ${answers}`)
  expect(answers).toBeGreaterThan(kills)
})
