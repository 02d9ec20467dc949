import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { describe } from 'vitest'
import { connect } from '../../../shared/wire/client.ts'
import { portPair } from '../../../shared/wire/port.ts'
import { serve } from '../../../shared/wire/server.ts'
import type { VaultContract } from '../../vault/contract.ts'
import { vaultContract } from '../../vault/contract.ts'
import { vaultHandlers } from '../../vault/handlers.ts'
import { StoreOpener } from '../../vault/store-opener.ts'
import { memoryRecords } from '../testing/memory-records.ts'
import { recordsConformance } from '../testing/records-conformance.ts'
import { createRecords } from './records.ts'

describe('records of a vault', () =>
  recordsConformance(async () => {
    const folder = await mkdtemp(path.join(tmpdir(), 'records-'))
    const opener = new StoreOpener(folder)
    const [asking, answering] = portPair()
    serve(
      answering,
      vaultContract,
      vaultHandlers((question) => opener.ask(question)),
    )
    const client = connect<VaultContract>(asking)
    return {
      records: createRecords(client),
      close: async () => {
        client.close()
        await opener.close()
        await rm(folder, { recursive: true })
      },
    }
  }))

describe('records in memory, for tests', () =>
  recordsConformance(async () => ({ records: memoryRecords(), close: async () => undefined })))
