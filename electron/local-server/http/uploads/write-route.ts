import { Buffer } from 'node:buffer'
import { IncomingMessage } from 'node:http'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import { RequestError } from '../../errors.ts'
import { writeFile } from '../../sandboxes/files.ts'
import type { SupervisorClient } from '../../supervisor/client.ts'
import { parse, writeBody } from '../bodies.ts'
import { bodyPieces, utf8 } from '../read-body.ts'
import { ContentScanner } from './content-scanner.ts'
import type { Filling, Uploads } from './uploads.ts'

/** The fields of `PUT /files` but the content. */
interface Target {
  readonly sandbox_id: string
  readonly path: string
}

/** Which sandboxes a request may write to. Both throw the refusal for one that it may not. */
export interface Access {
  expectSandbox(id: string, request: FastifyRequest): void
  supervisorOf(id: string, request: FastifyRequest): SupervisorClient
}

/**
 * `PUT /files` of any size: the content goes through memory piece by piece, and reaches the sandbox when all of the request was
 * read and found right.
 */
export function writeRoute(app: FastifyInstance, uploads: Uploads, { expectSandbox, supervisorOf }: Access): void {
  app.register(async (scope) => {
    scope.removeAllContentTypeParsers()
    scope.addContentTypeParser('application/json', (_request, payload, done) => done(null, payload))
    scope.put('/api/v1/files', async (request) => {
      const { body } = request
      if (!(body instanceof IncomingMessage)) throw new RequestError(400, 'Invalid request body')
      return uploads.collect(
        (upload) => receive(body, upload, (id) => expectSandbox(id, request)),
        async (upload, target) => {
          await writeFile(supervisorOf(target.sandbox_id, request), target.path, upload)
          return { success: true }
        },
      )
    })
  })
}

/** A file may be as large as it is, as long as it goes on coming. */
const patience = { piece: 30_000, whole: 3_600_000 }

async function receive(body: IncomingMessage, upload: Filling, expectSandbox: (id: string) => void): Promise<Target> {
  const decode = utf8()
  let content = ''
  const scanner = new ContentScanner((text) => {
    content += text
  })
  let isFirst = true
  for await (const piece of bodyPieces(body, () => undefined, patience)) {
    scanner.push(decode(piece))
    if (content === '') continue
    const id = isFirst ? idIn(scanner.before) : undefined
    isFirst = false
    if (id !== undefined) {
      // Before the disk is filled for nothing. What comes behind the content may name another one: the last one counts.
      expectSandbox(id)
      upload.hasTarget()
    }
    await upload.write(Buffer.from(content, 'utf8'))
    content = ''
  }
  scanner.push(decode())
  return parse(writeBody, parseRest(scanner.end()))
}

/** @param before the content, up to its first quote. @returns undefined when the sandbox is named behind it, or not at all. */
function idIn(before = ''): string | undefined {
  const { sandbox_id: id }: Partial<Record<string, unknown>> = Object(parseRest(`${before}"}`))
  return typeof id === 'string' && id !== '' ? id : undefined
}

function parseRest(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    throw new RequestError(400, 'Invalid request body')
  }
}
