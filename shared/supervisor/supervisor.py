"""The first process of a sandbox: starts programs, carries their input and output, sees how they end, works on files.

Python 3.8 or newer, standard library alone. The protocol is described in protocol.md. One thread and one loop; whatever
could take long runs in a forked worker. Programs in the sandbox have the same user id, so nothing here may depend on
their good will: the process is not dumpable (no ptrace, no /proc/PID/fd), and as first process of its namespace
it receives no signal it has no handler for, SIGKILL included.

In this order: frames and fields · files · output that is kept · input on its way · programs · who follows · the
connection · the supervisor · what protects it.
"""
import ctypes
import errno
import fcntl
import json
import os
import resource
import select
import signal
import struct
import sys
import termios
import time
from bisect import bisect_left, bisect_right
from collections import deque

PROTOCOL = 1
# What each program sets for itself before it begins; not there where something outside limits it.
SETTINGS = b"/.cloud-sandbox/settings/program.json"
# Pairs of a folder as programs of other sandboxes find it and where it is here, in bytes.
PLACES = []
# The first to go when the memory of the whole computer is full: before the supervisor, and before the desktop.
PROGRAM_OOM_SCORE = 500
MAX_HEADER = 8 << 20
MAX_BODY = 64 << 20
CHUNK = 1 << 16
# An unprivileged program can make a pipe at most this large: reading so much empties any pipe once.
PIPE_MAX = 1 << 20

# Of one output that is asked for when it is over, so much lies in memory …
HEAD_MOST = 1 << 20
# … and of all of them; the rest is read back from files.
HEADS_IN_ALL = 32 << 20
# So much is read at once.
READ_MOST = 1 << 20
# Files of outputs that were forgotten: how long each stays, and how many bytes in all; the oldest go first.
SPILLED_SECONDS = 3600
SPILLED_IN_ALL = 1 << 30
# Of one output that is read by offset: so much is kept that nobody has acknowledged …
KEPT_MOST = 64 << 20
# … and of all of them; beyond it each may keep no more than the least. With the heads, workers and input on its way it
# has to fit into the 256 MiB that a sandbox's limits leave to us beside the programs.
KEPT_IN_ALL = 128 << 20
KEPT_LEAST = 256 << 10
# With nobody following, the first part of what is kept stays: 1 MiB of 64.
HEAD_PART = 64
# Small pieces are joined up to this size, so that a program that writes single bytes costs no more memory.
PIECE = 1 << 18
WINDOW = 8 << 20
# Bytes of output under way on one channel.
CHANNEL_ROOM = 2 << 20
# Above it no more output is put on a connection: what comes then overtakes at most so much.
UNSENT_MOST = 1 << 20
# Input that a program has not read yet.
INPUT_MOST = 4 << 20
WRITERS_MOST = 256
ENDED_MOST = 1000
TRANSFERS_MOST = 64
# So long workers have at the end to clean up.
FAREWELL_SECONDS = 1
HOLD_MOST = 600000
# The kernel's last real-time signal; 0 asks whether somebody is there.
SIGNAL_MOST = 64
# Open files of ours; programs get the limit that we were started with.
FILES_MOST = 4096
# Where output goes that is too large for memory: the first that is there. The second is for sandboxes not made by us.
OUTPUT_FOLDERS = ("/.cloud-sandbox/output", "/tmp")

PR_SET_DUMPABLE = 4
PR_SET_CHILD_SUBREAPER = 36
PR_SET_SECCOMP = 22
SECCOMP_MODE_FILTER = 2
# Younger than the tables of numbers were split: the same on every machine.
LANDLOCK_CREATE_RULESET = 444
LANDLOCK_RESTRICT_SELF = 446
LANDLOCK_CREATE_RULESET_VERSION = 1
LANDLOCK_SCOPE_ABSTRACT_UNIX_SOCKET = 1
LANDLOCK_SCOPES_SINCE = 6
KEYCTL = {"x86_64": 250, "aarch64": 219}
KEYCTL_JOIN_SESSION_KEYRING = 1
# Per machine: for each way into the kernel its AUDIT_ARCH_…, the numbers that prlimit64 has there, and those of the calls
# about keys: add_key, request_key, keyctl.
CALLS = {
    "x86_64": (
        (0xC000003E, (302, 0x40000000 | 302), (248, 249, 250, 0x40000000 | 248, 0x40000000 | 249, 0x40000000 | 250)),
        (0x40000003, (340,), (286, 287, 288)),
    ),
    "aarch64": ((0xC00000B7, (261,), (217, 218, 219)), (0x40000028, (369,), (309, 310, 311))),
}
HEAD = struct.Struct(">II")
LIBC = ctypes.CDLL(None, use_errno=True)
PART = struct.Struct(">I")


# --- Frames and fields -------------------------------------------------------------------------------------------


class Refused(Exception):
    """A request that is answered with an error."""

    def __init__(self, code, message, stage=None):
        super().__init__(message)
        self.fields = {"code": code, "message": message}
        if stage:
            self.fields["stage"] = stage


def refused_os(error, stage=None):
    return Refused(errno.errorcode.get(error.errno or 0, "EIO"), os.strerror(error.errno or errno.EIO), stage)


def internal(error):
    return Refused("internal", "%s: %s" % (type(error).__name__, error))


def frame(header, body=b""):
    head = json.dumps(header, separators=(",", ":")).encode()
    return HEAD.pack(len(head), len(body)) + head + body


def field(request, name, kind):
    value = request.get(name)
    if not isinstance(value, kind) or isinstance(value, bool):
        raise Refused("bad-request", "%s is missing or of the wrong type" % name)
    return value


def plain(text, name):
    data = os.fsencode(text)
    if b"\0" in data:
        raise Refused("bad-request", "%s contains a NUL character" % name)
    return data


def path_of(request):
    value = request.get("path")
    if isinstance(value, dict) and isinstance(value.get("base64"), str):
        import binascii

        try:
            path = binascii.a2b_base64(value["base64"])
        except ValueError:
            raise Refused("bad-request", "path is not base64")
        plain(os.fsdecode(path), "path")
    elif isinstance(value, str):
        path = plain(value, "path")
    else:
        raise Refused("bad-request", "path is missing or of the wrong type")
    if not path.startswith(b"/"):
        raise Refused("bad-request", "path is not absolute")
    if PLACES and placed(path) == path:
        raise Refused("EACCES", "Not in a folder of this sandbox, and nothing isolates it from the computer")
    return placed(path)


def placed(path):
    """Where a path of the sandbox really is: elsewhere only when nothing isolates it (`--place`)."""
    for inside, outside in PLACES:
        if path == inside or path.startswith(inside + b"/"):
            return outside + path[len(inside):]
    return path


def text_of(request, name):
    """A short text that may be missing."""
    value = request.get(name)
    if value is not None and (not isinstance(value, str) or len(value) > 1000):
        raise Refused("bad-request", "%s is no text, or longer than 1000 characters" % name)
    return value


def hold_of(request):
    return max(0, min(field(request, "hold", int), HOLD_MOST)) if "hold" in request else 0


# --- Files: each of these runs in a worker and may take its time -------------------------------------------------


