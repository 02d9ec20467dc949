import { execFileSync } from 'node:child_process'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { CopyTarget, SdkCall } from './copy-as.ts'
import { asCurl, asPython } from './copy-as.ts'

const lab: CopyTarget = { kind: 'server', address: 'https://lab.example.org', userId: 'ada' }

/** What an SDK would be called with: the text is run by Python against one that prints its calls. */
function runPython(text: string): unknown {
  const fake = `import json
class SandboxClient:
  def __init__(self, base_url): self.base_url = base_url
  def get_token(self, user): self.user = user
  def __getattr__(self, name):
    return lambda **named: json.dumps([self.base_url, self.user, name, named])
`
  return JSON.parse(execFileSync('python3', ['-c', `${fake}${text}`], { encoding: 'utf8' }))
}

/** The arguments that curl would get: the text is run by a shell in which curl prints them. */
function runShell(text: string): readonly string[] {
  const fake = `curl() { case "$*" in *auth/token*) printf '{"access_token":"T","x":1}';; *) printf '%s\\0' "$@";; esac; }
`
  const printed = execFileSync('sh', ['-c', `${fake}${text}`], { encoding: 'utf8' })
  return printed.split('\0').slice(0, -1)
}

describe('Python', () => {
  it('names the server, asks for a token and calls with names', () => {
    const call: SdkCall = { name: 'create_session', image: 'python:3.12', cpuCount: 2, memoryMb: 4096, ttlHours: 24 }
    expect(runPython(asPython([call], lab))).toEqual([
      'https://lab.example.org',
      'ada',
      'create_session',
      { image: 'python:3.12', cpu_count: 2, memory_mb: 4096, ttl_hours: 24 },
    ])
  })

  it('holds any text as it is', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (code) => {
        const call: SdkCall = { name: 'execute', sandboxId: 'ab12', code, language: 'python', timeout: 60 }
        expect(runPython(asPython([call], lab))).toEqual([
          'https://lab.example.org',
          'ada',
          'execute',
          { sandbox_id: 'ab12', code, language: 'python', timeout: 60 },
        ])
      }),
      { numRuns: 12, examples: [['\'"\\\n$x `y` \u2028']] },
    )
  })
})

describe('curl', () => {
  it('keeps the token in a variable', () => {
    const text = asCurl([{ name: 'get_session', sessionId: 'a1' }], lab)
    expect(runShell(text)).toEqual([
      '-fsS',
      '-X',
      'GET',
      'https://lab.example.org/api/v1/sessions/a1',
      '-H',
      'Authorization: Bearer T',
    ])
  })

  it('is one word for a shell, whatever is in it', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (content) => {
        const all = runShell(asCurl([{ name: 'write_file', sandboxId: 'ab12', path: '/workspace/a', content }], lab))
        expect(JSON.parse(all.at(-1) ?? '')).toEqual({ sandbox_id: 'ab12', path: '/workspace/a', content })
      }),
      { numRuns: 12, examples: [["'; rm -rf / #'\n$(x) `y` \\"]] },
    )
  })

  it('writes paths and hours as the server takes them', () => {
    const listed = runShell(asCurl([{ name: 'list_files', sandboxId: 'ab12', path: "/a b/'&ü" }], lab))
    const url = new URL(listed.find((one) => one.startsWith('https:')) ?? '')
    expect(url.searchParams.get('path')).toBe("/a b/'&ü")
    const made = runShell(
      asCurl([{ name: 'create_session', image: 'x', cpuCount: 1, memoryMb: 64, ttlHours: 1.5 }], lab),
    )
    expect(JSON.parse(made.at(-1) ?? '')).toMatchObject({ ttl: 5_400_000_000_000 })
  })

  it('leads to the port that programs on this computer have', () => {
    const text = asCurl([{ name: 'list_sessions' }], { ...lab, kind: 'local', address: 'Sandboxes on this computer' })
    expect(runShell(text)).toContain('http://127.0.0.1:8080/api/v1/sessions')
    const other = asCurl([{ name: 'list_sessions' }], { ...lab, kind: 'local', localPort: 9000 })
    expect(runShell(other)).toContain('http://127.0.0.1:9000/api/v1/sessions')
  })
})
