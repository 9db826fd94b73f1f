"""The zygote of `sandbox`: a program that forks a limited child for each call.

Run as `python -I sandbox_zygote.py FD MODULE...`, never imported for its effects. On the control
socket FD (SOCK_SEQPACKET) it gets the import path as JSON, answers `ready`, and then takes
messages of a wall limit in seconds with the call's socket attached.

On a call's socket the child reads `SIZES` (request, data), the request as JSON, and the data. It
answers with one frame: `FRAME` (kind, size) and a body. If it dies without, the zygote sends an
`ENDED` frame in its place.
"""

from __future__ import annotations

import ctypes
import gc
import importlib
import json
import os
import resource
import select
import signal
import socket
import struct
import sys
import time
from contextlib import suppress
from dataclasses import dataclass
from typing import Any, NoReturn

FRAME = struct.Struct("!cQ")
SIZES = struct.Struct("!QQ")
ANSWER, RAISED, MEMORY, TOO_BIG, ENDED = b"A", b"R", b"M", b"B", b"E"

NOBODY = 65534
PR_SET_PDEATHSIG, PR_SET_DUMPABLE, PR_SET_NO_NEW_PRIVS = 1, 4, 38
CLONE_NEWUSER, CLONE_NEWNET, CLONE_NEWIPC = 0x10000000, 0x40000000, 0x08000000
OWN_FILES = 4  # standard input, output and error on /dev/null, and the call's socket

_libc = ctypes.CDLL(None, use_errno=True)


@dataclass(slots=True)
class Child:
    pid: int
    connection: socket.socket
    deadline: float
    timed_out: bool = False


def main() -> None:
    control = socket.socket(fileno=int(sys.argv[1]))
    sys.path[:] = json.loads(control.recv(1 << 18))
    os.environ.clear()
    for module in sys.argv[2:]:
        importlib.import_module(module)
    give_up_rights()
    # What is alive now is shared by all children: collecting it would copy its pages.
    gc.collect()
    gc.freeze()
    control.send(b"ready")
    serve(control)
    os._exit(0)


def give_up_rights() -> None:
    """No network and no other user's files, as far as the system lets go of them."""
    namespaces = CLONE_NEWNET | CLONE_NEWIPC
    if os.geteuid() == 0:
        _libc.unshare(namespaces)
        os.setgroups([])
        os.setresgid(NOBODY, NOBODY, NOBODY)
        os.setresuid(NOBODY, NOBODY, NOBODY)
    else:
        _libc.unshare(CLONE_NEWUSER | namespaces)
    _libc.prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)
    _libc.prctl(PR_SET_DUMPABLE, 0, 0, 0, 0)


def serve(control: socket.socket) -> None:
    """Fork for each message, report each child's end; returns when the using process is gone."""
    children: dict[int, Child] = {}
    awake, wake = socket.socketpair()
    for end in (awake, wake):
        end.setblocking(False)
    signal.signal(signal.SIGCHLD, lambda *_: None)
    signal.set_wakeup_fd(wake.fileno(), warn_on_full_buffer=False)
    poll = select.poll()
    poll.register(control, select.POLLIN)
    poll.register(awake, select.POLLIN)
    while True:
        ready = {fd for fd, _ in poll.poll(until_next_deadline(children))}
        if awake.fileno() in ready:
            with suppress(BlockingIOError):
                awake.recv(4096)
        bury(children)
        stop_overdue(children)
        if control.fileno() in ready and not take(control, children):
            return


def until_next_deadline(children: dict[int, Child]) -> float | None:
    """Milliseconds."""
    deadlines = [child.deadline for child in children.values() if not child.timed_out]
    return max(0.0, (min(deadlines) - time.monotonic()) * 1000 + 1) if deadlines else None


def take(control: socket.socket, children: dict[int, Child]) -> bool:
    """Fork a child for the next call; False at the end of the control socket."""
    message, files, _, _ = socket.recv_fds(control, 64, 1)
    if not message:
        return False
    if not files:
        return True
    connection = socket.socket(fileno=files[0])
    (wall,) = struct.unpack("!d", message)
    zygote = os.getpid()
    try:
        pid = os.fork()
    except OSError:
        report(connection, {"signal": 0, "timed_out": False})
        return True
    if pid == 0:
        live(connection, zygote, wall)
    children[pid] = Child(pid, connection, time.monotonic() + wall)
    return True


