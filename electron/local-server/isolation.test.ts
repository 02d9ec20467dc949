import { once } from 'node:events'
import { mkdtemp, writeFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import { release, tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { uidOnTheHost } from './testing/bubblewrap-process.ts'
import { ApiUser, send } from './testing/http-client.ts'
import type { TestServer } from './testing/start-server.ts'
import { startTestServer } from './testing/start-server.ts'

/** Both when we are root; an ordinary user cannot become root to try the other one. */
const starters =
  process.getuid?.() === 0
    ? [
        { who: 'root', asOrdinaryUser: false },
        { who: 'an ordinary user', asOrdinaryUser: true },
      ]
    : [{ who: 'an ordinary user', asOrdinaryUser: false }]

describe.each(starters)('a sandbox of a server started by $who', ({ asOrdinaryUser }) => {
  let server: TestServer
  let user: ApiUser
  let sandbox: string
  let offline: string

  beforeAll(async () => {
    process.env.CLOUD_SANDBOX_TEST_SECRET = 'a-secret-of-the-host'
    const dataFolder = await mkdtemp(join(tmpdir(), 'cloud-sandbox-isolation-'))
    await writeFile(join(dataFolder, 'secret-of-the-host'), 'x')
    server = await startTestServer({ asOrdinaryUser, dataFolder, port: true })
    user = await ApiUser.named(server.address, 'somebody')
    sandbox = await user.sandbox()
    offline = await user.sandbox({ network: false })
  })
  afterAll(() => server.close())

  const sh = (script: string, id = sandbox) => user.output(id, ['sh', '-c', script])
  const python = (code: string, id = sandbox) => user.output(id, ['python3', '-c', code])

  test('a program has no capability and can gain none', async () => {
    const status = await sh('cat /proc/self/status')
    for (const set of ['CapInh', 'CapPrm', 'CapEff', 'CapBnd', 'CapAmb']) {
      expect(status).toMatch(new RegExp(`^${set}:\\s+0000000000000000$`, 'm'))
    }
    expect(status).toMatch(/^NoNewPrivs:\s+1$/m)
  })

  test('the supervisor has no capability either', async () => {
    expect(await sh('grep CapEff /proc/1/status')).toMatch(/^CapEff:\s+0000000000000000$/)
  })

  test('a program is an ordinary user, inside and outside', async () => {
    expect(await sh('id -u; id -g; id -G; echo $HOME; hostname')).toBe(`1000\n1000\n1000\n/home/user\n${sandbox}`)
    expect(uidOnTheHost(sandbox)).not.toBe(0)
  })

  test('nothing can be mounted and nothing made writable again', async () => {
    const tryAll = [
      'import ctypes',
      'libc = ctypes.CDLL(None, use_errno=True)',
      'def mount(*a): return (libc.mount(*a), ctypes.get_errno())',
      'print(mount(b"none", b"/usr", None, 32, None))',
      'print(mount(b"none", b"/", None, 32 | 4096, None))',
      'print(mount(b"tmpfs", b"/tmp", b"tmpfs", 0, None))',
      'print(libc.umount2(b"/etc/passwd", 2))',
    ].join('\n')
    expect(await python(tryAll)).toBe('(-1, 1)\n(-1, 1)\n(-1, 1)\n-1')
  })

  test('what belongs to the system cannot be written', async () => {
    for (const path of ['/x', '/usr/x', '/etc/x', '/dev/x', '/home/x', '/.cloud-sandbox/x', '/etc/passwd']) {
      expect(await sh(`echo x > ${path} && echo written`)).toMatch(/Read-only file system|Permission denied/)
    }
  })

  test('no new user namespace can be made', async () => {
    expect(await sh('unshare --user true && echo made')).toMatch(/unshare failed/)
    const clone = 'import ctypes; print(ctypes.CDLL(None).unshare(0x10000000))'
    expect(await python(clone)).toBe('-1')
  })

  test('no process of the host is visible', async () => {
    const pids = (await sh('cd /proc && echo [0-9]*')).split(' ').map(Number)
    expect(pids).toContain(1)
    expect(pids.length).toBeLessThan(6)
    expect(await sh('tr "\\0" " " < /proc/1/cmdline')).toContain('supervisor.py')
    expect(await sh(`kill -0 ${process.pid} && echo alive`)).toMatch(/No such process/)
  })

  test('no file of the host is there but the system’s programs', async () => {
    expect(await sh('ls -A /')).toMatch(
      /^\.cloud-sandbox\nbin\ndev\netc\nhome\nlib\n(lib\w+\n)*proc\nsbin\ntmp\nusr\nworkspace$/,
    )
    for (const path of [
      server.dataFolder,
      join(server.dataFolder, 'secret-of-the-host'),
      '/root',
      '/var',
      '/run',
      '/mnt',
    ]) {
      expect(await sh(`ls -d ${path}`)).toMatch(/No such file or directory/)
    }
    expect(await sh('ls -A /home /home/user /tmp /workspace')).toBe(
      '/home:\nuser\n\n/home/user:\n\n/tmp:\n\n/workspace:',
    )
  })

  test('/etc holds neither passwords nor names of the host', async () => {
    expect(await sh('cat /etc/shadow')).toMatch(/No such file or directory/)
    expect(await sh('cut -d: -f1 /etc/passwd')).toBe('root\nuser\nnobody')
    expect(await sh('ls /etc/ssl')).not.toContain('private')
  })

  test('the host’s devices are not there', async () => {
    const names = (await sh('ls /dev')).split('\n')
    for (const name of names) {
      expect([
        'core',
        'fd',
        'full',
        'null',
        'ptmx',
        'pts',
        'random',
        'shm',
        'stderr',
        'stdin',
        'stdout',
        'tty',
        'urandom',
        'zero',
        'console',
      ]).toContain(name)
    }
  })

  test('no environment variable of the host is there', async () => {
    const environment = await sh('env; cat /proc/*/environ 2>/dev/null | tr "\\0" "\\n"')
    expect(environment).not.toContain('a-secret-of-the-host')
    const names = new Set((await sh('env')).split('\n').map((line) => line.split('=')[0]))
    expect([...names].sort()).toEqual(['HOME', 'LANG', 'PATH', 'PWD', 'USER'])
  })

  test('no open file of the server reaches a program', async () => {
    // The last one is the descriptor that ls reads the folder by.
    expect(await sh('ls /proc/self/fd')).toBe('0\n1\n2\n3')
    expect(await python('import os; print(os.fstat(0).st_rdev == os.stat("/dev/null").st_rdev)')).toBe('True')
  })

  test('no key of the login reaches a program: calls about keys are refused, and the list is hidden', async () => {
    const askForKeys = [
      'import ctypes, os',
      'libc = ctypes.CDLL(None, use_errno=True)',
      'add, request, keyctl = {"x86_64": (248, 249, 250), "aarch64": (217, 218, 219)}[os.uname().machine]',
      'words = ctypes.create_string_buffer(200)',
      // Describe the session's keyring, search the user's, ask for a key by name, make one.
      'print(libc.syscall(keyctl, 6, -3, words, 200), ctypes.get_errno())',
      'print(libc.syscall(keyctl, 10, -4, b"user", b"name", 0), ctypes.get_errno())',
      'print(libc.syscall(request, b"user", b"name", None, 0), ctypes.get_errno())',
      'print(libc.syscall(add, b"user", b"name", b"x", 1, -4), ctypes.get_errno())',
    ].join('\n')
    expect(await python(askForKeys)).toBe('-1 1\n-1 1\n-1 1\n-1 1')
    expect(await sh('cat /proc/keys')).toBe('')
  })

  test('without the network there is the loopback alone and no address is reached', async () => {
    expect(await sh('ls /sys/class/net 2>/dev/null; tail -n +3 /proc/net/dev | cut -d: -f1 | tr -d " "', offline)).toBe(
      'lo',
    )
    const connect = [
      'import socket, errno',
      'for a in (("1.1.1.1", 53), ("127.0.0.1", 22)):',
      '    s = socket.socket(); s.settimeout(5)',
      '    print(errno.errorcode[s.connect_ex(a)])',
    ].join('\n')
    expect(await python(connect, offline)).toBe('ENETUNREACH\nECONNREFUSED')
    expect(await sh('ls /etc/resolv.conf', offline)).toMatch(/No such file or directory/)
  })

  test('the server’s own port is closed to programs in sandboxes', async () => {
    const ask = (before: string) =>
      [
        'import ctypes, http.client, socket',
        before,
        `c = http.client.HTTPConnection("127.0.0.1", ${server.port}, timeout=20)`,
        'c.request("POST", "/api/v1/auth/token", \'{"user_id": "somebody"}\', {"content-type": "application/json"})',
        'r = c.getresponse(); print(r.status, r.read().decode())',
      ].join('\n')
    // The second one hides its open files from other programs of its user.
    for (const before of ['', 'ctypes.CDLL(None).prctl(4, 0, 0, 0, 0)']) {
      expect(await python(ask(before))).toMatch(/^403 .*inside sandboxes/)
    }
    const outside = await send({ host: '127.0.0.1', port: server.port ?? 0 }, { method: 'GET', path: '/health' })
    expect(outside.status).toBe(200)
  })

  test('no nameless door of the desktop is reached: sockets of the host without a file', async () => {
    const name = `cloud-sandbox-test-${process.pid}`
    const host = createServer((socket) => socket.end('hello')).listen(`\0${name}`)
    await once(host, 'listening')
    const connect = [
      'import socket',
      `s = socket.socket(socket.AF_UNIX); s.settimeout(5); s.connect("\\0${name}"); print(s.recv(9))`,
    ].join('\n')
    try {
      expect(await python(connect, offline)).toMatch(/ConnectionRefusedError/)
      // Before Linux 6.12 the kernel has no means against it while the network is on.
      const [major = 0, minor = 0] = release().split('.').map(Number)
      const isKept = major > 6 || (major === 6 && minor >= 12)
      expect(await python(connect)).toMatch(isKept ? /PermissionError/ : /hello/)
    } finally {
      host.close()
    }
    const own = [
      'import socket',
      's = socket.socket(socket.AF_UNIX); s.bind("\\0mine"); s.listen()',
      'c = socket.socket(socket.AF_UNIX); c.connect("\\0mine"); print("connected")',
    ].join('\n')
    expect(await python(own)).toBe('connected')
  })

  test('another sandbox’s files and processes are invisible', async () => {
    await sh('echo secret > /workspace/mine; echo secret > /tmp/mine; echo secret > /dev/shm/mine')
    await sh('sleep 98765 </dev/null >/dev/null 2>&1 &')
    expect(await sh('ls -A /workspace /tmp /dev/shm', offline)).toBe('/dev/shm:\n\n/tmp:\n\n/workspace:')
    expect(await sh('cat /proc/[0-9]*/cmdline', offline)).not.toContain('98765')
    expect(await sh('ls -d /workspace/..//*', offline)).not.toContain(sandbox)
  })

  test('the supervisor cannot be killed by a program', async () => {
    for (const signal of ['KILL', 'TERM', 'INT', 'HUP', 'SEGV', 'STOP', 'USR1']) await sh(`kill -s ${signal} 1`)
    await sh('kill -s KILL -- -1')
    // With no processor time left the kernel would kill it for them.
    const limit = 'import resource; resource.prlimit(1, resource.RLIMIT_CPU, (0, 0))'
    expect(await python(limit)).toMatch(/PermissionError/)
    const own = 'import resource, os; resource.prlimit(os.getpid(), resource.RLIMIT_CPU, (9, 9)); print("own")'
    expect(await python(own)).toBe('own')
    expect(await sh('echo alive')).toBe('alive')
  })

  test('the supervisor cannot be traced, and its memory and files cannot be opened', async () => {
    const trace = [
      'import ctypes, os',
      'libc = ctypes.CDLL(None, use_errno=True)',
      'print(libc.ptrace(16, 1, 0, 0), ctypes.get_errno())',
      'for path in ("/proc/1/mem", "/proc/1/environ"):',
      '    try: os.open(path, os.O_RDONLY); print("open")',
      '    except PermissionError: print("denied")',
      'try: os.listdir("/proc/1/fd"); print("open")',
      'except PermissionError: print("denied")',
    ].join('\n')
    expect(await python(trace)).toBe('-1 1\ndenied\ndenied\ndenied')
  })

  test('a link out of the workspace leads nowhere outside', async () => {
    await sh(`ln -s ${server.dataFolder} /workspace/out; ln -s /etc/shadow /workspace/shadow`)
    const list = await user.call('GET', `/files?sandbox_id=${sandbox}&path=/workspace/out`)
    expect([list.status, list.text]).toEqual([500, expect.stringContaining('No such file or directory')])
    const write = await user.call('PUT', '/files', { sandbox_id: sandbox, path: '/workspace/shadow', content: 'x' })
    expect([write.status, write.text]).toEqual([500, expect.stringContaining('Read-only file system')])
  })
})
