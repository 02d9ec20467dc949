import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { describe } from 'vitest'
import { memoryRecords } from '../testing/memory-records.ts'
import { recordsConformance } from '../testing/records-conformance.ts'
import { openRecords } from '../testing/records-on-disk.ts'

describe('records of a vault', () =>
  recordsConformance(async () => {
    const folder = await mkdtemp(path.join(tmpdir(), 'records-'))
    const { records, close } = openRecords(folder)
    return {
      records,
      close: async () => {
        await close()
        await rm(folder, { recursive: true })
      },
    }
  }))

describe('records in memory, for tests', () =>
  recordsConformance(async () => ({ records: memoryRecords(), close: async () => undefined })))