def bury(children: dict[int, Child]) -> None:
    while children:
        try:
            pid, status = os.waitpid(-1, os.WNOHANG)
        except ChildProcessError:
            return
        if pid == 0:
            return
        if child := children.pop(pid, None):
            signalled = os.WTERMSIG(status) if os.WIFSIGNALED(status) else 0
            report(child.connection, {"signal": signalled, "timed_out": child.timed_out})


def report(connection: socket.socket, status: dict[str, Any]) -> None:
    """Tell the caller how its child ended; one that has its answer no longer listens."""
    body = json.dumps(status).encode()
    with connection, suppress(OSError):
        connection.settimeout(0.5)
        connection.sendall(FRAME.pack(ENDED, len(body)) + body)


def stop_overdue(children: dict[int, Child]) -> None:
    now = time.monotonic()
    for child in children.values():
        if now >= child.deadline and not child.timed_out:
            child.timed_out = True
            with suppress(ProcessLookupError):
                os.kill(child.pid, signal.SIGKILL)


def live(connection: socket.socket, zygote: int, wall: float) -> NoReturn:
    """The child's life: from the fork to the answer."""
    try:
        _libc.prctl(PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)
        if os.getppid() != zygote:
            os._exit(1)
        connection = alone_with(connection)
        signal.setitimer(signal.ITIMER_REAL, wall + 1)
        kind, body = work(connection)
        connection.sendall(FRAME.pack(kind, len(body)))
        connection.sendall(body)
    except MemoryError:
        with suppress(OSError):
            connection.sendall(FRAME.pack(MEMORY, 0))
    finally:
        os._exit(0)


def alone_with(connection: socket.socket) -> socket.socket:
    """Keep the call's socket and close everything else that was inherited."""
    signal.set_wakeup_fd(-1)
    for number in (signal.SIGCHLD, signal.SIGALRM, signal.SIGXCPU):
        signal.signal(number, signal.SIG_DFL)
    nothing = os.open(os.devnull, os.O_RDWR)
    kept = OWN_FILES - 1
    os.dup2(connection.detach(), kept + 1 if nothing == kept else kept)
    for standard in range(3):
        os.dup2(nothing, standard)
    os.closerange(OWN_FILES, os.sysconf("SC_OPEN_MAX"))
    return socket.socket(fileno=kept)


def work(connection: socket.socket) -> tuple[bytes, bytes]:
    """Read the call, run it within its limits; the kind of answer and its body."""
    request_size, data_size = SIZES.unpack(receive(connection, SIZES.size))
    request = json.loads(receive(connection, request_size))
    limits = request["limits"]
    set_limits(limits)
    data = receive(connection, data_size)
    module, _, name = request["function"].partition(":")
    gc.disable()
    try:
        answer = getattr(sys.modules[module], name)(data, **request["params"])
    except MemoryError:
        return MEMORY, b""
    except Exception as error:  # noqa: BLE001 - whatever it is, the caller is told
        return RAISED, f"{type(error).__name__}: {error}"[:1000].encode()
    if len(answer) > limits["answer_bytes"]:
        return TOO_BIG, b""
    return ANSWER, answer


def set_limits(limits: dict[str, Any]) -> None:
    seconds = int(limits["cpu_seconds"])
    for kind, soft, hard in (
        (resource.RLIMIT_CPU, seconds, seconds + 1),
        (resource.RLIMIT_FSIZE, 0, 0),
        (resource.RLIMIT_CORE, 0, 0),
        (resource.RLIMIT_NPROC, 0, 0),
        (resource.RLIMIT_NOFILE, OWN_FILES + limits["files"], OWN_FILES + limits["files"]),
        (resource.RLIMIT_AS, limits["memory"], limits["memory"]),
    ):
        resource.setrlimit(kind, (soft, hard))


def receive(connection: socket.socket, size: int) -> bytes:
    received = bytearray()
    while len(received) < size:
        part = connection.recv(min(size - len(received), 1 << 20))
        if not part:
            os._exit(1)
        received += part
    return bytes(received)


if __name__ == "__main__":
    main()
