import type { Connection } from '../../shared/domain/connection.ts'
import type { Stores } from './stores.ts'

/** A call of the Cloud Sandbox API, by its name in the Python SDK, with what it is called with. */
export type SdkCall =
  | { readonly name: 'list_sessions' | 'get_sandbox_stats' | 'acquire_sandbox' }
  | { readonly name: 'get_session' | 'pause_session' | 'resume_session' | 'delete_session'; readonly sessionId: string }
  | {
      readonly name: 'create_session'
      readonly image: string
      readonly cpuCount: number
      readonly memoryMb: number
      readonly ttlHours: number
    }
  | { readonly name: 'release_sandbox'; readonly sandboxId: string }
  | {
      readonly name: 'execute'
      readonly sandboxId: string
      /** Wins over code, as on the server. */
      readonly command?: readonly string[]
      readonly code?: string
      readonly language?: string
      readonly workDir?: string
      readonly env?: Readonly<Record<string, string>>
      /** Seconds. */
      readonly timeout?: number
    }
  | { readonly name: 'list_files' | 'delete_file'; readonly sandboxId: string; readonly path: string }
  | { readonly name: 'write_file'; readonly sandboxId: string; readonly path: string; readonly content: string }

/** Whom a call goes to. */
export interface CopyTarget extends Pick<Connection, 'kind' | 'address' | 'userId'> {
  /** Where programs reach this computer's server, or would. */
  readonly localPort?: number
}

/** Taken where nothing else was chosen. */
const defaultPort = 8080

function addressOf({ kind, address, localPort = defaultPort }: CopyTarget): string {
  return kind === 'local' ? `http://127.0.0.1:${localPort}` : address
}

/** The calls in Python, whole: they run as they are beside an import of the SDK. A token is asked for, none is written out. */
export function asPython(calls: readonly SdkCall[], target: CopyTarget): string {
  return [
    `client = SandboxClient(base_url=${py(addressOf(target))})`,
    `client.get_token(${py(target.userId)})`,
    ...calls.map((call) => `print(client.${call.name}(${pythonArguments(call)}))`),
    '',
  ].join('\n')
}

function pythonArguments(call: SdkCall): string {
  const all = Object.entries(call).filter(([name, value]) => name !== 'name' && value !== undefined)
  return all.map(([name, value]) => `${snake(name)}=${py(value)}`).join(', ')
}

function snake(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)
}

/** A literal of Python. JSON's texts are Python's too, since half a surrogate pair is written out by both. */
function py(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(py).join(', ')}]`
  if (typeof value === 'object' && value !== null)
    return `{${Object.entries(value)
      .map(([name, one]) => `${py(name)}: ${py(one)}`)
      .join(', ')}}`
  if (typeof value === 'boolean') return value ? 'True' : 'False'
  return JSON.stringify(value)
}

/** The calls for a POSIX shell: a token is asked for first and stays in a variable. */
export function asCurl(calls: readonly SdkCall[], target: CopyTarget): string {
  const address = `${addressOf(target)}/api/v1`
  const token = [
    'TOKEN=$(curl -fsS',
    sh(`${address}/auth/token`),
    "-H 'Content-Type: application/json'",
    `-d ${sh(JSON.stringify({ user_id: target.userId }))}`,
    '| sed \'s/.*"access_token":"\\([^"]*\\)".*/\\1/\')',
  ]
  return `${[token.join(' '), ...calls.map((call) => curlOf(call, address))].join('\n')}\n`
}

function curlOf(call: SdkCall, address: string): string {
  const { method, path, query, body } = requestOf(call)
  const search = query ? `?${new URLSearchParams(query)}` : ''
  return [
    `curl -fsS -X ${method}`,
    sh(`${address}${path}${search}`),
    '-H "Authorization: Bearer $TOKEN"',
    ...(body ? ["-H 'Content-Type: application/json'", `-d ${sh(JSON.stringify(body))}`] : []),
  ].join(' \\\n  ')
}

/** Whatever the text holds, a shell takes it as one word. */
function sh(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`
}

interface Request {
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE'
  readonly path: string
  readonly query?: Record<string, string>
  readonly body?: Readonly<Record<string, unknown>>
}

const nanosecondsOfAnHour = 3_600_000_000_000

/** The endpoint behind a call (API note, sections 1 and 2). */
function requestOf(call: SdkCall): Request {
  switch (call.name) {
    case 'list_sessions':
      return { method: 'GET', path: '/sessions' }
    case 'create_session':
      return {
        method: 'POST',
        path: '/sessions',
        body: {
          image: call.image,
          cpu_count: call.cpuCount,
          memory_mb: call.memoryMb,
          ttl: Math.round(call.ttlHours * nanosecondsOfAnHour),
        },
      }
    case 'get_session':
      return { method: 'GET', path: `/sessions/${encodeURIComponent(call.sessionId)}` }
    case 'delete_session':
      return { method: 'DELETE', path: `/sessions/${encodeURIComponent(call.sessionId)}` }
    case 'pause_session':
      return { method: 'POST', path: `/sessions/${encodeURIComponent(call.sessionId)}/pause` }
    case 'resume_session':
      return { method: 'POST', path: `/sessions/${encodeURIComponent(call.sessionId)}/resume` }
    case 'get_sandbox_stats':
      return { method: 'GET', path: '/sandbox/stats' }
    case 'acquire_sandbox':
      return { method: 'POST', path: '/sandbox/acquire' }
    case 'release_sandbox':
      return { method: 'POST', path: '/sandbox/release', body: { sandbox_id: call.sandboxId } }
    case 'execute':
      return { method: 'POST', path: '/execute', body: executeBody(call) }
    case 'list_files':
      return { method: 'GET', path: '/files', query: { sandbox_id: call.sandboxId, path: call.path } }
    case 'delete_file':
      return { method: 'DELETE', path: '/files', query: { sandbox_id: call.sandboxId, path: call.path } }
    case 'write_file':
      return {
        method: 'PUT',
        path: '/files',
        body: { sandbox_id: call.sandboxId, path: call.path, content: call.content },
      }
  }
}

function executeBody(call: Extract<SdkCall, { name: 'execute' }>): Readonly<Record<string, unknown>> {
  const { name: _name, sandboxId, workDir, ...rest } = call
  return { sandbox_id: sandboxId, ...rest, ...(workDir === undefined ? {} : { work_dir: workDir }) }
}

/**
 * Both forms, for menus; none while it is not known whom the calls go to.
 * @param calls asked for only when something is copied, where that is a function
 */
export function copyTexts(
  calls: readonly SdkCall[] | (() => readonly SdkCall[]),
  connection: Connection | undefined,
  { programs }: Pick<Stores, 'programs'>,
) {
  if (!connection || (typeof calls !== 'function' && calls.length === 0)) return []
  const all = () => (typeof calls === 'function' ? calls() : calls)
  const target = (): CopyTarget => {
    const port = programs.getState().access?.port
    return port === undefined ? connection : { ...connection, localPort: port }
  }
  return [
    { label: 'Copy as Python SDK', text: () => asPython(all(), target()) },
    { label: 'Copy as curl', text: () => asCurl(all(), target()) },
  ]
}
