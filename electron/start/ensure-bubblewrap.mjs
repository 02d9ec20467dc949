// @ts-check
import { installByApt, mayInstallByApt } from './apt.mjs'
import { findProgram } from './find-program.mjs'
import { say, step } from './say.mjs'

/** Debian package of each program a sandbox needs. */
const packages = { bwrap: 'bubblewrap', python3: 'python3' }

/**
 * On Debian and Ubuntu as root: installs what a sandbox needs, after saying so. Elsewhere nothing is done here: the probe says what
 * to type. A failure does not end the start.
 */
export async function ensureBubblewrap() {
  const missing = Object.entries(packages).filter(([program]) => findProgram(program) === undefined)
  if (missing.length === 0 || !mayInstallByApt()) return
  const names = missing.map(([, name]) => name)
  const done = await step(`Installing ${names.join(' and ')} with apt-get, for sandboxes on this computer`, () =>
    installByApt(names),
  )
  if (!done) say(`${names.join(' and ')} could not be installed; apt-get says why above.`)
}
