import { execFile } from 'node:child_process'
import { existsSync } from 'node:fs'
import { mkdtemp, readdir, readFile, writeFile } from 'node:fs/promises'
import { hostname, tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { familyOf, readProcesses } from './runtimes/host/process-table.ts'
import type { Answer } from './testing/http-client.ts'
import { ApiUser, send } from './testing/http-client.ts'
import type { TestServer } from './testing/start-server.ts'
import { startTestServer } from './testing/start-server.ts'

const run = promisify(execFile)
const mib = 1024 * 1024

/** Both when we are root; an ordinary user cannot become root to try the other one. */
const starters =
  process.getuid?.() === 0
    ? [
        { who: 'root', asOrdinaryUser: false },
        { who: 'an ordinary user', asOrdinaryUser: true },
      ]
    : [{ who: 'an ordinary user', asOrdinaryUser: false }]
const atOnce = process.env.PROVE ? 50 : 6
const seconds = process.env.PROVE ? 20 : 1.5
const diskMib = 64

describe.each(starters)('attacks from a sandbox of a server started by $who', ({ asOrdinaryUser }) => {
  let server: TestServer
  let user: ApiUser
  let bystander: string
  let limitsKind: string | undefined
  let isGroup: boolean
  let before: number
  let secret: string
  /** Fills the disk of its sandbox while the other attacks go on, until somebody ends it. */
  let filler: { readonly sandbox: string; readonly answer: Promise<Answer> }

  beforeAll(async () => {
    const dataFolder = await mkdtemp(join(tmpdir(), 'cloud-sandbox-attacks-'))
    secret = join(dataFolder, 'secret-of-the-host')
    await writeFile(secret, 'untouched')
    const flags = ['--sandbox-processes', '300', '--sandbox-disk', String(diskMib / 1024)]
    server = await startTestServer({ asOrdinaryUser, dataFolder, flags })
    user = await ApiUser.named(server.address, 'somebody')
    const health = await send(server.address, { method: 'GET', path: '/health' })
    limitsKind = /"kind":"([a-z0-9-]+)"/.exec(health.text)?.[1]
    isGroup = limitsKind?.startsWith('cgroup') === true
    bystander = await user.sandbox()
    before = await processes()
    const sandbox = await user.sandbox()
    // Into folders that it closes: what its own user cannot read counts too.
    const one = 'mkdir $i; head -c 4194304 /dev/zero >$i/file; chmod 000 $i; i=$((i+1))'
    const fill = `i=0; while :; do ${one}; head -c 4096 /dev/zero >>open; sleep 0.05; done`
    filler = { sandbox, answer: execute(sandbox, ['sh', '-c', `sleep 4713 & ${fill}`], 280) }
  })
  afterAll(() => server.close())

  /** Whatever was done: the server answers, and so does another sandbox. */
  afterEach(async () => {
    expect((await send(server.address, { method: 'GET', path: '/health' })).status).toBe(200)
    expect(await user.output(bystander, ['echo', 'unharmed'])).toBe('unharmed')
    expect(await readFile(secret, 'utf8')).toBe('untouched')
  })

  const processes = async () =>
    familyOf(server.process.pid ?? 0, await readProcesses()).filter((entry) => !entry.isZombie).length
  const execute = (id: string, command: readonly string[], timeout = 60) =>
    user.call('POST', '/execute', { sandbox_id: id, command, timeout })
  const sh = (id: string, script: string) => user.output(id, ['sh', '-c', script])
  const python = (id: string, code: string) => user.output(id, ['python3', '-c', code])
  const release = (id: string) => user.call('POST', '/sandbox/release', { sandbox_id: id })
  /** Of which programs with such an argument there are any. The pattern must not find the program that looks. */
  const running = (id: string, pattern: string) =>
    sh(id, `cat /proc/[0-9]*/cmdline 2>/dev/null | tr '\\0' ' ' | grep -o ${pattern}`)
  /** One whose memory is small, by the session it is bound to. */
  const smallSandbox = async () => {
    const id = await user.sandbox()
    const session = await user.session({ memory_mb: 400, cpu_count: 1 })
    expect((await user.call('POST', `/sessions/${session}/bind`, { sandbox_id: id })).status).toBe(200)
    return id
  }

  test('a fork bomb: no more processes than allowed, and a release ends them all', async () => {
    const bomb = await user.sandbox()
    const code = ['import os', 'os.setsid()', 'while True:', '    try: os.fork()', '    except OSError: pass'].join(
      '\n',
    )
    const answer = execute(bomb, ['python3', '-c', `import os\nif os.fork() == 0:\n${code.replaceAll(/^/gm, '    ')}`])
    await expect.poll(processes, { timeout: 60_000 }).toBeGreaterThan(before + 200)
    expect(await user.output(bystander, ['echo', 'unharmed'])).toBe('unharmed')
    const list = await user.call('GET', `/files?sandbox_id=${bomb}`)
    // Where the kernel counts a whole sandbox there is room for our own work beside the programs.
    if (isGroup) expect(list.status).toBe(200)
    expect(await processes()).toBeLessThan(before + 300 + 64 + 64)
    expect((await release(bomb)).status).toBe(200)
    await answer
    await expect.poll(processes, { timeout: 60_000 }).toBeLessThan(before + 20)
  })

  test('a memory bomb: the program dies, the answer says why, and the sandbox lives', async () => {
    const id = await smallSandbox()
    const { json } = await execute(id, ['python3', '-c', `a = [bytearray(${32 * mib}) for _ in range(40)]`])
    if (isGroup) expect([json.exit_code, json.killed_by, json.timed_out]).toEqual([137, 'memory', false])
    else expect(json.stderr).toContain('MemoryError')
    if (isGroup) {
      const bomb = `sleep 4712 & exec python3 -c 'a = [bytearray(${32 * mib}) for _ in range(40)]'`
      expect((await execute(id, ['sh', '-c', bomb])).json.killed_by).toBe('memory')
      await expect.poll(() => running(id, 'sleep.471[2]')).toBe('')
    }
    const ownDoing = await execute(id, ['sh', '-c', 'kill -s KILL $$'])
    expect([ownDoing.json.exit_code, ownDoing.json.killed_by]).toEqual([137, undefined])
    // Memory that belongs to no program: files in memory.
    expect(await sh(id, 'head -c 999999999 /dev/zero >/dev/shm/x 2>/dev/null; rm /dev/shm/x; echo alive')).toMatch(
      /alive$/,
    )
    if (isGroup) {
      const many = `for i in 1 2 3; do python3 -c 'a=bytearray(${180 * mib}); import time; time.sleep(1)' & done; wait`
      await sh(id, many)
    }
    expect(await sh(id, 'echo alive')).toBe('alive')
    expect((await release(id)).status).toBe(200)
  })

  test('processors: a program that wants all of them gets its share', async () => {
    const id = await smallSandbox()
    const burn = [
      'import json, os, time',
      'begin = time.monotonic()',
      'for _ in range(4):',
      '    if os.fork() == 0:',
      '        while time.monotonic() < begin + 1.5: pass',
      '        os._exit(0)',
      'for _ in range(4): os.wait()',
      'used = os.times()',
      'cpu = used.children_user + used.children_system',
      'wall = time.monotonic() - begin',
      'print(json.dumps({"cpu": cpu, "wall": wall, "processors": len(os.sched_getaffinity(0))}))',
    ].join('\n')
    const used: Partial<Record<string, unknown>> = Object(JSON.parse(await python(id, burn)))
    // Of four programs, and of one processor. Whatever else the computer does makes it less.
    expect(Number(used.cpu)).toBeLessThan(Number(used.wall) * 1.25 + 0.2)
    if (limitsKind === 'per-process') expect(used.processors).toBe(1)
    if (limitsKind === 'cgroup-v1') {
      const note = await readFile(join(server.dataFolder, 'local-server/runtime/control-groups'), 'utf8')
      const ofProcessors = note.split('\n').find((group) => existsSync(join(group, 'cpu.cfs_quota_us'))) ?? ''
      const programs = join(ofProcessors, id, 'programs')
      const read = (name: string) => readFile(join(programs, name), 'utf8').then(Number)
      expect(await read('cpu.cfs_quota_us')).toBe(await read('cpu.cfs_period_us'))
      void execute(id, ['sleep', '1000'])
      await expect.poll(() => readFile(join(programs, 'cgroup.procs'), 'utf8'), { timeout: 60_000 }).toMatch(/^\d+\n/)
    }
    expect((await release(id)).status).toBe(200)
  })

  test('a walk through /proc and /sys: nothing of the host is told, and nothing can be written', async () => {
    const walk = [
      'import os, sys',
      'me = str(os.getpid())',
      'told, written = b"", []',
      'for top in ("/proc", "/sys"):',
      '    for folder, names, files in os.walk(top):',
      '        parts = folder.split("/")',
      '        if len(parts) > 2 and parts[2].isdigit() and parts[2] not in ("1", me): names[:] = []; continue',
      '        if parts[-1] in ("task", "conf", "neigh"): names[:] = []; continue',
      '        for name in files:',
      '            path = folder + "/" + name',
      '            # The kernel’s own memory images, endless streams, and what a program may do to itself.',
      '            if name in ("kmsg", "pagemap", "mem"): continue',
      '            try: told += path.encode() + b"\\n" + os.read(os.open(path, os.O_RDONLY | os.O_NONBLOCK), 20000) + b"\\n"',
      '            except OSError: pass',
      '            if len(parts) > 2 and parts[2] in (me, "self", "thread-self"): continue',
      '            # Of the supervisor some can be opened by anyone; to write is another question.',
      '            try:',
      '                handle = os.open(path, os.O_WRONLY | os.O_NONBLOCK)',
      '                if parts[2:3] == ["1"]: os.write(handle, b"0")',
      '                written.append(path)',
      '            except OSError: pass',
      'print("written", written, flush=True)',
      'sys.stdout.buffer.write(told)',
    ].join('\n')
    // With the network on, the names of the desktop's sockets are told: they belong to the network namespace.
    const offline = await user.sandbox({ network: false })
    const { json } = await execute(offline, ['python3', '-c', walk])
    await release(offline)
    const told = String(json.stdout)
    expect(told.slice(0, told.indexOf('\n'))).toBe('written []')
    expect(told.includes('/proc/meminfo')).toBe(true)
    // Kernels name the folder behind each mount. Nothing hides that of the workspace; no other file may tell it.
    const rest = told
      .split('\n')
      .filter((line) => !/^\d+ \d+ \d+:\d+ \//.test(line))
      .join('\n')
    for (const word of [
      server.dataFolder,
      `\n${hostname()}\n`,
      'vitest',
      'secret-of-the-host',
      'BOOT_IMAGE',
      'quiet',
    ]) {
      expect(rest.includes(word), word).toBe(false)
    }
  })

  test('links that change while files are written, listed and removed through them lead nowhere', async () => {
    const id = await user.sandbox()
    const flip = [
      'import os, sys, time',
      'targets = ["/etc", "/usr", "/.cloud-sandbox", "/proc/1", "/proc/1/root", "/proc/self/cwd/../..", sys.argv[1]]',
      `end = time.time() + ${seconds}`,
      'n = 0',
      'while time.time() < end:',
      '    n += 1',
      '    try: os.symlink(targets[n % len(targets)], "new"); os.rename("new", "way")',
      '    except OSError: pass',
      '    try: os.unlink("way"); os.mkdir("way"); os.mkdir("way/in"); open("way/in/file", "w").close()',
      '    except OSError: pass',
      '    os.system("rm -rf way") if n % 7 == 0 else None',
    ].join('\n')
    const flipping = execute(id, ['python3', '-c', flip, server.dataFolder])
    let isOver = false
    void flipping.then(() => {
      isOver = true
    })
    const statuses = new Set<number>()
    while (!isOver) {
      const path = '/workspace/way/in/secret-of-the-host'
      const answers = await Promise.all([
        user.call('PUT', '/files', { sandbox_id: id, path, content: 'planted' }),
        user.call('PUT', '/files', { sandbox_id: id, path: '/workspace/way/secret-of-the-host', content: 'planted' }),
        user.call('GET', `/files?sandbox_id=${id}&path=/workspace/way`),
        user.call('DELETE', `/files?sandbox_id=${id}&path=/workspace/way/in`),
        user.call('DELETE', `/files?sandbox_id=${id}&path=/workspace/way`),
      ])
      for (const { status } of answers) statuses.add(status)
    }
    expect([...statuses].filter((status) => status !== 200 && status !== 500)).toEqual([])
    expect(await sh(id, 'echo alive')).toBe('alive')
    // Another name for a file that another folder holds, and one that belongs to the system.
    expect(await sh(id, 'ln /etc/passwd hard; ln /usr/bin/env hard; ln /.cloud-sandbox/supervisor.py hard')).not.toBe(
      '',
    )
    expect(await sh(id, 'ls hard')).toMatch(/No such file/)
    expect((await release(id)).status).toBe(200)
  })

  test('a workspace of traps is paused, resumed and deleted, and the host keeps its own', async () => {
    const session = await user.session()
    const id = await user.sandbox()
    await user.call('POST', `/sessions/${session}/bind`, { sandbox_id: id })
    const traps = [
      'import os, socket, sys',
      'host = os.fsencode(sys.argv[1])',
      'for byte in range(1, 256):',
      '    if byte != 0x2f and byte != 0x2e: open(bytes([byte]), "w").close()',
      'os.symlink(host, b"link"); os.symlink(host + b"/secret-of-the-host", b"link\\n\\xff")',
      'os.mkfifo("fifo"); s = socket.socket(socket.AF_UNIX); s.bind("socket")',
      'os.truncate(os.open("sparse", os.O_CREAT | os.O_RDWR), 1 << 40)',
      'os.mkdir("closed", 0o700); open("closed/x", "w").close(); os.chmod("closed", 0)',
      'os.mkdir("sticky", 0o1777); os.mkdir("setgid", 0o2755)',
      // Forty thousand bytes deep: ten times what a path can name.
      'os.mkdir("deep"); os.chdir("deep")',
      'for _ in range(200): os.mkdir("d" * 200); os.chdir("d" * 200)',
    ].join('\n')
    expect(await user.output(id, ['python3', '-c', traps, server.dataFolder])).toBe('')
    const { json } = await user.call('GET', `/files?sandbox_id=${id}`)
    const names = Object.values(Object(json.files)).map((file) => {
      const fields: Partial<Record<string, unknown>> = Object(file)
      return typeof fields.name_base64 === 'string'
        ? Buffer.from(fields.name_base64, 'base64')
        : Buffer.from(String(fields.name))
    })
    const single = names.filter(({ length }) => length === 1).map((name) => name[0])
    expect(single.length).toBe(253)
    expect((await user.call('POST', `/sessions/${session}/pause`)).status).toBe(200)
    expect((await release(id)).status).toBe(200)
    expect((await user.call('POST', `/sessions/${session}/resume`)).status).toBe(200)
    const next = await user.sandbox()
    expect((await user.call('POST', `/sessions/${session}/bind`, { sandbox_id: next })).status).toBe(200)
    expect(await sh(next, 'ls -A | wc -l; stat -c %s sparse')).toMatch(/^26\d\n1099511627776$/)
    expect((await user.call('DELETE', `/sessions/${session}`)).status).toBe(200)
    await release(next)
  })

  test('no program becomes another user, makes a device, mounts, or leaves its namespaces', async () => {
    const tries = [
      'import ctypes, os, stat, subprocess, shutil',
      'libc = ctypes.CDLL(None, use_errno=True)',
      'def does(what, call):',
      '    try: result = call()',
      '    except OSError as error: result = -1',
      '    if result not in (-1, None) : print(what, result)',
      'shutil.copy("/usr/bin/id", "id"); os.chmod("id", 0o6755)',
      'print(subprocess.run(["./id", "-u"], capture_output=True, text=True).stdout.strip())',
      'for number in (0, 1, 1001, 61000, 65534): does("setuid %d" % number, lambda: libc.setresuid(number, number, number))',
      'for number in (0, 1001): does("setgid %d" % number, lambda: libc.setresgid(number, number, number))',
      'does("setgroups", lambda: libc.setgroups(0, None))',
      'does("chown", lambda: os.chown("id", 0, 0) or 1)',
      'for kind, device in ((stat.S_IFBLK, os.makedev(254, 0)), (stat.S_IFCHR, os.makedev(1, 1))):',
      '    does("mknod", lambda: os.mknod("node", kind | 0o666, device) or 1)',
      'does("unshare", lambda: libc.unshare(0x10000000)); does("unshare mount", lambda: libc.unshare(0x20000))',
      'does("chroot", lambda: libc.chroot(b"/tmp")); does("pivot_root", lambda: libc.syscall(155, b".", b"."))',
      'does("mount", lambda: libc.mount(b"/usr", b"/tmp", None, 4096, None))',
      'does("open_tree", lambda: libc.syscall(428, -100, b"/", 1)); does("fsopen", lambda: libc.syscall(430, b"tmpfs", 0))',
      'does("setns", lambda: libc.setns(os.open("/proc/1/ns/mnt", os.O_RDONLY), 0))',
      'does("bpf", lambda: libc.syscall(321, 5, ctypes.create_string_buffer(128), 128))',
      'does("ptrace", lambda: libc.ptrace(16, 1, 0, 0)); does("vm_readv", lambda: libc.process_vm_readv(1, None, 0, None, 0, 1))',
      'does("sethostname", lambda: libc.sethostname(b"x", 1)); does("settime", lambda: libc.stime(ctypes.byref(ctypes.c_long(0))) if hasattr(libc, "stime") else -1)',
      'does("reboot", lambda: libc.reboot(0x1234567)); does("swapon", lambda: libc.swapon(b"id", 0))',
      'does("handle", lambda: libc.open_by_handle_at(-100, ctypes.create_string_buffer(64), 0))',
    ].join('\n')
    expect(await python(bystander, tries)).toBe('1000')
    for (const program of ['su', 'sudo', 'mount', 'umount', 'newuidmap']) {
      expect(await sh(bystander, `${program} -c true </dev/null 2>&1; [ $? -ne 0 ] && echo refused`)).toMatch(
        /refused$/,
      )
    }
  })

  test(`${atOnce} sandboxes at once, each with its own work, all gone afterwards`, async () => {
    const folders = await readdir(join(server.dataFolder, 'local-server/sandboxes'))
    const ids = await Promise.all(Array.from({ length: atOnce - 2 }, () => user.sandbox()))
    const said = await Promise.all(ids.map((id) => sh(id, `echo ${id} >/tmp/x; sleep 0.1; cat /tmp/x; hostname`)))
    expect(said).toEqual(ids.map((id) => `${id}\n${id}`))
    const released = await Promise.all(ids.map(release))
    expect(released.every(({ status }) => status === 200)).toBe(true)
    await expect
      .poll(() => readdir(join(server.dataFolder, 'local-server/sandboxes')), { timeout: 60_000 })
      .toHaveLength(folders.length)
  })

  test('a disk filler is ended beyond the limit, the answer says so, and it can be tidied up', async () => {
    const { json } = await filler.answer
    expect([json.exit_code, json.killed_by]).toEqual([137, 'disk'])
    expect(json.error).toMatch(/^killed: The sandbox held [\d.]+ GiB on disk, more than its 0\.06 GiB\. .* ended\.$/)
    await expect.poll(() => running(filler.sandbox, 'sleep.471[3]')).toBe('')
    expect(await sh(filler.sandbox, 'chmod -R u+rwx .; rm -rf /workspace/*; echo x >file; cat file')).toBe('x')
    expect((await release(filler.sandbox)).status).toBe(200)
  })

  test('after all of it the host is as before: processes, disk', async () => {
    await expect.poll(processes, { timeout: 60_000 }).toBeLessThanOrEqual(before)
    const { stdout } = await run('du', ['-sm', join(server.dataFolder, 'local-server')])
    expect(Number.parseInt(stdout, 10)).toBeLessThan(diskMib)
  })
})
