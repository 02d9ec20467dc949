/** A variable of the environment of runs. */
export interface EnvVariable {
  readonly name: string
  /** Absent for a secret: its value never leaves the program once it was given. */
  readonly value?: string
  readonly secret: boolean
  /**
   * Of a secret. keychain: encrypted by this computer's key store · memory: until this application ends · missing: it was
   * in memory, and that has gone, or the key store does not open it.
   */
  readonly kept?: 'keychain' | 'memory' | 'missing'
}

/** What the runs and commands of a session begin with. */
export interface RunOptions {
  /** Absolute; the workspace when absent. Commands of a console have a folder of their own. */
  readonly workDir?: string
  readonly env: readonly EnvVariable[]
}

/** Why this cannot be the name of a variable, or undefined when it can. */
export function envNameProblem(name: string): string | undefined {
  if (name === '') return 'A name is needed.'
  if (/[=\0]/.test(name)) return 'A name holds no equals sign.'
  return name.length > 1000 ? 'At most 1,000 characters.' : undefined
}

/** What is wrong with each name, by place: also one that is there already. */
export function envNameProblems(variables: readonly Pick<EnvVariable, 'name'>[]): readonly (string | undefined)[] {
  return variables.map(({ name }, index) => {
    const isTaken = variables.slice(0, index).some((before) => before.name === name)
    return envNameProblem(name) ?? (isTaken ? 'This name is there already.' : undefined)
  })
}

/** A line of a form. A secret that keeps its value has none here. */
interface VariableLine extends Pick<EnvVariable, 'name'> {
  readonly value: string | undefined
}

/** Those that somebody filled in: an empty line asks for nothing. */
export function filledVariables<Line extends VariableLine>(lines: readonly Line[]): readonly Line[] {
  return lines.filter(isFilled)
}

/** What is wrong with each line of a form, by place. */
export function variableProblems(lines: readonly VariableLine[]): readonly (string | undefined)[] {
  const problems = envNameProblems(lines)
  return lines.map((line, index) => (isFilled(line) ? problems[index] : undefined))
}

function isFilled({ name, value }: VariableLine): boolean {
  return name.trim() !== '' || value !== ''
}
