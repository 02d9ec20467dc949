import { common } from './script-common.ts'

/** Programs that do file operations inside a sandbox; `script-common.ts` says how they are run. */

/**
 * `folder, after, count`: entries whose name is behind `after` in byte order, at most `count`; names in base64.
 * An entry is `[name, type, size, mtime in ns, mode, leads to a folder]`.
 */
export const listScript = `${common}
def work(folder, after, count):
    after = binascii.a2b_base64(after)
    with os.scandir(folder) as entries:
        found = sorted(((e.name, e) for e in entries if e.name > after), key=lambda pair: pair[0])
    page = []
    for name, e in found[:int(count)]:
        try:
            s = e.stat(follow_symlinks=False)
        except OSError:
            continue
        leads = False
        if stat.S_ISLNK(s.st_mode):
            try:
                leads = e.is_dir()
            except OSError:
                pass
        page.append([b64(name), kind(s.st_mode), s.st_size, str(s.st_mtime_ns), stat.S_IMODE(s.st_mode), leads])
    last = found[:int(count)][-1:]
    return {'entries': page, 'more': len(found) > int(count), 'last': b64(last[0][0]) if last else ''}
main(work)
`

/**
 * `path, offset, length, limit`: a piece of a file in base64, with its size and time before and after the reading;
 * the piece at its end carries the SHA-256 of all of it.
 */
export const readScript = `${common}
def work(path, offset, length, limit):
    # Without waiting: opening a pipe would wait for its other end.
    fd = os.open(path, os.O_RDONLY | os.O_NONBLOCK)
    with open(fd, 'rb') as f:
        before = os.fstat(fd)
        if stat.S_ISDIR(before.st_mode):
            refuse('refused', 'This is a folder.')
        if not stat.S_ISREG(before.st_mode):
            refuse('refused', 'This is a %s, which has no content of its own.' % kind(before.st_mode).replace('-', ' '))
        if before.st_size > int(limit):
            said = (before.st_size / 1e6, int(limit) / 1e6)
            refuse('too-large', 'It has %.1f MB, and at most %.1f MB are opened here.' % said)
        f.seek(int(offset))
        piece = f.read(int(length))
        end = int(offset) + len(piece) >= before.st_size
        digest = None
        if end:
            f.seek(0)
            digest = sha256_of(f)
        after = os.fstat(fd)
    same = (before.st_size, before.st_mtime_ns) == (after.st_size, after.st_mtime_ns)
    return {'piece': b64(piece), 'size': after.st_size, 'modifiedNs': str(after.st_mtime_ns),
            'inode': str(after.st_ino), 'end': end, 'sha256': digest, 'same': same}
main(work)
`

/**
 * `path, token, offset, last, size, sha256, expected, piece…`: adds pieces (base64) to a temporary file beside the
 * target; with `last` 1 it checks the whole and moves it over the target. `expected`: `any`, `none`, or a SHA-256.
 */
export const writeScript = `${common}
def drop(path):
    try:
        os.unlink(path)
    except OSError:
        pass
def check(target, expected):
    if expected == b'any':
        return
    try:
        present = version(target)['sha256'].encode()
    except FileNotFoundError:
        present = b'none'
    if present != expected:
        refuse('conflict', 'It was removed meanwhile.' if present == b'none' else 'It has changed meanwhile.' if expected != b'none' else 'Something of this name is there already.')
def room(folder, size):
    free = os.statvfs(folder)
    if size > free.f_bavail * free.f_frsize:
        refuse('too-large', 'It has %.1f MB, and %.1f MB are free.' % (size / 1e6, free.f_bavail * free.f_frsize / 1e6))
def work(path, token, offset, last, size, sha256, expected, *pieces):
    target = os.path.realpath(path)
    folder = os.path.dirname(target)
    temporary = os.path.join(folder, b'.cloud-sandbox-' + token + b'.tmp')
    first = int(offset) == 0
    if first:
        if os.path.isdir(target):
            refuse('refused', 'This is a folder.')
        if os.path.lexists(target) and not os.path.isfile(target):
            refuse('refused', 'This is no ordinary file.')
        # Early, so that a conflict costs no transfer; what counts is the look right before the move.
        check(target, expected)
        os.makedirs(folder, 0o755, exist_ok=True)
        room(folder, int(size))
    try:
        fd = os.open(temporary, os.O_WRONLY | os.O_NOFOLLOW | (os.O_CREAT | os.O_EXCL if first else 0), 0o600)
        with open(fd, 'wb') as f:
            if f.seek(0, 2) != int(offset):
                refuse('conflict', 'The pieces did not arrive in order.')
            for piece in pieces:
                f.write(binascii.a2b_base64(piece))
            f.flush()
            if last == b'1':
                os.fsync(f.fileno())
        if last != b'1':
            return None
        made = version(temporary)
        if made['size'] != int(size) or made['sha256'].encode() != sha256:
            refuse('conflict', 'What arrived is not what was sent.')
        try:
            old = os.stat(target)
            os.chmod(temporary, stat.S_IMODE(old.st_mode))
            if (old.st_uid, old.st_gid) != (os.geteuid(), os.getegid()):
                try:
                    os.chown(temporary, old.st_uid, old.st_gid)
                    os.chmod(temporary, stat.S_IMODE(old.st_mode))
                except OSError:
                    pass
        except FileNotFoundError:
            os.chmod(temporary, 0o644)
        if expected == b'none':
            try:
                # Fails when something is there, which no look beforehand could promise.
                os.link(temporary, target)
                os.unlink(temporary)
                return made
            except FileExistsError:
                refuse('conflict', 'Something of this name is there already.')
            except OSError:
                pass
        check(target, expected)
        os.replace(temporary, target)
        return made
    except BaseException:
        drop(temporary)
        raise
main(work)
`

/** `path`: its version, or null when there is no file. */
export const versionScript = `${common}
def work(path):
    if not os.path.isfile(path):
        return None
    return version(path)
main(work)
`

/** `path, token`: removes what a broken-off write left. */
export const dropScript = `${common}
def work(path, token):
    folder = os.path.dirname(os.path.realpath(path))
    try:
        os.unlink(os.path.join(folder, b'.cloud-sandbox-' + token + b'.tmp'))
    except FileNotFoundError:
        pass
main(work)
`

/** `path`: a new folder, and those above it. */
export const createFolderScript = `${common}
def work(path):
    path = path.rstrip(b'/') or b'/'
    os.makedirs(os.path.dirname(path) or b'/', 0o755, exist_ok=True)
    os.mkdir(path, 0o755)
main(work)
`

/** `path`: removes a file, a link itself, or a folder with all that is in it; never the root of things. */
export const deleteScript = `${common}
import shutil
def work(path):
    path = path.rstrip(b'/') or b'/'
    name = os.path.basename(path)
    if name in (b'', b'.', b'..'):
        refuse('refused', 'This folder cannot be deleted.')
    target = os.path.join(os.path.realpath(os.path.dirname(path)), name)
    protected = (b'/', b'/workspace', os.path.realpath(b'/workspace'))
    if any(p == target or p.startswith(target + b'/') for p in protected):
        refuse('refused', 'This folder cannot be deleted.')
    if stat.S_ISDIR(os.lstat(target).st_mode):
        shutil.rmtree(target)
    else:
        os.unlink(target)
main(work)
`
