/** Text inside PNG images (PNG specification, third edition, 11.3.3.4): an uncompressed `iTXt` chunk before the first data. */
const signature = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]
/** Length, type and CRC of a chunk. */
const framing = 12

interface Chunk {
  readonly type: string
  readonly start: number
  readonly end: number
}

function* chunksOf(png: Uint8Array): Generator<Chunk> {
  if (!signature.every((byte, i) => png[i] === byte)) throw new Error('not a PNG image: its signature is missing')
  const view = new DataView(png.buffer, png.byteOffset, png.byteLength)
  let start = signature.length
  while (start < png.length) {
    const end = start + framing + (start + framing <= png.length ? view.getUint32(start) : Infinity)
    if (end > png.length) throw new Error(`the PNG image ends within the chunk at byte ${start}`)
    yield { type: String.fromCharCode(...png.subarray(start + 4, start + 8)), start, end }
    start = end
  }
}

/** The image with `text` under `keyword`, Latin letters of at most 79; the pixels stay as they are. */
export function withText(png: Uint8Array, keyword: string, text: string): Uint8Array<ArrayBuffer> {
  const data = [...chunksOf(png)].find(({ type }) => type === 'IDAT')
  if (!data) throw new Error('the PNG image holds no data')
  const chunk = textChunk(keyword, text)
  const out = new Uint8Array(png.length + chunk.length)
  out.set(png.subarray(0, data.start))
  out.set(chunk, data.start)
  out.set(png.subarray(data.start), data.start + chunk.length)
  return out
}

/** What {@link withText} has written under `keyword`. */
export function textOf(png: Uint8Array, keyword: string): string | undefined {
  for (const { type, start, end } of chunksOf(png)) {
    if (type !== 'iTXt') continue
    const [named, text] = readText(png.subarray(start + 8, end - 4))
    if (named === keyword) return text
  }
  return undefined
}

/** Keyword, 0, not compressed, method 0, no language, no translated keyword, text. */
function textChunk(keyword: string, text: string): Uint8Array {
  const encode = (part: string): Uint8Array => new TextEncoder().encode(part)
  const content = [...encode('iTXt'), ...encode(keyword), 0, 0, 0, 0, 0]
  const letters = encode(text)
  const chunk = new Uint8Array(4 + content.length + letters.length + 4)
  const view = new DataView(chunk.buffer)
  view.setUint32(0, content.length - 4 + letters.length)
  chunk.set(content, 4)
  chunk.set(letters, 4 + content.length)
  view.setUint32(chunk.length - 4, crc32(chunk.subarray(4, -4)))
  return chunk
}

function readText(content: Uint8Array): [keyword: string, text: string] {
  const zeros = [...content.keys()].filter((i) => content[i] === 0)
  const keyword = content.subarray(0, zeros[0])
  // After the keyword's end come two bytes, then language and translated keyword, each with an end of its own.
  const [, translated] = zeros.filter((i) => i > zeros[0]! + 2)
  return [new TextDecoder().decode(keyword), new TextDecoder().decode(content.subarray(translated! + 1))]
}

const crcTable = Uint32Array.from({ length: 256 }, (_, byte) => {
  let crc = byte
  for (let bit = 0; bit < 8; bit += 1) crc = crc & 1 ? (crc >>> 1) ^ 0xedb88320 : crc >>> 1
  return crc
})

/** CRC-32 of ISO 3309, as PNG wants it of a chunk's type and data. */
function crc32(bytes: Uint8Array): number {
  let crc = 0xffffffff
  for (const byte of bytes) crc = (crc >>> 8) ^ crcTable[(crc ^ byte) & 0xff]!
  return (crc ^ 0xffffffff) >>> 0
}
