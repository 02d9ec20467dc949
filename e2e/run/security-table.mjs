// @ts-check

/** Electron's security checklist has this many items. */
const items = 20

/**
 * Checks the table below the heading "Security" of the README: a row for each item of Electron's checklist (its number first), the
 * names of its tests in the last column, each between backquotes.
 * @param {string} readme
 * @param {ReadonlySet<string>} ran exact titles of the tests that passed in this run
 * @returns {string[]} complaints; none when every item names tests and all of them passed
 */
export function checkSecurityTable(readme, ran) {
  const rows = readRows(readme)
  const complaints = []
  for (let item = 1; item <= items; item += 1) {
    const row = rows.get(item)
    if (row === undefined) complaints.push(`The security table has no row ${item}.`)
    else if (row.length === 0) complaints.push(`Row ${item} of the security table names no test.`)
    else {
      for (const title of row) {
        if (!ran.has(title))
          complaints.push(`Row ${item} of the security table: the test "${title}" did not pass in this run.`)
      }
    }
  }
  return complaints
}

/**
 * @param {string} readme
 * @returns {Map<number, string[]>} item to titles
 */
function readRows(readme) {
  const [, ...after] = readme.split(/^#+ Security.*$/m)
  const section = (after[0] ?? '').split(/^# |^## /m)[0] ?? ''
  const rows = new Map()
  for (const line of section.split('\n')) {
    // A "|" inside a cell is written "\|".
    const cells = line.split(/(?<!\\)\|/).map((cell) => cell.trim().replaceAll('\\|', '|'))
    const item = /^\d+$/.test(cells[1] ?? '') ? Number(cells[1]) : undefined
    if (item === undefined || cells.length < 5) continue
    rows.set(
      item,
      [...(cells.at(-2) ?? '').matchAll(/`([^`]+)`/g)].map(([, title]) => title),
    )
  }
  return rows
}
