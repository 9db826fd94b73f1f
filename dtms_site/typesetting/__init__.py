"""HTML to PDF, in a process of its own that may write nothing and reach nobody."""

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

PROGRAM = Path(__file__).parent / "process.py"
MEMORY = 2 << 30
SECONDS = 120


class NotSet(Exception):
    """The text could not be set."""


def document(html: str) -> bytes:
    """A PDF of our own HTML, in the house's plain style. Raises NotSet."""
    return run("dtms_site.typesetting.engine:document", html.encode())


def run(job: str, data: bytes) -> bytes:
    """What the function at `module:name` makes of a `Press` and the data. Raises NotSet."""
    path = [os.path.abspath(entry) for entry in sys.path]  # noqa: PTH100  # "" is the folder we are in
    order = {
        "job": job, "path": path, "parent": os.getpid(), "memory": MEMORY, "seconds": SECONDS,
    }  # fmt: skip
    with tempfile.TemporaryDirectory(prefix="dtms-press-") as folder:
        try:
            done = subprocess.run(  # noqa: S603  # our own program
                [sys.executable, "-I", str(PROGRAM)],
                input=json.dumps(order).encode() + b"\n" + data,
                env={"TMPDIR": folder}, cwd="/", capture_output=True, check=True,
                timeout=SECONDS + 30,
            )  # fmt: skip
        except subprocess.CalledProcessError as error:
            words = error.stderr.decode(errors="replace").strip().splitlines()
            raise NotSet(words[-1] if words else f"signal {-error.returncode}") from None
        except subprocess.TimeoutExpired:
            raise NotSet("It took too long.") from None
    return done.stdout
