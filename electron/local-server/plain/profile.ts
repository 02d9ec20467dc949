import type { SandboxProfile } from '../runtimes/bubblewrap/profile.ts'

const gib = 1024 ** 3

/**
 * A sandbox of the reference server from inside: root, `/workspace` in memory that says 10 GiB and starts nothing (traps 5.7, 5.10), a first process
 * that reaps nothing (trap 4.9), and without the tools that are not to be counted on (trap 4.10).
 */
export const referenceProfile: SandboxProfile = {
  user: { uid: 0, gid: 0, name: 'root', home: '/root' },
  // Read-only is no protection (trap 6.6). All of them concern what is the sandbox's own alone.
  capabilities: ['CAP_CHOWN', 'CAP_DAC_OVERRIDE', 'CAP_FOWNER', 'CAP_KILL'],
  memory: [
    { target: '/workspace', bytes: 10 * gib, noexec: true },
    { target: '/opt', bytes: gib, noexec: false },
  ],
  hidden: [
    'ps',
    'pgrep',
    'pkill',
    'kill',
    'curl',
    'wget',
    'git',
    'xz',
    'zip',
    'less',
    'file',
    'xxd',
    'inotifywait',
  ].map((name) => `/usr/bin/${name}`),
  leavesOrphans: true,
}
