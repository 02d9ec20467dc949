import type { SessionRef } from '../../../shared/domain/session.ts'
import type { Stores } from '../../state/stores.ts'
import type { LocalFile } from '../../state/transfers.ts'
import { uploadProblem } from '../../state/transfers.ts'

/** Brings files of this computer into a folder, and shows what is there then. */
export async function uploadInto(
  { transfers, files, notices }: Stores,
  session: SessionRef,
  folder: string,
  chosen: readonly LocalFile[],
): Promise<void> {
  if (chosen.length === 0) return
  const problem = uploadProblem(chosen)
  if (problem !== undefined) {
    notices.getState().toast({ tone: 'err', text: problem })
    return
  }
  await transfers.getState().upload(session, folder, chosen)
  await showUploaded({ files }, session, folder)
}

/** Folders that were dropped may have been open before. */
export async function showUploaded(
  { files }: Pick<Stores, 'files'>,
  session: SessionRef,
  folder: string,
): Promise<void> {
  await files.getState().open(session, folder)
  await files.getState().refresh(session)
}
