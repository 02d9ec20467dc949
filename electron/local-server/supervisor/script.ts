import { existsSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

/** A Python file of ours that is run by the system's interpreter. */
export type PythonScript = 'supervisor.py' | 'enter.py'

/**
 * Where such a file lies on the disk. From the sources it is in `shared/supervisor/`, from the bundle in
 * `out/supervisor/`. In a packaged application Python cannot read from inside `app.asar`: the files lie unpacked beside it.
 *
 * @throws Error when it is in neither place: the build is incomplete.
 */
export function pythonScript(name: PythonScript, moduleUrl: string = import.meta.url): string {
  const here = dirname(fileURLToPath(moduleUrl)).replace(/app\.asar(?=$|[\\/])/, 'app.asar.unpacked')
  const places = [join(here, '../../../shared/supervisor', name), join(here, '../supervisor', name)]
  const found = places.find((place) => existsSync(place))
  if (found === undefined) throw new Error(`${name} is missing from this installation`)
  return found
}
