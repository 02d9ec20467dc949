import { createHash, randomBytes } from 'node:crypto'
import { expect, test } from 'vitest'
import { baseName } from '../../../shared/domain/file.ts'
import { pathToBytes } from '../../../shared/domain/path-bytes.ts'
import { createFolder, deletePath } from './change-files.ts'
import { listFolder } from './list-folder.ts'
import { readFile } from './read-file.ts'
import { describeOnSandboxes } from './testing/sandbox-suite.ts'
import { writeFile } from './write-file.ts'

const text = (words: string) => Buffer.from(words, 'utf8')
const hashOf = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex')

describeOnSandboxes('files', (suite) => {
  const { python } = suite

  test('names of any bytes are listed as they are', async () => {
    const names = [
      ' leading',
      'trailing ',
      'two\nlines',
      'quo\'te"s',
      '-rf',
      '$HOME',
      'ümläut',
      '日本',
      'back\\slash',
      '.hidden',
      '🙂',
    ]
    await python(`for n in ${JSON.stringify(names)}: open(n, 'w').close()`)
    await python("import os\nopen(b'\\xff\\xfe.bin', 'wb').close(); os.mkdir('folder')")
    const { entries, path } = await listFolder(suite.sandbox, '/workspace')
    expect(path).toBe('/workspace')
    expect(entries[0]).toMatchObject({ name: 'folder', type: 'folder' })
    const found = entries.map(({ path }) => baseName(path))
    expect(found.filter((name) => names.includes(name)).sort()).toEqual([...names].sort())
    // As it is drawn: a line break in it is seen.
    expect(entries.map(({ name }) => name)).toContain('two↵lines')
    const odd = entries.find(({ name }) => name.includes('\uFFFD'))
    expect(Buffer.from(pathToBytes(odd?.path ?? ''))).toEqual(
      Buffer.concat([text('/workspace/'), Buffer.from([0xff, 0xfe]), text('.bin')]),
    )
  })

  test('a file whose name is no UTF-8 is written, read and deleted by its bytes, and no other one', async () => {
    await python("for n in (b'\\xff', b'\\xfe'): open(n, 'w').write('old')")
    const [path, other] = ['/workspace/\udcff', '/workspace/\udcfe']
    const { sha256 } = await readFile(suite.sandbox, path)
    await writeFile(suite.sandbox, path, text('new'), { expected: sha256 })
    expect(Buffer.from((await readFile(suite.sandbox, path)).bytes).toString()).toBe('new')
    expect(Buffer.from((await readFile(suite.sandbox, other)).bytes).toString()).toBe('old')
    await createFolder(suite.sandbox, '/workspace/d\udc80/\udc81')
    expect((await listFolder(suite.sandbox, '/workspace/d\udc80')).entries.map((entry) => entry.path)).toEqual([
      '/workspace/d\udc80/\udc81',
    ])
    await deletePath(suite.sandbox, path)
    expect(await python('import os; print(sorted(os.listdir(b".")))')).toBe("[b'd\\x80', b'\\xfe']\n")
  })

  test('types, sizes, modes and times are those of the entries, links are links', async () => {
    await python(
      "import os\nopen('f', 'w').write('12345'); os.chmod('f', 0o640); os.utime('f', (1, 1700000000.5))\nos.mkdir('d'); os.symlink('d', 'to-d'); os.symlink('nowhere', 'dangling'); os.mkfifo('pipe')",
    )
    const { entries } = await listFolder(suite.sandbox, '/workspace')
    const byName = Object.fromEntries(entries.map((entry) => [entry.name, entry]))
    expect(byName.f).toEqual({
      name: 'f',
      path: '/workspace/f',
      type: 'file',
      size: 5,
      modifiedAt: 1_700_000_000_500,
      mode: 0o640,
    })
    expect(byName['to-d']).toMatchObject({ type: 'link', leadsToFolder: true })
    expect(byName.dangling).toMatchObject({ type: 'link' })
    expect(byName.dangling).not.toHaveProperty('leadsToFolder')
    expect(byName.pipe).toMatchObject({ type: 'other' })
    expect(entries.slice(0, 2).map(({ name }) => name)).toEqual(['d', 'to-d'])
  })

  test('a folder of more entries than one answer holds is listed whole', async () => {
    await python("import os\nfor i in range(45): os.close(os.open('n%d' % i, os.O_CREAT))")
    const { entries } = await listFolder(suite.sandbox, '/workspace', { pageSize: 10 })
    expect(entries.map(({ name }) => name)).toEqual(Array.from({ length: 45 }, (_, index) => `n${index}`))
  })

  test.each([
    ['/workspace/none', 'not-found'],
    ['/workspace/f', 'not-found'],
    ['/root/none', 'not-found'],
  ])('the listing of %s is %s', async (path, code) => {
    await python("open('f', 'w').close()")
    await expect(listFolder(suite.sandbox, path)).rejects.toMatchObject({ code })
  })

  test.each([
    ['empty', new Uint8Array(0)],
    ['text with every trap', text("a\r\nb\n'quoted' $HOME \\ \0 ü 🙂 no end")],
    ['all bytes', Uint8Array.from({ length: 256 }, (_, index) => index)],
    ['5 MB', randomBytes(5_000_000)],
  ])('what is written is read back: %s', async (_, bytes) => {
    const path = "/workspace/new/a 'b' -c.bin"
    const written = await writeFile(suite.sandbox, path, bytes)
    expect(written).toMatchObject({ sha256: hashOf(bytes), size: bytes.byteLength })
    const read = await readFile(suite.sandbox, path)
    expect(read.sha256).toBe(written.sha256)
    expect(read.modifiedAt).toBe(written.modifiedAt)
    expect(Buffer.from(read.bytes).equals(bytes)).toBe(true)
    expect((await listFolder(suite.sandbox, '/workspace/new')).entries).toHaveLength(1)
  })

  test('a view into a larger array writes its own part alone', async () => {
    const whole = text('abcdef')
    await writeFile(suite.sandbox, '/workspace/part', new Uint8Array(whole.buffer, whole.byteOffset + 1, 3))
    expect(Buffer.from((await readFile(suite.sandbox, '/workspace/part')).bytes).toString()).toBe('bcd')
  })

  test('a new file is 644, an existing mode stays, a link is followed', async () => {
    await writeFile(suite.sandbox, '/workspace/fresh', text('x'))
    await python("import os\nopen('tool', 'w').close(); os.chmod('tool', 0o755); os.symlink('tool', 'link')")
    await writeFile(suite.sandbox, '/workspace/link', text('y'))
    expect(
      await python(
        "import os\nprint(oct(os.stat('fresh').st_mode), oct(os.stat('tool').st_mode), os.path.islink('link'), open('tool').read())",
      ),
    ).toBe('0o100644 0o100755 True y\n')
  })

  test('an expected version that is not there any more is a conflict, and nothing is overwritten', async () => {
    const path = '/workspace/a.py'
    const { sha256 } = await writeFile(suite.sandbox, path, text('one'), { expected: null })
    await expect(writeFile(suite.sandbox, path, text('two'), { expected: null })).rejects.toMatchObject({
      code: 'conflict',
    })
    await python("open('a.py', 'w').write('theirs')")
    await expect(writeFile(suite.sandbox, path, text('two'), { expected: sha256 })).rejects.toMatchObject({
      code: 'conflict',
    })
    expect(await python("print(open('a.py').read())")).toBe('theirs\n')
    await deletePath(suite.sandbox, path)
    await expect(writeFile(suite.sandbox, path, text('two'), { expected: sha256 })).rejects.toMatchObject({
      code: 'conflict',
    })
    const again = await writeFile(suite.sandbox, path, text('two'))
    await writeFile(suite.sandbox, path, text('three'), { expected: again.sha256 })
    expect((await listFolder(suite.sandbox, '/workspace')).entries.map(({ name }) => name)).toEqual(['a.py'])
  })

  test('an answer that is lost is looked up in the file: written, or not, and nothing half written is left', async () => {
    const bytes = randomBytes(1_500_000)
    const isWrite = (command: readonly string[], last: string) => command.length > 10 && command[8] === last
    suite.api.isLost = (command) => isWrite(command, '1')
    expect(await writeFile(suite.sandbox, '/workspace/a', bytes)).toMatchObject({ sha256: hashOf(bytes) })
    suite.api.isLost = (command) => isWrite(command, '0')
    await expect(writeFile(suite.sandbox, '/workspace/b', bytes)).rejects.toMatchObject({ code: 'outcome-unknown' })
    expect((await listFolder(suite.sandbox, '/workspace')).entries.map(({ name }) => name)).toEqual(['a'])
  })

  test('folders, pipes and places that may not be written are refused', async () => {
    await python("import os\nos.mkdir('d'); os.mkfifo('p')")
    await expect(writeFile(suite.sandbox, '/workspace/d', text('x'))).rejects.toMatchObject({ code: 'refused' })
    await expect(writeFile(suite.sandbox, '/workspace/p', text('x'))).rejects.toMatchObject({ code: 'refused' })
    await expect(writeFile(suite.sandbox, '/usr/x', text('x'))).rejects.toMatchObject({ code: 'refused' })
    await expect(readFile(suite.sandbox, '/workspace/d')).rejects.toMatchObject({ code: 'refused' })
    await expect(readFile(suite.sandbox, '/workspace/p')).rejects.toMatchObject({ code: 'refused' })
    await expect(readFile(suite.sandbox, '/workspace/none')).rejects.toMatchObject({
      code: 'not-found',
      message: '/workspace/none: No such file or directory.',
    })
  })

  test('a file above what the editor takes is too large', async () => {
    await python("open('big', 'wb').truncate(8 * 1024 * 1024 + 1)")
    await expect(readFile(suite.sandbox, '/workspace/big')).rejects.toMatchObject({ code: 'too-large' })
  })

  test('a file that changes all the time is a conflict, not a mixture', async () => {
    await python(
      'import subprocess, sys\nsubprocess.Popen([sys.executable, \'-c\', \'while True: f = open("busy", "r+b" if __import__("os").path.exists("busy") else "wb"); f.truncate(3000000); f.write(b"x"); f.close()\'], stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True)\nimport os, time\nwhile not os.path.exists(\'busy\') or os.path.getsize(\'busy\') < 3000000: time.sleep(0.01)',
    )
    await expect(readFile(suite.sandbox, '/workspace/busy')).rejects.toMatchObject({ code: 'conflict' })
    await python(
      "import os, signal\nfor p in os.listdir('/proc'):\n  if p.isdigit() and int(p) != os.getpid():\n    try:\n      if b'busy' in open('/proc/%s/cmdline' % p, 'rb').read(): os.kill(int(p), signal.SIGKILL)\n    except OSError: pass",
    )
  })

  test('folders are made with those above them, once', async () => {
    await createFolder(suite.sandbox, '/workspace/a/b/c')
    await expect(createFolder(suite.sandbox, '/workspace/a/b/c')).rejects.toMatchObject({ code: 'conflict' })
    await expect(createFolder(suite.sandbox, '/workspace/a/b/c/')).rejects.toMatchObject({ code: 'conflict' })
    await writeFile(suite.sandbox, '/workspace/f', text(''))
    await expect(createFolder(suite.sandbox, '/workspace/f/x')).rejects.toMatchObject({ code: 'conflict' })
  })

  test('deleting takes a folder with all in it, and of a link only the link', async () => {
    await python(
      "import os\nos.makedirs('d/e/f'); open('d/e/x', 'w').close(); os.mkdir('kept'); open('kept/k', 'w').close(); os.symlink('../kept', 'd/link')",
    )
    await deletePath(suite.sandbox, '/workspace/d')
    expect((await listFolder(suite.sandbox, '/workspace')).entries.map(({ name }) => name)).toEqual(['kept'])
    expect((await listFolder(suite.sandbox, '/workspace/kept')).entries).toHaveLength(1)
    await expect(deletePath(suite.sandbox, '/workspace/d')).rejects.toMatchObject({ code: 'not-found' })
  })

  test.each([
    '/',
    '//',
    '/workspace',
    '/workspace/',
    '/workspace/.',
    '/workspace/x/..',
    '/tmp/../workspace',
    '/tmp/../../workspace',
    '/.',
    '/..',
  ])('%s is not deleted', async (path) => {
    await writeFile(suite.sandbox, '/workspace/kept', text('x'))
    await createFolder(suite.sandbox, '/workspace/x')
    await expect(deletePath(suite.sandbox, path)).rejects.toMatchObject({ code: 'refused' })
    expect((await listFolder(suite.sandbox, '/workspace')).entries).toHaveLength(2)
  })

  test('a sandbox that is gone is gone', async () => {
    const vanished = { api: suite.api, id: 'deadbeef' }
    await expect(listFolder(vanished, '/workspace')).rejects.toMatchObject({ code: 'gone' })
    await expect(writeFile(vanished, '/workspace/x', randomBytes(2_000_000))).rejects.toMatchObject({ code: 'gone' })
  })
})
