import { isUtf8 } from 'node:buffer'
import { Failure } from '../../field/failure'

/**
 * The text of a file: UTF-16 by its byte-order mark, else UTF-8 with or without one, else Windows-1252, which holds
 * Latin-1's degree and micro signs.
 *
 * @throws Failure `observations-encoding` for bytes that are no text
 */
export function decodeText(bytes: Uint8Array, fileName: string): string {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return checked(new TextDecoder('utf-16le').decode(bytes), fileName)
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return checked(new TextDecoder('utf-16be').decode(bytes), fileName)
  const control = firstControlByte(bytes)
  if (control >= 0) throw notText(fileName, `the byte ${bytes[control]!} at position ${control}`)
  return new TextDecoder(isUtf8(bytes) ? 'utf-8' : 'windows-1252').decode(bytes)
}

/** Position of the first control character other than tab and line ends; -1 if there is none. */
function firstControlByte(bytes: Uint8Array): number {
  for (let i = 0; i < bytes.length; i++) {
    const byte = bytes[i]!
    if (byte < 0x20 && byte !== 0x09 && byte !== 0x0a && byte !== 0x0d) return i
  }
  return -1
}

function checked(text: string, fileName: string): string {
  // Looking for control characters is the purpose.
  // eslint-disable-next-line no-control-regex
  const control = text.search(/[\0-\x08\x0b\x0c\x0e-\x1f]/)
  if (control < 0) return text
  throw notText(fileName, `the character ${text.charCodeAt(control)} at position ${control}`)
}

function notText(fileName: string, received: string): Failure {
  return new Failure({
    code: 'observations-encoding',
    kind: 'usage',
    what: 'the observation file is neither text nor NumPy arrays',
    where: fileName,
    expected: 'CSV, TSV or JSON in UTF-8, UTF-16 or Latin-1, or NPY or NPZ',
    received,
  })
}
