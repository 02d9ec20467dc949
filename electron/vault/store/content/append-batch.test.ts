import type { FileHandle } from 'node:fs/promises'
import { expect, it } from 'vitest'
import { AppendBatch, AppendFile } from './append-batch.ts'

/** A file that notes what is asked of it; each call to the disk waits until it is let go on. */
function noted(fails: Partial<Record<string, Error>> = {}) {
  const calls: string[] = []
  let letGo = (): void => undefined
  const gate = (what: string) =>
    new Promise<void>((resolve, reject) => {
      calls.push(what)
      letGo = () => (fails[what] ? reject(fails[what]) : resolve())
    })
  const handle = {
    writev: async (parts: readonly Uint8Array[], position: number) => {
      // One call takes at most four bytes, as a disk that is nearly full does.
      const bytesWritten = Math.min(4, Buffer.concat(parts).byteLength)
      calls.push(`write ${bytesWritten} at ${position}`)
      return { bytesWritten, buffers: parts }
    },
    datasync: () => gate('datasync'),
    truncate: async (length: number) => void calls.push(`truncate ${length}`),
  }
  return { file: new AppendFile(handle as unknown as FileHandle, 0, false), calls, letGo: () => letGo() }
}

const error = (code: string) => Object.assign(new Error(code), { code })

it('acknowledges when the disk has, and not before; what comes meanwhile is the next batch', async () => {
  const { file, calls, letGo } = noted()
  const batch = new AppendBatch()
  const done: string[] = []
  const append = (text: string) => batch.append(file, Buffer.from(text)).then(() => done.push(text))
  const first = [append('abc'), append('def')]
  void batch.flush()
  await expect.poll(() => calls.length).toBe(3)
  const second = append('ghi')
  expect(calls).toEqual(['write 4 at 0', 'write 2 at 4', 'datasync'])
  expect(done).toEqual([])
  letGo()
  await Promise.all(first)
  expect(done).toEqual(['abc', 'def'])
  await expect.poll(() => calls.length).toBe(5)
  expect(calls.slice(3)).toEqual(['write 3 at 6', 'datasync'])
  letGo()
  await second
  expect(file.length).toBe(9)
})

it.each([
  ['EIO', /^The data folder of this application cannot be read or written/],
  ['ENOSPC', /^The disk of this computer is full/],
])('takes back a batch that the disk refused with %s, and says so to all that wait', async (code, words) => {
  const { file, calls, letGo } = noted({ datasync: error(code) })
  const batch = new AppendBatch()
  const first = batch.append(file, Buffer.from('abc'))
  void batch.flush()
  await expect.poll(() => calls.length).toBe(2)
  const second = batch.append(file, Buffer.from('def'))
  const told = Promise.all([first, second].map((one) => expect(one).rejects.toThrow(words)))
  letGo()
  await told
  expect(calls.at(-1)).toBe('truncate 0')
  // Where in the file it would go is not known any more: it has to be opened anew.
  await expect(batch.append(file, Buffer.from('ghi'))).rejects.toThrow(words)
})
