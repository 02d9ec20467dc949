import { rename, writeFile } from 'node:fs/promises'

/** Writes a small file so that a reader finds the old content or the new one. */
export async function replaceFile(path: string, text: string): Promise<void> {
  await writeFile(`${path}.new`, text)
  await rename(`${path}.new`, path)
}
