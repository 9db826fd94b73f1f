"""A process that typesets one thing: `python -I process.py`, run by this package, never imported.

On standard input: a line of JSON with the job, the import path and the limits, then its data. On
standard output: what the job makes of it. The engine looks fonts up in threads and unpacks them
into TMPDIR, so its limits differ from those under which authors' files are read.
"""

import importlib
import json
import os
import resource
import signal
import sys
from pathlib import Path

OPEN_FILES = 128


def main() -> None:
    order = json.loads(sys.stdin.buffer.readline())
    sys.path[:] = order["path"]
    from dtms_site.processes import die_with_parent
    from dtms_site.sandbox_zygote import give_up_rights
    from dtms_site.typesetting.engine import Press

    module, _, name = order["job"].partition(":")
    job = getattr(importlib.import_module(module), name)
    press = Press.started()
    _open_to_all(Path(os.environ["TMPDIR"]))
    give_up_rights()
    # The kernel forgets this wish when a process changes its user.
    die_with_parent(order["parent"])
    _set_limits(order["memory"], order["seconds"])
    sys.stdout.buffer.write(job(press, sys.stdin.buffer.read()))


def _open_to_all(folder: Path) -> None:
    """The fonts lie with root when root starts the process, and are read by nobody."""
    folder.chmod(0o711)
    for inner in folder.iterdir():
        inner.chmod(0o755)


def _set_limits(memory: int, seconds: int) -> None:
    signal.alarm(seconds)
    for kind, most in (
        (resource.RLIMIT_AS, memory),
        (resource.RLIMIT_CPU, seconds),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_NOFILE, OPEN_FILES),
    ):
        resource.setrlimit(kind, (most, most))


if __name__ == "__main__":
    main()
