import { Buffer } from 'node:buffer'
import { createHash, randomBytes } from 'node:crypto'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { OutputItem, Process, ProcessChannel } from '../process-channel.ts'
import { readAll, screenOf } from './read-output.ts'

const proving = Boolean(process.env.PROVE)

/** A sandbox that a carrier reaches. */
export interface ConformanceSandbox {
  /** A channel of its own. */
  open(): Promise<ProcessChannel>
  /** Ends it with all its processes. Another one takes its place for the tests after. */
  end(): Promise<void>
}

const MiB = 1024 * 1024
const blockBytes = 64 * 1024

/** A program that writes so many blocks, each full of its own number, so that a byte in the wrong place shows. */
const writeBlocks = (count: number) =>
  `python3 -c 'import sys\nfor n in range(${count}): sys.stdout.buffer.write(n.to_bytes(8, "big") * ${blockBytes / 8})'`

/** Whether these are the bytes that such a program writes from this offset on. */
function areBlocks(bytes: Uint8Array, offset: number): boolean {
  const first = Math.floor(offset / blockBytes)
  const count = Math.ceil((offset + bytes.byteLength) / blockBytes) - first
  const whole = Buffer.alloc(count * blockBytes)
  const number = Buffer.alloc(8)
  for (let block = 0; block < count; block += 1) {
    number.writeUInt32BE(first + block, 4)
    whole.fill(number, block * blockBytes, (block + 1) * blockBytes)
  }
  const begin = offset - first * blockBytes
  return whole.subarray(begin, begin + bytes.byteLength).equals(bytes)
}
const bash = ['bash', '--norc', '-i']
const terminal = { env: { TERM: 'xterm', PS1: '$ ' }, tty: { columns: 90, rows: 30 } }