def list_folder(request, _body):
    limit = field(request, "limit", int)
    entries = []
    truncated = False
    with os.scandir(path_of(request)) as found:
        for entry in found:
            if len(entries) >= limit:
                truncated = True
                break
            try:
                info = entry.stat(follow_symlinks=False)
            except FileNotFoundError:
                continue
            item = {
                "type": kind_of(info.st_mode),
                "size": info.st_size,
                "mode": info.st_mode & 0o7777,
                "modified": info.st_mtime_ns // 1000000,
            }
            try:
                item["name"] = entry.name.decode()
            except UnicodeDecodeError:
                import binascii

                item["nameBase64"] = binascii.b2a_base64(entry.name, newline=False).decode()
            entries.append(item)
    return {"truncated": truncated}, json.dumps(entries, separators=(",", ":")).encode()


def kind_of(mode):
    return {0o100000: "file", 0o040000: "dir", 0o120000: "link"}.get(mode & 0o170000, "other")


def write_file(request, body):
    return replace_file(path_of(request), [body])


def receive_file(request, source):
    """The content comes by a pipe, in parts with their length before them; a length of 0 follows the last."""
    return replace_file(path_of(request), parts_from(source))


def parts_from(source):
    while True:
        size = PART.unpack(b"".join(read_whole(source, PART.size)))[0]
        if size == 0:
            return
        yield from read_whole(source, size)


def read_whole(source, size):
    while size > 0:
        data = os.read(source, min(size, CHUNK * 4))
        if not data:
            raise Refused("cancelled", "The content did not come to its end")
        size -= len(data)
        yield data


def replace_file(path, pieces):
    """What was there is replaced at once or not at all."""
    path = os.path.realpath(path)
    folder = os.path.dirname(path)
    os.makedirs(folder, 0o755, exist_ok=True)
    try:
        mode = os.lstat(path).st_mode
    except FileNotFoundError:
        mode = 0o100644
    if kind_of(mode) == "dir":
        raise OSError(errno.EISDIR, "")
    if kind_of(mode) != "file":
        raise Refused("EINVAL", "Not a regular file")
    # A name of its own length: the target's name may already be as long as a name can be.
    temporary = os.path.join(folder, b".cloud-sandbox-%d-%s" % (os.getpid(), os.urandom(4).hex().encode()))
    handle = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC, 0o600)
    try:
        try:
            for piece in pieces:
                view = memoryview(piece)
                while view:
                    view = view[os.write(handle, view):]
            os.fchmod(handle, mode & 0o7777)
            os.fsync(handle)
        finally:
            os.close(handle)
        os.rename(temporary, path)
    except BaseException:
        os.unlink(temporary)
        raise
    return {}, b""


def remove_path(request, _body):
    folder, name = os.path.split(path_of(request).rstrip(b"/"))
    # A link is removed, not what it leads to; a name of dots is no name.
    path = os.path.realpath(folder or b"/")
    path = os.path.realpath(os.path.join(path, name)) if name in (b"", b".", b"..") else os.path.join(path, name)
    try:
        os.lstat(path)
    except (FileNotFoundError, NotADirectoryError):
        return {"existed": False}, b""
    if holds_a_mount(path):
        raise OSError(errno.EBUSY, "")
    # rm walks by descriptors: no link planted on the way leads it astray, and no depth is too much for it.
    if run_tool([b"rm", b"-rf", b"--", path])[0] != 0:
        # A folder without rights for its owner: no protection, as the owner may give them back at any time.
        run_tool([b"chmod", b"-R", b"u+rwx", b"--", path])
        status, words = run_tool([b"rm", b"-rf", b"--", path])
        if status != 0:
            raise Refused("EACCES", words or "rm failed")
    return {"existed": True}, b""


def holds_a_mount(path):
    # The root of everything is "/" itself: without the special case its prefix would be "//".
    prefix = path.rstrip(b"/") + b"/"
    with open("/proc/self/mountinfo", "rb") as table:
        for line in table:
            point = line.split(b" ")[4].replace(b"\\040", b" ").replace(b"\\011", b"\t")
            point = point.replace(b"\\012", b"\n").replace(b"\\134", b"\\")
            if (point.rstrip(b"/") + b"/").startswith(prefix):
                return True
    return False


def run_tool(argv):
    """Runs a tool of the system in a worker: its exit status and what it said."""
    readable, writable = os.pipe()
    pid = os.fork()
    if pid == 0:
        try:
            os.dup2(writable, 2)
            os.execvpe(argv[0], argv, {b"PATH": b"/usr/bin:/bin", b"LC_ALL": b"C"})
        finally:
            os._exit(127)
    os.close(writable)
    words = b""
    while True:
        piece = os.read(readable, CHUNK)
        if not piece:
            break
        words = (words + piece)[:4096]
    os.close(readable)
    return os.waitpid(pid, 0)[1], words.decode(errors="replace").strip()


def stats(_request, _body):
    """What all processes of the sandbox take: memory of their own (no file that is mapped), and how many there are."""
    page = os.sysconf("SC_PAGE_SIZE")
    memory = {}
    for name in os.listdir("/proc"):
        if name.isdigit() and int(name) != os.getpid():
            try:
                with open("/proc/%s/statm" % name) as figures:
                    _size, resident, shared = figures.read().split()[:3]
            except OSError:
                # It ended meanwhile.
                continue
            memory[int(name)] = (int(resident) - int(shared)) * page
    ours = memory.get(os.getppid(), 0)
    return {"memoryBytes": sum(memory.values()), "supervisorBytes": ours, "processes": len(memory)}, b""


WORKERS = {"list": list_folder, "write": write_file, "remove": remove_path, "stats": stats}


# --- Output that is kept -----------------------------------------------------------------------------------------


class Kept:
    """An output that is asked for when it is over: its first bytes and, with `spill`, all of it in a file.

    Little of it lies in memory, so that ours is bounded however many programs run; the rest is read back from the file.
    """

    full = False
    in_all = 0

    def __init__(self, keep, spill=False):
        self.keep = keep
        self.spill = spill
        # The beginning, without a hole. It stays when the file has it too: a full disk takes no file.
        self.head = bytearray()
        self.total = 0
        self.file = OutputFile(is_named=spill)

    @property
    def kept(self):
        return min(self.keep, max(len(self.head), self.file.size))

    @property
    def is_cut(self):
        return self.total > self.keep

    def take(self, data):
        room = 0
        if len(self.head) == self.total:
            room = max(0, min(min(self.keep, HEAD_MOST) - self.total, HEADS_IN_ALL - Kept.in_all))
        wanted = data if self.spill else data[:max(0, self.keep - self.total)]
        if len(wanted) > room or self.file.begun:
            self.file.write(wanted if self.file.begun else bytes(self.head) + wanted)
        self.total += len(data)
        self.head += data[:room]
        Kept.in_all += len(data[:room])

    def read(self, offset, limit):
        end = min(self.kept, offset + limit)
        if end <= len(self.head):
            return bytes(memoryview(self.head)[offset:end])
        data = self.file.read(offset, end - offset)
        if offset < end and not data:
            raise Refused("EIO", "A program has cut the file off that this output is in")
        return data

    def sizes(self):
        sizes = {"kept": self.kept, "total": self.total}
        if self.spill and self.is_cut and self.file.size:
            # Less than `total` when the disk was full.
            sizes["file"] = {"path": self.file.path, "size": self.file.size}
        return sizes

    def drop(self):
        Kept.in_all -= len(self.head)
        self.head = bytearray()
        self.file.close()
        if self.spill and self.is_cut and self.file.size:
            SPILLED.add(self.file)
        else:
            self.file.remove()


