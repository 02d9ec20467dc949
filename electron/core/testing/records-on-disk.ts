import { connect } from '../../../shared/wire/client.ts'
import { portPair } from '../../../shared/wire/port.ts'
import { serve } from '../../../shared/wire/server.ts'
import type { VaultContract } from '../../vault/contract.ts'
import { vaultContract } from '../../vault/contract.ts'
import { vaultHandlers } from '../../vault/handlers.ts'
import { StoreOpener } from '../../vault/store-opener.ts'
import type { Records } from '../records/records.ts'
import { createRecords } from '../records/records.ts'

/** Records in a real vault, in this process. */
export interface RecordsOnDisk {
  readonly records: Records
  close(): Promise<void>
}

/** Opens or makes the vault in a folder. */
export function openRecords(folder: string): RecordsOnDisk {
  const opener = new StoreOpener(folder)
  const [asking, answering] = portPair()
  serve(
    answering,
    vaultContract,
    vaultHandlers((question) => opener.ask(question)),
  )
  const vault = connect<VaultContract>(asking)
  return {
    records: createRecords(vault),
    async close() {
      vault.close()
      await opener.close()
    },
  }
}
