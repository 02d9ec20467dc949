import type { Connection, NewConnection } from '../../../shared/domain/connection.ts'
import { certificateProblem, checkAddress, checkProxy } from '../../../shared/domain/connection.ts'

/** What a person types to describe a server. */
export interface ConnectionForm {
  readonly name: string
  readonly address: string
  readonly userId: string
  /** By a token that the server gives to the user id, or by one that is pasted in. */
  readonly signIn: 'user' | 'token'
  readonly role: string
  /** Empty: the one that is kept already. */
  readonly token: string
  readonly proxy: string
  readonly ca: string
}

export const emptyForm: ConnectionForm = {
  name: '',
  address: '',
  userId: '',
  signIn: 'user',
  role: 'user',
  token: '',
  proxy: '',
  ca: '',
}

/** The form of a server that is kept. Its token never comes back. */
export function formOf({ name, address, userId, role, token, proxy, ca }: Connection): ConnectionForm {
  return {
    name,
    address,
    userId,
    signIn: token === undefined ? 'user' : 'token',
    role: role ?? 'user',
    token: '',
    proxy: proxy ?? '',
    ca: ca ?? '',
  }
}

/** May the token stay empty, because one is there? */
export function hasToken(connection: Connection | undefined): boolean {
  return connection?.token?.kept === 'keychain' || connection?.token?.kept === 'memory'
}

export type FormProblems = Readonly<Partial<Record<keyof ConnectionForm, string>>>

/** What is wrong, by field, in the words shown beneath it. */
export function problemsOf(form: ConnectionForm, tokenIsThere: boolean): FormProblems {
  const { signIn } = form
  const address = checkAddress(form.address)
  const proxy = form.proxy.trim() === '' ? undefined : checkProxy(form.proxy)
  const ca = form.ca.trim() === '' ? undefined : certificateProblem(form.ca)
  const problems: Partial<Record<keyof ConnectionForm, string | undefined>> = {
    address: address.ok ? undefined : address.reason,
    userId: userProblem(form.userId),
    role: signIn === 'user' && form.role.trim() === '' ? 'A role is needed, mostly "user".' : undefined,
    token: signIn === 'token' ? tokenProblem(form.token.trim(), tokenIsThere) : undefined,
    proxy: proxy === undefined || proxy.ok ? undefined : proxy.reason,
    ca,
  }
  return Object.fromEntries(Object.entries(problems).filter(([, words]) => words !== undefined)) as FormProblems
}

function userProblem(userId: string): string | undefined {
  if (userId.trim() === '') return 'A user id is needed: the server lists the sessions of this user.'
  return userId.trim().length > 120 ? 'At most 120 characters.' : undefined
}

function tokenProblem(token: string, isThere: boolean): string | undefined {
  if (token === '') return isThere ? undefined : 'Paste the token.'
  return /\s/.test(token) ? 'A token has no spaces and no line ends in it.' : undefined
}

/** As main takes it; what is empty or as usual is left out. */
export function wantedOf(form: ConnectionForm): NewConnection {
  const { signIn } = form
  const address = checkAddress(form.address)
  const role = form.role.trim()
  const proxy = form.proxy.trim()
  const ca = form.ca.trim()
  return {
    name: form.name.trim(),
    address: address.ok ? address.address : form.address,
    userId: form.userId.trim(),
    ...(signIn === 'user' && role !== 'user' ? { role } : {}),
    ...(signIn === 'token' ? { token: form.token.trim() } : {}),
    ...(proxy === '' ? {} : { proxy }),
    ...(ca === '' ? {} : { ca }),
  }
}
