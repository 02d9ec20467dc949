import { parseFields, WrongTypeError } from './fields.ts'
import { json, jsonAsText, Refusal } from './replies.ts'
import type { Route } from './router.ts'
import type { Tokens } from './tokens.ts'

/** The two endpoints without a token. */
export function openRoutes(tokens: Tokens): readonly Route[] {
  return [
    // Of the gateway alone: it stays so when both services behind it are dead.
    { method: 'ANY', path: '/health', open: true, handle: () => json(200, { status: 'ok', service: 'gateway' }) },
    {
      method: 'POST',
      path: '/api/v1/auth/token',
      open: true,
      async handle({ body }) {
        const { userId, role } = readWish(body)
        return json(200, await tokens.issue(userId, role))
      },
    },
  ]
}

function readWish(body: Parameters<typeof parseFields>[0]): { readonly userId: string; readonly role: string } {
  try {
    const fields = parseFields(body)
    if (fields === undefined) throw refused('invalid request body')
    const { user_id: userId, role = '' } = fields
    if (typeof userId !== 'string' || userId === '') throw refused('user_id is required')
    return { userId, role: typeof role === 'string' && role !== '' ? role : 'user' }
  } catch (error) {
    throw error instanceof WrongTypeError ? refused('invalid request body') : error
  }
}

function refused(words: string): Refusal {
  return new Refusal(jsonAsText(400, { error: words }))
}