class OutputFile:
    """Where an output goes that is too large for memory: made when it is first written to.

    One that is not named is nobody else's, and is gone with its handle.
    """

    def __init__(self, is_named):
        self.is_named = is_named
        self.path = None
        self.size = 0
        self.handle = None
        self.begun = False
        self.failed = False

    def write(self, data):
        self.begun = True
        if self.failed:
            return
        try:
            if self.handle is None:
                self.open()
            view = memoryview(data)
            while view:
                sent = os.write(self.handle, view)
                self.size += sent
                view = view[sent:]
        except OSError:
            # What was written can still be read.
            self.failed = True

    def open(self):
        folder = next(
            place for place in OUTPUT_FOLDERS + ("/",) if os.access(placed(os.fsencode(place)), os.W_OK) or place == "/"
        )
        path = "%s/%s.out" % (folder.rstrip("/"), os.urandom(8).hex())
        flags = os.O_RDWR | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC
        self.handle = os.open(placed(os.fsencode(path)), flags, 0o644)
        self.path = path
        if not self.is_named:
            self.remove()

    def read(self, offset, limit):
        return os.pread(self.handle, limit, offset) if self.handle is not None and limit > 0 else b""

    def close(self):
        if self.handle is not None:
            os.close(self.handle)
        self.handle = None
        self.failed = True

    def remove(self):
        if self.path is not None:
            try:
                os.unlink(placed(os.fsencode(self.path)))
            except OSError:
                # A program of the sandbox was faster, or made something else of it.
                pass
        self.path = None


class Spilled:
    """Files of outputs that were forgotten: they count as the sandbox's own disk, so they go by age and by size."""

    def __init__(self):
        self.files = deque()
        self.size = 0

    def add(self, file):
        self.files.append((time.monotonic() + SPILLED_SECONDS, file))
        self.size += file.size
        # The newest stays however large: somebody was just told its name.
        while self.size > SPILLED_IN_ALL and len(self.files) > 1:
            self.remove_oldest()

    def remove_oldest(self):
        _end, file = self.files.popleft()
        self.size -= file.size
        file.remove()

    def next_end(self, now):
        """When the time of the oldest is over, after those were removed whose time is. None when there is none."""
        while self.files and self.files[0][0] <= now:
            self.remove_oldest()
        return self.files[0][0] if self.files else None


SPILLED = Spilled()


class Followed:
    """An output that is read by offset, and given back up to where all that follow have acknowledged it.

    A gap is no thing of its own: the next piece begins later than the one before it ends.
    """

    in_all = 0

    def __init__(self):
        self.total = 0
        self.floor = 0
        self.size = 0
        self.starts = []
        self.pieces = []

    def count(self, size):
        self.size += size
        Followed.in_all += size

    @property
    def most(self):
        return KEPT_MOST if Followed.in_all < KEPT_IN_ALL else KEPT_LEAST

    @property
    def full(self):
        return self.size >= self.most

    def take(self, data):
        # The newest is always kept, so the last piece ends where this begins.
        if self.pieces and len(self.pieces[-1]) + len(data) <= PIECE:
            self.pieces[-1] += data
        else:
            self.starts.append(self.total)
            self.pieces.append(bytearray(data))
        self.total += len(data)
        self.count(len(data))

    def piece(self, offset, most):
        """At most so many bytes from there on, and where they begin: later than asked when what was there is gone."""
        index = bisect_right(self.starts, offset) - 1
        if index < 0 or offset >= self.starts[index] + len(self.pieces[index]):
            index += 1
            if index == len(self.pieces):
                return self.total, b""
            offset = self.starts[index]
        skip = offset - self.starts[index]
        return offset, bytes(memoryview(self.pieces[index])[skip:skip + most])

    def give_back(self, floor):
        self.floor = max(self.floor, floor)
        gone = bisect_right(self.starts, self.floor)
        if gone and self.starts[gone - 1] + len(self.pieces[gone - 1]) > self.floor:
            gone -= 1
        self.count(-sum(map(len, self.pieces[:gone])))
        del self.starts[:gone], self.pieces[:gone]
        if self.pieces and self.starts[0] < self.floor:
            skip = self.floor - self.starts[0]
            self.starts[0] = self.floor
            del self.pieces[0][:skip]
            self.count(-skip)

    def shrink(self):
        """Nobody follows: the first part and the newest stay, and what lies between them goes."""
        excess = self.size - self.most
        if excess <= 0:
            return
        head = self.starts[0] + self.most // HEAD_PART
        index = bisect_left(self.starts, head)
        before = self.pieces[index - 1]
        if self.starts[index - 1] + len(before) > head:
            cut = head - self.starts[index - 1]
            self.starts.insert(index, head)
            self.pieces.insert(index, before[cut:])
            del before[cut:]
        self.count(-excess)
        while excess > 0:
            piece = self.pieces[index]
            if len(piece) > excess:
                self.starts[index] += excess
                del piece[:excess]
                return
            excess -= len(piece)
            del self.starts[index], self.pieces[index]

    def sizes(self):
        return {"from": self.floor, "total": self.total}

    def drop(self):
        self.give_back(self.total)


# --- Input on its way --------------------------------------------------------------------------------------------


class Sink:
    """Bytes on their way into a pipe or a terminal: in order, as fast as they are taken at the other end."""

    def __init__(self, handle):
        os.set_blocking(handle, False)
        self.handle = handle
        self.queue = deque()
        self.size = 0
        self.ending = False

    def put(self, data, done):
        """@param done called when all of it was taken, with None, or with a Refused when it never will be."""
        self.queue.append((memoryview(data), done))
        self.size += len(data)

    def push(self):
        """Writes what can be written now. True when something is left."""
        while self.queue:
            data, done = self.queue[0]
            try:
                while data:
                    sent = os.write(self.handle, data[:CHUNK])
                    data = data[sent:]
                    self.size -= sent
            except BlockingIOError:
                self.queue[0] = (data, done)
                return True
            except OSError as error:
                self.close(refused_os(error))
                return False
            self.queue.popleft()
            done(None)
        if self.ending:
            self.close()
        return False

    def close(self, refusal=None):
        if self.handle is not None:
            os.close(self.handle)
        self.handle = None
        queue, self.queue = self.queue, deque()
        self.size = 0
        for _data, done in queue:
            done(refusal or Refused("EPIPE", "Nobody reads this input any more"))


# --- Programs ----------------------------------------------------------------------------------------------------


class Output:
    """One stream of a process: the end that is read here, and what is kept of it."""

    def __init__(self, process, name, handle, store):
        self.process = process
        self.name = name
        self.handle = handle
        self.store = store
        self.paused = False


class Process:
    def __init__(self, number, pid, command):
        self.number = number
        self.pid = pid
        self.command = beginning_of(command)
        self.started = time.time_ns() // 1000000
        self.outputs = {}
        self.sink = None
        # Our own hold on a terminal: as long as it is open, the end of the program is the only end.
        self.terminal = None
        self.writers = {}
        self.facts = None
        self.waiting = []
        self.follows = []
        # Until then the program waits for somebody to follow it again, by the clock that only goes forward.
        self.hold = 0.0
        self.name = None
        self.key = None

    def sizes(self, name):
        output = self.outputs[name]
        return dict(output.store.sizes(), open=output.handle is not None)

    def is_followed(self):
        return bool(self.follows) or self.hold > 0

    def described(self):
        described = {
            "process": self.number, "pid": self.pid, "command": self.command, "started": self.started,
            "tty": "stderr" not in self.outputs, "followers": len(self.follows),
        }
        if self.name is not None:
            described["name"] = self.name
        if self.facts is not None:
            described["ended"] = self.facts
        return dict(described, **{name: self.sizes(name) for name in self.outputs})


