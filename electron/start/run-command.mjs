// @ts-check
import { spawn } from 'node:child_process'

/**
 * Runs a program to its end, with the terminal's own streams. Ctrl+C reaches the child through the terminal; this process waits for
 * it, so that the child can end in its own way. A SIGTERM is passed on.
 * @param {string} program
 * @param {readonly string[]} args a list, never a line for a shell
 * @param {import('node:child_process').SpawnOptions} [options]
 * @returns {Promise<number>} the exit code; 128 + number of the signal when a signal ended it
 * @throws when the program cannot be started
 */
export function runCommand(program, args, options = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { stdio: 'inherit', ...options })
    const wait = () => {}
    const pass = () => child.kill('SIGTERM')
    process.on('SIGINT', wait)
    process.on('SIGTERM', pass)
    const done = () => {
      process.off('SIGINT', wait)
      process.off('SIGTERM', pass)
    }
    child.once('error', (error) => {
      done()
      reject(error)
    })
    child.once('exit', (code, signal) => {
      done()
      resolve(code ?? 128 + (signal === 'SIGINT' ? 2 : signal === 'SIGKILL' ? 9 : 15))
    })
  })
}

/**
 * Runs a program to its end and answers what it printed.
 * @param {string} program
 * @param {readonly string[]} args
 * @param {import('node:child_process').SpawnOptions & { limitSeconds?: number }} [options]
 * @returns {Promise<{ code: number, stdout: string, stderr: string }>} code 127 when the program does not exist
 */
export function readCommand(program, args, { limitSeconds, ...options } = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, {
      ...options,
      stdio: ['ignore', 'pipe', 'pipe'],
      ...(limitSeconds === undefined ? {} : { timeout: limitSeconds * 1000, killSignal: 'SIGKILL' }),
    })
    let stdout = ''
    let stderr = ''
    child.stdout?.setEncoding('utf8').on('data', (text) => {
      stdout += text
    })
    child.stderr?.setEncoding('utf8').on('data', (text) => {
      stderr += text
    })
    child.once('error', (error) => {
      if ('code' in error && error.code === 'ENOENT') resolve({ code: 127, stdout, stderr: `${program}: not found` })
      else reject(error)
    })
    child.once('close', (code) => resolve({ code: code ?? 137, stdout, stderr }))
  })
}
