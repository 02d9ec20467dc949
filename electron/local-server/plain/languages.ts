import { commandFor as ourCommandFor } from '../sandboxes/languages.ts'

/** The command for a piece of code. Any unknown word means bash (trap 4.1); all of it is one argument (trap 4.3). */
export function commandFor(code: string, language: string): readonly string[] {
  const { command, file } = ourCommandFor(code, language)
  if (file === undefined) return command
  // Go takes no code as an argument.
  const script = 'folder=$(mktemp -d) && printf %s "$1" >"$folder/main.go" && exec go run "$folder/main.go"'
  return ['sh', '-c', script, 'go', code]
}
