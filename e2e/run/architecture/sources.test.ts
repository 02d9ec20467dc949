import { expect, test } from 'vitest'
import { projectFolder } from '../../../electron/start/project.mjs'
import { check } from './check.mjs'
import { importRules } from './import-rules.mjs'
import { readSources } from './sources.mjs'
import { textRules } from './text-rules.mjs'

const complaints = check(readSources(projectFolder))
const names = new Set([...importRules, ...textRules].map(({ name }) => name))

test.each([...names])('%s', (name) => {
  expect(complaints.filter((complaint) => complaint.endsWith(`but ${name}`))).toEqual([])
})
