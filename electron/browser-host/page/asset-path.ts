import path from 'node:path'
import { mimeOf } from './mime.ts'

/** One part of a path of the build: no leading dot, nothing that is written with `%`. */
const segment = /^[\w@$+~-][\w@$+~.-]*$/

/**
 * The file below `root` that a request's path names, or undefined when it names none. Names are those that the build
 * makes, so nothing is decoded: a path with `%`, `\`, an empty part, `.` or `..` is refused, not mended.
 * The caller still has to look where symbolic links lead.
 *
 * @param pathname the path of the request, without query and fragment; `/` is the page itself
 */
export function assetPath(root: string, pathname: string): string | undefined {
  if (pathname === '/') return path.join(root, 'index.html')
  if (!pathname.startsWith('/')) return undefined
  const parts = pathname.slice(1).split('/')
  if (!parts.every((part) => segment.test(part))) return undefined
  return mimeOf(pathname) === undefined ? undefined : path.join(root, ...parts)
}
