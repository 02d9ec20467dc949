"""The first process of a sandbox: starts programs, keeps their output, sees how they end, works on files.

Python 3.8 or newer, standard library alone. The protocol is described in protocol.md. One thread and one loop; whatever
could take long runs in a forked worker. Programs in the sandbox have the same user id, so nothing here may depend on
their good will: the process is not dumpable (no ptrace, no /proc/PID/fd), and as first process of its namespace
it receives no signal it has no handler for, SIGKILL included.
"""
import ctypes
import errno
import json
import os
import resource
import select
import signal
import struct
import sys

PROTOCOL = 1
# What each program sets for itself before it begins; not there where something outside limits it.
SETTINGS = "/.cloud-sandbox/settings/program.json"
# The first to go when the memory of the whole computer is full: before the supervisor, and before the desktop.
PROGRAM_OOM_SCORE = 500
MAX_HEADER = 8 << 20
MAX_BODY = 64 << 20
CHUNK = 1 << 16
# An unprivileged program can make a pipe at most this large: reading so much empties any pipe once.
PIPE_MAX = 1 << 20
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
HEAD = struct.Struct(">II")
LIBC = ctypes.CDLL(None, use_errno=True)


KEYCTL = {"x86_64": 250, "aarch64": 219}
KEYCTL_JOIN_SESSION_KEYRING = 1
# Per machine: for each way into the kernel its AUDIT_ARCH_… and the numbers that prlimit64 has there.
PRLIMIT64 = {
    "x86_64": ((0xC000003E, (302, 0x40000000 | 302)), (0x40000003, (340,))),
    "aarch64": ((0xC00000B7, (261,)), (0x40000028, (369,))),
}


class Refused(Exception):
    """A request that is answered with an error."""

    def __init__(self, code, message, stage=None):
        super().__init__(message)
        self.fields = {"code": code, "message": message}
        if stage:
            self.fields["stage"] = stage


def refused_os(error, stage=None):
    return Refused(errno.errorcode.get(error.errno or 0, "EIO"), os.strerror(error.errno or errno.EIO), stage)


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
    return path


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
    path = os.path.realpath(path_of(request))
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
            view = memoryview(body)
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


WORKERS = {"list": list_folder, "write": write_file, "remove": remove_path}


# --- Processes ---------------------------------------------------------------------------------------------------


class Stream:
    """One output of a process: the first `keep` bytes and how many there were."""

    def __init__(self, handle, keep):
        self.handle = handle
        self.keep = keep
        self.kept = bytearray()
        self.total = 0

    def take(self, data):
        self.total += len(data)
        room = self.keep - len(self.kept)
        if room > 0:
            self.kept += data[:room]

    def sizes(self):
        return {"kept": len(self.kept), "total": self.total, "open": self.handle is not None}


class Process:
    def __init__(self, pid, stdout, stderr):
        self.pid = pid
        self.streams = {"stdout": stdout, "stderr": stderr}
        self.facts = None
        self.waiting = []


def take_limits(joins, report):
    """In the forked child, before a program begins. What cannot be had is no reason not to run it."""
    for handle in joins:
        try:
            os.write(handle, b"0")
        except OSError:
            pass
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
        with open(SETTINGS) as file:
            settings = json.load(file)
        for name, kind in (("dataBytes", resource.RLIMIT_DATA), ("processes", resource.RLIMIT_NPROC)):
            if name in settings:
                resource.setrlimit(kind, (settings[name], settings[name]))
        if "processors" in settings:
            os.sched_setaffinity(0, settings["processors"])
    except (OSError, ValueError, TypeError):
        pass


def become_program(command, cwd, env, stdin, stdout, stderr, report, joins):
    """In the forked child: never returns. What goes wrong before the program runs is written to `report`."""
    stage = "fork"
    code = errno.EIO
    try:
        os.setsid()
        os.dup2(stdin, 0)
        os.dup2(stdout, 1)
        os.dup2(stderr, 2)
        # Python ignores these two, and what is ignored stays so through exec.
        signal.signal(signal.SIGPIPE, signal.SIG_DFL)
        signal.signal(signal.SIGXFSZ, signal.SIG_DFL)
        take_limits(joins, report)
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


