import { expect, test } from 'vitest'
import { checkWorkerUrl } from './monaco-worker.ts'

const page = 'http://127.0.0.1:4000/'

test('the worker files of this application are taken', () => {
  expect(checkWorkerUrl('/assets/editor.worker-Ab_1.js', page)).toBe(
    'http://127.0.0.1:4000/assets/editor.worker-Ab_1.js',
  )
  expect(checkWorkerUrl('app://app/assets/editor.worker-a.js', 'app://app/index.html')).toContain('editor.worker')
})

test.each([
  'https://evil.example/assets/editor.worker-a.js',
  'blob:http://127.0.0.1:4000/1',
  'data:text/javascript,alert(1)',
  '/assets/index-a.js',
  '/assets/../x/editor.worker-a.js',
  '//evil.example/assets/editor.worker-a.js',
])('%s is refused', (url) => {
  expect(() => checkWorkerUrl(url, page)).toThrow(TypeError)
})
