"""The sandbox: limits hold, nothing is left behind, and it works from threads and forks."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from dtms_site import sandbox
from dtms_site.sandbox import Limits

HERE = "tests.sandbox_functions:"
ROOT = Path(__file__).parents[1]
SHORT = Limits(cpu_seconds=1, wall_seconds=1.5)


def call(function: str, data: bytes = b"", limits: Limits = SHORT, **params: object) -> bytes:
    return sandbox.call(HERE + function, data, params=params, limits=limits)


def zygote() -> int:
    """The process id of the zygote in use."""
    return int(json.loads(call("circumstances"))["parent"])


def gone(pid: int, within: float = 5.0) -> bool:
    """Whether a process is gone, or only waits to be buried, within some seconds."""
    end = time.monotonic() + within
    while time.monotonic() < end:
        try:
            state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
        except (FileNotFoundError, ProcessLookupError):
            return True
        if state == "Z":
            return True
        time.sleep(0.02)
    return False


def test_data_goes_in_and_an_answer_comes_out():
    big = os.urandom(3 << 20)
    assert call("echo", big, times=2) == big * 2
    assert call("echo", b"") == b""


def test_the_child_lives_in_bare_circumstances():
    child = json.loads(call("circumstances"))
    assert child["environment"] == {}
    assert child["can open files"] is False
    assert child["memory"] == 1 << 30
    assert child["modules"] == []
    assert child["user"] != 0
    assert gone(child["process"])


def test_what_takes_over_the_child_can_do_nothing(tmp_path):
    tmp_path.chmod(0o777)
    target = tmp_path / "written"
    assert json.loads(call("attempts", path=str(target))) == []
    assert not target.exists()


def test_a_child_that_may_open_files_still_cannot_write(tmp_path):
    tmp_path.chmod(0o777)
    for parent in tmp_path.parents[:2]:
        parent.chmod(0o755)
    target = tmp_path / "written"
    limits = Limits(files=8, wall_seconds=2)
    with pytest.raises(sandbox.SandboxError):
        call("write_into_open_file", limits=limits, path=str(target))
    assert not target.exists() or target.read_bytes() == b""


@pytest.mark.parametrize(
    ("function", "error", "said"),
    [
        ("spin", sandbox.SandboxTimeoutError, "It took too long."),
        ("ignore_alarms_and_sleep", sandbox.SandboxTimeoutError, "It took too long."),
        (
            "crash",
            sandbox.SandboxCrashError,
            "The program that reads it crashed or ran out of memory.",
        ),
        (
            "leave",
            sandbox.SandboxCrashError,
            "The program that reads it crashed or ran out of memory.",
        ),
        ("fail", sandbox.SandboxCallError, "ValueError: no such page"),
        ("missing", sandbox.SandboxCallError, "AttributeError"),
    ],
)
def test_every_bad_end_has_its_error(function, error, said):
    with pytest.raises(error, match=said):
        call(function)
    assert call("echo", b"next") == b"next"


def test_a_child_that_swells_is_ended():
    limits = Limits(memory=200 * sandbox.MEGABYTE, wall_seconds=10)
    with pytest.raises(sandbox.SandboxCrashError, match="too much memory"):
        call("swell", limits=limits)


def test_a_large_answer_is_refused():
    limits = Limits(answer_bytes=1000, wall_seconds=2)
    assert call("echo", b"x" * 1000, limits) == b"x" * 1000
    with pytest.raises(sandbox.SandboxSizeError, match="larger than allowed"):
        call("echo", b"x" * 1001, limits)


def test_sleeping_counts_as_time():
    assert call("sleep", seconds=0.1) == b"rested"
    with pytest.raises(sandbox.SandboxTimeoutError):
        call("sleep", limits=Limits(wall_seconds=0.3), seconds=30)


def test_calls_from_many_threads_do_not_wait_for_each_other():
    def one(number: int) -> bytes:
        if number % 4 == 0:
            with pytest.raises(sandbox.SandboxTimeoutError):
                call("sleep", limits=Limits(wall_seconds=0.5), seconds=30)
        return call("echo", b"%d" % number)

    with ThreadPoolExecutor(8) as threads:
        assert list(threads.map(one, range(24))) == [b"%d" % number for number in range(24)]


def test_a_dead_zygote_is_replaced():
    first = zygote()
    os.kill(first, signal.SIGKILL)
    second = zygote()
    assert second != first
    assert zygote() == second


def test_a_zygote_that_dies_during_a_call_takes_its_child_along_and_the_call_is_made_again():
    with ThreadPoolExecutor(1) as threads:
        first = zygote()
        resting = threads.submit(call, "sleep", limits=Limits(wall_seconds=5), seconds=0.8)
        child = only_child_of(first)
        os.kill(first, signal.SIGKILL)
        assert gone(child)
        assert resting.result() == b"rested"
    assert zygote() != first


def only_child_of(pid: int) -> int:
    end = time.monotonic() + 5
    while time.monotonic() < end:
        children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
        if children:
            return int(children[0])
        time.sleep(0.01)
    raise AssertionError("no child")


USER = """
import sys, threading
from dtms_site import sandbox
limits = sandbox.Limits(wall_seconds=50)
run = lambda: sandbox.call("tests.sandbox_functions:sleep", b"", params={"seconds": 40},
                           limits=limits)
sandbox.warm("tests.sandbox_functions:sleep")
threading.Thread(target=run, daemon=True).start()
print(next(iter(sandbox._zygotes.values())).process.pid, flush=True)
sys.stdin.read()
"""


@pytest.mark.parametrize("end", [signal.SIGKILL, signal.SIGTERM])
def test_nothing_is_left_when_the_using_process_is_killed(end):
    with subprocess.Popen(
        [sys.executable, "-c", USER], cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as user:
        assert user.stdout
        its_zygote = int(user.stdout.readline())
        child = only_child_of(its_zygote)
        user.send_signal(end)
        user.wait()
        assert gone(its_zygote)
        assert gone(child)


def test_a_forked_worker_gets_a_zygote_of_its_own():
    mine = zygote()
    reading, writing = os.pipe()
    if (worker := os.fork()) == 0:
        try:
            os.write(writing, b"%d" % zygote())
            sandbox._stop_all()
        finally:
            os._exit(0)
    os.close(writing)
    with os.fdopen(reading) as answer:
        its = int(answer.read())
    os.waitpid(worker, 0)
    assert its != mine
    assert zygote() == mine
    assert gone(its)


def test_a_module_that_cannot_be_imported_is_an_error_not_a_wait():
    with pytest.raises(sandbox.SandboxCrashError, match="could not be started"):
        sandbox.call("tests.no_such_module:echo", b"")
