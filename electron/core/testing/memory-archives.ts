import { createHash } from 'node:crypto'
import { fail } from '../../../shared/domain/errors.ts'
import { sessionKey } from '../../../shared/domain/session.ts'
import type { Archive, ArchivePart, PartSums, Records } from '../records/records.ts'

interface MemoryArchive {
  readonly begun: Omit<Archive, 'parts'>
  readonly bytes: Map<ArchivePart, Buffer>
  parts?: PartSums
}

/** Archives without a vault behind them. */
export function memoryArchives(): Records['archives'] {
  const kept = new Map<string, MemoryArchive>()
  const get = (id: string): MemoryArchive => {
    const archive = kept.get(id)
    if (!archive) throw fail('not-found', 'There is no such archive.')
    return archive
  }
  return {
    begin: async (wanted) => {
      const archive: MemoryArchive = kept.get(wanted.id) ?? { begun: wanted, bytes: new Map() }
      kept.set(wanted.id, archive)
      return Object.fromEntries([...archive.bytes].map(([part, { byteLength }]) => [part, byteLength]))
    },
    append: async (id, part, offset, bytes) => {
      const { bytes: all, parts } = get(id)
      const before = all.get(part) ?? Buffer.alloc(0)
      if (parts) return
      if (offset > before.byteLength) throw fail('conflict', 'A piece of this archive is missing before this one.')
      all.set(part, Buffer.concat([before, bytes.subarray(Math.min(before.byteLength - offset, bytes.byteLength))]))
    },
    finish: async (id, parts) => {
      const archive = get(id)
      for (const [part, sum] of Object.entries(parts)) {
        const bytes = archive.bytes.get(part as ArchivePart) ?? Buffer.alloc(0)
        const sha256 = createHash('sha256').update(bytes).digest('hex')
        if (bytes.byteLength !== sum.bytes || sha256 !== sum.sha256)
          throw fail('conflict', 'The archive did not arrive as it was sent.')
      }
      archive.parts ??= parts
      return { ...archive.begun, parts: archive.parts }
    },
    list: async (session) =>
      [...kept.values()]
        .flatMap(({ begun, parts }) => (parts ? [{ ...begun, parts }] : []))
        .filter((archive) => !session || sessionKey(archive.session) === sessionKey(session))
        .sort((a, b) => b.createdAt - a.createdAt),
    read: async (id, part, offset, maxBytes) => {
      const { bytes, parts } = get(id)
      if (!parts?.[part]) throw fail('not-found', 'This archive has no such part, or is not finished.')
      return new Uint8Array((bytes.get(part) ?? Buffer.alloc(0)).subarray(offset, offset + maxBytes))
    },
    verify: async (id) => void get(id),
    remove: async (id) => void kept.delete(id),
  }
}
