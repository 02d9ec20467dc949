"""Gives up root before bubblewrap starts, and still lets it reach folders that only root can.

    enter.py 61000 61000 /root/data/ws … -- /usr/bin/bwrap --bind /tmp/0 /workspace …

bubblewrap looks its sources up by path, as the user it runs as; a data folder below /root is out of reach for it.
So, in a mount namespace of our own, each source is bound below a small tmpfs at /tmp, as /tmp/0, /tmp/1 and so on,
while we are still root. Nothing of it is seen outside, and no right of any folder is changed. In place of a source,
memory:BYTES or memory:BYTES:noexec is a new folder in memory.

Each sandbox of a server that root runs waits for this: what is imported counts. json alone takes longer than all the rest.
"""
import ctypes
import os
import stat
import sys

CLONE_NEWNS = 0x20000
MS_NOSUID, MS_NODEV, MS_NOEXEC, MS_BIND, MS_REC, MS_SLAVE = 2, 4, 8, 0x1000, 0x4000, 0x80000

libc = ctypes.CDLL(None, use_errno=True)


def check(result, what):
    if result != 0:
        code = ctypes.get_errno()
        sys.exit("enter: %s: %s" % (what, os.strerror(code)))


def mount(source, target, kind, flags, options=None):
    data = options.encode() if options else None
    check(libc.mount(os.fsencode(source), os.fsencode(target), kind, ctypes.c_ulong(flags), data), "mount " + target)


def main():
    uid, gid = int(sys.argv[1]), int(sys.argv[2])
    end = sys.argv.index("--")
    stage, command = sys.argv[3:end], sys.argv[end + 1 :]
    check(libc.unshare(CLONE_NEWNS), "unshare")
    mount("none", "/", None, MS_REC | MS_SLAVE)
    # Opened in the new namespace (the old one's mounts cannot be bound here) and before /tmp is covered.
    sources = [os.open(item, os.O_PATH | os.O_CLOEXEC) if item.startswith("/") else item for item in stage]
    mount("stage", "/tmp", b"tmpfs", MS_NOSUID | MS_NODEV, "mode=755,size=64k")
    for number, source in enumerate(sources):
        target = "/tmp/%d" % number
        if isinstance(source, str):
            os.mkdir(target, 0o755)
            size, *rest = source.split(":")[1:]
            flags = MS_NOSUID | MS_NODEV | (MS_NOEXEC if rest == ["noexec"] else 0)
            options = "mode=755,size=%d,uid=%d,gid=%d" % (int(size), uid, gid)
            mount("memory", target, b"tmpfs", flags, options)
            continue
        if stat.S_ISDIR(os.fstat(source).st_mode):
            os.mkdir(target, 0o755)
        else:
            os.close(os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o644))
        mount("/proc/self/fd/%d" % source, target, None, MS_BIND | MS_REC)
    os.setgroups([])
    os.setresgid(gid, gid, gid)
    os.setresuid(uid, uid, uid)
    os.execv(command[0], command)


main()
