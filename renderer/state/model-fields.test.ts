import { describe, expect, it } from 'vitest'
import type { FieldWords } from './model-fields.ts'
import {
  connectionFields,
  figureFields,
  poolFields,
  resultFields,
  runFields,
  sandboxFields,
  sessionFields,
} from './model-fields.ts'

/** The names of the API, field by field (API note, section 2): each is found where a person asks what a figure is. */
const models: readonly (readonly [string, Readonly<Record<string, FieldWords>>, readonly string[]])[] = [
  [
    'Session',
    sessionFields,
    'id user_id sandbox_id status image cpu_count memory_mb workspace_url created_at updated_at last_active_at expires_at paused_at metadata'.split(
      ' ',
    ),
  ],
  ['SandboxInfo', sandboxFields, ['sandbox_id', 'container_id', 'status', 'ip']],
  ['ExecResult', { ...resultFields, ...runFields }, 'exit_code stdout stderr duration_ms timed_out error'.split(' ')],
  ['Stats', poolFields, 'total available in_use idle active creating max'.split(' ')],
  ['Connection', { ...connectionFields, ...figureFields }, ['base_url', 'user_id', 'role']],
]

describe.each(models)('%s', (_model, fields, names) => {
  it('has a place for each field of the API, called by its name there', () => {
    const meanings = Object.values(fields)
      .map(({ meaning }) => meaning)
      .join('\n')
    expect(names.filter((name) => !new RegExp(`\\b${name}\\b`).test(meanings))).toEqual([])
  })

  it('calls no two fields the same, and says of each what it means', () => {
    const all = Object.values(fields)
    expect(new Set(all.map(({ name }) => name)).size).toBe(all.length)
    for (const { name, meaning } of all) {
      expect(name).toMatch(/^[A-Za-z]/)
      expect(meaning.length, name).toBeGreaterThan(name.length)
      expect(meaning).not.toMatch(/[.!]$/)
    }
  })
})
