import { randomBytes } from 'node:crypto'
import { mkdtemp, readdir, readFile as readLocal, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { expect, test } from 'vitest'
import { baseName } from '../../../shared/domain/file.ts'
import { copyPath, movePath } from './change-files.ts'
import { listFolder } from './list-folder.ts'
import { lookAt } from './look-at.ts'
import { readFile } from './read-file.ts'
import { saveCopy } from './save-copy.ts'
import { describeOnSandboxes } from './testing/sandbox-suite.ts'
import { createUploads } from './uploads.ts'
import { writeFile } from './write-file.ts'

const text = (words: string) => Buffer.from(words, 'utf8')
const { signal } = new AbortController()

describeOnSandboxes('changes to files', (suite) => {
  const { python } = suite
  const names = async (folder = '/workspace') =>
    (await listFolder(suite.sandbox, folder)).entries.map((entry) => baseName(entry.path)).sort()

  test('another name, another folder; nothing is replaced, nothing goes into itself, a link moves itself', async () => {
    await python(
      "import os\nos.makedirs('d/e'); open('a', 'w').write('A'); open('b', 'w').write('B'); os.symlink('d', 'link'); open(b'\\xff', 'w').close()",
    )
    await movePath(suite.sandbox, '/workspace/a', '/workspace/d/a2')
    await movePath(suite.sandbox, '/workspace/\udcff', '/workspace/ü\n')
    await movePath(suite.sandbox, '/workspace/link', '/workspace/link2')
    await movePath(suite.sandbox, '/workspace/b', '/workspace/b')
    expect(await names()).toEqual(['b', 'd', 'link2', 'ü\n'])
    expect(await names('/workspace/d')).toEqual(['a2', 'e'])
    for (const [from, to, code] of [
      ['/workspace/b', '/workspace/d/a2', 'conflict'],
      ['/workspace/b', '/workspace/link2', 'conflict'],
      ['/workspace/d', '/workspace/d/e/d', 'refused'],
      ['/workspace', '/tmp/w', 'refused'],
      ['/workspace/none', '/workspace/x', 'not-found'],
      ['/workspace/b', '/workspace/none/b', 'not-found'],
    ] as const)
      await expect(movePath(suite.sandbox, from, to)).rejects.toMatchObject({ code })
    expect(await python("print(open('b').read(), open('d/a2').read())")).toBe('B A\n')
  })

  test('copies are whole, under another name where theirs is taken', async () => {
    await python(
      "import os\nos.makedirs('d/e'); open('d/e/f', 'w').write('F'); os.symlink('f', 'd/e/l'); open('t.tar.gz', 'w').write('T'); os.chmod('t.tar.gz', 0o640); os.mkfifo('pipe')",
    )
    expect(await copyPath(suite.sandbox, '/workspace/t.tar.gz', '/workspace/d')).toBe('/workspace/d/t.tar.gz')
    expect(await copyPath(suite.sandbox, '/workspace/t.tar.gz', '/workspace')).toBe('/workspace/t.tar copy.gz')
    expect(await copyPath(suite.sandbox, '/workspace/t.tar.gz', '/workspace')).toBe('/workspace/t.tar copy 2.gz')
    expect(await copyPath(suite.sandbox, '/workspace/d', '/workspace')).toBe('/workspace/d copy')
    expect(
      await python(
        "import os\nprint(open('d copy/e/f').read(), os.readlink('d copy/e/l'), oct(os.stat('t.tar copy 2.gz').st_mode))",
      ),
    ).toBe('F f 0o100640\n')
    await expect(copyPath(suite.sandbox, '/workspace/d', '/workspace/d/e')).rejects.toMatchObject({ code: 'refused' })
    await expect(copyPath(suite.sandbox, '/workspace/pipe', '/workspace')).rejects.toMatchObject({ code: 'refused' })
  })

  test('everything is known of an entry, and nothing waits for a pipe', async () => {
    await python(
      "import os, socket\nopen('b', 'wb').write(bytes(range(256)) * 4); os.chmod('b', 0o4750); os.utime('b', (1, 1700000000.5)); os.link('b', 'b2')\nos.symlink(b'b\\xff', 'dangling'); os.symlink('b', 'l'); os.mkfifo('pipe'); os.mkdir('d'); open('d/x', 'w').close(); socket.socket(socket.AF_UNIX).bind('sock')",
    )
    const look = (name: string) => lookAt(suite.sandbox, `/workspace/${name}`)
    expect(await look('b')).toMatchObject({
      path: '/workspace/b',
      kind: 'file',
      size: 1024,
      modifiedAt: 1_700_000_000_500,
      mode: 0o4750,
      heldBy: 2,
      owner: expect.stringMatching(/^[\w-]+$/),
      head: Uint8Array.from({ length: 256 }, (_, index) => index),
    })
    expect(await look('l')).toMatchObject({ kind: 'link', target: 'b', leadsTo: { kind: 'file', size: 1024 } })
    const dangling = await look('dangling')
    expect(dangling).toMatchObject({ kind: 'link', target: 'b\udcff' })
    expect(dangling).not.toHaveProperty('leadsTo')
    expect(await look('d')).toMatchObject({ kind: 'folder', entries: 1 })
    expect((await look('pipe')).kind).toBe('pipe')
    expect((await look('sock')).kind).toBe('socket')
    expect(await lookAt(suite.sandbox, '/dev/null')).toMatchObject({ kind: 'character-device' })
    await expect(look('none')).rejects.toMatchObject({ code: 'not-found' })
    await expect(readFile(suite.sandbox, '/workspace/pipe')).rejects.toMatchObject({
      message: '/workspace/pipe: This is a pipe, which has no content of its own.',
    })
    const listed = (await listFolder(suite.sandbox, '/workspace')).entries
    expect(listed.find(({ name }) => name === 'sock')).toMatchObject({ type: 'other', special: 'socket' })
  })

  test('a file from this computer comes in parts, whole or not at all', async () => {
    const uploads = createUploads()
    const bytes = randomBytes(1_700_000)
    const send = (upload: string, offset: number, length: number, target = '/workspace/in/up.bin') =>
      uploads.part(
        suite.sandbox,
        target,
        { upload, offset, bytes: bytes.subarray(offset, offset + length), size: bytes.byteLength, expected: null },
        signal,
      )
    expect(await send('0123456789ab', 0, 1_000_000)).toBeNull()
    expect(await names('/workspace/in')).toEqual(['.cloud-sandbox-0123456789ab.tmp'])
    expect(await send('0123456789ab', 1_000_000, 700_000)).toMatchObject({ size: 1_700_000 })
    expect(Buffer.from((await readFile(suite.sandbox, '/workspace/in/up.bin')).bytes).equals(bytes)).toBe(true)
    await expect(send('0123456789ac', 0, 1_000_000)).rejects.toMatchObject({ code: 'conflict' })
    await send('0123456789ad', 0, 500_000, '/workspace/in/b')
    await expect(send('0123456789ad', 600_000, 1, '/workspace/in/b')).rejects.toMatchObject({ code: 'conflict' })
    await uploads.cancel(suite.sandbox, '/workspace/in/b', '0123456789ad')
    expect(await names('/workspace/in')).toEqual(['up.bin'])
  })

  test('a copy is saved on this computer, whole or not at all', async () => {
    const folder = await mkdtemp(path.join(tmpdir(), 'copy-'))
    try {
      const bytes = randomBytes(1_200_000)
      await writeFile(suite.sandbox, '/workspace/down.bin', bytes)
      const target = path.join(folder, 'down.bin')
      const steps = []
      for await (const step of saveCopy(suite.sandbox, '/workspace/down.bin', target)) steps.push(step)
      expect(steps.at(-1)).toEqual({ done: 1_200_000, size: 1_200_000 })
      expect((await readLocal(target)).equals(bytes)).toBe(true)
      const cut = saveCopy(suite.sandbox, '/workspace/down.bin', path.join(folder, 'cut.bin'))
      await cut.next()
      await python("open('down.bin', 'ab').write(b'more')")
      await expect(cut.next()).rejects.toMatchObject({ code: 'conflict' })
      await writeFile(suite.sandbox, '/workspace/text', text('x'))
      const nowhere = saveCopy(suite.sandbox, '/workspace/text', path.join(folder, 'none', 'x'))
      await expect(nowhere.next()).rejects.toMatchObject({
        code: 'refused',
        message: 'The copy was not saved: this computer refused it (ENOENT).',
      })
      expect(await readdir(folder)).toEqual(['down.bin'])
    } finally {
      await rm(folder, { recursive: true })
    }
  })
})
