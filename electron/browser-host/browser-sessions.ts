import { createHash, randomBytes } from 'node:crypto'

/** Browsers that showed a good token. Each holds a cookie; several tabs of one browser share it. */
export class BrowserSessions {
  readonly #known = new Set<string>()
  readonly #port: number

  /** @param port the port of the server: cookies of one address are shared by all its ports, so the name tells them apart */
  constructor(port: number) {
    this.#port = port
  }

  /** A `Set-Cookie` value for a browser that showed a good token. It lasts until the browser or this program ends. */
  open(): string {
    const secret = randomBytes(32).toString('base64url')
    this.#known.add(hash(secret))
    return `${this.#name}=${secret}; Path=/; HttpOnly; SameSite=Strict`
  }

  /** Whether a request's `Cookie` header holds a cookie that `open` gave. */
  has(cookieHeader: string | undefined): boolean {
    return readCookies(cookieHeader, this.#name).some((secret) => this.#known.has(hash(secret)))
  }

  get #name(): string {
    return `cloud-sandbox-${this.#port}`
  }
}

/** All values that a `Cookie` header gives for a name. */
function readCookies(header: string | undefined, name: string): string[] {
  return (header ?? '')
    .split(';')
    .map((pair) => pair.trim())
    .filter((pair) => pair.startsWith(`${name}=`))
    .map((pair) => pair.slice(name.length + 1))
}

function hash(secret: string): string {
  return createHash('sha256').update(secret).digest('base64')
}
