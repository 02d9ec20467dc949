import { chmod, mkdir, mkdtemp, realpath, rm, stat, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { isAppError } from '../../shared/domain/errors.ts'
import { socketPath } from './endpoint.ts'

const uid = process.getuid?.() ?? 0

describe('socketPath', () => {
  let base: string
  beforeEach(async () => {
    base = await realpath(await mkdtemp(path.join(tmpdir(), 'endpoint-')))
  })
  afterEach(() => rm(base, { recursive: true, force: true }))

  const linux = () => ({ platform: 'linux' as const, uid, runtimeDir: base })

  it('is a short path in a folder that is closed to everybody else', async () => {
    const found = await socketPath(path.join(base, 'data'), 'window', linux())
    expect(path.dirname(found)).toBe(path.join(base, `cloud-sandbox-${uid}`))
    expect(path.basename(found)).toMatch(/^[0-9a-f]{12}-window\.sock$/)
    expect((await stat(path.dirname(found))).mode & 0o777).toBe(0o700)
  })

  it('is the same however the data folder is spelt, and another for another folder or kind', async () => {
    const data = path.join(base, 'data')
    const first = await socketPath(data, 'window', linux())
    await symlink(data, path.join(base, 'link'))
    expect(await socketPath(path.join(base, 'link'), 'window', linux())).toBe(first)
    expect(await socketPath(`${data}/../data/`, 'window', linux())).toBe(first)
    expect(await socketPath(path.join(base, 'other'), 'window', linux())).not.toBe(first)
    expect(await socketPath(data, 'local-server', linux())).not.toBe(first)
  })

  it('closes a folder of ours that was open to others', async () => {
    const folder = path.join(base, `cloud-sandbox-${uid}`)
    await mkdir(folder)
    await chmod(folder, 0o777)
    await socketPath(path.join(base, 'data'), 'window', linux())
    expect((await stat(folder)).mode & 0o777).toBe(0o700)
  })

  it('says what to do about a data folder that cannot be one', async () => {
    const file = path.join(base, 'file')
    await writeFile(file, '')
    for (const data of [file, path.join(file, 'below')])
      await expect(socketPath(data, 'window', linux())).rejects.toMatchObject({
        code: 'refused',
        message: expect.stringMatching(/^The data folder .* cannot be used \(.*\)\. Choose another one with --data\.$/),
      })
  })

  it('refuses a link in the place of the private folder', async () => {
    await mkdir(path.join(base, 'elsewhere'))
    await symlink(path.join(base, 'elsewhere'), path.join(base, `cloud-sandbox-${uid}`))
    await expect(socketPath(path.join(base, 'data'), 'window', linux())).rejects.toSatisfy((error) =>
      isAppError(error, 'refused'),
    )
  })

  it('leaves a runtime folder that is relative, missing, or too long for a socket', async () => {
    const long = path.join(base, 'x'.repeat(100))
    await mkdir(long)
    for (const runtimeDir of [undefined, 'relative', path.join(base, 'missing'), long]) {
      const found = await socketPath(path.join(base, 'data'), 'window', { platform: 'linux', uid, runtimeDir })
      expect(Buffer.byteLength(found)).toBeLessThanOrEqual(103)
      expect(found).toMatch(/^\/(tmp|run\/user\/\d+)\/cloud-sandbox-\d+\//)
    }
  })

  it('is a named pipe on Windows', async () => {
    const windows = { platform: 'win32' as const, uid: undefined, runtimeDir: undefined }
    const found = await socketPath(path.join(base, 'data'), 'local-server', windows)
    expect(found).toMatch(/^\\\\\.\\pipe\\cloud-sandbox-[0-9a-f]{12}-local-server$/)
  })
})
