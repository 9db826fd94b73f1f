"""Has a volume set, in a process of its own that may write nothing and reach nobody."""

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

from program.builders import archive
from program.builders.volume import Volume

PROGRAM = Path(__file__).parent / "builders" / "press.py"
MEMORY = 2 << 30
SECONDS = 120


class NotSet(Exception):
    """The text could not be set."""


def typeset(volume: Volume) -> dict[str, bytes]:
    """front.pdf, back.pdf, feet.pdf and anchors.json of a volume. Raises NotSet."""
    path = [os.path.abspath(entry) for entry in sys.path]  # noqa: PTH100  # "" is the folder we are in
    order = {"path": path, "parent": os.getpid(), "memory": MEMORY, "seconds": SECONDS}
    with tempfile.TemporaryDirectory(prefix="dtms-press-") as folder:
        try:
            done = subprocess.run(  # noqa: S603  # our own program
                [sys.executable, "-I", str(PROGRAM)],
                input=json.dumps(order).encode() + b"\n" + volume.to_json(),
                env={"TMPDIR": folder}, cwd="/", capture_output=True, check=True,
                timeout=SECONDS + 30,
            )  # fmt: skip
        except subprocess.CalledProcessError as error:
            words = error.stderr.decode(errors="replace").strip().splitlines()
            raise NotSet(words[-1] if words else f"signal {-error.returncode}") from None
        except subprocess.TimeoutExpired:
            raise NotSet("It took too long.") from None
    return archive.unpack(done.stdout)
