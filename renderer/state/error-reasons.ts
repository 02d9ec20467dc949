import type { ErrorReason } from '../../shared/domain/errors.ts'
import type { ErrorRow } from './error-row.ts'
import { own } from './error-row.ts'

const kept = 'Edits that are kept on this computer are still here.'

/** One line for each reason, in place of that of its code: the compiler asks for a new one. */
export const reasonRows: Readonly<Record<ErrorReason, ErrorRow>> = {
  'session-gone': {
    why: () => 'the server does not have the session any more',
    advice: kept,
    actions: ['new-session'],
  },
  'session-expired': {
    why: () => 'the time of the session is over',
    advice: kept,
    actions: ['new-session'],
  },
  'sandbox-gone': {
    why: () => 'its sandbox is not on the server any more',
    advice: 'The session is, and can get another one.',
    actions: ['resume', 'get-sandbox', 'new-session'],
  },
  'sandbox-replaced': {
    why: () => 'its old sandbox had vanished from the server',
    advice: 'It has a new one. Files that were only in the old one are lost.',
    actions: ['get-sandbox'],
  },
  'sandbox-dead': {
    why: () => 'its sandbox starts no program any more',
    advice: 'The session can get another one. Files that are only in this one are lost with it.',
    actions: ['resume', 'get-sandbox', 'new-session'],
  },
  'sandboxes-dead': {
    why: own,
    advice: 'The server takes dead ones away by itself within about an hour.',
    actions: ['retry', 'show-connection'],
  },
  'sandbox-full': {
    why: () => 'the memory of the sandbox is full, so it starts no program any more',
    advice: 'Files in it are kept. Another sandbox begins without them.',
    actions: ['retry', 'new-session'],
  },
  'pool-full': {
    why: () => 'every sandbox of the server is in use',
    advice: 'Pause a session, or give a sandbox back, and try again.',
    actions: ['retry', 'show-connection'],
  },
  busy: { why: own, advice: 'Nothing was done. Try again in a moment.', actions: ['retry', 'check-connection'] },
  'proxy-page': {
    why: ({ status }) =>
      `something in front of the server answered in its place${status === undefined ? '' : ` (${status})`}`,
    advice: 'Mostly a proxy whose server is down. Try again in a moment, or tell whoever runs it.',
    actions: ['retry', 'check-connection', 'edit-connection'],
  },
  'not-a-server': {
    why: () => 'what answers there is no Cloud Sandbox server',
    advice: 'Check the address and its port.',
    actions: ['edit-connection', 'retry', 'check-connection'],
  },
  'no-tls': {
    why: () => 'the server does not speak https at this address',
    advice: 'Check the port. On this computer write http:// in front; elsewhere only https is used.',
    actions: ['edit-connection', 'retry', 'check-connection'],
  },
  'needs-tls': {
    why: () => 'the server speaks https at this address',
    advice: 'Write https:// in front of it.',
    actions: ['edit-connection', 'retry', 'check-connection'],
  },
  'unknown-host': {
    why: () => 'no computer of this name is known',
    advice: 'Check the address, and the network of this computer.',
    actions: ['retry', 'check-connection', 'edit-connection'],
  },
  'nothing-listens': {
    why: () => 'nothing answers at its address',
    advice: 'What you type is kept here. The server is down, or at another port.',
    actions: ['retry', 'check-connection', 'edit-connection'],
  },
  certificate: {
    why: () => 'its certificate is not accepted',
    advice: 'Check connection says whose it is, and what to do.',
    actions: ['edit-connection', 'retry', 'check-connection'],
  },
  proxy: {
    why: own,
    advice: 'Check the proxy of this connection.',
    actions: ['edit-connection', 'retry', 'check-connection'],
  },
  token: {
    why: () => 'the token is not accepted any more',
    advice: 'Your work is kept. Paste another one.',
    actions: ['sign-in', 'check-connection'],
  },
  'store-full': {
    why: () => 'the disk of this computer is full',
    advice: 'Make room on it, or give kept output up.',
    actions: ['limits'],
  },
  'store-broken': { why: own, advice: 'What was kept before is not touched.', actions: ['retry', 'logs'] },
}
