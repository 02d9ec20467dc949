import { lookup } from 'node:dns/promises'
import type { Socket } from 'node:net'
import { isIP } from 'node:net'
import type { Endpoint } from '../../api/connection-pool.ts'
import { handshake } from './handshake.ts'
import { openSocket } from './open-socket.ts'
import type { Step } from './step.ts'
import { StepFailure } from './step.ts'
import { openTunnel } from './tunnel.ts'

/** Host and port of an origin. */
interface Place {
  readonly host: string
  readonly port: number
  readonly secure: boolean
}

function placeOf(origin: string): Place {
  const { hostname, port, protocol } = new URL(origin)
  const secure = protocol === 'https:'
  // A URL writes IPv6 in brackets, the system does not.
  return { host: hostname.replace(/^\[|\]$/g, ''), port: Number(port) || (secure ? 443 : 80), secure }
}

/** The steps on the way to a server: name, TCP, proxy, TLS. Each goes on where the one before it ended. */
export function wayTo(endpoint: Endpoint): { readonly steps: readonly Step[]; close(): void } {
  const server = placeOf(endpoint.origin)
  const proxy = endpoint.proxy === undefined ? undefined : placeOf(endpoint.proxy)
  const first = proxy ?? server
  let socket: Socket | undefined
  const steps: readonly Step[] = [
    { id: 'name', run: async () => ({ words: await resolve(first.host, proxy !== undefined) }) },
    {
      id: 'tcp',
      async run(signal) {
        socket = await openSocket(first.host, first.port, signal)
        return { words: `${first.host} answers at port ${first.port}.` }
      },
    },
    {
      id: 'proxy',
      async run(signal) {
        if (!proxy || !socket) return 'not-needed'
        if (proxy.secure) socket = (await handshake(socket, proxy.host, endpoint.extraCa, signal)).socket
        await openTunnel(socket, server.host, server.port, signal)
        return { words: `${proxy.host} lets the way to ${server.host} through.` }
      },
    },
    {
      id: 'tls',
      async run(signal) {
        if (!server.secure || !socket) return 'not-needed'
        const secured = await handshake(socket, server.host, endpoint.extraCa, signal)
        socket = secured.socket
        return { words: `Issued by ${secured.issuer}, good until ${secured.until}.` }
      },
    },
  ]
  return { steps, close: () => socket?.destroy() }
}

async function resolve(host: string, isProxy: boolean): Promise<string> {
  if (isIP(host)) return `${host} is an address.`
  try {
    const [first, ...rest] = await lookup(host, { all: true })
    const more = rest.length === 0 ? '' : ` and ${rest.length} more`
    return `${host} is ${first?.address ?? 'known'}${more}.`
  } catch (error) {
    const what = isProxy ? 'the proxy' : 'the address'
    const { code } = error as NodeJS.ErrnoException
    if (code === 'EAI_AGAIN')
      throw new StepFailure(
        `The name ${host} could not be looked up: no name server answers.`,
        'Check that this computer is online.',
      )
    throw new StepFailure(
      `No computer of the name ${host} is known.`,
      `Check the spelling of ${what}. A name of an office network may need its VPN.`,
    )
  }
}