def beginning_of(command):
    """What is kept of a command to know it by: it may be megabytes long."""
    words, room = [], 1000
    for word in command:
        if room <= 0:
            break
        words.append(os.fsdecode(word[:room]))
        room -= len(word)
    return words


def take_limits(joins, report):
    """In the forked child, before a program begins.

    Raises OSError when it cannot be put where limits hold: nobody would be told that it runs without them. What it should
    set for itself besides and cannot is no reason not to run it: a limit that is lower already is one of these cases.
    """
    for handle in joins:
        os.write(handle, b"0")
    # Its own /proc is closed to a process that is not dumpable. With none of our files left it is as a program may see it.
    os.closerange(3, report)
    os.closerange(report + 1, min(os.sysconf("SC_OPEN_MAX"), 4096))
    LIBC.prctl(PR_SET_DUMPABLE, 1, 0, 0, 0)
    try:
        with open("/proc/self/oom_score_adj", "r+") as score:
            if int(score.read()) < PROGRAM_OOM_SCORE:
                score.seek(0)
                score.write(str(PROGRAM_OOM_SCORE))
    except (OSError, ValueError):
        pass
    try:
        with open(placed(SETTINGS)) as file:
            settings = json.load(file)
        for name, kind in (("dataBytes", resource.RLIMIT_DATA), ("processes", resource.RLIMIT_NPROC)):
            if name in settings:
                resource.setrlimit(kind, (settings[name], settings[name]))
        if "processors" in settings:
            os.sched_setaffinity(0, settings["processors"])
    except (OSError, ValueError, TypeError):
        pass


def become_program(command, cwd, env, ends, report, house):
    """In the forked child: never returns. What goes wrong before the program runs is written to `report`."""
    stage = "fork"
    code = errno.EIO
    try:
        os.setsid()
        for number, end in enumerate(ends):
            os.dup2(end, number)
        if os.isatty(0):
            fcntl.ioctl(0, termios.TIOCSCTTY, 0)
        resource.setrlimit(resource.RLIMIT_NOFILE, house.files)
        # Python ignores these two, and what is ignored stays so through exec.
        signal.signal(signal.SIGPIPE, signal.SIG_DFL)
        signal.signal(signal.SIGXFSZ, signal.SIG_DFL)
        stage = "limits"
        take_limits(house.joins, report)
        stage = "cwd"
        os.chdir(cwd)
        stage = "program"
        code = errno.ENOENT
        for candidate in candidates(command[0], env.get(b"PATH", b"")):
            try:
                os.execve(candidate, command, env)
            except OSError as error:
                # As a shell does: a later folder of PATH may hold what this one does not let us run.
                if error.errno not in (errno.ENOENT, errno.ENOTDIR, errno.EACCES):
                    raise
                if error.errno == errno.EACCES:
                    code = errno.EACCES
    except OSError as error:
        code = error.errno or errno.EIO
    except BaseException:
        pass
    finally:
        os.write(report, b"%s %d" % (stage.encode(), code))
        os._exit(127)


def candidates(name, search):
    if b"/" in name:
        return [name]
    return [os.path.join(folder or b".", name) for folder in search.split(b":")] if name else []


def launch(command, cwd, env, size, takes_input, house):
    """Starts a program. @returns its pid, the ends of its outputs by name, that of its input, and its terminal's."""
    opened = []

    def pair(make):
        ends = make()
        opened.extend(ends)
        return ends

    try:
        report, report_writer = pair(os.pipe)
        if size is not None:
            outer, inner = pair(os.openpty)
            set_size(inner, size)
            ends, outputs, source = [inner] * 3, {"stdout": outer}, os.dup(outer)
            opened.append(source)
        else:
            if takes_input:
                stdin, source = pair(os.pipe)
            else:
                stdin, source = os.open("/dev/null", os.O_RDONLY), None
                opened.append(stdin)
            (out, out_writer), (err, err_writer) = pair(os.pipe), pair(os.pipe)
            inner, ends, outputs = None, [stdin, out_writer, err_writer], {"stdout": out, "stderr": err}
        pid = os.fork()
    except OSError as error:
        for handle in opened:
            os.close(handle)
        raise refused_os(error, "fork")
    if pid == 0:
        become_program(command, cwd, env, ends, report_writer, house)
    os.close(report_writer)
    # Ends without a byte when exec closes the other end: the program runs.
    trouble = os.read(report, 64)
    for handle in set(opened) - {report_writer, inner, source, *outputs.values()}:
        os.close(handle)
    if trouble:
        for handle in {inner, source, *outputs.values()} - {None}:
            os.close(handle)
        os.waitpid(pid, 0)
        stage, code = trouble.decode().split(" ")
        raise refused_os(OSError(int(code), ""), stage)
    for handle in outputs.values():
        os.set_blocking(handle, False)
    return pid, outputs, source, inner


def is_for(request, process):
    """Clients of a peer see nothing of what it started for itself, to be asked when it is over."""
    return not request.get("channel") or isinstance(process.outputs["stdout"].store, Followed)


def size_of(request):
    columns, rows = field(request, "columns", int), field(request, "rows", int)
    if not (0 < columns < 10000 and 0 < rows < 10000):
        raise Refused("bad-request", "columns and rows are not between 1 and 9999")
    return columns, rows


def set_size(terminal, size):
    fcntl.ioctl(terminal, termios.TIOCSWINSZ, struct.pack("HHHH", size[1], size[0], 0, 0))


# --- Who follows -------------------------------------------------------------------------------------------------


class Follow:
    """One reader of the outputs of a process. Its number is that of the request, which is answered when it is over."""

    def __init__(self, connection, number, process, channel, window, offsets):
        self.connection = connection
        self.number = number
        self.process = process
        self.channel = channel
        self.window = window
        self.sent = dict(offsets)
        self.acked = dict(offsets)
        self.ended = set()
        self.said_exit = False

    def step(self):
        """Sends the next piece, or what else there is to tell. False when there is nothing to send now."""
        for name, at in self.sent.items():
            output = self.process.outputs[name]
            if at < output.store.total:
                room = min(self.acked[name] + self.window - at, self.connection.room(self.channel), PIECE)
                if room <= 0:
                    continue
                start, data = output.store.piece(at, room)
                if start > at:
                    self.sent[name] = start
                    return self.tell("gap", {"stream": name, "offset": at, "to": start})
                # At the end of the order now: the streams take turns.
                del self.sent[name]
                self.sent[name] = at + len(data)
                self.connection.spend(self.channel, len(data))
                return self.tell("output", {"stream": name, "offset": at}, data)
            if output.handle is None and name not in self.ended:
                self.ended.add(name)
                return self.tell("end", {"stream": name, "offset": at})
        facts = self.process.facts
        if facts is not None and not self.said_exit:
            if all(at >= facts[name]["total"] for name, at in self.sent.items()):
                self.said_exit = True
                return self.tell("exit", facts)
        return False

    def tell(self, event, fields, body=b""):
        self.connection.send(dict(fields, id=self.number, event=event), body)
        return True

    def is_over(self):
        outputs = self.process.outputs
        return self.said_exit and len(self.ended) == len(outputs) and all(
            self.acked[name] == output.store.total for name, output in outputs.items()
        )


