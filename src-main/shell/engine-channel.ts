import { ipcMain, MessageChannelMain, type MessagePortMain } from 'electron'
import type { ServerTransport } from '../contract/messages'
import { engineChannel } from '../contract/shell-bridge'
import { isOwnMainFrame } from './origin'

export function messagePortTransport(port: MessagePortMain): ServerTransport {
  return {
    send: (message) => port.postMessage(message),
    onMessage: (listener) => {
      port.on('message', ({ data }) => listener(data))
      port.start()
    },
    onClose: (listener) => void port.once('close', listener),
    close: () => port.close(),
  }
}

/** Hands each page of ours that asks a port of its own, whose other end `connect` receives. */
export function offerEngine(connect: (transport: ServerTransport) => void): void {
  ipcMain.on(engineChannel, (event) => {
    if (!isOwnMainFrame(event.senderFrame)) return
    const { port1, port2 } = new MessageChannelMain()
    connect(messagePortTransport(port1))
    event.senderFrame?.postMessage(engineChannel, null, [port2])
  })
}
