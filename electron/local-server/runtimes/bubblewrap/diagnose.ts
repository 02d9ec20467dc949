import type { LocalProbeCause, LocalProbeFailed } from '../../../../shared/domain/local-probe.ts'

/** What was found out about this computer, before and by the attempt to start a sandbox. */
export interface Evidence {
  /** As Node names it: `linux`, `darwin`, `win32`. */
  readonly platform: string
  readonly isRoot: boolean
  /** The text of `/etc/os-release`; empty when there is none. */
  readonly osRelease: string
  /** Undefined when the program is not there. */
  readonly bubblewrap: { readonly version: string; readonly hasOptions: boolean } | undefined
  readonly hasPython: boolean
  /** Values of the kernel's switches; undefined where it has no such switch. */
  readonly maxUserNamespaces: number | undefined
  readonly unprivilegedUserNamespaces: number | undefined
  readonly apparmorRestriction: number | undefined
  readonly isContainer: boolean
  /** What bubblewrap said when the attempt failed; empty before an attempt. */
  readonly words: string
}

/** A cause that is plain before any attempt. Undefined: try it. */
export function obstacle(evidence: Evidence): LocalProbeFailed | undefined {
  if (evidence.platform !== 'linux') {
    return failed('not-linux', 'Sandboxes on this computer need Linux. Connect to a Cloud Sandbox server instead.')
  }
  if (evidence.bubblewrap === undefined) {
    return failed('bubblewrap-missing', 'The program bubblewrap, which isolates sandboxes, is not installed.', [
      installCommand(evidence, 'bubblewrap'),
    ])
  }
  if (!evidence.bubblewrap.hasOptions) {
    return failed(
      'bubblewrap-old',
      `${evidence.bubblewrap.version} is too old: it cannot forbid new user namespaces. Version 0.8 or newer is needed.`,
    )
  }
  if (!evidence.hasPython) {
    return failed(
      'python-missing',
      'No Python 3.8 or newer with ctypes was found. The supervisor of a sandbox needs it.',
      [installCommand(evidence, 'python3')],
    )
  }
  return undefined
}

/** Why an attempt failed. */
export function diagnose(evidence: Evidence): LocalProbeFailed {
  const { words } = evidence
  if (evidence.maxUserNamespaces === 0) return switchedOff(evidence, 'user.max_user_namespaces', 15_000)
  if (evidence.unprivilegedUserNamespaces === 0) return switchedOff(evidence, 'kernel.unprivileged_userns_clone', 1)
  // The kernel's switch is on, and still there are none left: what we run in was made with a limit.
  const isNested = /namespace.*(?:exceeded|No space left)/i.test(words)
  // Root that owns no other user id: a rootless container.
  const isAlone = evidence.isRoot && /EINVAL.*chown|setresgid|setresuid|setgroups/.test(words)
  if (isNested || isAlone) return withoutRights(words)
  const isDenied = /permission denied|operation not permitted|not permitted|no permissions/i.test(words)
  if (isDenied && evidence.apparmorRestriction === 1) {
    return failed(
      'apparmor',
      'AppArmor lets no program without a profile make user namespaces, and bubblewrap has none.',
      [
        `printf '%s\\n' 'abi <abi/4.0>,' 'include <tunables/global>' 'profile bwrap /usr/bin/bwrap flags=(unconfined) {' '  userns,' '}' | ${sudo(evidence)}tee /etc/apparmor.d/bwrap`,
        `${sudo(evidence)}apparmor_parser -r /etc/apparmor.d/bwrap`,
      ],
    )
  }
  if (isDenied && evidence.isContainer) return withoutRights(words)
  return failed('other', `A probe sandbox did not start. It said: ${words || 'nothing'}.`)
}

function withoutRights(words: string): LocalProbeFailed {
  return failed(
    'container',
    `This is a container without the right to make sandboxes of its own (${words}). Start it with more rights, or use a Cloud Sandbox server.`,
    [
      'docker run --security-opt seccomp=unconfined --security-opt apparmor=unconfined --security-opt systempaths=unconfined …',
    ],
  )
}

function switchedOff(evidence: Evidence, name: string, value: number): LocalProbeFailed {
  return failed(
    'user-namespaces-off',
    `User namespaces, which sandboxes stand on, are switched off here (${name} is 0).`,
    [
      `echo '${name} = ${value}' | ${sudo(evidence)}tee /etc/sysctl.d/60-cloud-sandbox.conf`,
      `${sudo(evidence)}sysctl --system`,
    ],
  )
}

function failed(
  cause: LocalProbeCause,
  sentence: string,
  commands: readonly (string | undefined)[] = [],
): LocalProbeFailed {
  const command = commands.filter((line) => line !== undefined).join('\n')
  return { status: 'failed', cause, sentence, ...(command === '' ? {} : { command }) }
}

/** How each family of distributions installs a package, and how it calls Python. */
const installers: readonly { readonly ids: readonly string[]; readonly install: string; readonly python: string }[] = [
  { ids: ['debian', 'ubuntu'], install: 'apt install', python: 'python3' },
  { ids: ['fedora', 'rhel', 'centos'], install: 'dnf install', python: 'python3' },
  { ids: ['arch'], install: 'pacman -S', python: 'python' },
  { ids: ['suse', 'opensuse'], install: 'zypper install', python: 'python3' },
  { ids: ['alpine'], install: 'apk add', python: 'python3' },
]

function installCommand(evidence: Evidence, program: 'bubblewrap' | 'python3'): string | undefined {
  const ids = distributionIds(evidence.osRelease)
  const installer = installers.find((candidate) => candidate.ids.some((id) => ids.includes(id)))
  if (installer === undefined) return undefined
  return `${sudo(evidence)}${installer.install} ${program === 'python3' ? installer.python : program}`
}

/** `ID` and, for what descends from others, `ID_LIKE`. */
function distributionIds(osRelease: string): readonly string[] {
  return [...osRelease.matchAll(/^ID(?:_LIKE)?=(.*)$/gm)].flatMap((match) =>
    (match[1] ?? '').replaceAll(/["']/g, '').split(/\s+/),
  )
}

function sudo(evidence: Evidence): string {
  return evidence.isRoot ? '' : 'sudo '
}
