import { connect } from 'node:net'
import type { RawData } from 'ws'
import { WebSocket } from 'ws'
import type { AppError } from '../../../../shared/domain/errors.ts'
import { fail } from '../../../../shared/domain/errors.ts'
import { attachPath, attachProtocol } from '../../../../shared/supervisor/attach.ts'
import type { Frame, FrameHeader } from '../../../../shared/supervisor/frame.ts'
import { decodeFrame, encodeFrame } from '../../../../shared/supervisor/frame.ts'

/** A sandbox on a server with `attach/1`. */
export interface AttachTarget {
  /** With no trailing slash. The origin to which alone the token goes. */
  readonly origin: string
  /** A Unix socket instead of the network. */
  readonly socketPath?: string
  readonly sandboxId: string
  /** A token that is valid now. @param refused the one that the server has just refused */
  token(refused?: string): Promise<string>
}

/** Who uses a link. */
export interface LinkUser {
  onFrame(frame: Frame): void
  /** Once, after the last frame. `code` is 1006 when it just broke. */
  onClose(code: number): void
}

/** An open connection. */
export interface Link {
  /** The supervisor's first words: `instance` and others. */
  readonly greeting: FrameHeader
  send(header: object, body?: Uint8Array): void
  /** From here on the user is told what comes. */
  begin(user: LinkUser): void
  close(): void
}

const openMs = 10_000
/** The server asks for a sign of life every 20 s; one that is silent for longer is not there any more. */
const silenceMs = 60_000
const goodbyeMs = 1_000
const mostMessageBytes = 64 * 1024 * 1024

/** @throws AppError `gone`, `auth`, `refused`, `unsupported`, `unavailable`, `offline` */
export function openLink(target: AttachTarget, token: string): Promise<Link> {
  const { socketPath } = target
  const socket = new WebSocket(
    `${target.origin.replace(/^http/, 'ws')}${attachPath(target.sandboxId)}`,
    attachProtocol,
    {
      headers: { authorization: `Bearer ${token}` },
      perMessageDeflate: false,
      handshakeTimeout: openMs,
      maxPayload: mostMessageBytes,
      ...(socketPath === undefined ? {} : { createConnection: () => connect(socketPath) }),
    },
  )
  return new Promise((resolve, reject) => {
    let user: LinkUser | undefined
    let failure: AppError = fail('offline', 'The connection to the server broke.')
    const early: Frame[] = []
    // A server that lets us in and then says nothing.
    const opening = setTimeout(() => socket.terminate(), openMs)
    let silence = setTimeout(() => socket.terminate(), silenceMs)
    const heard = () => {
      clearTimeout(silence)
      silence = setTimeout(() => socket.terminate(), silenceMs)
    }

    socket.on('unexpected-response', (_request, response) => {
      failure = failureOf(response.statusCode ?? 0)
      response.destroy()
      socket.terminate()
    })
    socket.on('error', () => undefined)
    socket.on('ping', heard)
    socket.on('message', (data: RawData, isBinary: boolean) => {
      heard()
      let frame: Frame
      try {
        if (!isBinary || !(data instanceof Uint8Array)) throw new TypeError('Text is no frame')
        frame = decodeFrame(data)
      } catch {
        socket.terminate()
        return
      }
      if (user !== undefined) user.onFrame(frame)
      else if (frame.header.event === 'ready') resolve(linkOver(frame.header))
      else early.push(frame)
    })
    socket.on('close', (code) => {
      clearTimeout(opening)
      clearTimeout(silence)
      user?.onClose(code)
      reject(failure)
    })

    function linkOver(greeting: FrameHeader): Link {
      clearTimeout(opening)
      return {
        greeting,
        send: (header, body) => socket.send(encodeFrame(header, body), () => undefined),
        begin(next) {
          user = next
          for (const frame of early.splice(0)) next.onFrame(frame)
          if (socket.readyState === socket.CLOSED) next.onClose(1006)
        },
        close() {
          socket.close()
          const timer = setTimeout(() => socket.terminate(), goodbyeMs)
          socket.once('close', () => clearTimeout(timer))
        },
      }
    }
  })
}

function failureOf(status: number): AppError {
  if (status === 401) return fail('auth', 'The server does not accept the token.')
  if (status === 403) return fail('refused', 'The server refuses to attach this program to a sandbox.')
  if (status === 404) return fail('gone', 'The sandbox is gone.', { reason: 'sandbox-gone' })
  if (status === 400 || status === 405 || status === 426)
    return fail('unsupported', 'The server cannot attach to a sandbox.')
  return fail('unavailable', 'The server cannot attach to the sandbox at the moment.')
}
