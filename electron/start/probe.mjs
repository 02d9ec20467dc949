// @ts-check
import path from 'node:path'
import { node24 } from './project.mjs'
import { readCommand } from './run-command.mjs'
import { say } from './say.mjs'

/**
 * @typedef {{ status: 'ready' } | { status: 'failed', sentence: string, command?: string }} ProbeAnswer
 * The part of the local server's answer that is printed.
 */

/**
 * Runs a probe sandbox by the local server and says it when sandboxes cannot run here. The start goes on in any case: the window
 * shows the same cause and command, and can try again.
 * @param {string} folder the project
 */
export async function probe(folder) {
  const server = path.join(folder, 'out', 'node', 'local-server.mjs')
  const { code, stdout, stderr } = await readCommand(node24, [server, '--probe'], { limitSeconds: 30 })
  for (const line of describeProbe(readAnswer(stdout), code, stderr)) say(line)
}

/**
 * @param {ProbeAnswer | undefined} answer
 * @param {number} code exit code of the probe
 * @param {string} stderr
 * @returns {string[]} lines for the person; none when all is well
 */
export function describeProbe(answer, code, stderr) {
  if (answer?.status === 'ready') return []
  if (answer === undefined) {
    return [`Sandboxes on this computer could not be tried: the probe ended with code ${code}.`, ...lastLines(stderr)]
  }
  const lines = [`Sandboxes cannot run on this computer. ${answer.sentence}`]
  if (answer.command !== undefined) lines.push(...answer.command.split('\n').map((line) => `    ${line}`))
  lines.push('The window opens all the same, and can connect to other servers.')
  return lines
}

/**
 * @param {string} stdout
 * @returns {ProbeAnswer | undefined} the last line that is an answer
 */
export function readAnswer(stdout) {
  for (const line of stdout.split('\n').reverse()) {
    try {
      const value = JSON.parse(line)
      if (value?.status === 'ready') return { status: 'ready' }
      if (value?.status === 'failed' && typeof value.sentence === 'string') {
        return {
          status: 'failed',
          sentence: value.sentence,
          ...(typeof value.command === 'string' ? { command: value.command } : {}),
        }
      }
    } catch {
      // Not a line of JSON.
    }
  }
  return undefined
}

/** @param {string} text */
function lastLines(text) {
  return text.trim() === ''
    ? []
    : text
        .trim()
        .split('\n')
        .slice(-5)
        .map((line) => `    ${line}`)
}
