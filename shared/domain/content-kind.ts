import { textOf } from './file.ts'

/** What a file holds, as far as its first bytes tell. */
export interface ContentKind {
  readonly name: 'empty' | 'text' | 'picture' | 'other'
  /** "PNG picture". */
  readonly words: string
  /** Of pictures that a browser draws. */
  readonly mediaType?: string
}

interface Signature {
  readonly at?: number
  /** Hex. */
  readonly bytes: string
  readonly words: string
  readonly mediaType?: string
}

const signatures: readonly Signature[] = [
  { bytes: '89504e470d0a1a0a', words: 'PNG picture', mediaType: 'image/png' },
  { bytes: 'ffd8ff', words: 'JPEG picture', mediaType: 'image/jpeg' },
  { bytes: '47494638', words: 'GIF picture', mediaType: 'image/gif' },
  { at: 8, bytes: '57454250', words: 'WebP picture', mediaType: 'image/webp' },
  { at: 4, bytes: '6674797061766966', words: 'AVIF picture', mediaType: 'image/avif' },
  { bytes: '424d', words: 'BMP picture', mediaType: 'image/bmp' },
  { bytes: '00000100', words: 'icon', mediaType: 'image/x-icon' },
  { bytes: '49492a00', words: 'TIFF picture' },
  { bytes: '4d4d002a', words: 'TIFF picture' },
  { bytes: '25504446', words: 'PDF document' },
  { bytes: '504b0304', words: 'ZIP archive, or a document that is one inside' },
  { bytes: '1f8b', words: 'gzip archive' },
  { bytes: '425a68', words: 'bzip2 archive' },
  { bytes: 'fd377a585a00', words: 'xz archive' },
  { bytes: '28b52ffd', words: 'Zstandard archive' },
  { bytes: '377abcaf271c', words: '7-Zip archive' },
  { at: 257, bytes: '7573746172', words: 'tar archive' },
  { bytes: '7f454c46', words: 'program or library (ELF)' },
  { bytes: '4d5a', words: 'program or library (Windows)' },
  { bytes: 'cafebabe', words: 'Java class or Mac program' },
  { bytes: '0061736d', words: 'WebAssembly module' },
  { bytes: '53514c69746520666f726d6174203300', words: 'SQLite database' },
  { bytes: '50415231', words: 'Parquet table' },
  { bytes: '4152524f5731', words: 'Arrow table' },
  { bytes: '894844460d0a1a0a', words: 'HDF5 data' },
  { bytes: '934e554d5059', words: 'NumPy array' },
  { bytes: '8004', words: 'Python pickle' },
  { bytes: '8005', words: 'Python pickle' },
  { bytes: 'fffe', words: 'text in UTF-16' },
  { bytes: 'feff', words: 'text in UTF-16' },
  { bytes: '494433', words: 'MP3 sound' },
  { bytes: '4f676753', words: 'Ogg sound or film' },
  { bytes: '664c6143', words: 'FLAC sound' },
  { at: 8, bytes: '57415645', words: 'WAV sound' },
  { at: 4, bytes: '66747970', words: 'MP4 film' },
  { bytes: '1a45dfa3', words: 'Matroska or WebM film' },
]

/** @param head the first bytes of the file, or all of them */
export function contentKind(head: Uint8Array): ContentKind {
  if (head.byteLength === 0) return { name: 'empty', words: 'nothing' }
  const found = signatures.find((signature) => fits(head, signature))
  if (found?.mediaType) return { name: 'picture', words: found.words, mediaType: found.mediaType }
  if (found) return { name: 'other', words: found.words }
  return textOf(withoutCutLetter(head)) === undefined
    ? { name: 'other', words: 'bytes that are no UTF-8 text' }
    : { name: 'text', words: 'text' }
}

function fits(head: Uint8Array, { at = 0, bytes }: Signature): boolean {
  for (let index = 0; index < bytes.length / 2; index += 1)
    if (head[at + index] !== Number.parseInt(bytes.slice(index * 2, index * 2 + 2), 16)) return false
  return true
}

/** A letter that the end cuts is no sign of another kind. */
function withoutCutLetter(head: Uint8Array): Uint8Array {
  for (let back = 1; back <= Math.min(3, head.byteLength); back += 1) {
    const byte = head[head.byteLength - back] ?? 0
    if (byte >= 0xc0) return head.subarray(0, head.byteLength - back)
    if (byte < 0x80) break
  }
  return head
}

/** "-rw-r--r--" for a mode of 0o644, as `ls` has it, without the letter of the kind. */
export function permissionLetters(mode: number): string {
  const part = (shift: number, special: number, letter: string) => {
    const bits = (mode >> shift) & 7
    const isSpecial = (mode & special) !== 0
    const executes = (bits & 1) !== 0
    const last = isSpecial ? (executes ? letter : letter.toUpperCase()) : executes ? 'x' : '-'
    return `${bits & 4 ? 'r' : '-'}${bits & 2 ? 'w' : '-'}${last}`
  }
  return part(6, 0o4000, 's') + part(3, 0o2000, 's') + part(0, 0o1000, 't')
}

/** Bytes as lines of 16: place, hex, and letters where there are some. */
export function hexLines(bytes: Uint8Array): readonly string[] {
  const lines: string[] = []
  for (let at = 0; at < bytes.byteLength; at += 16) {
    const row = [...bytes.subarray(at, at + 16)]
    const hex = row.map((byte) => byte.toString(16).padStart(2, '0')).join(' ')
    const letters = row.map((byte) => (byte >= 0x20 && byte < 0x7f ? String.fromCharCode(byte) : '·')).join('')
    lines.push(`${at.toString(16).padStart(6, '0')}  ${hex.padEnd(47)}  ${letters}`)
  }
  return lines
}
