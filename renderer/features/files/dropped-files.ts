import type { LocalFile } from '../../state/transfers.ts'

/** Does what is dragged hold files of this computer? */
export function holdsFiles(data: DataTransfer): boolean {
  return data.types.includes('Files')
}

/** Files that were dropped, and those in folders that were, with their paths below the place. Links are not followed. */
export async function droppedFiles(data: DataTransfer): Promise<readonly LocalFile[]> {
  // Taken at once: what is dropped is there only while the event is handled.
  const entries = [...data.items].flatMap((item) => item.webkitGetAsEntry() ?? [])
  if (entries.length === 0) return [...data.files].map((file) => ({ path: file.name, content: file }))
  return (await Promise.all(entries.map((entry) => filesIn(entry, '')))).flat()
}

async function filesIn(entry: FileSystemEntry, folder: string): Promise<readonly LocalFile[]> {
  const path = `${folder}${entry.name}`
  if (isFile(entry)) {
    const content = await new Promise<File>((resolve, reject) => entry.file(resolve, reject))
    return [{ path, content }]
  }
  if (!isDirectory(entry)) return []
  const inside: LocalFile[] = []
  const reader = entry.createReader()
  for (;;) {
    // It gives a hundred at a time, and none at the end.
    const some = await new Promise<FileSystemEntry[]>((resolve, reject) => reader.readEntries(resolve, reject))
    if (some.length === 0) return inside
    for (const one of some) inside.push(...(await filesIn(one, `${path}/`)))
  }
}

function isFile(entry: FileSystemEntry): entry is FileSystemFileEntry {
  return entry.isFile
}

function isDirectory(entry: FileSystemEntry): entry is FileSystemDirectoryEntry {
  return entry.isDirectory
}
