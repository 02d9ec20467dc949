/** One answer, before it is sent. */
export interface Reply {
  readonly status: number
  readonly type: 'application/json' | 'text/plain; charset=utf-8' | 'text/html; charset=utf-8'
  readonly body: string
  readonly headers?: Readonly<Record<string, string>>
}

/** A request that is refused: carries the whole answer. */
export class Refusal extends Error {
  override readonly name = 'Refusal'
  readonly reply: Reply

  constructor(reply: Reply) {
    super(reply.body.trim())
    this.reply = reply
  }
}

/** A success, and the first of the three shapes of errors (trap 8): `{"error", "message"?}`. */
export function json(status: number, value: unknown): Reply {
  return { status, type: 'application/json', body: `${JSON.stringify(value)}\n` }
}

export const success: Reply = json(200, { success: true })

/** The second shape: JSON that is labelled as text. */
export function jsonAsText(status: number, value: unknown): Reply {
  return { ...bare(status, JSON.stringify(value)) }
}

/** The third shape: bare words. The gateway adds a newline to its own, and one more to those that a service sent. */
export function bare(status: number, words: string, newlines: 1 | 2 = 1): Reply {
  return {
    status,
    type: 'text/plain; charset=utf-8',
    body: `${words}${'\n'.repeat(newlines)}`,
    headers: { 'X-Content-Type-Options': 'nosniff' },
  }
}

/** The services behind the gateway, by the addresses that its 502 give away. */
export const inner = { sessions: 'http://localhost:9090', sandboxes: 'http://localhost:9091' } as const

/** A dead service; of the session service in memory also a session that it does not know (trap 5.3). */
export function unavailable(service: keyof typeof inner): Reply {
  return json(502, { error: 'service_unavailable', message: `the service at ${inner[service]} is unavailable` })
}
