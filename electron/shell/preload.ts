import { contextBridge, ipcRenderer } from 'electron'
import { setUpBridge } from './preload-bridge.ts'

// The preload runs in the sandbox beside the page: it has `window`, which the types of Node do not know.
const page = globalThis as unknown as Parameters<typeof setUpBridge>[0]['page']

setUpBridge({
  expose: (name, bridge) => contextBridge.exposeInMainWorld(name, bridge),
  ipc: ipcRenderer,
  page: {
    location: page.location,
    postMessage: (message, targetOrigin, transfer) => page.postMessage(message, targetOrigin, transfer),
  },
})
