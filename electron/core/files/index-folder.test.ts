import { expect, test } from 'vitest'
import type { FileIndexEnd, FileIndexPart } from '../../../shared/domain/file-index.ts'
import type { IndexOptions } from './index-folder.ts'
import { indexFolder } from './index-folder.ts'
import { describeOnSandboxes } from './testing/sandbox-suite.ts'

describeOnSandboxes('the index of files', (suite) => {
  const { python } = suite

  async function index(options: IndexOptions = {}, path = '/workspace') {
    const parts: FileIndexPart[] = []
    for await (const part of indexFolder(suite.sandbox, path, options)) parts.push(part)
    const end = parts.at(-1)?.end as FileIndexEnd
    return { parts, end, paths: parts.flatMap(({ paths }) => paths) }
  }

  test('it has what lies below folders, each folder before what is in it, names of any bytes, links as they are', async () => {
    await python(
      "import os\nos.makedirs('a/b/c'); os.makedirs('a b'); open('a/b/c/deep.py', 'w').close(); open('a/z', 'w').close()\nopen('two\\nlines', 'w').close(); open(b'\\xff', 'w').close(); os.symlink('/', 'out'); os.symlink('a', 'to-a'); os.symlink('none', 'dangling'); os.mkfifo('pipe')",
    )
    const { paths, end } = await index()
    expect(paths).toEqual([
      'a/',
      'a/b/',
      'a/b/c/',
      'a/b/c/deep.py',
      'a/z',
      'a b/',
      'dangling',
      'out/',
      'pipe',
      'to-a/',
      'two\nlines',
      '\udcff',
    ])
    expect(end).toEqual({ asOf: expect.any(Number), leftOut: {}, unreadable: 0, tooDeep: 0 })
  })

  test.each([1, 2, 7])('in parts of %i it is the same', async (pageSize) => {
    await python(
      "import os\nfor d in ('x', 'x/y', 'x/y/z', 'x-', 'x.y', '.git', '.git/o'): os.mkdir(d); open(d + '/f', 'w').close()",
    )
    const whole = await index()
    const { paths, end, parts } = await index({ pageSize })
    expect(paths).toEqual(whole.paths)
    expect(parts.length).toBeGreaterThanOrEqual(whole.paths.length / pageSize)
    expect(end).toEqual({ ...whole.end, asOf: expect.any(Number) })
    expect(end.leftOut).toEqual({ '.git': 1 })
    expect(paths).toContain('.git/')
    expect(paths).not.toContain('.git/o/')
  })

  test('what tools fill is left out, and what is too deep or too much; each is said', async () => {
    await python(
      "import os\nos.makedirs('p/node_modules/x'); os.makedirs('q/node_modules'); os.makedirs('d/e/f/g'); open('d/e/f/g/h', 'w').close()",
    )
    expect((await index()).end.leftOut).toEqual({ node_modules: 2 })
    const shallow = await index({ depth: 3 })
    expect(shallow.end.tooDeep).toBe(1)
    expect(shallow.paths).toContain('d/e/f/')
    expect(shallow.paths).not.toContain('d/e/f/g/')
    const few = await index({ most: 3, pageSize: 2 })
    expect(few.end.stopped).toBe('entries')
    expect(few.paths).toHaveLength(3)
    expect((await index({ most: (await index()).paths.length })).end.stopped).toBeUndefined()
  })

  test('everything is one, without what the kernel makes up', async () => {
    const { end, parts } = await index({ most: 3_000, pageSize: 1_000 }, '/')
    expect(parts.flatMap(({ paths }) => paths)).not.toContain('proc/self/')
    expect(end.stopped).toBe('entries')
  })

  test('a folder that is not there, and one who gives up', async () => {
    await expect(index({}, '/workspace/none')).rejects.toMatchObject({ code: 'not-found' })
    const abort = new AbortController()
    await python("import os\nfor i in range(30): open('f%d' % i, 'w').close()")
    const parts = indexFolder(suite.sandbox, '/workspace', { pageSize: 10, signal: abort.signal })
    await parts.next()
    abort.abort()
    await expect(parts.next()).rejects.toThrow()
  })
})
