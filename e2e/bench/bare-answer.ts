import { fastify } from 'fastify'

// The least that a server of this kind can do: one route, one small JSON answer. Says its port on standard output.

const app = fastify()
app.get('/', async () => ({ idle: 0, active: 1, creating: 0, max: 50, total: 1, available: 0, in_use: 1 }))
await app.listen({ host: '127.0.0.1', port: 0 })
const address = app.server.address()
if (address === null || typeof address === 'string') throw new Error('It has no port')
console.log(`port ${address.port}`)
