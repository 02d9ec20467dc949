/**
 * What the programs of this folder share: they do file operations inside a sandbox, by one execute each, because the
 * API's own file calls lie about names and are not atomic (API note 6). They are run by `pythonCommand` and print one
 * line of JSON: `{"ok": …}` or `{"error": code, "words": …}`. The path comes first, in base64: a server carries text, and
 * a path is bytes.
 */
export const common = `
import binascii, errno, json, os, stat, sys
CODES = {errno.ENOENT: 'not-found', errno.ENOTDIR: 'not-found', errno.EEXIST: 'conflict', errno.ENOTEMPTY: 'conflict',
         errno.ENOSPC: 'too-large', errno.EDQUOT: 'too-large', errno.EFBIG: 'too-large'}
def b64(data):
    return binascii.b2a_base64(data, newline=False).decode()
class Refuse(Exception):
    pass
def refuse(code, words):
    raise Refuse(code, words)
KINDS = ((stat.S_ISREG, 'file'), (stat.S_ISDIR, 'folder'), (stat.S_ISLNK, 'link'), (stat.S_ISFIFO, 'pipe'),
         (stat.S_ISSOCK, 'socket'), (stat.S_ISBLK, 'block-device'), (stat.S_ISCHR, 'character-device'))
def kind(mode):
    return next((name for test, name in KINDS if test(mode)), 'other')
def sha256_of(f):
    import hashlib
    digest = hashlib.sha256()
    while True:
        part = f.read(1 << 20)
        if not part:
            return digest.hexdigest()
        digest.update(part)
def version(path):
    with open(path, 'rb') as f:
        digest = sha256_of(f)
        s = os.fstat(f.fileno())
    return {'sha256': digest, 'size': s.st_size, 'modifiedNs': str(s.st_mtime_ns)}
def main(work):
    try:
        path, *rest = [os.fsencode(a) for a in sys.argv[1:]]
        answer = {'ok': work(binascii.a2b_base64(path), *rest)}
    except Refuse as e:
        answer = {'error': e.args[0], 'words': e.args[1]}
    except OSError as e:
        answer = {'error': CODES.get(e.errno, 'refused'), 'words': e.strerror or 'failed'}
    print(json.dumps(answer))
`
