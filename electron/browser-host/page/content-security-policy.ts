/**
 * Names of the Trusted Types policies that may be made: ours for the worker's address, and those of Monaco 0.57, which
 * draws nothing when one of them is missing.
 */
const trustedTypes = [
  'app#workers',
  'editorViewLayer',
  'richScreenReaderContent',
  'domLineBreaksComputer',
  'diffReview',
  'diffEditorWidget',
  'editorGhostText',
  'stickyScrollViewLayer',
  'standaloneColorizer',
  'defaultWorkerFactory',
  'tokenizeToString',
  'dompurify',
] as const

/**
 * The policy of the window, the same in both hosts. It allows no code but the files that were built.
 *
 * - `style-src 'unsafe-inline'`: xterm makes `<style>` elements and Monaco writes `style=` attributes; neither takes a nonce.
 * - `img-src data:`: one picture in Monaco's style sheet.
 * - `'allow-duplicates'`: Monaco makes `defaultWorkerFactory` twice and fails without it.
 * - no `blob:` and no `'unsafe-eval'`: workers are files of the build.
 *
 * @param socketOrigin where the page opens its WebSocket (`ws://127.0.0.1:4000`). Not every browser counts it to `'self'`.
 */
export function contentSecurityPolicy(socketOrigin?: string): string {
  return [
    "default-src 'none'",
    "script-src 'self'",
    "worker-src 'self'",
    "style-src 'self' 'unsafe-inline'",
    "img-src 'self' data: blob:",
    "font-src 'self'",
    socketOrigin === undefined ? "connect-src 'self'" : `connect-src 'self' ${socketOrigin}`,
    "frame-src 'none'",
    "object-src 'none'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
    "require-trusted-types-for 'script'",
    `trusted-types ${trustedTypes.join(' ')} 'allow-duplicates'`,
  ].join('; ')
}
