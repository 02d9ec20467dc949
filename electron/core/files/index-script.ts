import { common } from './script-common.ts'

/** Folders that tools fill by the thousand: listed as folders, and not looked into. */
export const noisyFolders = [
  '.git',
  '.hg',
  '.svn',
  'node_modules',
  '__pycache__',
  '.venv',
  '.tox',
  '.mypy_cache',
  '.pytest_cache',
  '.ruff_cache',
  '.ipynb_checkpoints',
] as const

/**
 * `folder, after, count, seconds, depth`: what lies below a folder, each folder before what is in it and names in byte
 * order, from behind `after` (a relative path in base64) on. It ends after `count` entries or `seconds`; `more` then says
 * that `last` is where to go on. Links are listed and not followed.
 *
 * `paths` is base64 of zlib of relative paths, each ended by a NUL, which no name holds; a folder's ends in a slash.
 */
export const indexScript = `${common}
import time, zlib
NOISY = frozenset(os.fsencode(n) for n in ${JSON.stringify(noisyFolders)})
# What the kernel makes up as it is read.
KERNEL = (b'/proc', b'/sys', b'/dev')
def folder_of(entry):
    try:
        return entry.is_dir(follow_symlinks=False)
    except OSError:
        return False
def leads_to_folder(entry):
    try:
        return entry.is_symlink() and entry.is_dir()
    except OSError:
        return False
def work(root, after, count, seconds, depth):
    until = time.monotonic() + float(seconds)
    count, depth = int(count), int(depth)
    cursor = binascii.a2b_base64(after).split(b'/') if after else []
    found, left_out, figures = [], {}, {'unreadable': 0, 'tooDeep': 0}
    def inside(relative, cursor):
        path = os.path.join(root, relative) if relative else root
        try:
            with os.scandir(path) as entries:
                names = sorted(((e.name, folder_of(e), leads_to_folder(e)) for e in entries), reverse=True)
        except OSError:
            # The folder that was asked for has to be there; of the others it is counted.
            if not relative:
                raise
            figures['unreadable'] += 1
            return None
        if cursor:
            while names and names[-1][0] < cursor[0]:
                names.pop()
        return [relative, names, cursor]
    stack = [inside(b'', cursor)]
    last, more = b'', False
    while stack:
        relative, names, cursor = stack[-1]
        if not names:
            stack.pop()
            continue
        if len(found) >= count or (found and time.monotonic() > until):
            more = True
            break
        name, is_folder, leads = names.pop()
        path = relative + b'/' + name if relative else name
        known = cursor and cursor[0] == name
        stack[-1][2] = []
        if not known:
            found.append(path + (b'/' if is_folder or leads else b''))
            last = path
        if not is_folder:
            continue
        whole = os.path.join(root, path)
        if name in NOISY or whole in KERNEL:
            if not known:
                key = os.fsdecode(whole if whole in KERNEL else name)
                left_out[key] = left_out.get(key, 0) + 1
        elif len(stack) >= depth:
            if not known:
                figures['tooDeep'] += 1
        else:
            below = inside(path, cursor[1:] if known else [])
            if below:
                stack.append(below)
    packed = zlib.compress(b''.join(p + b'\\0' for p in found), 1)
    return {'paths': b64(packed), 'count': len(found), 'more': more, 'last': b64(last), 'leftOut': left_out, **figures}
main(work)
`
