import { readFileSync } from 'node:fs'
import { join } from 'node:path'

/** The kernel's groups of processes as this process finds them: where its own group lies in each tree of them. */
export interface Hierarchies {
  /** In the one tree of version 2. */
  readonly v2: string | undefined
  /** Where that tree begins, when all of it is to be seen. */
  readonly v2Tree: string | undefined
  /** In the trees of version 1, by controller (`memory`, `cpu`, `cpuacct`, `pids`); some share a tree. */
  readonly v1: ReadonlyMap<string, string>
}

/** @returns what `/proc` says, or nothing where there is none. */
export function hierarchiesHere(): Hierarchies {
  try {
    return parseHierarchies(readFileSync('/proc/self/mountinfo', 'utf8'), readFileSync('/proc/self/cgroup', 'utf8'))
  } catch {
    return { v2: undefined, v2Tree: undefined, v1: new Map() }
  }
}

/**
 * @param mountinfo the text of `/proc/self/mountinfo`
 * @param own the text of `/proc/self/cgroup`
 */
export function parseHierarchies(mountinfo: string, own: string): Hierarchies {
  const ownPaths = new Map<string, string>()
  for (const line of own.split('\n')) {
    const [, controllers, path] = /^\d+:([^:]*):(\/.*)$/.exec(line) ?? []
    for (const name of controllers?.split(',') ?? []) ownPaths.set(name, path ?? '/')
  }
  const v1 = new Map<string, string>()
  let v2: string | undefined
  let v2Tree: string | undefined
  for (const line of mountinfo.split('\n')) {
    const [before = '', after = ''] = line.split(' - ')
    const [, , , root = '/', point = ''] = before.split(' ')
    const [kind, , options = ''] = after.split(' ')
    const place = { root: unescapeOctal(root), point: unescapeOctal(point) }
    if (kind === 'cgroup2') {
      v2 ??= folderOf(place, ownPaths.get('') ?? '/')
      if (place.root === '/') v2Tree ??= place.point
    }
    if (kind !== 'cgroup') continue
    for (const name of options.split(',')) {
      const path = ownPaths.get(name)
      if (path !== undefined && !v1.has(name)) v1.set(name, folderOf(place, path))
    }
  }
  return { v2, v2Tree, v1 }
}

/** In a container the mount may begin at our own group, which has another name outside: then it is the mount itself. */
function folderOf(place: { readonly root: string; readonly point: string }, path: string): string {
  if (place.root === '/') return join(place.point, path)
  if (path === place.root) return place.point
  return path.startsWith(`${place.root}/`) ? join(place.point, path.slice(place.root.length)) : place.point
}

/** Spaces and the like stand as octal numbers in the table of mounts. */
function unescapeOctal(text: string): string {
  return text.replaceAll(/\\([0-7]{3})/g, (_, digits: string) => String.fromCharCode(Number.parseInt(digits, 8)))
}
