import { z } from 'zod'
import type { Sandbox } from '../api/sandbox.ts'
import { runScript } from './run-script.ts'

/** What a folder and all below it hold. */
export interface FileCount {
  readonly count: number
  readonly bytes: number
}

/** ms that a person waits for a figure in a question. */
const patienceMs = 5_000

/** Links are not followed, and count as one. A tree that takes too long has no figure: half of one would be wrong. */
const script = `
import base64, json, os, sys, time
folder = base64.b64decode(sys.argv[1])
end = time.monotonic() + 4
count = size = 0
folders = [folder]
whole = True
while folders and whole:
    try:
        with os.scandir(folders.pop()) as entries:
            for entry in entries:
                if entry.is_dir(follow_symlinks=False):
                    folders.append(entry.path)
                    continue
                count += 1
                try:
                    size += entry.stat(follow_symlinks=False).st_size
                except OSError:
                    pass
    except OSError:
        whole = False
    whole = whole and time.monotonic() < end
print(json.dumps({'ok': {'count': count, 'bytes': size} if whole else None}))
`

const answer = z.object({ count: z.number(), bytes: z.number() }).nullable()

/** Undefined when it takes too long, or not all of it can be read. Throws as `runScript`. */
export async function countFiles(sandbox: Sandbox, folder: string): Promise<FileCount | undefined> {
  const found = await runScript(sandbox, script, [], answer, folder, AbortSignal.timeout(patienceMs))
  return found ?? undefined
}
