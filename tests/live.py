"""A whole embedded site for tests: started with `serve` on a home and a port of its own."""

import os
import re
import signal
import subprocess
import sys
import time
import urllib.request
from pathlib import Path
from typing import Any

from tests.services import free_port

ROOT = Path(__file__).parent.parent


class LiveSite:
    """`with LiveSite(home) as site:` runs it; `manage` runs a command on the same home."""

    def __init__(self, home: Path, **environment: str) -> None:
        self.home, self.port = home, free_port()
        kept = {k: v for k, v in os.environ.items() if k not in {"REDIS_URL", "DATABASE_URL"}}
        self.environment = {
            **kept,
            "DTMS_HOME": str(home),
            "DJANGO_SETTINGS_MODULE": "dtms_site.settings.embedded",
            "SITE_ADDRESS": f"http://localhost:{self.port}",
            **environment,
        }
        self.process: subprocess.Popen[str] | None = None

    @property
    def url(self) -> str:
        return f"http://localhost:{self.port}"

    def __enter__(self) -> "LiveSite":
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    def start(self) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "manage.py", "serve", "--port", str(self.port)],
            cwd=ROOT, env=self.environment, stdout=subprocess.PIPE, text=True,
        )  # fmt: skip
        self.wait_until_it_answers()

    def wait_until_it_answers(self, seconds: float = 240) -> float:
        """Seconds until the site answered."""
        began = time.monotonic()
        while time.monotonic() - began < seconds:
            if self.answers():
                return time.monotonic() - began
            time.sleep(0.1)
        raise TimeoutError(f"the site did not answer; see {self.home}/log")

    def answers(self) -> bool:
        try:
            with urllib.request.urlopen(f"{self.url}/healthz", timeout=2) as response:
                return response.status == 200
        except OSError:
            return False

    def stop(self) -> float:
        """Ask it to stop. Returns how many seconds that took."""
        began = time.monotonic()
        if self.process and self.process.poll() is None:
            self.process.terminate()
            self.process.wait(90)
        return time.monotonic() - began

    def manage(self, *arguments: str, text: str = "") -> str:
        """Output of a manage.py command on this site's home."""
        done = subprocess.run(
            [sys.executable, "manage.py", *arguments], cwd=ROOT, env=self.environment,
            input=text, capture_output=True, text=True, check=False,
        )  # fmt: skip
        assert done.returncode == 0, done.stderr[-2000:]
        return done.stdout

    def shell(self, code: str) -> str:
        return self.manage("shell", "-v", "0", "-c", code)

    def processes(self) -> dict[int, str]:
        """Every process of this site by its id, found by the home in its environment.

        Valkey writes its title over its environment, and is known by the path in that title.
        """
        found = {}
        for folder in Path("/proc").iterdir():
            if folder.name.isdecimal():
                words, variables = _read(folder / "cmdline"), _read(folder / "environ")
                if f"DTMS_HOME={self.home}" in variables or f"{self.home}/" in " ".join(words):
                    found[int(folder.name)] = " ".join(words)
        return {pid: words for pid, words in found.items() if words.strip()}

    def part(self, word: str) -> int:
        """The oldest process whose command names `word`: the parent of that part."""
        pids = [pid for pid, words in self.processes().items() if re.search(word, words)]
        return min(pids)

    def kill(self, word: str) -> None:
        os.kill(self.part(word), signal.SIGKILL)


def until(true: Any, seconds: float = 60, what: str = "it") -> None:
    """Wait until `true()`; raises TimeoutError."""
    end = time.monotonic() + seconds
    while not true():
        if time.monotonic() > end:
            raise TimeoutError(f"{what} did not happen within {seconds} s")
        time.sleep(0.2)


def _read(file: Path) -> list[str]:
    """Strings of a file below /proc; none when the process has gone."""
    try:
        return file.read_bytes().decode(errors="replace").split("\0")
    except OSError:
        return []
