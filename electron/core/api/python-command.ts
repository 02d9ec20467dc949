/**
 * A helper program of ours as an argument list: Python's standard library alone, nothing of the person's own
 * configuration (`-I`), and no search for packages (`-S`), which is a third of its start.
 */
export function pythonCommand(script: string, args: readonly string[] = []): readonly string[] {
  return ['python3', '-I', '-S', '-c', script, ...args]
}
