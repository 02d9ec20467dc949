import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Fields } from '../testing/http-client.ts'
import { ApiUser } from '../testing/http-client.ts'
import type { TestServer } from '../testing/start-server.ts'
import { startTestServer } from '../testing/start-server.ts'

let server: TestServer
let ann: ApiUser
let sandbox: string

beforeAll(async () => {
  server = await startTestServer()
  ann = await ApiUser.named(server.address, 'ann')
  sandbox = await ann.sandbox()
})
afterAll(() => server.close())

const query = (path: string) => `/files?${new URLSearchParams({ sandbox_id: sandbox, path })}`
const list = (path: string) => ann.call('GET', query(path))
const remove = (path: string) => ann.call('DELETE', query(path))
const put = (path: string, content?: string) => ann.call('PUT', '/files', { sandbox_id: sandbox, path, content })
const sh = (script: string) => ann.output(sandbox, ['sh', '-c', script])
const entries = async (path: string): Promise<readonly Fields[]> => Object((await list(path)).json.files)

test('a new sandbox’s workspace is an empty list', async () => {
  const other = await ann.sandbox()
  expect((await ann.call('GET', `/files?sandbox_id=${other}`)).json).toEqual({ files: [] })
})

test('what is written is read back byte for byte', async () => {
  const content = 'a\0b\r\n☃ no newline at the end'
  expect((await put('/workspace/src/deep/file.txt', content)).json).toEqual({ success: true })
  const { json } = await ann.call('POST', '/execute', { sandbox_id: sandbox, command: ['cat', 'src/deep/file.txt'] })
  expect(json.stdout).toBe(content)
  expect(await sh('stat -c "%a %u" src src/deep/file.txt')).toBe('755 1000\n644 1000')
})

test('a relative path counts from the workspace; missing content is an empty file', async () => {
  await put('empty')
  expect(await sh('stat -c "%n %s" /workspace/empty')).toBe('/workspace/empty 0')
})

test('a folder is listed with a slash behind it too, at the end of the query as it is', async () => {
  await put('slash/file')
  const answer = await ann.call('GET', `/files?sandbox_id=${sandbox}&path=/workspace/slash/`)
  expect(answer.json.files).toMatchObject([{ name: 'file', path: '/workspace/slash/file' }])
  expect((await ann.call('GET', `/files/?sandbox_id=${sandbox}&path=slash`)).status).toBe(404)
})

test('names that break shells and lists are right', async () => {
  const names = ["it's", 'a b', ' lead', 'new\nline', '-rf', '$HOME', 'snow☃', '"q"', 'back\\slash']
  for (const name of names) expect((await put(`/workspace/names/${name}`, name)).status).toBe(200)
  const found = await entries('/workspace/names')
  expect(found.map((entry) => entry.name).sort()).toEqual([...names].sort())
  expect(found.map((entry) => entry.path)).toContain('/workspace/names/-rf')
  for (const name of names) expect((await remove(`/workspace/names/${name}`)).status).toBe(200)
  expect(await entries('/workspace/names')).toEqual([])
})

test('each entry says what it is', async () => {
  await sh(
    'mkdir kinds; cd kinds; mkdir dir; printf abc > file; chmod 600 file; ln -s dir link; mkfifo pipe; touch -d 2020-02-02T00:00:00Z file',
  )
  const found = new Map((await entries('kinds')).map((entry) => [entry.name, entry]))
  expect(found.get('file')).toEqual({
    name: 'file',
    path: '/workspace/kinds/file',
    size: 3,
    is_dir: false,
    mod_time: '2020-02-02T00:00:00.000Z',
    type: 'file',
    mode: 0o600,
  })
  expect(found.get('dir')).toMatchObject({ is_dir: true, type: 'dir' })
  expect(found.get('link')).toMatchObject({ is_dir: false, type: 'link' })
  expect(found.get('pipe')).toMatchObject({ is_dir: false, type: 'other' })
  expect((await list('/workspace/kinds/link')).json).toEqual({ files: [] })
})

test('a name that is no UTF-8 is shown with its true bytes beside it', async () => {
  await ann.output(sandbox, ['python3', '-c', 'import os; os.mkdir("raw"); open(b"raw/\\xffz", "w")'])
  expect(await entries('raw')).toMatchObject([{ name: '\ufffdz', name_base64: '/3o=' }])
})

test('overwriting keeps the mode and follows a link', async () => {
  await sh('echo old > run.sh; chmod 750 run.sh; ln -s run.sh to-run')
  await put('to-run', 'new')
  expect(await sh('cat run.sh; stat -c " %a" run.sh; readlink to-run')).toBe('new 750\nrun.sh')
})

test('a file far beyond what an argument can carry is written', async () => {
  const content = 'x'.repeat(5_000_000)
  expect((await put('big', content)).status).toBe(200)
  expect(await sh('wc -c < big')).toBe('5000000')
})

test('removing takes folders with all in them, and what is not there without a word', async () => {
  await sh('mkdir -p tree/a/b; touch tree/a/b/c; chmod 0 tree/a')
  expect((await remove('tree')).json).toEqual({ success: true })
  expect((await remove('tree')).json).toEqual({ success: true })
  expect(await sh('ls -d tree')).toMatch(/No such file/)
})

test.each(['.', '/workspace', '/workspace/', '/workspace/src/..', '/'])('%s itself is not emptied', async (path) => {
  await put('stays', 'x')
  const { status, text } = await remove(path)
  expect([status, text]).toEqual([500, expect.stringContaining('busy')])
  expect(await sh('cat stays')).toBe('x')
})

test.each([
  ['a folder that is not there', () => list('/nowhere'), 'No such file or directory'],
  ['a file instead of a folder', () => list('/etc/passwd'), 'Not a directory'],
  ['writing to a folder', () => put('/workspace/src', 'x'), 'Is a directory'],
  ['writing where nothing can be written', () => put('/usr/x', 'x'), 'Read-only file system'],
  ['removing what cannot be removed', () => remove('/usr/bin/env'), 'Read-only file system'],
])('%s is 500 with the system’s words', async (_what, call, words) => {
  const { status, text, headers } = await call()
  expect([status, text]).toEqual([500, expect.stringContaining(words)])
  expect(headers['content-type']).toContain('text/plain')
})

test.each([
  ['a list without a sandbox', 'GET', '/files', undefined, 'sandbox_id is required'],
  ['a removal without a path', 'DELETE', '/files?sandbox_id=x', undefined, 'path'],
  ['a NUL in a path', 'PUT', '/files', { sandbox_id: 'x', path: 'a\0b' }, 'path'],
  ['half a character', 'PUT', '/files', { sandbox_id: 'x', path: 'a', content: '\udc00' }, 'content'],
])('%s is 400', async (_what, method, path, body, words) => {
  const { status, text } = await ann.call(method, path, body)
  expect([status, text]).toEqual([400, expect.stringContaining(words)])
})

test('files of an unknown sandbox, and of another person’s, are 404', async () => {
  const theirs = await (await ApiUser.named(server.address, 'bob')).sandbox()
  for (const id of ['00000000', theirs]) {
    for (const answer of [
      await ann.call('GET', `/files?sandbox_id=${id}`),
      await ann.call('PUT', '/files', { sandbox_id: id, path: 'x', content: 'x' }),
      await ann.call('DELETE', `/files?sandbox_id=${id}&path=x`),
    ]) {
      expect([answer.status, answer.text]).toEqual([404, `sandbox not found: ${id}\n`])
    }
  }
})
