/** What a look through everything below a folder left out, and when it was. */
export interface FileIndexEnd {
  /** ms, our clock. */
  readonly asOf: number
  /** Folders that were not looked into, by name (of the kernel's own: by path), and how many of each there are. */
  readonly leftOut: Readonly<Record<string, number>>
  /** Folders that could not be read. */
  readonly unreadable: number
  /** Folders that lie too deep to be looked into. */
  readonly tooDeep: number
  /** It ended before all was seen. */
  readonly stopped?: 'entries' | 'time'
}

/** Some of what lies below a folder. */
export interface FileIndexPart {
  /** Relative to the folder; those of folders, and of links to folders, end in a slash. Bytes as `path-bytes.ts` has them. */
  readonly paths: readonly string[]
  /** In the last part alone. */
  readonly end?: FileIndexEnd
}
