import { Buffer } from 'node:buffer'
import { IncomingMessage } from 'node:http'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import { RequestError } from '../../errors.ts'
import { writeFile } from '../../sandboxes/files.ts'
import type { SupervisorClient } from '../../supervisor/client.ts'
import { parse, writeBody } from '../bodies.ts'
import { bodyPieces, utf8 } from '../read-body.ts'
import { ContentScanner } from './content-scanner.ts'
import type { Uploads } from './uploads.ts'

/** The fields of `PUT /files` but the content. */
interface Target {
  readonly sandbox_id: string
  readonly path: string
}

/**
 * `PUT /files` of any size: the content goes through memory piece by piece, and reaches the sandbox when all of the request was
 * read and found right.
 *
 * @param supervisorOf for a target and the request that asks
 */
export function writeRoute(
  app: FastifyInstance,
  uploads: Uploads,
  supervisorOf: (id: string, request: FastifyRequest) => SupervisorClient,
): void {
  app.register(async (scope) => {
    scope.removeAllContentTypeParsers()
    scope.addContentTypeParser('application/json', (_request, payload, done) => done(null, payload))
    scope.put('/api/v1/files', async (request) => {
      const { body } = request
      if (!(body instanceof IncomingMessage)) throw new RequestError(400, 'Invalid request body')
      return uploads.collect(
        (write) => receive(body, write),
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

async function receive(body: IncomingMessage, write: (piece: Buffer) => Promise<void>): Promise<Target> {
  const decode = utf8()
  let content = ''
  const scanner = new ContentScanner((text) => {
    content += text
  })
  for await (const piece of bodyPieces(body, () => undefined, patience)) {
    scanner.push(decode(piece))
    if (content === '') continue
    await write(Buffer.from(content, 'utf8'))
    content = ''
  }
  scanner.push(decode())
  return parse(writeBody, parseRest(scanner.end()))
}

function parseRest(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    throw new RequestError(400, 'Invalid request body')
  }
}
