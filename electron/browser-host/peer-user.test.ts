import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import type { AddressInfo } from 'node:net'
import { connect, createServer } from 'node:net'
import { describe, expect, test } from 'vitest'
import { mayUse, peerUid } from './peer-user.ts'

const text = `  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode
   0: 0100007F:1F90 00000000:0000 0A 00000000:00000000 00:00000000 00000000  1000        0 1 1
   1: 0100007F:C001 0100007F:1F90 01 00000000:00000000 02:00000000 00000000  1001        0 2 1
   2: 0100007F:1F90 0100007F:C001 01 00000000:00000000 00:00000000 00000000  1000        0 3 1
   3: 0100007F:01BB 0100007F:1F90 01 00000000:00000000 00:00000000 00000000     0        0 4 1
`

describe('the user of a connection', () => {
  test('is read from the side that connected', () => {
    expect(peerUid(text, { peerPort: 0xc001, ownPort: 8080 })).toBe(1001)
    expect(peerUid(text, { peerPort: 443, ownPort: 8080 })).toBe(0)
    expect(peerUid(text, { peerPort: 0xc002, ownPort: 8080 })).toBeUndefined()
    expect(peerUid('', { peerPort: 0xc001, ownPort: 8080 })).toBeUndefined()
  })

  test('is ourselves for a connection that we made', async () => {
    const server = createServer()
    server.listen(0, '127.0.0.1')
    await once(server, 'listening')
    const { port } = server.address() as AddressInfo
    const client = connect(port, '127.0.0.1')
    await once(client, 'connect')
    const uid = peerUid(readFileSync('/proc/net/tcp', 'utf8'), { peerPort: client.localPort ?? 0, ownPort: port })
    client.destroy()
    server.close()
    expect(uid).toBe(process.getuid?.())
  })

  test('another user is refused; ourselves, root and the unknown are not', () => {
    expect(mayUse(1001, 1000)).toBe(false)
    expect(mayUse(65534, 1000)).toBe(false)
    expect(mayUse(1000, 1000)).toBe(true)
    expect(mayUse(0, 1000)).toBe(true)
    expect(mayUse(undefined, 1000)).toBe(true)
    expect(mayUse(1000, 0)).toBe(true)
    expect(mayUse(1000, undefined)).toBe(true)
  })
})
