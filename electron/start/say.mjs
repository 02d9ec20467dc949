// @ts-check

/**
 * An error whose message is meant for the person at the terminal: what failed, and what to do.
 * It is printed without a stack.
 */
export class StartError extends Error {
  /** @override */
  name = 'StartError'
}

/**
 * One line about what is going on. It goes to stderr, so that stdout holds only addresses.
 * @param {string} text
 */
export function say(text) {
  process.stderr.write(`${text}\n`)
}

/**
 * Says that a long step began, that it still goes on (every ten seconds), and how long it took.
 * @template T
 * @param {string} title for example "Building the window"
 * @param {() => Promise<T>} work
 * @returns {Promise<T>}
 */
export async function step(title, work) {
  const began = Date.now()
  const seconds = () => Math.round((Date.now() - began) / 1000)
  say(`${title} …`)
  const ticker = setInterval(() => say(`${title} … ${seconds()} s`), 10_000)
  try {
    const result = await work()
    say(`${title}: done in ${((Date.now() - began) / 1000).toFixed(1)} s`)
    return result
  } finally {
    clearInterval(ticker)
  }
}

/**
 * Runs a script's main function; a failure is printed and becomes the exit code.
 * @param {() => Promise<number>} main answers the exit code
 */
export async function runMain(main) {
  try {
    process.exitCode = await main()
  } catch (error) {
    if (error instanceof StartError) say(error.message)
    else say(error instanceof Error ? (error.stack ?? error.message) : String(error))
    process.exitCode = 1
  }
}
