import { Buffer } from 'node:buffer'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { PlainBench } from './testing/plain-user.ts'
import { closeBenches, startBench } from './testing/plain-user.ts'

let bench: PlainBench
let sandbox: string

beforeAll(async () => {
  bench = await startBench()
  sandbox = await bench.user.sandbox()
})
afterAll(closeBenches)

const query = (path: string) => `/files?sandbox_id=${sandbox}&path=${encodeURIComponent(path)}`
const list = async (path: string) => await bench.user.call('GET', query(path))
const remove = async (path: string) => await bench.user.call('DELETE', query(path))
const put = async (path: string, content?: string) =>
  await bench.user.call('PUT', '/files', { sandbox_id: sandbox, path, content })

async function run(code: string): Promise<string> {
  const { json } = await bench.execute(sandbox, { command: ['sh', '-c', code], env: { LC_ALL: 'C.UTF-8' } })
  expect([json.exit_code, json.stderr]).toEqual([0, ''])
  return String(json.stdout)
}

/** What a list has: names, paths and kinds, sorted by path. */
async function entries(path: string) {
  const { files } = (await list(path)).json
  const all = (Array.isArray(files) ? files : []).map((file) => {
    const { name, path: place, is_dir: isFolder } = Object(file)
    return `${name} ${place}${isFolder ? ' folder' : ''}`
  })
  return all.sort()
}

test('6.1 a list is what is left of a long ls', async () => {
  await run(`mkdir /tmp/odd && cd /tmp/odd && mkdir folder .hidden && touch -- 'with some spaces' ' lead' 'trail ' "quote'd" '$x' 'back\\slash' ./-dash é🧪 "$(printf 'new\\nline')" "$(printf 'bad\\377\\342\\202')"
    ln -s /etc/passwd absolute; ln -s folder relative; printf 12345 > size; touch -d 2001-01-01 old`)
  const begin = Date.now()
  const { json } = await list('/tmp/odd')
  const end = Date.now()
  expect(await entries('/tmp/odd')).toEqual(
    [
      '-dash /tmp/odd/-dash',
      '.hidden /tmp/odd/.hidden folder',
      '$x /tmp/odd/$x',
      // A link goes by its target, and an absolute one has a path of its own kind.
      '/etc/passwd /tmp/odd/etc/passwd',
      'back\\slash /tmp/odd/back\\slash',
      'bad\ufffd\ufffd\ufffd /tmp/odd/bad\ufffd\ufffd\ufffd',
      'folder /tmp/odd/folder',
      'folder /tmp/odd/folder folder',
      'lead /tmp/odd/lead',
      'new /tmp/odd/new',
      'old /tmp/odd/old',
      "quote'd /tmp/odd/quote'd",
      'size /tmp/odd/size',
      'spaces /tmp/odd/spaces',
      'trail /tmp/odd/trail',
      'é🧪 /tmp/odd/é🧪',
    ].sort(),
  )
  const files = Array.isArray(json.files) ? json.files.map(Object) : []
  expect(files.find(({ name }) => name === 'size')).toMatchObject({ size: 5 })
  for (const file of files) {
    expect(Object.keys(file).sort()).toEqual(['is_dir', 'mod_time', 'name', 'path', 'size'])
    // The time of the request, whatever the file's is.
    expect(Date.parse(file.mod_time)).toBeGreaterThanOrEqual(begin)
    expect(Date.parse(file.mod_time)).toBeLessThanOrEqual(end)
  }
})

test('6.1 a file, a link and an option as the path', async () => {
  await run(
    'mkdir -p /tmp/place/inner && touch /tmp/place/inner/file /workspace/seen && ln -s /tmp/place/inner /tmp/place/link',
  )
  expect(await entries('/tmp/place/inner/file')).toEqual([
    '/tmp/place/inner/file /tmp/place/inner/file/tmp/place/inner/file',
  ])
  expect(await entries('/tmp/place/link')).toEqual(['/tmp/place/inner /tmp/place/link/tmp/place/inner'])
  expect(await entries('/tmp/place/link/')).toEqual(['file /tmp/place/link/file'])
  // A list of /workspace, by name and time.
  expect(await entries('-t')).toContain('seen -t/seen')
  expect((await list('--no-such')).status).toBe(500)
  expect((await list('/tmp/nowhere')).text).toMatch(/No such file or directory\n$/)
})

test('6.1 a folder with many entries is one answer', async () => {
  await run('mkdir /tmp/many && cd /tmp/many && seq 20000 | xargs touch')
  const { json, text } = await list('/tmp/many')
  expect(json.files).toHaveLength(20_000)
  expect(text.length).toBeGreaterThan(1e6)
})

