import { fail } from '../../../shared/domain/errors.ts'
import type { SandboxApi } from '../api/client.ts'
import { pythonCommand } from '../api/python-command.ts'
import { isUnclear } from '../api/unclear.ts'

/**
 * Ends every process that the sandbox's own first process and this one do not need, and empties `/workspace` and what
 * we put below /tmp. Processes that are born meanwhile are why it looks again; zombies are no processes any more.
 */
const script = `
import os, shutil, signal, sys, time
# Nothing isolates it: the processes to be seen are the computer's own. Such a server makes every sandbox new.
if os.environ.get('CLOUD_SANDBOX_RUNTIME') == 'unisolated':
    sys.exit(0)
def others():
    keep = {1, os.getpid()}
    pid = os.getppid()
    while pid > 1 and pid not in keep:
        keep.add(pid)
        try:
            with open('/proc/%d/stat' % pid, 'rb') as f:
                pid = int(f.read().rpartition(b')')[2].split()[1])
        except OSError:
            break
    found = []
    for name in os.listdir('/proc'):
        if not name.isdigit() or int(name) in keep:
            continue
        try:
            with open('/proc/%s/stat' % name, 'rb') as f:
                state = f.read().rpartition(b')')[2].split()[0]
        except OSError:
            continue
        if state not in (b'Z', b'X'):
            found.append(int(name))
    return found
for attempt in range(20):
    pids = others()
    if not pids:
        break
    for pid in pids:
        try:
            os.kill(pid, signal.SIGKILL)
        except OSError:
            pass
    time.sleep(0.05)
def clear(folder, wanted):
    try:
        entries = list(os.scandir(os.fsencode(folder)))
    except OSError:
        return
    for entry in entries:
        if not wanted(entry.name):
            continue
        if entry.is_dir(follow_symlinks=False):
            shutil.rmtree(entry.path, ignore_errors=True)
        else:
            try:
                os.unlink(entry.path)
            except OSError:
                pass
clear('/workspace', lambda name: True)
clear('/tmp', lambda name: name.startswith(b'cloud-sandbox-'))
left = len(os.listdir('/workspace')) if os.path.isdir('/workspace') else 0
sys.exit(3 if left or others() else 0)
`

/** Seconds. */
const limit = 60

/**
 * Makes a sandbox fit for somebody else: a released one goes back as it is (API note 5.5). Rejects when something is
 * left, and with `gone` when the sandbox is. A sandbox without Python cannot be emptied: `unsupported`.
 */
export async function emptySandbox(api: SandboxApi, sandboxId: string, signal: AbortSignal): Promise<void> {
  // Not from /workspace, which could be held by that.
  const program = { sandboxId, command: pythonCommand(script), workDir: '/', timeout: limit }
  const once = async () => await api.executeShort(program, { signal })
  const result = await once().catch(async (error: unknown) => {
    // Emptied twice is emptied.
    if (isUnclear(error) && !signal.aborted) return await once()
    throw error
  })
  if (result.error !== undefined || result.exitCode === -1)
    throw fail('gone', 'The sandbox does not run any more.', { reason: 'sandbox-dead' })
  if (result.exitCode >= 125 && result.exitCode <= 127)
    throw fail('unsupported', 'The sandbox has no Python 3, so it could not be emptied.')
  if (result.timedOut || result.exitCode !== 0) throw fail('server', 'The sandbox could not be emptied.')
}
