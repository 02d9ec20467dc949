// @ts-check
import { readdir, readFile } from 'node:fs/promises'
import path from 'node:path'

/**
 * Packs the files of a flat folder into an asar archive: a header of JSON inside two of Chromium's "pickles"
 * (little-endian lengths), then the files one after the other. https://github.com/electron/asar#format
 * @param {string} folder
 * @returns {Promise<Buffer>}
 */
export async function packAsar(folder) {
  /** @type {Record<string, { size: number, offset: string }>} */
  const files = {}
  /** @type {Buffer[]} */
  const bodies = []
  let offset = 0
  for (const name of (await readdir(folder)).sort()) {
    const body = await readFile(path.join(folder, name))
    files[name] = { size: body.length, offset: String(offset) }
    bodies.push(body)
    offset += body.length
  }
  const header = Buffer.from(JSON.stringify({ files }))
  const padding = Buffer.alloc((4 - (header.length % 4)) % 4)
  const padded = header.length + padding.length
  const lengths = Buffer.alloc(16)
  ;[4, padded + 8, padded + 4, header.length].forEach((value, index) => {
    lengths.writeUInt32LE(value, index * 4)
  })
  return Buffer.concat([lengths, header, padding, ...bodies])
}
