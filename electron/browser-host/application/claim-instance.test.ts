import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, linkSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { connect, createServer } from 'node:net'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { Claim } from './claim-instance.ts'
import { claimInstance } from './claim-instance.ts'
import type { InstanceAnswer } from './instance-protocol.ts'
import { comeForward, isComeForward, parseAnswer, unmetWish } from './instance-protocol.ts'
import { later } from './later.ts'

let folder: string
let socketPath: string
let claims: Claim[]
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'claim-'))
  socketPath = path.join(folder, 'window.sock')
  claims = []
})
afterEach(async () => {
  for (const claim of claims) if (claim.first) await claim.release()
  rmSync(folder, { recursive: true, force: true })
})

async function start(onAsk: () => Promise<InstanceAnswer>): Promise<Claim> {
  const claim = await claimInstance(socketPath, onAsk, 10_000)
  claims.push(claim)
  return claim
}

const address = 'http://127.0.0.1:4000/#token=abc'

test('a second start is told what it cannot have of its wishes', () => {
  const answer = parseAnswer('{"shown":true,"runtime":"bubblewrap"}')
  expect(answer).toEqual({ shown: true, runtime: 'bubblewrap' })
  expect(answer && unmetWish(answer, 'bubblewrap')).toBeUndefined()
  expect(answer && unmetWish(answer, 'unisolated')).toContain('End it first')
  expect(unmetWish({ shown: true, runtime: 'unisolated' }, 'bubblewrap')).toContain('without isolation')
  // An older version does not tell.
  expect(parseAnswer('{"shown":true,"runtime":"docker"}')).toEqual({ shown: true })
  expect(unmetWish({ shown: true }, 'unisolated')).toBeUndefined()
})

describe('one window for each data folder', () => {
  test('the first start wins, a second one gets its answer', async () => {
    let asked = 0
    const first = await start(async () => {
      asked += 1
      return { address }
    })
    expect(first.first).toBe(true)
    expect(await start(async () => ({ shown: true }))).toEqual({ first: false, answer: { address } })
    expect(await start(async () => ({ shown: true }))).toEqual({ first: false, answer: { address } })
    expect(asked).toBe(2)
    expect(readdirSync(folder)).toEqual(['window.sock'])
  })

  test('a second start waits for a first one that is not ready yet', async () => {
    const ready = later<InstanceAnswer>()
    const asked = later<void>()
    await start(() => {
      asked.resolve()
      return ready.promise
    })
    const second = start(async () => ({ shown: true }))
    await asked.promise
    ready.resolve({ shown: true })
    expect(await second).toEqual({ first: false, answer: { shown: true } })
  })

  test('after the release the next start is the first, and nothing is left behind', async () => {
    const first = await start(async () => ({ shown: true }))
    if (first.first) await first.release()
    expect(existsSync(socketPath)).toBe(false)
    expect((await start(async () => ({ shown: true }))).first).toBe(true)
  })

  test('a connection that says nothing does not hold up the release', async () => {
    const first = await start(async () => ({ shown: true }))
    const idle = connect(socketPath)
    await once(idle, 'connect')
    const closed = once(idle, 'close')
    if (first.first) await first.release()
    await closed
  })

  test('the socket of a killed process is taken over', async () => {
    const module = fileURLToPath(new URL('claim-instance.ts', import.meta.url))
    const child = spawn(process.execPath, [
      '--input-type=module',
      '-e',
      `const { claimInstance } = await import(${JSON.stringify(module)})
       await claimInstance(${JSON.stringify(socketPath)}, async () => ({ shown: true }))
       process.stdout.write('first')
       setInterval(() => {}, 1000)`,
    ])
    await once(child.stdout, 'data')
    const exited = once(child, 'exit')
    child.kill('SIGKILL')
    await exited
    expect(existsSync(socketPath)).toBe(true)
    expect((await start(async () => ({ shown: true }))).first).toBe(true)
    expect(await start(async () => ({ address }))).toEqual({ first: false, answer: { shown: true } })
  })

  test('of many starts at the same moment over a dead socket exactly one is the first', async () => {
    const dead = await start(async () => ({ shown: true }))
    // What a killed process leaves: a socket file that refuses connections.
    const leftover = createServer()
    if (dead.first) await dead.release()
    leftover.listen(path.join(folder, 'x'))
    await once(leftover, 'listening')
    linkSync(path.join(folder, 'x'), socketPath)
    leftover.close()
    await once(leftover, 'close')
    const all = await Promise.all(Array.from({ length: 8 }, () => start(async () => ({ shown: true }))))
    expect(all.filter((claim) => claim.first)).toHaveLength(1)
    expect(all.filter((claim) => !claim.first && 'shown' in claim.answer)).toHaveLength(7)
  })

  test('a window that answers nonsense, or nothing, is said with what to do', async () => {
    for (const words of [
      '',
      'HTTP/1.1 400 Bad Request\r\n',
      '{"address":"http://evil.test/#token=a"}\n',
      'x'.repeat(10_000),
    ]) {
      const other = createServer((socket) => {
        socket.on('error', () => {})
        socket.resume()
        socket.write(words)
      })
      other.listen(socketPath)
      await once(other, 'listening')
      await expect(claimInstance(socketPath, async () => ({ shown: true }), 50)).rejects.toMatchObject({
        code: 'unavailable',
        message: expect.stringContaining('--data'),
      })
      other.close()
      await once(other, 'close')
    }
  })

  test('a start whose window cannot come forward is not told a lie', async () => {
    await start(async () => {
      throw new Error('no window')
    })
    await expect(claimInstance(socketPath, async () => ({ shown: true }), 200)).rejects.toMatchObject({
      code: 'unavailable',
    })
  })

  test('a start while the one before is ending waits for its end and is then the first', async () => {
    const asked = later<void>()
    const first = await start(async () => {
      asked.resolve()
      throw new Error('ending')
    })
    const second = start(async () => ({ shown: true }))
    await asked.promise
    if (first.first) await first.release()
    expect((await second).first).toBe(true)
  })
})

describe('instance protocol', () => {
  test('reads its own question and answers', () => {
    expect(isComeForward(comeForward)).toBe(true)
    expect(parseAnswer(JSON.stringify({ shown: true }))).toEqual({ shown: true })
    expect(parseAnswer(JSON.stringify({ address }))).toEqual({ address })
  })

  test.each([
    '',
    'null',
    '[]',
    '{"shown":1}',
    '{"address":"https://127.0.0.1:4000/#token=abc"}',
    '{"address":"http://127.0.0.1:4000/x#token=abc"}',
    '{"address":"http://127.0.0.1:4000@evil.test/#token=abc"}',
    '{"address":"http://127.0.0.1:4000/#token=a b"}',
    '{"address":7}',
  ])('takes no other answer: %s', (line) => {
    expect(parseAnswer(line)).toBeUndefined()
    expect(isComeForward(line)).toBe(false)
  })
})