# --- The connection ----------------------------------------------------------------------------------------------


class Connection:
    """Frames from and to one peer."""

    def __init__(self, supervisor, handle):
        os.set_blocking(handle, False)
        self.supervisor = supervisor
        self.handle = handle
        self.incoming = bytearray()
        self.outgoing = deque()
        self.unsent = 0
        self.ending = False
        self.follows = {}
        # What may have something to send, in the order of their turns.
        self.pending = {}
        self.rooms = {}
        self.watched = select.POLLIN
        supervisor.watch(handle, self.watched, self.on_events)

    def on_events(self, events):
        if events & (select.POLLIN | select.POLLHUP | select.POLLERR) and not self.ending:
            try:
                data = os.read(self.handle, CHUNK * 4)
            except BlockingIOError:
                return
            except OSError:
                data = b""
            if not data:
                return self.supervisor.lost(self)
            self.incoming += data
            self.take_frames()

    def take_frames(self):
        while len(self.incoming) >= HEAD.size and not self.ending:
            head, body = HEAD.unpack_from(self.incoming)
            if head > MAX_HEADER or body > MAX_BODY:
                return self.break_off("a frame is larger than allowed")
            end = HEAD.size + head + body
            if len(self.incoming) < end:
                return
            try:
                request = json.loads(self.incoming[HEAD.size:HEAD.size + head].decode())
                known = isinstance(request, dict) and type(request.get("id")) is int and request["id"] > 0
            except (ValueError, RecursionError):
                known = False
            if not known:
                return self.break_off("a header is not a request")
            content = bytes(memoryview(self.incoming)[HEAD.size + head:end])
            del self.incoming[:end]
            self.supervisor.on_request(self, request, content)

    def break_off(self, message):
        self.send({"id": 0, "error": {"code": "protocol", "message": message}})
        self.ending = True

    def send(self, header, body=b""):
        head = json.dumps(header, separators=(",", ":")).encode()
        self.put(HEAD.pack(len(head), len(body)) + head)
        if body:
            self.put(body)

    def answer(self, number, fields, body=b""):
        self.send(dict(fields, id=number), body)

    def refuse(self, number, refusal):
        self.send({"id": number, "error": refusal.fields})

    def put(self, data):
        """@param data one frame or a part of one; nothing else may come between its parts."""
        self.outgoing.append(memoryview(data))
        self.unsent += len(data)

    def pump(self):
        """Fills up with output, turn by turn, and sends what the peer takes."""
        while True:
            while self.pending and self.unsent < UNSENT_MOST:
                follow = next(iter(self.pending))
                del self.pending[follow]
                if follow.step():
                    self.pending[follow] = follow
                elif follow.is_over():
                    self.supervisor.end_follow(follow, {})
            if not self.flush() or not self.pending:
                break
        wanted = select.POLLIN | (select.POLLOUT if self.unsent else 0)
        if wanted != self.watched:
            self.watched = wanted
            self.supervisor.poll.modify(self.handle, wanted)

    def flush(self):
        """True when all was sent."""
        try:
            while self.outgoing:
                sent = os.writev(self.handle, [self.outgoing[index] for index in range(min(len(self.outgoing), 64))])
                self.unsent -= sent
                while sent and sent >= len(self.outgoing[0]):
                    sent -= len(self.outgoing.popleft())
                if sent:
                    self.outgoing[0] = self.outgoing[0][sent:]
            return True
        except BlockingIOError:
            return False
        except OSError:
            self.supervisor.lost(self)

    def room(self, channel):
        return PIECE if channel == 0 else self.rooms.get(channel, CHANNEL_ROOM)

    def spend(self, channel, size):
        if channel != 0:
            self.rooms[channel] = self.room(channel) - size


# --- The supervisor ----------------------------------------------------------------------------------------------


