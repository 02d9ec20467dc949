import { expect, test } from 'vitest'
import type { Evidence } from './diagnose.ts'
import { diagnose, obstacle } from './diagnose.ts'

const debian = 'PRETTY_NAME="Debian"\nID=debian\n'

/** A computer on which nothing is in the way. */
const good: Evidence = {
  platform: 'linux',
  isRoot: false,
  osRelease: debian,
  bubblewrap: { version: 'bubblewrap 0.8.0', hasOptions: true },
  hasPython: true,
  maxUserNamespaces: 63_000,
  unprivilegedUserNamespaces: undefined,
  apparmorRestriction: undefined,
  isContainer: false,
  words: '',
}
const denied = 'bwrap: setting up uid map: Permission denied'

test('nothing is in the way of a good computer', () => {
  expect(obstacle(good)).toBeUndefined()
})

test.each<[string, Partial<Evidence>, string, string | undefined]>([
  ['macOS', { platform: 'darwin', bubblewrap: undefined }, 'not-linux', undefined],
  ['Windows', { platform: 'win32', hasPython: false }, 'not-linux', undefined],
  ['Debian', { bubblewrap: undefined }, 'bubblewrap-missing', 'sudo apt install bubblewrap'],
  ['Debian as root', { bubblewrap: undefined, isRoot: true }, 'bubblewrap-missing', 'apt install bubblewrap'],
  [
    'Mint',
    { bubblewrap: undefined, osRelease: 'ID=linuxmint\nID_LIKE="ubuntu debian"' },
    'bubblewrap-missing',
    'sudo apt install bubblewrap',
  ],
  ['Fedora', { bubblewrap: undefined, osRelease: 'ID=fedora' }, 'bubblewrap-missing', 'sudo dnf install bubblewrap'],
  [
    'Rocky',
    { bubblewrap: undefined, osRelease: 'ID="rocky"\nID_LIKE="rhel centos fedora"' },
    'bubblewrap-missing',
    'sudo dnf install bubblewrap',
  ],
  ['Arch', { bubblewrap: undefined, osRelease: 'ID=arch' }, 'bubblewrap-missing', 'sudo pacman -S bubblewrap'],
  [
    'openSUSE',
    { bubblewrap: undefined, osRelease: 'ID="opensuse-leap"\nID_LIKE="suse opensuse"' },
    'bubblewrap-missing',
    'sudo zypper install bubblewrap',
  ],
  ['Alpine', { bubblewrap: undefined, osRelease: 'ID=alpine' }, 'bubblewrap-missing', 'sudo apk add bubblewrap'],
  ['an unknown system', { bubblewrap: undefined, osRelease: '' }, 'bubblewrap-missing', undefined],
  ['an old version', { bubblewrap: { version: 'bubblewrap 0.6.1', hasOptions: false } }, 'bubblewrap-old', undefined],
  ['no Python', { hasPython: false }, 'python-missing', 'sudo apt install python3'],
  ['no Python on Arch', { hasPython: false, osRelease: 'ID=arch' }, 'python-missing', 'sudo pacman -S python'],
])('before any attempt: %s', (_what, change, cause, command) => {
  const found = obstacle({ ...good, ...change })
  expect([found?.status, found?.cause, found?.command]).toEqual(['failed', cause, command])
  expect(found?.sentence).toMatch(/^[A-Zb].+\.$/)
})

test.each<[string, Partial<Evidence>, string, RegExp | undefined]>([
  [
    'no user namespaces',
    { maxUserNamespaces: 0, words: 'bwrap: Creating new namespace failed: No space left on device' },
    'user-namespaces-off',
    /^echo 'user\.max_user_namespaces = \d+' \| sudo tee \S+\nsudo sysctl --system$/,
  ],
  [
    'Debian’s switch',
    { unprivilegedUserNamespaces: 0, words: 'bwrap: No permissions to create new namespace' },
    'user-namespaces-off',
    /kernel\.unprivileged_userns_clone = 1/,
  ],
  [
    'AppArmor on Ubuntu',
    { apparmorRestriction: 1, words: denied },
    'apparmor',
    /userns,.*tee \/etc\/apparmor\.d\/bwrap\nsudo apparmor_parser -r \/etc\/apparmor\.d\/bwrap$/s,
  ],
  [
    'AppArmor as root',
    { apparmorRestriction: 1, isRoot: true, words: denied },
    'apparmor',
    /\| tee \/etc\/apparmor\.d\/bwrap\napparmor_parser/,
  ],
  ['AppArmor without a restriction', { apparmorRestriction: 0, words: denied }, 'other', undefined],
  [
    'a container',
    { isContainer: true, words: 'bwrap: Creating new namespace failed: Operation not permitted' },
    'container',
    /^docker run .*seccomp=unconfined/,
  ],
  [
    'a sandbox inside a sandbox',
    {
      words: 'bwrap: Creating new namespace failed: nesting depth or /proc/sys/user/max_*_namespaces exceeded (ENOSPC)',
    },
    'container',
    /^docker run/,
  ],
  ['a rootless container', { isRoot: true, words: "EINVAL: invalid argument, chown '/x'" }, 'container', /^docker run/],
  ['a container that failed otherwise', { isContainer: true, words: 'bwrap: Out of memory' }, 'other', undefined],
  ['anything else', { words: 'bwrap: something new' }, 'other', undefined],
  ['no word at all', {}, 'other', undefined],
])('after an attempt: %s', (_what, change, cause, command) => {
  const found = diagnose({ ...good, ...change })
  expect(found.cause).toBe(cause)
  if (command === undefined) expect(found.command).toBeUndefined()
  else expect(found.command).toMatch(command)
})

test('what has no remedy is told in bubblewrap’s own words', () => {
  expect(diagnose({ ...good, words: 'bwrap: something new' }).sentence).toContain('bwrap: something new')
})
