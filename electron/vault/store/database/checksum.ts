import { crc32 } from 'node:zlib'
import type Database from 'better-sqlite3'

type Value = string | number | bigint | Buffer | null

/** CRC-32 over these values of a row, each with its kind and length, so that no two rows share one by shifting text. */
function checksum(...values: readonly Value[]): number {
  let sum = 0
  for (const value of values) {
    const bytes = Buffer.isBuffer(value) ? value : Buffer.from(value === null ? '' : String(value), 'utf8')
    sum = crc32(`${value === null ? 'null' : typeof value} ${bytes.byteLength} `, sum)
    sum = crc32(bytes, sum)
  }
  return sum
}

/** Makes `checksum(…)` known to this database's SQL. */
export function addChecksum(database: Database.Database): void {
  database.function('checksum', { varargs: true, deterministic: true }, checksum)
}
