/** Hands the page a MessagePort to the engine and the menu bar; the page sees no other part of Electron or Node. */
import { contextBridge, ipcRenderer } from 'electron'
import { bridgeName, commandChannel, engineChannel, menuChannel, type ShellBridge } from './contract/shell-bridge'

ipcRenderer.on(engineChannel, ({ ports }) => {
  // A port cannot cross the context bridge; a message to the own window can carry it.
  window.postMessage(engineChannel, window.location.origin, [...ports])
})

const bridge: ShellBridge = {
  requestEngine: () => ipcRenderer.send(engineChannel),
  setMenu: (menu) => ipcRenderer.send(menuChannel, menu),
  onCommand: (listener) => void ipcRenderer.on(commandChannel, (_event, id: string) => listener(id)),
}
contextBridge.exposeInMainWorld(bridgeName, bridge)
