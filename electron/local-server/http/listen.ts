import type { FastifyInstance } from 'fastify'

/** Another program listens on the port, or the system does not give it to us. */
export class PortTakenError extends Error {
  override readonly name = 'PortTakenError'
}

/**
 * @param wanted 0 means any free one.
 * @param where a person chooses the port, for the sentence: ` with --port`, or nothing.
 * @returns the port.
 * @throws PortTakenError with a sentence that says what to do.
 */
export async function listenOnPort(app: FastifyInstance, wanted: number, where = ''): Promise<number> {
  try {
    await app.listen({ host: '127.0.0.1', port: wanted })
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined
    if (code === 'EADDRINUSE') {
      throw new PortTakenError(`Port ${wanted} is taken by another program. Choose another one${where}.`)
    }
    if (code === 'EACCES') {
      throw new PortTakenError(`Port ${wanted} is kept for the system. Choose one above 1023${where}.`)
    }
    throw error
  }
  const address = app.server.address()
  return typeof address === 'object' && address !== null ? address.port : wanted
}
