"""Run a function over untrusted bytes in a child process with hard limits.

A using process (a web worker, a task worker, a command) starts one *zygote* for each set of
modules: a fresh, warm, single-threaded interpreter with an empty environment (`sandbox_zygote`),
which gives up its rights once it has imported them. Each call makes it fork a child that talks to
its caller over a socket of its own and is gone after the answer or at a limit.

Nothing stays behind when a process is killed with -9: a zygote leaves when its using process is
gone (its control socket ends), and children die with their zygote. A zygote that died is replaced
at the next call. Calls may come from several threads at once, and from forked workers.
"""

from __future__ import annotations

import atexit
import contextlib
import json
import os
import signal
import socket
import struct
import subprocess
import sys
import threading
import time
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from .sandbox_zygote import ANSWER, ENDED, FRAME, MEMORY, RAISED, SIZES, TOO_BIG

MEGABYTE = 1 << 20
# The zygote kills a child at its wall limit; its caller waits this much longer for the news.
GRACE_SECONDS = 3.0
START_SECONDS = 60.0
NOT_STARTED = "The process that reads untrusted files could not be started."


class SandboxError(Exception):
    """The call gave no answer; the text says why in plain words."""


class SandboxTimeoutError(SandboxError):
    """The child used up its processor time or its wall-clock time."""


class SandboxCrashError(SandboxError):
    """The child died or ran out of memory."""


class SandboxSizeError(SandboxError):
    """The answer is larger than allowed."""


class SandboxCallError(SandboxError):
    """The function raised an exception."""


@dataclass(frozen=True, slots=True)
class Limits:
    """What one call may use: bytes of address space, seconds, bytes of answer, open files."""

    memory: int = 1024 * MEGABYTE
    cpu_seconds: int = 10
    wall_seconds: float = 12.0
    answer_bytes: int = 16 * MEGABYTE
    files: int = 0


DEFAULT_LIMITS = Limits()


def call(
    function: str,
    data: bytes,
    *,
    params: Mapping[str, Any] | None = None,
    limits: Limits = DEFAULT_LIMITS,
    preload: tuple[str, ...] = (),
) -> bytes:
    """Call `package.module:name` as `name(data, **params) -> bytes` in a limited child.

    `params` are JSON values. `preload` names further modules to import before forking: a child
    with no files to open cannot import any. Raises a SandboxError: SandboxTimeoutError,
    SandboxCrashError, SandboxSizeError or SandboxCallError.
    """
    modules = _modules(function, preload)
    request = json.dumps(
        {"function": function, "params": dict(params or {}), "limits": asdict(limits)}
    ).encode()
    for _ in range(2):
        try:
            zygote = _zygote(modules)
        except OSError as error:
            raise SandboxCrashError(NOT_STARTED) from error
        try:
            return zygote.call(request, data, limits)
        except _ZygoteGoneError:
            zygote.stop()
    raise SandboxCrashError(NOT_STARTED)


def warm(function: str, preload: tuple[str, ...] = ()) -> None:
    """Start the zygote for a function before the first call needs it."""
    _zygote(_modules(function, preload))


def _modules(function: str, preload: tuple[str, ...]) -> tuple[str, ...]:
    return (function.partition(":")[0], *preload)


class _ZygoteGoneError(Exception):
    """The zygote died, or could not be started."""


class _Zygote:
    def __init__(self, modules: tuple[str, ...]) -> None:
        self.control, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        program = Path(__file__).with_name("sandbox_zygote.py")
        with theirs:
            self.process = subprocess.Popen(  # noqa: S603 - this interpreter, our own program
                [sys.executable, "-I", str(program), str(theirs.fileno()), *modules],
                env={},
                cwd="/",
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                pass_fds=[theirs.fileno()],
                start_new_session=True,
            )
        self.alive = self._started()

    def _started(self) -> bool:
        """Hand over the import path; True once the zygote has imported its modules."""
        self.control.settimeout(START_SECONDS)
        try:
            self.control.send(
                json.dumps([str(Path(entry).absolute()) for entry in sys.path]).encode()
            )
            return self.control.recv(16) == b"ready"
        except OSError:
            return False

    def stop(self) -> None:
        self.alive = False
        self.control.close()
        self.process.kill()
        with contextlib.suppress(subprocess.TimeoutExpired):
            self.process.wait(5)

    def call(self, request: bytes, data: bytes, limits: Limits) -> bytes:
        deadline = time.monotonic() + limits.wall_seconds + GRACE_SECONDS
        mine, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_STREAM)
        with mine:
            with theirs:
                try:
                    wall = struct.pack("!d", limits.wall_seconds)
                    socket.send_fds(self.control, [wall], [theirs.fileno()])
                except OSError:
                    raise _ZygoteGoneError from None
            # A child that ended early has left word why: a broken pipe is not the answer.
            with contextlib.suppress(BrokenPipeError, ConnectionResetError, TimeoutError):
                mine.settimeout(limits.wall_seconds)
                mine.sendall(SIZES.pack(len(request), len(data)) + request)
                mine.sendall(data)
            return _answer(mine, limits, deadline)


def _answer(connection: socket.socket, limits: Limits, deadline: float) -> bytes:
    """The answer; raises what the child's end means, or _ZygoteGoneError if nobody says."""
    try:
        kind, size = FRAME.unpack(_receive(connection, FRAME.size, deadline))
        if kind == TOO_BIG or size > limits.answer_bytes:
            raise SandboxSizeError("The answer is larger than allowed.")
        body = _receive(connection, size, deadline)
    except TimeoutError:
        raise SandboxTimeoutError("It took too long.") from None
    except (EOFError, ConnectionResetError):
        raise _ZygoteGoneError from None
    if kind == ANSWER:
        return body
    if kind == RAISED:
        raise SandboxCallError(body.decode("utf-8", "replace"))
    if kind == MEMORY:
        raise SandboxCrashError("It needs too much memory.")
    raise _ended(json.loads(body) if kind == ENDED else {})


def _ended(status: Mapping[str, Any]) -> SandboxError:
    if status.get("timed_out") or status.get("signal") in (signal.SIGXCPU, signal.SIGALRM):
        return SandboxTimeoutError("It took too long.")
    return SandboxCrashError("The program that reads it crashed or ran out of memory.")


def _receive(connection: socket.socket, size: int, deadline: float) -> bytes:
    """Exactly so many bytes; raises TimeoutError at the deadline, EOFError at the end."""
    received = bytearray()
    while len(received) < size:
        left = deadline - time.monotonic()
        if left <= 0:
            raise TimeoutError
        connection.settimeout(left)
        part = connection.recv(min(size - len(received), MEGABYTE))
        if not part:
            raise EOFError
        received += part
    return bytes(received)


_zygotes: dict[tuple[str, ...], _Zygote] = {}
_lock = threading.Lock()


def _zygote(modules: tuple[str, ...]) -> _Zygote:
    with _lock:
        zygote = _zygotes.get(modules)
        if zygote is None or not zygote.alive:
            zygote = _zygotes[modules] = _Zygote(modules)
        return zygote


def _forget() -> None:
    """In a forked copy of a using process: its zygotes belong to the original."""
    _lock.release()
    for zygote in _zygotes.values():
        zygote.control.close()
    _zygotes.clear()


def _stop_all() -> None:
    for zygote in _zygotes.values():
        zygote.stop()


os.register_at_fork(before=_lock.acquire, after_in_parent=_lock.release, after_in_child=_forget)
atexit.register(_stop_all)
