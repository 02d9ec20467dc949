import { randomUUID } from 'node:crypto'
import type { LyingServer, Received, Reply } from './lying-server.ts'
import { startLyingServer } from './lying-server.ts'

/** A sandbox of the plain server: `dead` ones are handed out as if they lived (API note 5.6). */
export interface PlainSandbox {
  state: 'alive' | 'dead' | 'full' | 'gone'
  acquired: boolean
  emptied: boolean
}

/** Answers one request in place of the server, before or after it has done what was asked. */
export interface Mishap {
  /** The beginning of `METHOD path`, ids replaced by `:id`. */
  readonly on: string
  readonly reply: Reply
  /** The server does what was asked all the same: a 502 that worked (API note 5.9). */
  readonly works?: boolean
  /** It does it all the same, but only after so many reads of sessions. */
  readonly worksAfterReads?: number
  /** 1 when absent. */
  times?: number
  /** Called when it happens, before anything is answered. */
  readonly onUse?: () => void
}

/** The HTTP of a server as it is in the field, with none of our extensions: sessions, a pool, and scripted executes. */
export interface PlainServer {
  readonly http: LyingServer
  readonly sessions: Map<string, Record<string, unknown>>
  readonly sandboxes: Map<string, PlainSandbox>
  /** States of the sandboxes that are made next; alive when empty. */
  readonly nextStates: PlainSandbox['state'][]
  readonly mishaps: Mishap[]
  /** What was asked since the last call, ids replaced, without tokens, health and reads. */
  deeds(): readonly string[]
  close(): Promise<void>
}

export async function startPlainServer(): Promise<PlainServer> {
  const sessions = new Map<string, Record<string, unknown>>()
  const sandboxes = new Map<string, PlainSandbox>()
  const nextStates: PlainSandbox['state'][] = []
  const mishaps: Mishap[] = []
  const later: { reads: number; request: Received }[] = []
  let read = 0

  const http = await startLyingServer((request) => {
    const line = lineOf(request)
    if (line === 'GET /api/v1/sessions/:id') {
      const [due] = later.filter((one) => one.reads-- <= 0)
      if (due) {
        later.splice(later.indexOf(due), 1)
        act(due.request)
      }
    }
    const mishap = mishaps.find(({ on, times = 1 }) => times > 0 && line.startsWith(on))
    if (!mishap) return act(request)
    mishap.times = (mishap.times ?? 1) - 1
    if (mishap.works) act(request)
    mishap.onUse?.()
    if (mishap.worksAfterReads !== undefined) later.push({ reads: mishap.worksAfterReads, request })
    return mishap.reply
  })

  function act({ method, path, body }: Received): Reply | undefined {
    const sent = body === '' ? {} : (JSON.parse(body) as Record<string, unknown>)
    const [, id, verb] = /^\/api\/v1\/sessions\/([^/]+)(?:\/(\w+))?$/.exec(path) ?? []
    if (path === '/api/v1/sessions' && method === 'POST') return { status: 201, body: create(sent) }
    if (path === '/api/v1/sessions') return { body: { sessions: [...sessions.values()] } }
    if (id !== undefined) return onSession(method, id, verb, sent)
    if (path === '/api/v1/sandbox/acquire') return { body: acquire() }
    if (path === '/api/v1/sandbox/release') return release(String(sent.sandbox_id))
    if (path === '/api/v1/execute') return execute(sent)
    return undefined
  }

  function create(sent: Record<string, unknown>): Record<string, unknown> {
    const now = new Date().toISOString()
    const session = {
      id: randomUUID(),
      user_id: 'mira',
      status: 'active',
      created_at: now,
      updated_at: now,
      last_active_at: now,
      expires_at: new Date(Date.now() + 86_400_000).toISOString(),
      ...sent,
    }
    sessions.set(session.id, session)
    return session
  }

  function onSession(method: string, id: string, verb: string | undefined, sent: Record<string, unknown>): Reply {
    const session = sessions.get(id)
    if (method === 'DELETE' && verb === undefined) {
      sessions.delete(id)
      return { body: { success: true } }
    }
    if (!session) return { status: 502, body: { error: 'service_unavailable', message: 'http://localhost:9090' } }
    if (verb === 'bind') {
      session.sandbox_id = method === 'DELETE' ? undefined : sent.sandbox_id
      return { body: { success: true } }
    }
    if (verb === 'pause') {
      if (session.status !== 'active')
        return { status: 400, body: `session is not active: ${String(session.status)}\n` }
      if (!session.sandbox_id) return { status: 400, body: 'session has no sandbox bound\n' }
      Object.assign(session, { status: 'paused', sandbox_id: undefined, paused_at: new Date().toISOString() })
    }
    if (verb === 'resume') {
      if (session.status !== 'paused')
        return { status: 400, body: `session is not paused: ${String(session.status)}\n` }
      Object.assign(session, { status: 'active', paused_at: undefined })
    }
    return { body: session }
  }

  function acquire(): Record<string, unknown> {
    const id = randomUUID().slice(0, 8)
    sandboxes.set(id, { state: nextStates.shift() ?? 'alive', acquired: true, emptied: false })
    return { sandbox_id: id, container_id: id.repeat(8), status: 'active' }
  }

  function release(id: string): Reply {
    const sandbox = sandboxes.get(id)
    if (!sandbox?.acquired || sandbox.state === 'gone') return { status: 400, body: 'sandbox is not acquired\n' }
    sandbox.acquired = false
    return { body: { success: true } }
  }

  function execute(sent: Record<string, unknown>): Reply {
    const sandbox = sandboxes.get(String(sent.sandbox_id))
    if (!sandbox || sandbox.state === 'gone') return { status: 404, body: 'Sandbox not found\n' }
    if (sandbox.state === 'dead') return { body: result(-1, '', 'failed to create exec: container is not running') }
    if (sandbox.state === 'full') return { body: result(137) }
    const command = (sent.command ?? []) as string[]
    if (command[0] === 'cat') return { body: result(0, 'Inter-|\n face |\n    lo: 0\n  eth0: 12\n') }
    if (command[0] === 'python3') sandbox.emptied = true
    return { body: result(0) }
  }

  return {
    http,
    sessions,
    sandboxes,
    nextStates,
    mishaps,
    deeds() {
      const lines = http.received.slice(read).map(lineOf)
      read = http.received.length
      return lines.filter((line) => !/^GET |auth\/token/.test(line)).map((line) => line.replace('/api/v1', ''))
    },
    close: async () => await http.close(),
  }
}

function lineOf({ method, path, body }: Received): string {
  const [, program] = /"command":\["([^"]+)"/.exec(body) ?? []
  const named = path.replace(/\/sessions\/[^/]+/, '/sessions/:id')
  return `${method} ${named}${program === undefined ? '' : ` ${program}`}`
}

function result(exitCode: number, stdout = '', error?: string): Record<string, unknown> {
  return { exit_code: exitCode, stdout, stderr: '', duration_ms: 1, timed_out: false, ...(error ? { error } : {}) }
}
