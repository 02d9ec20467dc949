import type { BrowserWindow } from 'electron'
import { ipcMain, MessageChannelMain } from 'electron'
import type { Application } from '../browser-host/application/application.ts'
import type { Log } from '../core/log.ts'
import { channelPort } from './channel-port.ts'
import { setUpWireChannel } from './wire-channel.ts'

/** Connects the window's page with the application, anew for each load of it. */
export function openWire(window: BrowserWindow, application: Application, log: Log): void {
  setUpWireChannel({
    ipc: ipcMain,
    contents: window.webContents,
    openChannel: () => {
      const { port1, port2 } = new MessageChannelMain()
      return { local: channelPort(port1), remote: port2 }
    },
    serve: (port) => application.serve(port),
    onRefused: () => log.warn('A frame that is not the page asked for the wire'),
  })
}
