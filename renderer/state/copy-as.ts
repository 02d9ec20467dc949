import type { Connection } from '../../shared/domain/connection.ts'
import type { Stores } from './stores.ts'

/** A call of the Cloud Sandbox API, by its name in the Python SDK, with what it is called with. */
export type SdkCall =
  /** `get_token` is what every text begins with: alone it is for those who sign in. */
  | { readonly name: 'get_token' | 'list_sessions' | 'get_sandbox_stats' | 'acquire_sandbox' }
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
      /** A secret is named and never written out: who runs the text has it in a variable of the same name. */
      readonly env?: Readonly<Record<string, string | Secret>>
      /** Seconds. */
      readonly timeout?: number
    }
  | { readonly name: 'list_files' | 'delete_file'; readonly sandboxId: string; readonly path: string }
  | { readonly name: 'write_file'; readonly sandboxId: string; readonly path: string; readonly content: string }

/** A value that stays where it is. */
export interface Secret {
  readonly variable: string
}

/** Whom a call goes to. With a token that was pasted in, that is a secret too: `CLOUD_SANDBOX_TOKEN`. */
export interface CopyTarget extends Pick<Connection, 'kind' | 'address' | 'userId'> {
  /** There when it was pasted in. */
  readonly token?: unknown
  /** Where programs reach this computer's server, or would. */
  readonly localPort?: number
}

/** Taken where nothing else was chosen. */
const defaultPort = 8080

function addressOf({ kind, address, localPort = defaultPort }: CopyTarget): string {
  return kind === 'local' ? `http://127.0.0.1:${localPort}` : address
}

const tokenVariable = 'CLOUD_SANDBOX_TOKEN'

/** The calls in Python, whole: they run as they are beside an import of the SDK. A token is asked for, none is written out. */
export function asPython(calls: readonly SdkCall[], target: CopyTarget): string {
  const lines = [
    `client = SandboxClient(base_url=${py(addressOf(target))})`,
    target.token ? `client.set_token(${py({ variable: tokenVariable })})` : `client.get_token(${py(target.userId)})`,
    ...calls.filter(isMore).map((call) => `print(client.${call.name}(${pythonArguments(call)}))`),
  ]
  const needsOs = lines.some((line) => line.includes('os.environ['))
  return [...(needsOs ? ['import os', ''] : []), ...lines, ''].join('\n')
}

function isMore({ name }: SdkCall): boolean {
  return name !== 'get_token'
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
  if (isSecret(value)) return `os.environ[${JSON.stringify(value.variable)}]`
  if (typeof value === 'object' && value !== null)
    return `{${Object.entries(value)
      .map(([name, one]) => `${py(name)}: ${py(one)}`)
      .join(', ')}}`
  if (typeof value === 'boolean') return value ? 'True' : 'False'
  return JSON.stringify(value)
}

function isSecret(value: unknown): value is Secret {
  return typeof value === 'object' && value !== null && 'variable' in value && typeof value.variable === 'string'
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
  const first = target.token ? `TOKEN=$${tokenVariable}` : token.join(' ')
  return `${[first, ...calls.filter(isMore).map((call) => curlOf(call, address))].join('\n')}\n`
}

function curlOf(call: SdkCall, address: string): string {
  const { method, path, query, body } = requestOf(call)
  const search = query ? `?${new URLSearchParams(query)}` : ''
  return [
    `curl -fsS -X ${method}`,
    sh(`${address}${path}${search}`),
    '-H "Authorization: Bearer $TOKEN"',
    ...(body ? ["-H 'Content-Type: application/json'", `-d ${shJson(body)}`] : []),
  ].join(' \\\n  ')
}

/** Whatever the text holds, a shell takes it as one word. */
function sh(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`
}

/** JSON as one word of a shell, with secrets taken from variables: what JSON needs to be escaped in them is. */
function shJson(body: Readonly<Record<string, unknown>>): string {
  const marks: string[] = []
  const text = JSON.stringify(body, (_name, value: unknown) => {
    if (!isSecret(value)) return value
    marks.push(value.variable)
    return mark
  })
  const parts = text.split(mark)
  return parts
    .map((part, at) => {
      const variable = marks[at]
      return variable === undefined || at === parts.length - 1
        ? sh(part)
        : `${sh(part)}"$(printf %s "$${variable}" | sed 's/[\\\\"]/\\\\&/g')"`
    })
    .join('')
}

/** Stands for a secret until the text is put together; no text of a person's holds it. */
const mark = '\uE000secret\uE001'

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
    case 'get_token':
      // Every text begins with it.
      return { method: 'POST', path: '/auth/token' }
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

/** Whether `write_file` can be trusted with this path: servers run parts of one with a quote in it as commands. */
export function canBeWritten(path: string): boolean {
  return !path.includes("'")
}

/**
 * Both forms, for menus; none while it is not known whom the calls go to.
 * @param calls asked for only when something is copied, where that is a function
 * @param what names the calls where a menu has several: "resume"
 */
export function copyTexts(
  calls: readonly SdkCall[] | (() => readonly SdkCall[]),
  connection: CopyTarget | undefined,
  { programs }: Pick<Stores, 'programs'>,
  what?: string,
) {
  if (!connection || (typeof calls !== 'function' && calls.length === 0)) return []
  const named = what === undefined ? '' : `${what} `
  const all = () => (typeof calls === 'function' ? calls() : calls)
  const target = (): CopyTarget => {
    const port = programs.getState().access?.port
    return port === undefined ? connection : { ...connection, localPort: port }
  }
  return [
    { label: `Copy ${named}as Python SDK`, text: () => asPython(all(), target()) },
    { label: `Copy ${named}as curl`, text: () => asCurl(all(), target()) },
  ]
}
