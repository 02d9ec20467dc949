import { execFile } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { promisify } from 'node:util'
import type { Evidence } from './diagnose.ts'

const run = promisify(execFile)

/** Options that isolation stands on and that old versions lack. */
const neededOptions = ['--disable-userns', '--as-pid-1', '--perms', '--info-fd']

/** Looks around on this computer, without trying anything yet. */
export async function collectEvidence(bubblewrap: string | undefined, hasPython: boolean): Promise<Evidence> {
  return {
    platform: process.platform,
    isRoot: process.getuid?.() === 0,
    osRelease: readText('/etc/os-release') ?? '',
    bubblewrap: bubblewrap === undefined ? undefined : await describe(bubblewrap),
    hasPython,
    maxUserNamespaces: readNumber('/proc/sys/user/max_user_namespaces'),
    unprivilegedUserNamespaces: readNumber('/proc/sys/kernel/unprivileged_userns_clone'),
    apparmorRestriction: readNumber('/proc/sys/kernel/apparmor_restrict_unprivileged_userns'),
    isContainer: existsSync('/.dockerenv') || existsSync('/run/.containerenv') || process.env.container !== undefined,
    words: '',
  }
}

async function describe(bubblewrap: string): Promise<Evidence['bubblewrap']> {
  try {
    const [version, help] = await Promise.all([run(bubblewrap, ['--version']), run(bubblewrap, ['--help'])])
    return {
      version: version.stdout.trim(),
      hasOptions: neededOptions.every((option) => `${help.stdout}${help.stderr}`.includes(option)),
    }
  } catch {
    // Something of that name that is none, or is broken: as good as missing, and the same command mends it.
    return undefined
  }
}

function readNumber(path: string): number | undefined {
  const text = readText(path)
  return text === undefined ? undefined : Number(text.trim())
}

function readText(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    // No such switch in this kernel, or no such file on this distribution.
    return undefined
  }
}
