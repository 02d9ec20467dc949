// @ts-check

/** Set while the long forms run; a test with one raises its counts by it. */
export const proveVariable = 'PROVE'

/**
 * The test files that have a long form: those that read the variable. Found, not listed: none can be forgotten.
 * @param {readonly { readonly file: string, readonly text: string }[]} sources of the project
 * @param {readonly string[]} parts of names; none means all
 * @returns {string[]}
 */
export function findProofs(sources, parts) {
  return sources
    .filter(({ file }) => /\.test\.tsx?$/.test(file))
    .filter(({ file }) => parts.length === 0 || parts.some((part) => file.includes(part)))
    .filter(({ text }) => text.includes(`process.env.${proveVariable}`))
    .map(({ file }) => file)
}