class Supervisor:
    def __init__(self, control, joins, leave_orphans):
        self.control = control
        self.joins = joins
        self.leave_orphans = leave_orphans
        self.incoming = bytearray()
        self.outgoing = bytearray()
        self.processes = {}
        self.by_pid = {}
        self.streams = {}
        self.workers = {}
        self.worker_pids = set()
        self.last_number = 0
        self.ended = False
        self.poll = select.poll()
        self.null = os.open("/dev/null", os.O_RDONLY)
        os.set_blocking(control, False)
        self.wake, wake_writer = os.pipe()
        os.set_blocking(self.wake, False)
        os.set_blocking(wake_writer, False)
        signal.set_wakeup_fd(wake_writer, warn_on_full_buffer=False)
        signal.signal(signal.SIGCHLD, lambda *_: None)
        # Python's own handler would let any program of the sandbox end us by `kill -INT 1`.
        signal.signal(signal.SIGINT, signal.SIG_DFL)
        self.poll.register(self.wake, select.POLLIN)
        self.poll.register(control, select.POLLIN)

    def run(self):
        self.send({"event": "ready", "protocol": PROTOCOL, "python": "%d.%d.%d" % sys.version_info[:3]})
        while not self.ended or self.outgoing:
            for handle, events in self.poll.poll():
                if handle == self.control:
                    self.on_control(events)
                elif handle == self.wake:
                    self.on_children()
                elif handle in self.workers:
                    self.on_worker(handle)
                elif handle in self.streams:
                    self.drain(handle, CHUNK * 4)

    # Frames

    def on_control(self, events):
        if events & select.POLLOUT:
            self.flush()
        if events & (select.POLLIN | select.POLLHUP | select.POLLERR) and not self.ended:
            try:
                data = os.read(self.control, CHUNK * 4)
            except BlockingIOError:
                return
            except OSError:
                data = b""
            if not data:
                os._exit(0)
            self.incoming += data
            self.on_frames()

    def on_frames(self):
        while len(self.incoming) >= HEAD.size:
            head, body = HEAD.unpack_from(self.incoming)
            if head > MAX_HEADER or body > MAX_BODY:
                return self.break_off("a frame is larger than allowed")
            end = HEAD.size + head + body
            if len(self.incoming) < end:
                return
            try:
                request = json.loads(self.incoming[HEAD.size:HEAD.size + head].decode())
                known = isinstance(request, dict) and type(request.get("id")) is int and request["id"] > 0
            except ValueError:
                known = False
            if not known:
                return self.break_off("a header is not a request")
            content = bytes(self.incoming[HEAD.size + head:end])
            del self.incoming[:end]
            self.on_request(request, content)

    def break_off(self, message):
        self.send({"id": 0, "error": {"code": "protocol", "message": message}})
        self.ended = True

    def send(self, header, body=b""):
        self.outgoing += frame(header, body)
        self.flush()

    def flush(self):
        try:
            while self.outgoing:
                sent = os.write(self.control, memoryview(self.outgoing)[:CHUNK * 4])
                del self.outgoing[:sent]
        except BlockingIOError:
            pass
        except OSError:
            os._exit(0)
        self.poll.modify(self.control, select.POLLIN | (select.POLLOUT if self.outgoing else 0))

    # Requests

    def on_request(self, request, body):
        number = request["id"]
        try:
            op = request.get("op")
            if op in WORKERS:
                return self.start_worker(number, WORKERS[op], request, body)
            handler = {
                "start": self.start, "read": self.read, "wait": self.wait, "signal": self.signal, "forget": self.forget,
            }.get(op)
            if handler is None:
                raise Refused("unknown-op", "There is no operation of this name")
            answer = handler(request)
            if answer is not None:
                self.send(dict(answer[0], id=number), answer[1])
        except Refused as refusal:
            self.send({"id": number, "error": refusal.fields})
        except OSError as error:
            self.send({"id": number, "error": refused_os(error).fields})
        except UnicodeError:
            self.send({"id": number, "error": {"code": "bad-request", "message": "text holds half a character"}})

    def known(self, request):
        process = self.processes.get(request.get("process"))
        if process is None:
            raise Refused("unknown-process", "There is no process of this number")
        return process

    def start(self, request):
        command = [plain(item, "command") for item in field(request, "command", list) if isinstance(item, str)]
        if not command or len(command) != len(request["command"]):
            raise Refused("bad-request", "command is not a list of texts")
        cwd = plain(field(request, "cwd", str), "cwd")
        keep = field(request, "keep", int)
        env = {}
        for name, value in field(request, "env", dict).items():
            if not name or "=" in name or not isinstance(value, str):
                raise Refused("bad-request", "env holds a name that is empty or has an equals sign")
            env[plain(name, "env")] = plain(value, "env")
        pid, outputs = self.launch(command, cwd, env)
        streams = [Stream(handle, max(0, keep)) for handle in outputs]
        for stream in streams:
            self.streams[stream.handle] = stream
            self.poll.register(stream.handle, select.POLLIN)
        process = Process(pid, streams[0], streams[1])
        self.last_number += 1
        self.processes[self.last_number] = self.by_pid[pid] = process
        return {"process": self.last_number}, b""

    def launch(self, command, cwd, env):
        report, report_writer = os.pipe()
        out, out_writer = os.pipe()
        err, err_writer = os.pipe()
        try:
            pid = os.fork()
        except OSError as error:
            for handle in (report, report_writer, out, out_writer, err, err_writer):
                os.close(handle)
            raise refused_os(error, "fork")
        if pid == 0:
            become_program(command, cwd, env, self.null, out_writer, err_writer, report_writer, self.joins)
        for handle in (report_writer, out_writer, err_writer):
            os.close(handle)
        # Ends without a byte when exec closes the other end: the program runs.
        trouble = os.read(report, 64)
        os.close(report)
        if trouble:
            os.close(out)
            os.close(err)
            os.waitpid(pid, 0)
            stage, code = trouble.decode().split(" ")
            raise refused_os(OSError(int(code), ""), stage)
        os.set_blocking(out, False)
        os.set_blocking(err, False)
        return pid, (out, err)

    def read(self, request):
        stream = self.known(request).streams.get(request.get("stream"))
        if stream is None:
            raise Refused("bad-request", "stream is neither stdout nor stderr")
        offset = max(0, field(request, "offset", int))
        limit = max(0, min(field(request, "limit", int), MAX_BODY))
        return stream.sizes(), bytes(stream.kept[offset:offset + limit])

    def wait(self, request):
        process = self.known(request)
        if process.facts is None:
            process.waiting.append(request["id"])
            return None
        return process.facts, b""

    def signal(self, request):
        process = self.known(request)
        number = field(request, "signal", int)
        # Once the leader is reaped its number may belong to another group.
        if process.facts is not None:
            return {"delivered": False}, b""
        os.killpg(process.pid, number)
        return {"delivered": True}, b""

    def forget(self, request):
        process = self.known(request)
        del self.processes[request["process"]]
        for stream in process.streams.values():
            stream.keep = 0
            stream.kept = bytearray()
        return {}, b""

    # Output and ends

    def drain(self, handle, most):
        """Reads what is there, at most about `most` bytes, so that one loud program does not starve the others."""
        stream = self.streams[handle]
        while most > 0:
            try:
                data = os.read(handle, CHUNK)
            except BlockingIOError:
                return
            if not data:
                self.poll.unregister(handle)
                del self.streams[handle]
                os.close(handle)
                stream.handle = None
                return
            stream.take(data)
            most -= len(data)

    def on_children(self):
        try:
            os.read(self.wake, CHUNK)
        except BlockingIOError:
            pass
        for pid, status in self.own_ends() if self.leave_orphans else all_ends():
            self.worker_pids.discard(pid)
            process = self.by_pid.pop(pid, None)
            if process is not None:
                self.settle(process, status)

    def own_ends(self):
        for pid in [*self.by_pid, *self.worker_pids]:
            ended, status = os.waitpid(pid, os.WNOHANG)
            if ended != 0:
                yield pid, status

    def settle(self, process, status):
        facts = {"signal": os.WTERMSIG(status)} if os.WIFSIGNALED(status) else {"exitCode": os.WEXITSTATUS(status)}
        for name, stream in process.streams.items():
            if stream.handle is not None:
                self.drain(stream.handle, PIPE_MAX)
            facts[name] = stream.sizes()
        try:
            os.killpg(process.pid, 0)
            facts["left"] = True
        except OSError:
            facts["left"] = False
        process.facts = facts
        for number in process.waiting:
            self.send(dict(facts, id=number))
        process.waiting = []

    # Workers

    def start_worker(self, number, work, request, body):
        readable, writable = os.pipe()
        pid = os.fork()
        if pid == 0:
            be_worker(self.control, writable, number, work, request, body)
        self.worker_pids.add(pid)
        os.close(writable)
        os.set_blocking(readable, False)
        self.workers[readable] = (number, bytearray())
        self.poll.register(readable, select.POLLIN)

    def on_worker(self, handle):
        number, answer = self.workers[handle]
        try:
            data = os.read(handle, CHUNK * 4)
        except BlockingIOError:
            return
        if data:
            answer += data
            return
        self.poll.unregister(handle)
        del self.workers[handle]
        os.close(handle)
        if len(answer) >= HEAD.size and len(answer) == HEAD.size + sum(HEAD.unpack_from(answer)):
            self.outgoing += answer
            self.flush()
        else:
            self.send({"id": number, "error": {"code": "worker", "message": "The operation was ended by another program"}})


