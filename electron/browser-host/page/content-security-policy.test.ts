import { describe, expect, test } from 'vitest'
import { contentSecurityPolicy } from './content-security-policy.ts'

const strict =
  "default-src 'none'; script-src 'self'; worker-src 'self'; style-src 'self' 'unsafe-inline'; " +
  "img-src 'self' data: blob:; font-src 'self'; connect-src 'self'; frame-src 'none'; object-src 'none'; " +
  "base-uri 'none'; form-action 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'; " +
  'trusted-types app#workers editorViewLayer richScreenReaderContent domLineBreaksComputer diffReview ' +
  'diffEditorWidget editorGhostText stickyScrollViewLayer standaloneColorizer defaultWorkerFactory ' +
  "tokenizeToString dompurify 'allow-duplicates'"

describe('content security policy', () => {
  test('the policy is exactly the one that was measured', () => {
    expect(contentSecurityPolicy()).toBe(strict)
  })

  test('the browser host adds its own socket and nothing else', () => {
    expect(contentSecurityPolicy('ws://127.0.0.1:4000')).toBe(
      strict.replace("connect-src 'self'", "connect-src 'self' ws://127.0.0.1:4000"),
    )
  })
})