class Supervisor:
    def __init__(self, control, house):
        self.house = house
        self.instance = os.urandom(8).hex()
        self.poll = select.poll()
        self.watched = {}
        self.processes = {}
        self.by_pid = {}
        self.by_key = {}
        self.workers = set()
        self.holding = set()
        self.paused = set()
        self.transfers = {}
        self.last_number = 0
        self.last_transfer = 0
        self.wake, wake_writer = os.pipe()
        os.set_blocking(self.wake, False)
        os.set_blocking(wake_writer, False)
        signal.set_wakeup_fd(wake_writer, warn_on_full_buffer=False)
        signal.signal(signal.SIGCHLD, lambda *_: None)
        # Python's own handler would let any program of the sandbox end us by `kill -INT 1`.
        signal.signal(signal.SIGINT, signal.SIG_DFL)
        self.watch(self.wake, select.POLLIN, self.on_children)
        self.connection = Connection(self, control)
        self.operations = {
            "start": self.start, "read": self.read, "wait": self.wait, "signal": self.signal, "forget": self.forget,
            "processes": self.list_processes, "follow": self.follow, "ack": self.acknowledge, "unfollow": self.unfollow,
            "credit": self.credit, "leave": self.leave, "input": self.input, "resize": self.resize,
            "begin": self.begin, "part": self.part, "commit": self.commit, "abort": self.abort,
        }

    def run(self):
        python = "%d.%d.%d" % sys.version_info[:3]
        self.connection.send({"event": "ready", "protocol": PROTOCOL, "python": python, "instance": self.instance})
        while True:
            self.connection.pump()
            if self.connection.ending and not self.connection.unsent:
                self.lost(self.connection)
            for handle, events in self.poll.poll(self.patience()):
                # What came before it in this round may have closed it.
                if handle in self.watched:
                    self.watched[handle](events)

    def watch(self, handle, events, on_events):
        self.watched[handle] = on_events
        self.poll.register(handle, events)

    def unwatch(self, handle):
        if self.watched.pop(handle, None) is not None:
            self.poll.unregister(handle)

    def lost(self, _connection):
        # Who started us is gone; as the first process we take everything in the sandbox with us.
        self.end_workers()
        if os.getpid() != 1:
            end_children()
        os._exit(0)

    # Requests

    def on_request(self, connection, request, body):
        number = request["id"]
        try:
            op = request.get("op")
            if not isinstance(op, str):
                op = ""
            if op in WORKERS:
                return self.start_worker(
                    WORKERS[op], request, body, lambda header, content: connection.answer(number, header, content)
                )
            if op not in self.operations:
                raise Refused("unknown-op", "There is no operation of this name")
            answer = self.operations[op](connection, request, body)
            if answer is not None:
                connection.answer(number, answer[0], answer[1])
        except Refused as refusal:
            connection.refuse(number, refusal)
        except OSError as error:
            connection.refuse(number, refused_os(error))
        except UnicodeError:
            connection.refuse(number, Refused("bad-request", "text holds half a character"))
        except Exception as error:
            # The last resort, for faults of ours alone: whatever ends this process ends everything in the sandbox. Values
            # that a peer may send are checked where they are read; one that comes here instead has a check missing.
            connection.refuse(number, internal(error))

    def known(self, request):
        number = request.get("process")
        process = self.processes.get(number) if type(number) is int else None
        if process is None or not is_for(request, process):
            raise Refused("unknown-process", "There is no process of this number")
        return process

    def start(self, _connection, request, _body):
        command = [plain(item, "command") for item in field(request, "command", list) if isinstance(item, str)]
        if not command or len(command) != len(request["command"]):
            raise Refused("bad-request", "command is not a list of texts")
        command = [placed(item) for item in command]
        cwd = placed(plain(field(request, "cwd", str), "cwd"))
        env = {}
        for name, value in field(request, "env", dict).items():
            if not name or "=" in name or not isinstance(value, str):
                raise Refused("bad-request", "env holds a name that is empty or has an equals sign")
            env[plain(name, "env")] = placed(plain(value, "env"))
        keep = field(request, "keep", int) if "keep" in request else None
        size = size_of(field(request, "tty", dict)) if "tty" in request else None
        name = text_of(request, "name")
        key = text_of(request, "key")
        hold = hold_of(request)
        if key is not None and key in self.by_key:
            return {"process": self.by_key[key]}, b""
        self.make_room()
        pid, outputs, source, terminal = launch(command, cwd, env, size, request.get("input") is True, self.house)
        self.last_number += 1
        process = Process(self.last_number, pid, command)
        process.name, process.terminal = name, terminal
        for stream, handle in outputs.items():
            store = Followed() if keep is None else Kept(max(0, keep), request.get("spill") is True)
            process.outputs[stream] = output = Output(process, stream, handle, store)
            self.read_on(output)
        if source is not None:
            process.sink = Sink(source)
        if key is not None:
            process.key = key
            self.by_key[key] = process.number
        self.processes[process.number] = self.by_pid[pid] = process
        self.hold(process, hold)
        return {"process": process.number}, b""

    def make_room(self):
        """What ended long ago and was never forgotten goes: the oldest that nobody looks at."""
        ended = [process for process in self.processes.values() if process.facts is not None]
        if len(ended) >= ENDED_MOST:
            idle = [process for process in ended if not process.is_followed()]
            for process in idle[:len(ended) - ENDED_MOST + 1]:
                self.drop(process)

    def list_processes(self, _connection, request, _body):
        known = [process.described() for process in self.processes.values() if is_for(request, process)]
        return {}, json.dumps(known).encode()

    def read(self, _connection, request, _body):
        output = self.known(request).outputs.get(field(request, "stream", str))
        if output is None or not isinstance(output.store, Kept):
            raise Refused("bad-request", "stream is neither stdout nor stderr of a process with keep")
        offset = max(0, field(request, "offset", int))
        limit = max(0, min(field(request, "limit", int), READ_MOST))
        return output.process.sizes(output.name), output.store.read(offset, limit)

    def wait(self, connection, request, _body):
        process = self.known(request)
        if process.facts is None:
            process.waiting.append((connection, request["id"]))
            return None
        return process.facts, b""

    def signal(self, _connection, request, _body):
        process = self.known(request)
        number = field(request, "signal", int)
        if not 0 <= number <= SIGNAL_MOST:
            raise Refused("bad-request", "signal is not between 0 and %d" % SIGNAL_MOST)
        # Once the leader is reaped its number may belong to another group.
        if process.facts is not None:
            return {"delivered": request.get("rest") is True and signal_rest(process.pid, number)}, b""
        os.killpg(process.pid, number)
        return {"delivered": True}, b""

    def resize(self, _connection, request, _body):
        process = self.known(request)
        size = size_of(request)
        if "stderr" in process.outputs:
            raise Refused("ENOTTY", "The process has no terminal")
        if process.terminal is not None:
            set_size(process.terminal, size)
        return {}, b""

    def forget(self, _connection, request, _body):
        self.drop(self.known(request))
        return {}, b""

    def drop(self, process):
        del self.processes[process.number]
        if process.key is not None:
            del self.by_key[process.key]
        for follow in list(process.follows):
            self.end_follow(follow, {"forgotten": True})
        self.hold(process, 0)
        for output in process.outputs.values():
            output.store.drop()
            output.store = Kept(0)
            self.read_on(output)
        self.resume()

    def input(self, connection, request, body):
        process = self.known(request)
        sink = process.sink
        writer = text_of(request, "writer")
        is_end = request.get("end") is True
        seen = process.writers.get(writer, 0)
        # The end counts as one byte more: sent again after a broken connection, nothing is taken twice.
        fresh = len(body) + is_end
        if writer is not None:
            offset = field(request, "offset", int)
            skip = seen - offset
            if not 0 <= offset <= seen or (seen == 0 and len(process.writers) >= WRITERS_MOST):
                raise Refused("bad-request", "offset is not within what this writer sent, or there are too many writers")
            fresh -= skip
            body = body[skip:]
        if fresh <= 0:
            return {}, b""
        if sink is None or sink.handle is None or sink.ending:
            raise Refused("EPIPE", "This process takes no input, or no more")
        if sink.size and sink.size + len(body) > INPUT_MOST:
            raise Refused("EAGAIN", "The program has not read what it was sent before")
        if writer is not None:
            process.writers[writer] = seen + fresh
        if is_end and process.terminal is not None:
            # A terminal has no end: its character for it is what a person would type.
            body += termios.tcgetattr(process.terminal)[6][termios.VEOF]
        elif is_end:
            sink.ending = True
        self.put(sink, body, connection, request["id"])
        return None

    def put(self, sink, data, connection, number):
        """Answers when it was taken, or with why it will never be."""
        sink.put(data, lambda refusal: connection.refuse(number, refusal) if refusal else connection.answer(number, {}))
        self.push(sink)

    def push(self, sink):
        handle = sink.handle
        if sink.push():
            if handle not in self.watched:
                self.watch(handle, select.POLLOUT, lambda _events: self.push(sink))
        else:
            self.unwatch(handle)

    # Following

    def follow(self, connection, request, _body):
        process = self.known(request)
        window = field(request, "window", int) if "window" in request else WINDOW
        channel = field(request, "channel", int) if "channel" in request else 0
        if not 0 < window <= KEPT_MOST or request["id"] in connection.follows:
            raise Refused("bad-request", "window is not between 1 and 64 MiB, or the number is taken")
        offsets = {}
        for name, output in process.outputs.items():
            offsets[name] = field(request, name, int) if name in request else 0
            if not isinstance(output.store, Followed) or not 0 <= offsets[name] <= output.store.total:
                raise Refused("bad-request", "an offset is beyond the output, or the process was started with keep")
        follow = Follow(connection, request["id"], process, channel, window, offsets)
        connection.follows[follow.number] = connection.pending[follow] = follow
        process.follows.append(follow)
        connection.send(dict(process.described(), id=follow.number, event="following"))
        self.hold(process, 0)
        self.give_back(process)
        return None

    def acknowledge(self, connection, request, _body):
        """Never answered: an acknowledgement and the end of its follow may cross."""
        follow = connection.follows.get(request["id"])
        if follow is None:
            return None
        for name, sent in follow.sent.items():
            offset = request.get(name)
            if type(offset) is int:
                # Who acknowledges what was never sent acknowledges what was.
                follow.acked[name] = max(follow.acked[name], min(offset, sent))
        connection.pending[follow] = follow
        self.give_back(follow.process)
        if follow.is_over():
            self.end_follow(follow, {})
        return None

    def give_back(self, process):
        for name, output in process.outputs.items():
            if process.follows:
                output.store.give_back(min(follow.acked[name] for follow in process.follows))
        self.resume()

    def resume(self):
        for output in list(self.paused):
            if not output.store.full or not output.process.is_followed():
                self.read_on(output)

    def wake_follows(self, process):
        for follow in process.follows:
            follow.connection.pending[follow] = follow

    def unfollow(self, connection, request, _body):
        follow = connection.follows.get(request["id"])
        if follow is not None:
            self.end_follow(follow, {}, hold_of(request))
        return None

    def end_follow(self, follow, answer, hold=0):
        connection, process = follow.connection, follow.process
        del connection.follows[follow.number]
        connection.pending.pop(follow, None)
        process.follows.remove(follow)
        connection.answer(follow.number, answer)
        if not process.follows:
            self.hold(process, hold)
        self.give_back(process)

    def credit(self, connection, request, _body):
        channel, size = field(request, "channel", int), field(request, "bytes", int)
        if channel in connection.rooms:
            connection.rooms[channel] = min(connection.rooms[channel] + max(0, size), CHANNEL_ROOM)
            for follow in connection.follows.values():
                if follow.channel == channel:
                    connection.pending[follow] = follow
        return {}, b""

    def leave(self, connection, request, _body):
        channel, hold = field(request, "channel", int), hold_of(request)
        for follow in list(connection.follows.values()):
            if follow.channel == channel:
                self.end_follow(follow, {}, hold)
        connection.rooms.pop(channel, None)
        return {}, b""

    def hold(self, process, ms):
        """For so long a program whose output is full waits, although nobody follows."""
        process.hold = time.monotonic() + ms / 1000 if ms > 0 else 0.0
        if ms > 0:
            return self.holding.add(process)
        self.holding.discard(process)
        if not process.follows:
            self.let_go(process)

    def let_go(self, process):
        for output in process.outputs.values():
            if isinstance(output.store, Followed):
                output.store.shrink()
                self.read_on(output)

    def patience(self):
        """Milliseconds to the next end of a hold or of a file's time, after those that are over. None when there is none."""
        now = time.monotonic()
        for process in [process for process in self.holding if process.hold <= now]:
            self.hold(process, 0)
        ends = [process.hold for process in self.holding] + [SPILLED.next_end(now)]
        next_end = min((end for end in ends if end is not None), default=None)
        return None if next_end is None else 1 + int((next_end - now) * 1000)

    # Output and ends

    def read_on(self, output):
        """Reads this output again from the next round on, unless it is over."""
        output.paused = False
        self.paused.discard(output)
        if output.handle is not None and output.handle not in self.watched:
            self.watch(output.handle, select.POLLIN, lambda _events: self.drain(output, CHUNK * 4))

    def drain(self, output, most):
        """Reads what is there, at most about `most` bytes, so that one loud program does not starve the others."""
        process, store = output.process, output.store
        while most > 0:
            try:
                data = os.read(output.handle, CHUNK)
            except BlockingIOError:
                break
            except OSError:
                # EIO: nobody has this terminal open any more.
                data = b""
            if not data:
                self.unwatch(output.handle)
                self.paused.discard(output)
                os.close(output.handle)
                output.handle = None
                break
            store.take(data)
            most -= len(data)
        self.wake_follows(process)
        if not isinstance(store, Followed):
            return
        if not process.is_followed():
            store.shrink()
        elif store.full and output.handle is not None:
            # The pipe fills up, and the program waits.
            self.unwatch(output.handle)
            self.paused.add(output)

    def on_children(self, _events):
        try:
            os.read(self.wake, CHUNK)
        except BlockingIOError:
            pass
        for pid, status in self.own_ends() if self.house.leave_orphans else all_ends():
            self.workers.discard(pid)
            process = self.by_pid.pop(pid, None)
            if process is not None:
                self.settle(process, status)

    def own_ends(self):
        for pid in [*self.by_pid, *self.workers]:
            ended, status = os.waitpid(pid, os.WNOHANG)
            if ended != 0:
                yield pid, status

    def settle(self, process, status):
        facts = {"signal": os.WTERMSIG(status)} if os.WIFSIGNALED(status) else {"exitCode": os.WEXITSTATUS(status)}
        if process.sink is not None:
            self.unwatch(process.sink.handle)
            process.sink.close()
        if process.terminal is not None:
            os.close(process.terminal)
            process.terminal = None
        for name, output in process.outputs.items():
            if output.handle is not None:
                self.drain(output, PIPE_MAX)
            sizes = process.sizes(name)
            facts[name] = {key: sizes[key] for key in sizes if key != "from"}
        try:
            os.killpg(process.pid, 0)
            facts["left"] = True
        except OSError:
            facts["left"] = False
        process.facts = facts
        self.wake_follows(process)
        for connection, number in process.waiting:
            connection.answer(number, facts)
        process.waiting = []

    # Workers and transfers

    def end_workers(self):
        """Each removes what it has half written, as long as that is a matter of moments."""
        for pid in self.workers:
            os.kill(pid, signal.SIGTERM)
        deadline = time.monotonic() + FAREWELL_SECONDS
        while self.workers and time.monotonic() < deadline:
            for pid, _status in list(self.own_ends()):
                self.workers.discard(pid)
                self.by_pid.pop(pid, None)
            time.sleep(0.001)

    def start_worker(self, work, request, content, on_answer):
        """@param on_answer called with the header of the answer, which has no number yet, and its body."""
        readable, writable = os.pipe()
        pid = os.fork()
        if pid == 0:
            be_worker(writable, work, request, content)
        self.workers.add(pid)
        os.close(writable)
        os.set_blocking(readable, False)
        answer = bytearray()

        def on_events(_events):
            try:
                data = os.read(readable, CHUNK * 4)
            except BlockingIOError:
                return
            if data:
                return answer.extend(data)
            self.unwatch(readable)
            os.close(readable)
            if len(answer) < HEAD.size or len(answer) != HEAD.size + sum(HEAD.unpack_from(answer)):
                refusal = Refused("worker", "The operation was ended by another program")
                return on_answer({"error": refusal.fields}, b"")
            body = HEAD.size + HEAD.unpack_from(answer)[0]
            on_answer(json.loads(answer[HEAD.size:body].decode()), bytes(memoryview(answer)[body:]))

        self.watch(readable, select.POLLIN, on_events)

    def begin(self, _connection, request, _body):
        path_of(request)
        if len(self.transfers) >= TRANSFERS_MOST:
            raise Refused("EAGAIN", "There are too many transfers")
        source, end = os.pipe()
        transfer = Transfer(Sink(end))
        self.last_transfer += 1
        number = self.last_transfer
        self.transfers[number] = transfer

        def on_answer(header, _body):
            self.unwatch(transfer.sink.handle)
            transfer.sink.close()
            transfer.answer = header
            self.finish(number, transfer)

        try:
            self.start_worker(receive_file, request, source, on_answer)
        finally:
            os.close(source)
        return {"transfer": number}, b""

    def transfer_of(self, request):
        number = request.get("transfer")
        transfer = self.transfers.get(number) if type(number) is int else None
        if transfer is None or transfer.commit is not None:
            raise Refused("unknown-transfer", "There is no transfer of this number")
        return number, transfer

    def part(self, connection, request, body):
        _number, transfer = self.transfer_of(request)
        if not body:
            return {}, b""
        if transfer.sink.handle is None:
            raise Refused("EPIPE", "The transfer has failed; its commit says why")
        if transfer.sink.size and transfer.sink.size + len(body) > INPUT_MOST:
            raise Refused("EAGAIN", "The parts before it are not written yet")
        self.put(transfer.sink, PART.pack(len(body)) + body, connection, request["id"])
        return None

    def commit(self, connection, request, _body):
        number, transfer = self.transfer_of(request)
        transfer.commit = (connection, request["id"])
        if transfer.sink.handle is not None:
            transfer.sink.put(PART.pack(0), lambda _refusal: None)
            self.push(transfer.sink)
        self.finish(number, transfer)
        return None

    def abort(self, _connection, request, _body):
        number, transfer = self.transfer_of(request)
        # The worker sees the end of the pipe where a part should begin, and leaves nothing behind.
        self.unwatch(transfer.sink.handle)
        transfer.sink.close()
        del self.transfers[number]
        return {}, b""

    def finish(self, number, transfer):
        if transfer.answer is not None and transfer.commit is not None:
            connection, request = transfer.commit
            connection.send(dict(transfer.answer, id=request))
            del self.transfers[number]