def all_ends():
    while True:
        try:
            pid, status = os.waitpid(-1, os.WNOHANG)
        except ChildProcessError:
            return
        if pid == 0:
            return
        yield pid, status


def be_worker(control, writable, number, work, request, body):
    """In the forked worker: never returns. Its whole answer is one frame."""
    try:
        os.close(control)
        signal.set_wakeup_fd(-1)
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        try:
            header, content = work(request, body)
            answer = frame(dict(header, id=number), content)
        except Refused as refusal:
            answer = frame({"id": number, "error": refusal.fields})
        except OSError as error:
            answer = frame({"id": number, "error": refused_os(error).fields})
        except UnicodeError:
            answer = frame({"id": number, "error": {"code": "bad-request", "message": "path holds half a character"}})
        view = memoryview(answer)
        while view:
            view = view[os.write(writable, view):]
        os._exit(0)
    finally:
        os._exit(1)


def forbid_limits_on_us(prctl):
    """Nobody in the sandbox may set limits of process 1: with its processor time set to 0, the kernel itself kills it.

    A program with our user id may by the kernel's rules. The filter is inherited by everything we start.
    """
    load, equal, answer = 0x20, 0x15, 0x06
    allow, denied = 0x7FFF0000, 0x00050000 | errno.EPERM
    steps = [(load, 0, 0, 4)]
    for arch, numbers in PRLIMIT64.get(os.uname().machine, ()):
        block = [(load, 0, 0, 0)]
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


def main():
    control, *joins = handles = [int(number) for number in sys.argv[1:] if number.isdigit()]
    for handle in handles:
        os.set_inheritable(handle, False)
    # Whatever else was inherited belongs to the host: nothing of it may reach a program.
    limit = min(os.sysconf("SC_OPEN_MAX"), 4096)
    for begin, end in zip([2] + sorted(handles), sorted(handles) + [limit]):
        os.closerange(begin + 1, end)
    prctl = LIBC.prctl
    for option, value in ((PR_SET_DUMPABLE, 0), (PR_SET_CHILD_SUBREAPER, 1)):
        if prctl(option, value, 0, 0, 0) != 0:
            raise OSError(ctypes.get_errno(), "prctl")
    if os.getpid() == 1:
        leave_the_keys_behind(LIBC)
        keep_to_our_own_sockets(LIBC)
        forbid_limits_on_us(prctl)
    os.umask(0o022)
    os.chdir("/")
    Supervisor(control, joins, leave_orphans="--leave-orphans" in sys.argv[2:]).run()


main()
