import type { AddressInfo } from 'node:net'
import type { MessagePort } from 'node:worker_threads'
import { parentPort, workerData } from 'node:worker_threads'
import { WebSocketServer } from 'ws'
import { socketPort } from '../../electron/browser-host/socket-port.ts'
import { workerPort } from '../../electron/children/message-port.ts'
import { pipePort } from '../../electron/children/pipe-port.ts'
import { serve } from '../../shared/wire/server.ts'
import { echoContract, echoHandlers } from './echo-contract.ts'

// The other side of the bench of the wire: a worker, or a process. Named by its first argument, or by its data.

const kind: unknown = parentPort === null ? process.argv[2] : workerData.kind

switch (kind) {
  case 'wire-port':
    serve(workerPort(ownPort()), echoContract, echoHandlers)
    break
  case 'raw-port': {
    const port = ownPort()
    port.on('message', (message) => port.postMessage(message))
    break
  }
  case 'wire-pipe':
    serve(pipePort(process.stdin, process.stdout), echoContract, echoHandlers)
    break
  case 'raw-pipe':
    process.stdin.pipe(process.stdout)
    break
  case 'sockets': {
    const server = new WebSocketServer({ host: '127.0.0.1', port: 0 })
    server.on('connection', (socket, request) => {
      if (request.url === '/wire') serve(socketPort(socket), echoContract, echoHandlers)
      else socket.on('message', (data, isBinary) => socket.send(data, { binary: isBinary }))
    })
    server.on('listening', () => console.log((server.address() as AddressInfo).port))
    break
  }
  default:
    throw new Error(`There is no peer of the kind ${String(kind)}`)
}

function ownPort(): MessagePort {
  if (parentPort === null) throw new Error('This peer is a worker')
  return parentPort
}
