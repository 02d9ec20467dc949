import type { CustomScheme } from 'electron'
import { pageResponse } from '../browser-host/page/page-response.ts'
import { appHost, appScheme } from './own-page.ts'

/** Registered once, before the application is ready. Never `bypassCSP`, never `corsEnabled`. */
export const appSchemePrivileges: CustomScheme = {
  scheme: appScheme,
  // codeCache is unknown to old versions, which pass over it.
  privileges: { standard: true, secure: true, supportFetchAPI: true, codeCache: true },
}

/** The parts of a request that are read: old versions have no others. */
export interface AppRequest {
  readonly url: string
  readonly method: string
}

/** A response that the global `Response` of every version can be made of. */
export interface AppAnswer {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly body: Buffer
}

/**
 * Answers a request to `app://window/…` from the folder of the built window. Only GET, only this host, only files of
 * the build.
 */
export async function answerAppRequest(root: string, { url, method }: AppRequest): Promise<AppAnswer> {
  if (method !== 'GET') return refusal(405)
  const pathname = pathOf(url)
  return pathname === undefined ? refusal(404) : await pageResponse(root, pathname)
}

/** The path as it was asked for, before anything resolves dots or decodes it; undefined for another scheme or host. */
function pathOf(url: string): string | undefined {
  const prefix = `${appScheme}://${appHost}/`
  return url.startsWith(prefix) ? `/${url.slice(prefix.length)}`.split(/[?#]/, 1)[0] : undefined
}

function refusal(status: number): AppAnswer {
  return {
    status,
    headers: {
      'Content-Type': 'text/plain; charset=utf-8',
      'X-Content-Type-Options': 'nosniff',
      'Cache-Control': 'no-store',
    },
    body: Buffer.alloc(0),
  }
}
