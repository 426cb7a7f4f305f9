import { formatFixed, unitSpace } from '../../components/number-format'

/** Hands bytes to the person's machine as a file, by way of the browser's downloads. */
export function saveFile(fileName: string, mediaType: string, bytes: Uint8Array): void {
  // A copy, because the type does not say that the bytes are not shared with another thread.
  const address = URL.createObjectURL(new Blob([bytes.slice()], { type: mediaType }))
  const anchor = document.createElement('a')
  anchor.href = address
  anchor.download = fileName
  anchor.click()
  // The download has taken its own hold of the bytes by the next turn of the event loop.
  setTimeout(() => URL.revokeObjectURL(address), 1000)
}

const units = ['kB', 'MB', 'GB', 'TB'] as const

/** A size as people compare them, in powers of 1000: `512 B`, `3.4 MB`, `25 GB`. */
export function formatBytes(count: number): string {
  if (count < 1000) return `${count}${unitSpace}B`
  const power = Math.min(units.length, Math.floor(Math.log10(count) / 3))
  const value = count / 1000 ** power
  return `${formatFixed(value, value < 10 ? 1 : 0)}${unitSpace}${units[power - 1]}`
}
