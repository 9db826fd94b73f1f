"""How many mails a second one worker hands to a real SMTP server."""

import os
import subprocess
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from dtms_site.mail.services import Recipient, tell
from dtms_site.management.bench import data
from dtms_site.management.servers import free_port, stop
from dtms_site.management.supervisor import python

MAILS = 400
PATIENCE = 60
NEWS = {
    "what": "Reviews", "old": "Mon 1 Mar 2027, 23:59 AoE", "new": "Mon 8 Mar 2027, 23:59 AoE",
    "reason": "Three members fell ill. " * 10,
}  # fmt: skip


class Sink:
    """Takes every mail and remembers when it came."""

    def __init__(self) -> None:
        self.times: list[float] = []
        self.has_begun, self.is_full = threading.Event(), threading.Event()

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        self.times.append(time.perf_counter())
        self.has_begun.set()
        if len(self.times) == MAILS:
            self.is_full.set()
        return "250 OK"


def run() -> Iterator[dict[str, Any]]:
    """Nothing where aiosmtpd, which comes with the development tools, is missing."""
    if not find_spec("aiosmtpd"):
        return
    from aiosmtpd.controller import Controller

    sink = Sink()
    server = Controller(sink, hostname="127.0.0.1", port=free_port())
    server.start()
    try:
        with worker(f"smtp://127.0.0.1:{server.port}") as pid:
            _write_mails()
            sink.has_begun.wait(PATIENCE)
            before = _cpu_seconds(pid)
            sink.is_full.wait(PATIENCE)
            used = _cpu_seconds(pid) - before
    finally:
        server.stop()
    if len(sink.times) < MAILS:
        raise RuntimeError(f"{len(sink.times)} of {MAILS} mails arrived in {PATIENCE} seconds")
    seconds = sink.times[-1] - sink.times[0]
    yield {
        "name": "mail", "mails": MAILS, "seconds": round(seconds, 2),
        "per_second": round((MAILS - 1) / seconds, 1),
        "worker_cpu_ms": round(1000 * used / MAILS, 1),
    }  # fmt: skip


@contextmanager
def worker(email_url: str) -> Iterator[int]:
    """The id of one that takes tasks one after the other, from this process's queue."""
    environment = {**os.environ, "EMAIL_URL": email_url, "MAIL_PER_MINUTE": str(MAILS)}
    with tempfile.TemporaryFile() as log:
        process = subprocess.Popen(  # noqa: S603
            python("-m", "celery", "-A", "dtms_site", "worker", "-c", "1", "-l", "WARNING"),
            env=environment, stdout=log, stderr=log,
        )  # fmt: skip
        try:
            yield process.pid
        finally:
            stop(process, 20)


def _cpu_seconds(pid: int) -> float:
    """Of a process and its children, all threads, so far."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    own = (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    return own + sum(_cpu_seconds(int(child)) for child in children)


def _write_mails() -> None:
    """News for many people, at many hosts as in life."""
    workshop = data.open_edition("bench-mail")
    for number in range(MAILS):
        host = f"university{number % 100}.example"
        reader = Recipient(f"reader{number}@{host}", f"Reader {number}")
        tell("deadline.extended", reader, NEWS, key=f"bench:{number}", edition=workshop)
