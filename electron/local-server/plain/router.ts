import type { Buffer } from 'node:buffer'
import { posix } from 'node:path'
import type { Reply } from './replies.ts'
import { bare } from './replies.ts'

/** A request that has found its endpoint. */
export interface Call {
  /** Empty where no token is asked for. */
  readonly userId: string
  /** What stands for `{id}` in the path. */
  readonly id: string
  readonly query: URLSearchParams
  /** As it came; possibly cut off. */
  readonly body: Buffer
}

export interface Route {
  /** `ANY` takes every method. */
  readonly method: 'ANY' | 'GET' | 'POST' | 'PUT' | 'DELETE'
  /** `{id}` stands for one segment that is not empty. */
  readonly path: string
  /** Without a token. */
  readonly open?: true
  readonly handle: (call: Call) => Reply | Promise<Reply>
}

/** Where a request goes, or the answer of the router itself, before any look at the token. */
export type Found =
  | { readonly route: Route; readonly id: string; readonly query: URLSearchParams }
  | { readonly reply: Reply }

/** @param target as it stands in the request line. */
export function findRoute(routes: readonly Route[], method: string, target: string): Found {
  const [encoded = '', ...rest] = target.replace(/^[a-z]+:\/\/[^/]*/i, '').split('?')
  const path = decoded(encoded)
  if (path === undefined) return { reply: bare(400, '400 Bad Request') }
  const clean = cleaned(path)
  if (clean !== path) return { reply: movedTo([encodeURI(clean), ...rest].join('?'), method) }
  const matching = routes.flatMap((route) => {
    const id = matched(route.path, path)
    return id === undefined ? [] : [{ route, id }]
  })
  if (matching.length === 0) return { reply: bare(404, '404 page not found') }
  const found = matching.find(({ route }) => route.method === 'ANY' || route.method === method)
  if (found === undefined) return { reply: bare(405, 'Method Not Allowed') }
  return { ...found, query: new URLSearchParams(rest.join('?')) }
}

/** Empty for a path without `{id}`, undefined when it does not fit. */
function matched(pattern: string, path: string): string | undefined {
  const expression = new RegExp(`^${pattern.replace('{id}', '([^/]+)')}$`)
  const match = expression.exec(path)
  return match === null ? undefined : (match[1] ?? '')
}

/** Without `//`, `.` and `..`; a slash at the end stays, and is not found. */
function cleaned(path: string): string {
  const clean = posix.normalize(`/${path}`)
  return path.endsWith('/') && !clean.endsWith('/') ? `${clean}/` : clean
}

function movedTo(location: string, method: string): Reply {
  const body = method === 'GET' ? `<a href="${location.replaceAll('&', '&amp;')}">Moved Permanently</a>.\n\n` : ''
  return { status: 301, type: 'text/html; charset=utf-8', body, headers: { Location: location } }
}

function decoded(text: string): string | undefined {
  try {
    return decodeURIComponent(text)
  } catch {
    return undefined
  }
}
