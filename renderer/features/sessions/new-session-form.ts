import type { Connection } from '../../../shared/domain/connection.ts'
import { localConnectionId } from '../../../shared/domain/connection.ts'
import type { NewSession } from '../../../shared/domain/session.ts'
import { sessionLimits } from '../../../shared/domain/session.ts'

/** What is typed, as it is typed. */
export interface Draft {
  readonly connectionId: string
  readonly name: string
  readonly image: string
  readonly cpuCount: string
  readonly memoryMb: string
  readonly ttlHours: string
  readonly network: boolean
}

/** Fields that can hold what is no value. */
export type FieldName = 'name' | 'image' | 'cpuCount' | 'memoryMb' | 'ttlHours'

export type Problems = Readonly<Partial<Record<FieldName, string>>>

/** Images that most servers have; any other can be typed. */
export const knownImages = ['python:3.11-slim', 'python:3.12-slim', 'node:20-slim', 'ubuntu:24.04'] as const

const mostCpus = 1024
const mostMemoryMb = 4_194_304
const leastMemoryMb = 64

/** "session-2": the first such name that is not taken. */
export function freeName(taken: readonly string[]): string {
  let number = 1
  while (taken.includes(`session-${number}`)) number += 1
  return `session-${number}`
}

export function firstDraft(connectionId: string, taken: readonly string[]): Draft {
  return {
    connectionId,
    name: freeName(taken),
    image: sessionLimits.defaultImage,
    cpuCount: String(sessionLimits.defaultCpuCount),
    memoryMb: String(sessionLimits.defaultMemoryMb),
    // On this computer nothing is saved by an early end, and the files go out of reach with the session.
    ttlHours: String(connectionId === localConnectionId ? sessionLimits.maxTtlHours : sessionLimits.defaultTtlHours),
    network: true,
  }
}

function wholeNumber(text: string): number {
  return /^\d+$/.test(text.trim()) ? Number(text) : Number.NaN
}

/** Hours may have a fraction, with a point or a comma. */
function hours(text: string): number {
  return /^\d+([.,]\d+)?$/.test(text.trim()) ? Number(text.trim().replace(',', '.')) : Number.NaN
}

/** What is wrong with each field; nothing when all is well. */
export function problemsOf(draft: Draft): Problems {
  const cpus = wholeNumber(draft.cpuCount)
  const memory = wholeNumber(draft.memoryMb)
  const ttl = hours(draft.ttlHours)
  const found: Partial<Record<FieldName, string>> = {}
  if (draft.name.trim() === '') found.name = 'A name is needed.'
  else if (draft.name.trim().length > 120) found.name = 'At most 120 characters.'
  if (draft.image.trim() === '') found.image = `An image is needed, such as ${sessionLimits.defaultImage}.`
  else if (draft.image.trim().length > 256) found.image = 'At most 256 characters.'
  if (!(cpus >= 1)) found.cpuCount = 'A whole number from 1.'
  else if (cpus > mostCpus) found.cpuCount = `At most ${mostCpus}.`
  if (!(memory >= leastMemoryMb)) found.memoryMb = `At least ${leastMemoryMb} MB.`
  else if (memory > mostMemoryMb) found.memoryMb = `At most ${mostMemoryMb} MB.`
  if (!(ttl > 0)) found.ttlHours = 'A number above 0.'
  else if (ttl > sessionLimits.maxTtlHours)
    found.ttlHours = `At most ${sessionLimits.maxTtlHours} hours on this server.`
  return found
}

/** What to create; undefined while something is wrong. */
export function toNewSession(draft: Draft): NewSession | undefined {
  if (Object.keys(problemsOf(draft)).length > 0) return undefined
  return {
    connectionId: draft.connectionId,
    name: draft.name.trim(),
    image: draft.image.trim(),
    cpuCount: wholeNumber(draft.cpuCount),
    memoryMb: wholeNumber(draft.memoryMb),
    ttlHours: hours(draft.ttlHours),
    network: draft.network,
  }
}

/** When it would end (ms, our clock); undefined for what is no number of hours. */
export function endOf(draft: Draft, now: number): number | undefined {
  const ttl = hours(draft.ttlHours)
  return ttl > 0 && ttl <= sessionLimits.maxTtlHours ? now + ttl * 3_600_000 : undefined
}

/** What really runs behind the image, where that is known. */
export function imageHint(connection: Connection | undefined): string | undefined {
  if (connection?.kind !== 'local' || connection.probe?.status !== 'ready') return undefined
  const python = connection.probe.languages.find((language) => language.startsWith('Python'))
  return python
    ? `Runs this computer's own ${python}; the image is not downloaded.`
    : "Runs this computer's own programs; the image is not downloaded."
}

/** Whether CPU and memory hold, where that is known. */
export function limitsHint(connection: Connection | undefined): string | undefined {
  if (connection?.kind !== 'local' || connection.probe?.status !== 'ready') return undefined
  return 'CPU and memory are asked for; this computer does not limit them yet.'
}
