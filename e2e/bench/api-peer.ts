import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'

// The other side of the bench of the client: answers at once, from memory, so that what is measured is the client.

const sessions = Array.from({ length: 10_000 }, (_, index) => ({
  id: `5d0c5a0e-0000-4000-8000-${String(index).padStart(12, '0')}`,
  user_id: 'mira',
  status: index % 3 === 0 ? 'paused' : 'active',
  ...(index % 3 === 0 ? {} : { sandbox_id: index.toString(16).padStart(8, '0') }),
  image: 'python:3.11-slim',
  cpu_count: 2,
  memory_mb: 2048,
  created_at: '2026-11-23T10:00:00.123456789Z',
  updated_at: '2026-11-23T11:00:00.12345678Z',
  last_active_at: '2026-11-23T11:00:00Z',
  expires_at: '2026-11-30T10:00:00Z',
  metadata: { name: `session ${index}`, team: 'größe' },
}))

const answers: Readonly<Record<string, Buffer>> = {
  '/api/v1/sessions': Buffer.from(JSON.stringify({ sessions })),
  '/api/v1/sandbox/stats': Buffer.from('{"idle":5,"active":3,"creating":0,"max":50}'),
  '/health': Buffer.from('{"status":"ok"}'),
  '/api/v1/auth/token': Buffer.from('{"access_token":"the-token","expires_in":"86400"}'),
}

const server = createServer((request, response) => {
  request.resume()
  const body = answers[request.url ?? ''] ?? Buffer.from('{}')
  response.writeHead(200, { 'content-type': 'application/json', 'content-length': body.byteLength }).end(body)
})
server.listen(0, '127.0.0.1', () => console.log((server.address() as AddressInfo).port))
