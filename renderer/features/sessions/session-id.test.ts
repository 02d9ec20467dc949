import { expect, it } from 'vitest'
import { findSessionId } from './session-id.ts'

const id = '5d0c5a0e-1111-4222-8333-444455556666'

it.each([
  [id, id],
  [`  ${id}\n`, id],
  [`2026-11-22 INFO session=${id} created`, id],
  [`https://lab.example.org/api/v1/sessions/${id}/pause`, id],
  [id.toUpperCase(), id],
  ['sess_42', 'sess_42'],
])('%j holds an id', (text, expected) => expect(findSessionId(text)).toBe(expected))

it.each(['', 'a', 'two words', '../../etc', 'a/b'])('%j holds none', (text) => {
  expect(findSessionId(text)).toBeUndefined()
})
