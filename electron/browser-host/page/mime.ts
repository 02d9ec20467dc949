import path from 'node:path'

/** Every kind of file that the window is built of. A file of another kind is not served. */
const types: ReadonlyMap<string, string> = new Map([
  ['.html', 'text/html; charset=utf-8'],
  ['.js', 'text/javascript; charset=utf-8'],
  ['.css', 'text/css; charset=utf-8'],
  ['.json', 'application/json; charset=utf-8'],
  ['.svg', 'image/svg+xml'],
  ['.png', 'image/png'],
  ['.ico', 'image/x-icon'],
  ['.woff2', 'font/woff2'],
  ['.ttf', 'font/ttf'],
])

/** The media type of a file by its ending; undefined for one that the window is not made of. */
export function mimeOf(file: string): string | undefined {
  return types.get(path.extname(file))
}
