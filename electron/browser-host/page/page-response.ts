import { readFile, realpath } from 'node:fs/promises'
import path from 'node:path'
import { assetPath } from './asset-path.ts'
import { contentSecurityPolicy } from './content-security-policy.ts'
import { mimeOf } from './mime.ts'

export interface PageResponse {
  readonly status: 200 | 404
  readonly headers: Readonly<Record<string, string>>
  readonly body: Buffer
}

export interface PageOptions {
  /** See `contentSecurityPolicy`. */
  readonly socketOrigin?: string
}

/** What the page may not ask the browser for. The clipboard is not here: copying is a feature. */
const permissionsPolicy =
  'camera=(), display-capture=(), geolocation=(), hid=(), microphone=(), midi=(), payment=(), serial=(), usb=()'

/** Headers of every answer, also of refusals: nothing of ours is framed, guessed at or shared with another origin. */
export function securityHeaders({ socketOrigin }: PageOptions = {}): Record<string, string> {
  return {
    'Content-Security-Policy': contentSecurityPolicy(socketOrigin),
    'X-Content-Type-Options': 'nosniff',
    'X-Frame-Options': 'DENY',
    'Referrer-Policy': 'no-referrer',
    'Permissions-Policy': permissionsPolicy,
    'Cross-Origin-Opener-Policy': 'same-origin',
    'Cross-Origin-Resource-Policy': 'same-origin',
  }
}

/**
 * A file of the built window with its headers, or a 404. Workers need the policy as much as the page does, so every
 * file carries it.
 *
 * @param root folder of the built window
 * @param pathname see `assetPath`
 */
export async function pageResponse(root: string, pathname: string, options: PageOptions = {}): Promise<PageResponse> {
  const file = assetPath(root, pathname)
  const body = file === undefined ? undefined : await readInside(root, file)
  const headers = securityHeaders(options)
  if (file === undefined || body === undefined) {
    headers['Content-Type'] = 'text/plain; charset=utf-8'
    headers['Cache-Control'] = 'no-store'
    return { status: 404, headers, body: Buffer.from('There is no such file.\n') }
  }
  headers['Content-Type'] = mimeOf(file) ?? 'application/octet-stream'
  // The names of these files hold a hash of their content; the page that names them is always asked for.
  headers['Cache-Control'] = pathname.startsWith('/assets/') ? 'public, max-age=31536000, immutable' : 'no-cache'
  return { status: 200, headers, body }
}

/** The file's bytes; undefined when it does not exist, is no file, or a symbolic link leads out of `root`. */
async function readInside(root: string, file: string): Promise<Buffer | undefined> {
  try {
    const [top, real] = await Promise.all([realpath(root), realpath(file)])
    const inside = path.relative(top, real)
    if (inside === '' || inside.startsWith('..') || path.isAbsolute(inside)) return undefined
    return await readFile(real)
  } catch (error) {
    if (['ENOENT', 'ENOTDIR', 'EISDIR', 'EACCES'].includes((error as NodeJS.ErrnoException).code ?? ''))
      return undefined
    throw error
  }
}