def signal_rest(number, signal):
    """To what an ended process left behind in its group. True when there was any."""
    # Its number is the group's as long as that has a member. A process of this number again leads another one.
    if os.path.exists(f"/proc/{number}"):
        return False
    try:
        os.killpg(number, signal)
    except ProcessLookupError:
        return False
    return True


def all_ends():
    while True:
        try:
            pid, status = os.waitpid(-1, os.WNOHANG)
        except ChildProcessError:
            return
        if pid == 0:
            return
        yield pid, status


class Transfer:
    """A file on its way in. It is over when the worker has answered and somebody has asked for that answer."""

    def __init__(self, sink):
        self.sink = sink
        self.answer = None
        self.commit = None


def be_worker(writable, work, request, content):
    """In the forked worker: never returns. Its whole answer is one frame. `content` is a body, or a pipe to read."""
    try:
        # An end of a pipe that we kept would keep its reader waiting for more.
        kept = sorted({writable, content} if isinstance(content, int) else {writable})
        for low, high in zip([2] + kept, kept + [FILES_MOST]):
            os.closerange(low + 1, high)
        signal.set_wakeup_fd(-1)
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        # Raised wherever it is, so that a file is not left half written.
        signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
        try:
            header, body = work(request, content)
            answer = frame(header, body)
        except Refused as refusal:
            answer = frame({"error": refusal.fields})
        except OSError as error:
            answer = frame({"error": refused_os(error).fields})
        except UnicodeError:
            answer = frame({"error": {"code": "bad-request", "message": "path holds half a character"}})
        except Exception as error:
            answer = frame({"error": internal(error).fields})
        view = memoryview(answer)
        while view:
            view = view[os.write(writable, view):]
        os._exit(0)
    finally:
        os._exit(1)


