import { expect, test } from 'vitest'
import type { FileEntry } from '../../../shared/domain/file.ts'
import { visibleRows } from './visible-rows.ts'

const entry = (path: string, more: Partial<FileEntry> = {}): FileEntry => ({
  name: path.slice(path.lastIndexOf('/') + 1),
  path,
  type: 'file',
  size: 1,
  modifiedAt: 0,
  mode: 0o644,
  ...more,
})
const listing = (path: string, ...entries: FileEntry[]) => ({ listing: { path, entries, asOf: 1 } })
const keys = (...args: Parameters<typeof visibleRows>) => visibleRows(...args).map(({ key }) => key)

test('only open folders show what is in them', () => {
  const folders = {
    '/workspace': listing('/workspace', entry('/workspace/d', { type: 'folder' }), entry('/workspace/a')),
    '/workspace/d': listing('/workspace/d', entry('/workspace/d/b')),
  }
  expect(keys({ folders, expanded: [] }, undefined)).toEqual(['/workspace'])
  expect(keys({ folders, expanded: ['/workspace'] }, undefined)).toEqual(['/workspace', '/workspace/d', '/workspace/a'])
  const rows = visibleRows({ folders, expanded: ['/workspace', '/workspace/d'] }, undefined)
  expect(rows[2]).toMatchObject({ key: '/workspace/d/b', level: 3, setSize: 1, position: 1 })
  expect(rows[3]).toMatchObject({ key: '/workspace/a', level: 2, setSize: 2, position: 2 })
})

test('a folder says that it is read, failed or empty', () => {
  const expanded = ['/workspace']
  const kind = (state: Parameters<typeof visibleRows>[0]['folders'][string]) =>
    visibleRows({ folders: { '/workspace': state }, expanded }, undefined).map((row) => row.kind)
  expect(kind({ loadingSince: 1 })).toEqual(['entry', 'loading'])
  expect(kind({ error: { code: 'server', message: 'no' } })).toEqual(['entry', 'error'])
  expect(kind(listing('/workspace'))).toEqual(['entry', 'empty'])
  expect(kind({ ...listing('/workspace', entry('/workspace/a')), loadingSince: 1 })).toEqual(['entry', 'entry'])
})

test('a new name is typed at the top of its folder', () => {
  const files = { folders: { '/workspace': listing('/workspace') }, expanded: ['/workspace'] }
  expect(visibleRows(files, '/workspace').map(({ kind }) => kind)).toEqual(['entry', 'new-name'])
})

test('a link to its own folder ends somewhere', () => {
  const loop = entry('/workspace/loop', { type: 'link', leadsToFolder: true })
  const files = {
    folders: { '/workspace': listing('/workspace', loop), '/workspace/loop': listing('/workspace/loop', loop) },
    expanded: ['/workspace', '/workspace/loop'],
  }
  expect(visibleRows(files, undefined).length).toBeLessThan(100)
})

test('two names that look the same and are not are two rows', () => {
  const odd = [entry('/workspace/\udcff', { name: '\ufffd' }), entry('/workspace/\udcfe', { name: '\ufffd' })]
  const files = { folders: { '/workspace': listing('/workspace', ...odd) }, expanded: ['/workspace'] }
  expect(new Set(visibleRows(files, undefined).map(({ key }) => key)).size).toBe(3)
})