/** What every carrier of `ProcessChannel` has to hold to. */
export function channelConformance(carrier: string, sandbox: ConformanceSandbox): void {
  describe(`a process over ${carrier}`, () => {
    let channel: ProcessChannel
    beforeEach(async () => {
      channel = await sandbox.open()
    })
    afterEach(() => channel.close())

    const sh = (script: string, more: object = {}) => channel.start({ command: ['sh', '-c', script], ...more })

    it('runs, and both outputs and how it ended are told', async () => {
      const process = await sh('pwd; echo $A; echo err >&2; exit 7', { env: { A: 'b=c' } })
      const output = await readAll(process)
      expect(output.stdout.toString()).toBe('/workspace\nb=c\n')
      expect(output.stderr.toString()).toBe('err\n')
      expect(await process.exit).toEqual({ exitCode: 7, left: false, written: { stdout: 15, stderr: 4 } })
    })

    it('that cannot be started is refused with the words of the system', async () => {
      const refused = async (start: Promise<Process>) => await start.catch((error: unknown) => error)
      expect(await refused(channel.start({ command: ['no-such-program'] }))).toMatchObject({
        code: 'refused',
        message: 'No such file or directory',
      })
      expect(await refused(sh('true', { cwd: '/no-such-folder' }))).toMatchObject({ code: 'refused' })
      expect(await refused(channel.start({ command: [] }))).toMatchObject({ code: 'refused' })
    })

    it('is ended by a signal to its whole group', async () => {
      const process = await sh('sleep 1000 & echo started; wait')
      const shown = screenOf(process)
      await shown('started')
      expect(await process.signal(9)).toBe(true)
      expect(await process.exit).toMatchObject({ signal: 9 })
      expect(await process.signal(9)).toBe(false)
    })

    it('reads ten megabytes from its input, and the end of it', async () => {
      const process = await channel.start({ command: ['sha256sum'], input: true })
      const input = randomBytes(10 * MiB)
      const written = Promise.all([process.write(input.subarray(0, 7 * MiB)), process.write(input.subarray(7 * MiB))])
      await process.closeInput()
      await written
      const hash = createHash('sha256').update(input).digest('hex')
      expect((await readAll(process)).stdout.toString()).toBe(`${hash}  -\n`)
    })

    it('takes input no faster than it reads it, and none when it does not want any', async () => {
      const process = await sh('read first; echo $first; cat > /dev/null', { input: true })
      const large = process.write(Buffer.from(`hello\n${'x'.repeat(3 * MiB)}`))
      await screenOf(process)('hello')
      await large
      await process.closeInput()
      expect(await process.exit).toMatchObject({ exitCode: 0 })
      await expect(process.write(Buffer.from('late'))).rejects.toMatchObject({ code: 'refused' })
      await expect((await sh('cat')).write(Buffer.from('x'))).rejects.toMatchObject({ code: 'refused' })
    })

    it('may write half a character, and the rest later', async () => {
      const process = await sh("printf '\\342\\230'; read go; printf '\\203\\n\\377\\000'", { input: true })
      await process.write(Buffer.from('go\n'))
      expect([...(await readAll(process)).stdout]).toEqual([0xe2, 0x98, 0x83, 10, 255, 0])
    })

    it('is told as ended while what it left behind still writes', async () => {
      const process = await sh('(read go; echo late) <&3 3<&- & exec 3<&-', { input: true })
      expect((await process.exit).left).toBeDefined()
      await readAll(process)
      const leaving = await sh('sleep 1000 & echo $!')
      expect(await leaving.exit).toMatchObject({ exitCode: 0, left: true })
      const pid = (await screenOf(leaving)('\n')).trim()
      await (await sh(`kill ${pid}`)).exit
    })

    it('has a terminal with job control, of the size that was asked for and then of another', async () => {
      const process = await channel.start({ command: bash, ...terminal })
      const shown = screenOf(process)
      const type = (text: string) => process.write(Buffer.from(text))
      // Whatever bash has to complain of comes before its first prompt.
      expect(await shown('$ ')).not.toMatch(/job control|ioctl|cannot set/)
      await type('stty size; tty\n')
      expect(await shown(/30 90\r\n\/dev\/pts\/\d+\r\n/)).toBeDefined()
      await process.resize({ columns: 120, rows: 40 })
      await type('stty size\n')
      await shown('40 120\r\n')
      // Says so itself when it has the terminal; what is typed is shown before.
      const job = `sh -c 'echo re""ady; exec sleep 1000'\n`
      await type(job)
      await shown('ready')
      await process.write(Buffer.from([0x1a]))
      await shown('Stopped')
      await type('bg; jobs\n')
      await shown(/Running/)
      await type(job)
      await shown('ready')
      await process.write(Buffer.from([3]))
      await shown(/\^C[\s\S]*\$ /)
      await type('echo code $?; kill %1; wait %1; echo code $?; true\n')
      await shown(/code 130[\s\S]*code 143\r\n[\s\S]*\$ /)
      await process.closeInput()
      expect(await process.exit).toMatchObject({ exitCode: 0 })
    })

    it('of pipes has no size, and none is taken that is none', async () => {
      await expect((await sh('true')).resize({ columns: 1, rows: 1 })).rejects.toMatchObject({ code: 'refused' })
      const process = await channel.start({ command: bash, ...terminal })
      await expect(process.resize({ columns: 0, rows: 10 })).rejects.toMatchObject({ code: 'refused' })
      await process.signal(9)
      expect(await process.exit).toMatchObject({ signal: 9 })
    })

    it('waits for a reader that stops, and loses nothing by it', async () => {
      const blocks = proving ? 16_384 : 1_800
      const program = await sh(writeBlocks(blocks))
      const reader = program.output[Symbol.asyncIterator]()
      const first = await reader.next()
      if (first.done === true) throw new Error('There is no output')
      // Nothing is acknowledged while others run.
      for (let other = 0; other < 5; other += 1) expect(await (await sh('true')).exit).toMatchObject({ exitCode: 0 })
      let at = 0
      for (let next: IteratorResult<OutputItem, void> = first; next.done !== true; next = await reader.next()) {
        const item = next.value
        if (item.kind === 'gap') throw new Error('There is a gap')
        if (item.kind === 'end') continue
        expect(item.offset).toBe(at)
        expect(areBlocks(item.bytes, at)).toBe(true)
        at += item.bytes.byteLength
        program.acknowledge('stdout', at)
      }
      expect(await program.exit).toMatchObject({ exitCode: 0, written: { stdout: blocks * blockBytes } })
    })

    it('with nobody following keeps its first output and its last, and the gap is told', async () => {
      const total = 1_400 * blockBytes
      const process = await sh(`read go; ${writeBlocks(1_400)}`, { input: true })
      const { id } = process
      await process.write(Buffer.from('go\n'))
      process.detach()
      await expect(process.exit).rejects.toMatchObject({ code: 'cancelled' })
      while ((await channel.list()).find((one) => one.id === id)?.facts === undefined);
      const again = await channel.attach(id)
      const output = await readAll(again)
      const [gap] = output.gaps
      if (gap === undefined) throw new Error('There is no gap')
      expect(output.gaps).toHaveLength(1)
      expect(gap.offset).toBeGreaterThanOrEqual(MiB)
      expect(output.stdout.byteLength + gap.to - gap.offset).toBe(total)
      expect(areBlocks(output.stdout.subarray(0, gap.offset), 0)).toBe(true)
      expect(areBlocks(output.stdout.subarray(gap.offset), gap.to)).toBe(true)
      expect(await again.exit).toMatchObject({ exitCode: 0, written: { stdout: total } })
    })

    it('is attached to again from an offset, by another channel, and found by its name', async () => {
      const process = await sh('echo one; read go; echo two', { input: true, name: 'mine' })
      await screenOf(process)('one\n')
      channel.close()
      const other = await sandbox.open()
      const found = (await other.list()).find(({ name }) => name === 'mine')
      expect(found).toMatchObject({ id: process.id, command: ['sh', '-c', expect.any(String)], hasTerminal: false })
      const again = await other.attach(process.id, { stdout: 4 })
      await again.write(Buffer.from('go\n'))
      expect((await readAll(again, { stdout: 4 })).stdout.toString()).toBe('two\n')
      expect(await again.exit).toMatchObject({ exitCode: 0 })
      await again.forget()
      await expect(other.attach(process.id)).rejects.toMatchObject({ code: 'not-found' })
      expect((await other.list()).some(({ id }) => id === process.id)).toBe(false)
      other.close()
    })

    it('of one channel is not mixed up with one of another, many at once', async () => {
      const channels = [channel, await sandbox.open(), await sandbox.open()]
      const texts = await Promise.all(
        Array.from({ length: 24 }, async (_, n) => {
          const one = channels[n % channels.length] ?? channel
          const process = await one.start({ command: ['sh', '-c', 'cat; echo $N'], env: { N: String(n) }, input: true })
          await process.write(Buffer.from(`in ${n}\n`))
          await process.closeInput()
          return (await readAll(process)).stdout.toString()
        }),
      )
      expect(texts).toEqual(texts.map((_, n) => `in ${n}\n${n}\n`))
      for (const other of channels.slice(1)) other.close()
    })

    it('counts in the figures of its sandbox', async () => {
      const before = await channel.stats()
      const process = await sh('sleep 1000')
      expect((await channel.stats()).processes).toBeGreaterThan(before.processes)
      expect(before.memoryBytes).toBeGreaterThan(0)
      await process.signal(9)
      await process.exit
    })

    it('and its channel end with the sandbox, after all output that had come', async () => {
      const process = await sh('echo last words; sleep 1000')
      const shown = screenOf(process)
      await shown('last words\n')
      await sandbox.end()
      await expect(process.exit).rejects.toMatchObject({ code: 'gone' })
      await expect(shown('more')).rejects.toMatchObject({ code: 'gone' })
      await expect(channel.start({ command: ['true'] })).rejects.toMatchObject({ code: 'gone' })
      expect(channel.state.value).toMatchObject({ status: 'ended', error: { code: 'gone' } })
      const other = await sandbox.open()
      await expect(other.attach(process.id)).rejects.toMatchObject({ code: 'gone' })
      other.close()
    })

    it('runs on when its channel is closed, and the closed one says so', async () => {
      const process = await sh('read go; echo went', { input: true })
      channel.close()
      await expect(process.exit).rejects.toMatchObject({ code: 'cancelled' })
      await expect(readAll(process)).rejects.toMatchObject({ code: 'cancelled' })
      const other = await sandbox.open()
      const again = await other.attach(process.id)
      await again.write(Buffer.from('go\n'))
      expect((await readAll(again)).stdout.toString()).toBe('went\n')
      other.close()
    })
  })
}