def end_children():
    """Where no namespace ends with us: whoever loses a parent becomes our child, so children are all there is to end."""
    for _ in range(1000):
        for name in os.listdir("/proc"):
            try:
                with open("/proc/%s/stat" % name, "rb") as file:
                    parent = int(file.read().rpartition(b")")[2].split()[1])
                if parent == os.getpid():
                    os.kill(int(name), signal.SIGKILL)
            except (OSError, ValueError):
                pass
        try:
            while os.waitpid(-1, os.WNOHANG)[0] != 0:
                pass
        except ChildProcessError:
            return
        time.sleep(0.01)


# --- What protects it --------------------------------------------------------------------------------------------


def filter_calls(prctl):
    """Nobody in the sandbox may set limits of process 1: with its processor time set to 0, the kernel itself kills it.

    A program with our user id may by the kernel's rules. And nobody may ask for keys: a user's own belong to the user
    id, whatever namespace asks, and with the desktop's id that would be those of the desktop.
    The filter is inherited by everything we start.
    """
    load, equal, answer = 0x20, 0x15, 0x06
    allow, denied = 0x7FFF0000, 0x00050000 | errno.EPERM
    steps = [(load, 0, 0, 4)]
    for arch, numbers, keys in CALLS.get(os.uname().machine, ()):
        block = [(load, 0, 0, 0)]
        for number in keys:
            block += [(equal, 0, 1, number), (answer, 0, 0, denied)]
        # Past the numbers that follow and the answer behind them, to the look at the first argument.
        block += [(equal, len(numbers) - index, 0, number) for index, number in enumerate(numbers)]
        block += [(answer, 0, 0, allow), (load, 0, 0, 16), (equal, 0, 1, 1), (answer, 0, 0, denied), (answer, 0, 0, allow)]
        steps += [(equal, 0, len(block), arch)] + block
    steps.append((answer, 0, 0, allow))
    code = ctypes.create_string_buffer(b"".join(struct.pack("=HBBI", *step) for step in steps))
    filter_program = struct.pack("@HP", len(steps), ctypes.addressof(code))
    if prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, filter_program, 0, 0) != 0:
        raise OSError(ctypes.get_errno(), "seccomp")


def keep_to_our_own_sockets(libc):
    """Sockets with a name and no file belong to the network namespace: with the network on, those of the desktop too.

    Landlock keeps us and all we start to those made in here, from Linux 6.12 on. An older kernel has no door for this.
    """
    version = libc.syscall(LANDLOCK_CREATE_RULESET, None, 0, LANDLOCK_CREATE_RULESET_VERSION)
    if version < LANDLOCK_SCOPES_SINCE:
        return
    rules = struct.pack("=QQQ", 0, 0, LANDLOCK_SCOPE_ABSTRACT_UNIX_SOCKET)
    ruleset = libc.syscall(LANDLOCK_CREATE_RULESET, rules, len(rules), 0)
    if ruleset < 0 or libc.syscall(LANDLOCK_RESTRICT_SELF, ruleset, 0) != 0:
        raise OSError(ctypes.get_errno(), "landlock")
    os.close(ruleset)


def leave_the_keys_behind(libc):
    """The login's keyring is inherited like an open file, and keys in it like passwords: a new, empty one takes its place."""
    number = KEYCTL.get(os.uname().machine)
    if number is None or libc.syscall(number, KEYCTL_JOIN_SESSION_KEYRING, None) >= 0:
        return
    if ctypes.get_errno() != errno.ENOSYS:
        raise OSError(ctypes.get_errno(), "keyctl")


class House:
    """What all programs are started with: files that put them where limits hold, and who reaps what they leave."""

    def __init__(self, joins, files, leave_orphans):
        self.joins = joins
        self.files = files
        self.leave_orphans = leave_orphans


def main():
    PLACES.extend(
        tuple(os.fsencode(pair).split(b"=", 1)) for option, pair in zip(sys.argv, sys.argv[1:]) if option == "--place"
    )
    control, *joins = handles = [int(number) for number in sys.argv[1:] if number.isdigit()]
    for handle in handles:
        os.set_inheritable(handle, False)
    # Whatever else was inherited belongs to the host: nothing of it may reach a program.
    limit = min(os.sysconf("SC_OPEN_MAX"), 4096)
    for begin, end in zip([2] + sorted(handles), sorted(handles) + [limit]):
        os.closerange(begin + 1, end)
    files = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (max(files[0], min(files[1], FILES_MOST)), files[1]))
    prctl = LIBC.prctl
    for option, value in ((PR_SET_DUMPABLE, 0), (PR_SET_CHILD_SUBREAPER, 1)):
        if prctl(option, value, 0, 0, 0) != 0:
            raise OSError(ctypes.get_errno(), "prctl")
    if os.getpid() == 1:
        leave_the_keys_behind(LIBC)
        keep_to_our_own_sockets(LIBC)
        filter_calls(prctl)
    os.umask(0o022)
    os.chdir("/")
    Supervisor(control, House(joins, files, "--leave-orphans" in sys.argv[2:])).run()


main()
