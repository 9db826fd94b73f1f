"""What the processes of a running site have in common: how they end, and how they settle."""

import ctypes
import gc
import os
import signal
import sys

PR_SET_PDEATHSIG = 1
YOUNG_OBJECTS = 20_000
_libc = ctypes.CDLL(None, use_errno=True) if sys.platform == "linux" else None


def die_with_parent(parent: int | None = None) -> None:
    """Ask the kernel to end this process when its parent ends, however that happens.

    `parent` is the process id expected: if it went away before we could ask, we go too.
    """
    if _libc is None:
        return
    _libc.prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
    if parent is not None and os.getppid() != parent:
        os.kill(os.getpid(), signal.SIGKILL)


def settle() -> None:
    """What is loaded by now stays: the garbage collector need not look through it again.

    A page makes tens of thousands of objects and drops nearly all by itself, so that looking after
    every 700 of them, as Python does by default, takes a tenth of the page's time.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(YOUNG_OBJECTS, 20, 20)
