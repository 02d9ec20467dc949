import type { Connection } from '../../../shared/domain/connection.ts'
import { localConnectionId } from '../../../shared/domain/connection.ts'
import { filledVariables, variableProblems } from '../../../shared/domain/run-options.ts'
import type { Figures } from '../../../shared/domain/server-limits.ts'
import { limitedFields } from '../../../shared/domain/server-limits.ts'
import type { NewSession } from '../../../shared/domain/session.ts'
import { sessionLimits } from '../../../shared/domain/session.ts'
import type { EnvLine } from '../../ui/env-lines.tsx'
import type { Limits } from './session-limits.ts'
import { limitDoubt, limitProblem } from './session-limits.ts'

/** What is typed, as it is typed. */
export interface Draft {
  readonly connectionId: string
  readonly name: string
  readonly image: string
  readonly cpuCount: string
  readonly memoryMb: string
  readonly ttlHours: string
  readonly network: boolean
  readonly env: readonly EnvLine[]
}

/** A session, and what its runs begin with. */
export interface WantedSession extends NewSession {
  readonly env?: readonly { readonly name: string; readonly value: string; readonly secret: boolean }[]
}

/** Fields that can hold what is no value. */
export type FieldName = 'name' | 'image' | 'cpuCount' | 'memoryMb' | 'ttlHours' | 'env'

export type Problems = Readonly<Partial<Record<FieldName, string>>>

/** Images that most servers have; any other can be typed. */
export const knownImages = ['python:3.11-slim', 'python:3.12-slim', 'node:20-slim', 'ubuntu:24.04'] as const

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
    env: [],
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
export function problemsOf(draft: Draft, limits: Limits): Problems {
  const cpus = wholeNumber(draft.cpuCount)
  const memory = wholeNumber(draft.memoryMb)
  const ttl = hours(draft.ttlHours)
  const beyond = {
    cpuCount: limitProblem('cpuCount', cpus, limits),
    memoryMb: limitProblem('memoryMb', memory, limits),
    ttlHours: limitProblem('ttlHours', ttl, limits),
  }
  const found: Partial<Record<FieldName, string>> = {}
  if (draft.name.trim() === '') found.name = 'A name is needed.'
  else if (draft.name.trim().length > 120) found.name = 'At most 120 characters.'
  if (draft.image.trim() === '') found.image = `An image is needed, such as ${sessionLimits.defaultImage}.`
  else if (draft.image.trim().length > 256) found.image = 'At most 256 characters.'
  if (!(cpus >= 1)) found.cpuCount = 'A whole number from 1.'
  else if (beyond.cpuCount) found.cpuCount = beyond.cpuCount
  if (!(memory >= leastMemoryMb)) found.memoryMb = `A whole number from ${leastMemoryMb}.`
  else if (beyond.memoryMb) found.memoryMb = beyond.memoryMb
  if (!(ttl > 0)) found.ttlHours = 'A number above 0.'
  else if (beyond.ttlHours) found.ttlHours = beyond.ttlHours
  return found
}

/** What the server will hardly give; it may be asked for all the same. */
export function doubtsOf(draft: Draft, limits: Limits): Problems {
  const figures = figuresOf(draft)
  const found: Partial<Record<FieldName, string>> = {}
  for (const field of limitedFields) {
    const doubt = limitDoubt(field, figures[field], limits)
    if (doubt !== undefined) found[field] = doubt
  }
  return found
}

/** What is asked for; NaN for what is no number. */
export function figuresOf(draft: Draft): Figures {
  return {
    cpuCount: wholeNumber(draft.cpuCount),
    memoryMb: wholeNumber(draft.memoryMb),
    ttlHours: hours(draft.ttlHours),
  }
}

/** What to create; undefined while something is wrong. */
export function toNewSession(draft: Draft, limits: Limits): WantedSession | undefined {
  if (Object.keys(problemsOf(draft, limits)).length > 0) return undefined
  if (variableProblems(draft.env).some(Boolean)) return undefined
  const env = filledVariables(draft.env).map(({ name, value = '', secret }) => ({ name, value, secret }))
  return {
    connectionId: draft.connectionId,
    name: draft.name.trim(),
    image: draft.image.trim(),
    cpuCount: wholeNumber(draft.cpuCount),
    memoryMb: wholeNumber(draft.memoryMb),
    ttlHours: hours(draft.ttlHours),
    network: draft.network,
    ...(env.length === 0 ? {} : { env }),
  }
}

/** When it would end (ms, our clock); undefined for what is no number of hours. */
export function endOf(draft: Draft, now: number): number | undefined {
  const ttl = hours(draft.ttlHours)
  return ttl > 0 && ttl <= sessionLimits.maxTtlHours ? now + ttl * 3_600_000 : undefined
}

/** What really runs behind the image, where that is known. */
export function imageHint(connection: Connection | undefined): string | undefined {
  if (connection?.kind !== 'local') return undefined
  if (connection.probe?.status !== 'ready')
    return connection.status === 'starting' ? 'What really runs is told as soon as this computer is ready.' : undefined
  const python = connection.probe.languages.find((language) => language.startsWith('Python'))
  return python
    ? `Runs this computer's own ${python}; the image is not downloaded.`
    : "Runs this computer's own programs; the image is not downloaded."
}

/** Whether CPU and memory hold, where that is known. */
export function limitsHint(connection: Connection | undefined): string | undefined {
  if (connection?.kind !== 'local')
    return 'CPU and memory are asked for: many servers keep the figures and do not apply them.'
  if (connection.probe?.status !== 'ready')
    return connection.status === 'starting' ? 'How CPU and memory hold is told then too.' : undefined
  return connection.probe.limits === 'per-process'
    ? 'CPU and memory hold for each process by itself: several together may use more.'
    : 'CPU and memory hold for the whole sandbox.'
}
