import { expect, test } from 'vitest'
import { createLog } from './log.ts'

const jwt = 'eyJhbGciOiJIUzI1NiJ9.eyJ1c2VyX2lkIjoibWlyYSJ9.c2lnbmF0dXJl'

test('a log holds no token and no id that opens something', () => {
  const lines: string[] = []
  const log = createLog((line) => lines.push(line))
  const cause = new Error(`GET https://h/?access_token=${jwt}`, { cause: new Error('authorization: "Bearer abc.def"') })
  log.error('It failed', cause, {
    header: `Bearer ${jwt}`,
    id: '0b0a7c3e-1111-2222-3333-444455556666',
    ok: true,
    no: undefined,
  })
  log.info(`token=${jwt}`)
  const text = lines.join('\n')
  expect(lines).toHaveLength(2)
  expect(text).toContain('It failed')
  expect(text).toContain('ok=true')
  expect(text).toContain('because: Error')
  expect(text).not.toContain('eyJ')
  expect(text).not.toContain('abc.def')
  expect(text).not.toContain('444455556666')
})
