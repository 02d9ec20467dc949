/**
 * What a program is started with: the engine's own variables, and what the request adds as lines `NAME=VALUE`.
 *
 * @returns undefined when a line makes the start fail (trap 4.2).
 */
export function engineEnvironment(
  path: string,
  asked: Readonly<Record<string, string>>,
): Readonly<Record<string, string>> | undefined {
  const env = new Map([
    ['PATH', path],
    ['HOME', '/root'],
  ])
  for (const [name, value] of Object.entries(asked)) {
    const line = `${name}=${value}`
    const end = line.indexOf('=')
    if (end === 0 || line.includes('\0')) return undefined
    env.set(line.slice(0, end), line.slice(end + 1))
  }
  return Object.fromEntries(env)
}
