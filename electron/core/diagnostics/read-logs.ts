import { open, readdir } from 'node:fs/promises'
import path from 'node:path'
import type { LogText } from '../../../shared/domain/log-text.ts'
import { redact } from '../log.ts'

/** Bytes of each log that are read: some thousand lines. */
const tailBytes = 256 * 1024

/** The ends of all logs below a data folder. What cannot be read is left out: a log is no reason to fail. */
export async function readLogs(dataFolder: string): Promise<readonly LogText[]> {
  const folder = path.join(dataFolder, 'logs')
  const files = await readdir(folder).catch((): string[] => [])
  const names = [...new Set(files.flatMap((file) => /^([a-z-]+)(?:\.old)?\.log$/.exec(file)?.[1] ?? []))].sort()
  return await Promise.all(names.map(async (name) => await readLog(folder, name)))
}

async function readLog(folder: string, name: string): Promise<LogText> {
  const present = await readTail(path.join(folder, `${name}.log`), tailBytes)
  // One that was put aside a moment ago leaves next to nothing behind.
  const before = await readTail(path.join(folder, `${name}.old.log`), tailBytes - present.text.length)
  return { name, text: redact(`${before.text}${present.text}`), isCut: present.isCut || before.isCut }
}

async function readTail(file: string, bytes: number): Promise<{ readonly text: string; readonly isCut: boolean }> {
  if (bytes <= 0) return { text: '', isCut: true }
  try {
    const handle = await open(file, 'r')
    try {
      const { size } = await handle.stat()
      const start = Math.max(0, size - bytes)
      const buffer = Buffer.alloc(Math.min(size, bytes))
      const { bytesRead } = await handle.read(buffer, 0, buffer.length, start)
      const text = buffer.toString('utf8', 0, bytesRead)
      // Begun in the middle of a line.
      return start === 0 ? { text, isCut: false } : { text: text.slice(text.indexOf('\n') + 1), isCut: true }
    } finally {
      await handle.close()
    }
  } catch {
    return { text: '', isCut: false }
  }
}
