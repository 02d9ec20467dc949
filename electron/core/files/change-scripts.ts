import { common } from './script-common.ts'

/** Programs that move and copy within a sandbox. Neither ever replaces what is there. */

const changes = `${common}
import shutil
def bare(path):
    return path.rstrip(b'/') or b'/'
def place(path):
    """The entry itself: a link is not followed, the folders above it are."""
    path = bare(path)
    name = os.path.basename(path)
    if name in (b'', b'.', b'..'):
        refuse('refused', 'This is no name.')
    return os.path.join(os.path.realpath(os.path.dirname(path)), name)
def is_within(path, folder):
    return path == folder or path.startswith(folder + b'/')
`

/** `path, to`: gives it another name, or another folder. The new folder has to be there. */
export const moveScript = `${changes}
def work(path, to):
    source, target = place(path), place(binascii.a2b_base64(to))
    os.lstat(source)
    if any(is_within(p, source) for p in (b'/workspace', os.path.realpath(b'/workspace'))):
        refuse('refused', 'This folder stays where it is.')
    if source == target:
        return
    if os.path.lexists(target):
        refuse('conflict', 'Something of this name is there already.')
    if is_within(target, source):
        refuse('refused', 'A folder cannot be moved into itself.')
    try:
        os.rename(source, target)
    except OSError as e:
        if e.errno != errno.EXDEV:
            raise
        # Another disk: copied and then removed, each file with its mode and time.
        shutil.move(source, target)
main(work)
`

/** `path, folder`: a copy of it in a folder, links as links; answers its path, whose name is another one where it is taken. */
export const copyScript = `${changes}
def free(folder, name):
    stem, ending = os.path.splitext(name)
    for number in range(1, 1000):
        tried = name if number == 1 else stem + (b' copy' if number == 2 else b' copy %d' % (number - 1)) + ending
        if not os.path.lexists(os.path.join(folder, tried)):
            return os.path.join(folder, tried)
    refuse('conflict', 'There are too many copies of it.')
def work(path, folder):
    source, folder = place(path), os.path.realpath(binascii.a2b_base64(folder))
    mode = os.lstat(source).st_mode
    if not os.path.isdir(folder):
        refuse('not-found', 'There is no such folder to copy into.')
    if stat.S_ISDIR(mode) and is_within(folder, source):
        refuse('refused', 'A folder cannot be copied into itself.')
    target = free(folder, os.path.basename(source))
    try:
        if stat.S_ISDIR(mode):
            shutil.copytree(source, target, symlinks=True)
        elif stat.S_ISREG(mode) or stat.S_ISLNK(mode):
            shutil.copy2(source, target, follow_symlinks=False)
        else:
            refuse('refused', 'This is no file with a content.')
    except shutil.Error as e:
        refuse('refused', 'Some of it was not copied: %s' % e.args[0][0][2])
    return b64(target)
main(work)
`