test('6.2 text is written byte for byte, parents are made, modes and links are kept', async () => {
  const content = 'a\0b\r\nü🧪\n\nno newline at the end'
  expect((await put('/tmp/made/here/text', content)).text).toBe('{"success":true}\n')
  expect(Buffer.from(await run('base64 -w0 /tmp/made/here/text'), 'base64').toString()).toBe(content)
  expect(await run('stat -c %a /tmp/made /tmp/made/here/text')).toBe('755\n644\n')
  await run('chmod 700 /tmp/made/here/text && ln -s /tmp/made/here/text /tmp/made/link')
  await put('/tmp/made/link', 'through')
  expect(await run('cat /tmp/made/here/text; stat -c " %a %F" /tmp/made/here/text /tmp/made/link')).toBe(
    'through 700 regular file\n 777 symbolic link\n',
  )
  // Half a character is replaced in silence.
  const half = `{"sandbox_id":"${sandbox}","path":"/tmp/half","content":"a\\ud800b"}`
  const headers = {
    authorization: `Bearer ${String((await bench.user.call('POST', '/auth/token', { user_id: 'ann' })).json.access_token)}`,
  }
  expect(
    (
      await bench.raw({
        method: 'PUT',
        path: '/api/v1/files',
        headers: { ...headers, 'content-length': String(Buffer.byteLength(half)) },
        body: half,
      })
    ).status,
  ).toBe(200)
  expect(await run('cat /tmp/half')).toBe('a\ufffdb')
  expect((await put('/tmp/empty')).status).toBe(200)
  expect(await run('stat -c %s /tmp/empty')).toBe('0\n')
  await put('relative/file', 'x')
  expect(await run('cat /workspace/relative/file')).toBe('x')
})

test('6.2 a content has three quarters of what one argument leaves, and beyond it the old file stays', async () => {
  const path = '/workspace/size'
  expect(Buffer.byteLength(path)).toBe(15)
  const fitting = '/workspace/14b'
  expect(Buffer.byteLength(fitting)).toBe(14)
  expect((await put(fitting, 'x'.repeat(98_274))).status).toBe(200)
  const refused = await put(fitting, 'y'.repeat(98_275))
  expect([refused.status, refused.text]).toEqual([500, expect.stringMatching(/argument list too long\n$/)])
  expect(await run(`stat -c %s ${fitting}; head -c 1 ${fitting}`)).toBe('98274\nx')
})

test('6.2 writing is not atomic: the file is truncated, then written', async () => {
  await put('/tmp/inode', 'first')
  const inode = await run('stat -c %i /tmp/inode')
  // Whoever has it open reads the new text in the old file.
  await run(
    'setsid sh -c "exec 3</tmp/inode; touch /tmp/opened; until [ -e /tmp/read ]; do sleep 0.02; done; cat <&3 > /tmp/got" </dev/null >/dev/null 2>&1 &',
  )
  await run('until [ -e /tmp/opened ]; do sleep 0.02; done')
  await put('/tmp/inode', 'second')
  expect(await run('stat -c %i /tmp/inode')).toBe(inode)
  expect(await run('touch /tmp/read; until [ -s /tmp/got ]; do sleep 0.02; done; cat /tmp/got')).toBe('second')
})

test('6.3 a quote in a path is a plain 500, and nothing of it is run', async () => {
  for (const path of ["/tmp/it's", "/tmp/x'; touch /tmp/run; echo '", "/tmp/a'$(touch /tmp/run)'b"]) {
    const answer = await put(path, 'x')
    expect([answer.status, answer.headers['content-type']]).toEqual([500, 'text/plain; charset=utf-8'])
  }
  expect(await run('ls /tmp | grep -c -e run -e it || :')).toBe('0\n')
  // One that begins with a dash is an option, or a file, as it happens.
  expect((await put('--no-such/file', 'x')).status).toBe(500)
})

test('6.4 6.5 what is larger goes through execute, in pieces of base64, and comes back the same way', async () => {
  const bytes = Buffer.from(Array.from({ length: 300_000 }, (_, number) => (number * 7919) % 256))
  for (let at = 0; at < bytes.length; at += 67_500) {
    const piece = bytes.subarray(at, at + 67_500).toString('base64')
    const { json } = await bench.execute(sandbox, {
      command: ['sh', '-c', 'printf %s "$1" | base64 -d >> /workspace/.part', 'sh', piece],
    })
    expect(json.exit_code).toBe(0)
  }
  await run('mv /workspace/.part /workspace/whole')
  expect(Buffer.from(await run('base64 -w0 /workspace/whole'), 'base64').equals(bytes)).toBe(true)
})

test('6.6 deleting asks nothing: read-only is no protection, and /workspace is emptied with a 500', async () => {
  await run('mkdir -p /workspace/deep/er && touch /workspace/deep/er/file && chmod -R a-w /workspace/deep')
  expect((await remove('/workspace/deep')).text).toBe('{"success":true}\n')
  expect((await remove('/workspace/deep')).status).toBe(200)
  expect((await remove('.')).status).toBe(500)
  await run('touch /workspace/a /workspace/.b')
  expect((await remove('/workspace')).status).toBe(500)
  expect(await run('ls -A /workspace')).toBe('')
  expect((await remove('--no-such')).status).toBe(500)
  await run('ln -s /tmp/kept /tmp/link && echo > /tmp/kept')
  expect((await remove('/tmp/link')).status).toBe(200)
  expect(await run('ls /tmp/kept')).toBe('/tmp/kept\n')
})
