"""What the tests of the sandbox run inside it. Imported by the zygote: standard library only."""

from __future__ import annotations

import contextlib
import ctypes
import json
import os
import resource
import socket
import sys
import time
from pathlib import Path


def echo(data: bytes, *, times: int = 1) -> bytes:
    return data * times


def circumstances(data: bytes) -> bytes:
    return json.dumps(
        {
            "environment": dict(os.environ),
            "user": os.geteuid(),
            "process": os.getpid(),
            "parent": os.getppid(),
            "can open files": _can_open(),
            "memory": resource.getrlimit(resource.RLIMIT_AS)[0],
            "modules": [name for name in ("django", "asyncio") if name in sys.modules],
        }
    ).encode()


def _can_open() -> bool:
    with contextlib.suppress(OSError):
        os.close(os.open("/dev/null", os.O_RDONLY))
        return True
    return False


def attempts(data: bytes, *, path: str) -> bytes:
    """What a program that took over the child could do: the names of what succeeded."""
    done = []
    for name, attempt in {
        "read a file": lambda: Path("/etc/passwd").read_text(),
        "write a file": lambda: Path(path).write_text("x"),
        "open a socket": lambda: socket.socket().close(),
        "fork": lambda: os.fork() or os._exit(0),
        "lift a limit": lambda: resource.setrlimit(resource.RLIMIT_AS, (-1, -1)),
        "become root": lambda: os.setuid(0) if os.getuid() else os.setuid(-1),
    }.items():
        with contextlib.suppress(OSError, ValueError, OverflowError):
            attempt()
            done.append(name)
    return json.dumps(done).encode()


def write_into_open_file(data: bytes, *, path: str) -> bytes:
    Path(path).write_bytes(b"x" * 100)
    return b"written"


def spin(data: bytes) -> bytes:
    while True:
        pass


def sleep(data: bytes, *, seconds: float) -> bytes:
    time.sleep(seconds)
    return b"rested"


def ignore_alarms_and_sleep(data: bytes) -> bytes:
    import signal

    for number in (signal.SIGALRM, signal.SIGXCPU, signal.SIGTERM):
        signal.signal(number, signal.SIG_IGN)
    time.sleep(60)
    return b""


def swell(data: bytes) -> bytes:
    held = []
    while True:
        held.append(bytearray(1 << 22))


def crash(data: bytes) -> bytes:
    ctypes.string_at(0)
    return b""


def leave(data: bytes) -> bytes:
    os._exit(0)


def fail(data: bytes) -> bytes:
    raise ValueError("no such page")
