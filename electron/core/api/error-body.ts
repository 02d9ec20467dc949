/** What a server said beside a status that is no success. */
export interface ErrorBody {
  /** The machine's word: `service_unavailable`. Absent where the body is bare text. */
  readonly code?: string
  /** Its words, trimmed and without addresses of its inside; may be empty. */
  readonly words: string
  /** It is a page for browsers, as proxies send them: the API has none. */
  readonly isPage?: true
}

const maxWords = 500

/** The three shapes of API note 8: JSON, JSON sent as text, bare text with line ends. */
export function parseErrorBody(text: string): ErrorBody {
  const trimmed = text.trim()
  try {
    const parsed: unknown = JSON.parse(trimmed)
    if (typeof parsed === 'object' && parsed !== null) {
      const { error, message } = parsed as Record<string, unknown>
      const words = [message, error].find((part) => typeof part === 'string' && part.trim() !== '')
      return {
        ...(typeof error === 'string' ? { code: error } : {}),
        words: withoutAddresses(typeof words === 'string' ? words : ''),
      }
    }
  } catch {
    // Bare text.
  }
  // A page of a proxy says nothing to a person.
  return trimmed.startsWith('<') ? { words: '', isPage: true } : { words: withoutAddresses(trimmed) }
}

/** Tokens are nobody's words. */
function withoutTokens(text: string): string {
  return text
    .replace(/\beyJ[A-Za-z0-9_-]{5,}\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]*/g, '[token]')
    .replace(/\b(Bearer)\s+\S+/gi, '$1 [token]')
}

/** A 502 names inner addresses of the server (API note 8): they are not the person's problem, and not for screenshots. */
export function withoutAddresses(text: string): string {
  return (
    withoutTokens(text)
      .replace(/\b(?:https?|wss?|tcp|grpc|unix):\/\/[^\s"'<>)]+/gi, '[address]')
      .replace(/\b\d{1,3}(?:\.\d{1,3}){3}(?::\d+)?\b/g, '[address]')
      .replace(/\[[0-9a-f:]*:[0-9a-f:]*\](?::\d+)?/gi, '[address]')
      .replace(/\b(?:localhost|[a-z0-9-]+(?:\.[a-z0-9-]+)*\.(?:local|internal|svc|lan)):\d{2,5}\b/gi, '[address]')
      // A single word needs a longer port: `node:20` is an image.
      .replace(/\b[a-z][a-z0-9-]*:\d{4,5}\b/gi, '[address]')
      .trim()
      .slice(0, maxWords)
  )
}
