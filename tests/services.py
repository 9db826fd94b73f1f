"""Real servers for the tests: Valkey always, PostgreSQL when DTMS_TEST_DATABASE=postgres.

Loaded as an early plugin (`-p tests.services`): settings are read after it. With xdist the
controller starts the servers and its workers inherit their addresses.
"""

import atexit
import os
import shutil
import tempfile
from pathlib import Path

from dtms_site.management import servers
from dtms_site.management.servers import free_port, wait_for


def _start_all() -> None:
    home = Path(tempfile.mkdtemp(prefix="dtms-services-"))
    atexit.register(shutil.rmtree, home, ignore_errors=True)
    os.environ["DTMS_TEST_SERVICES"] = str(home)
    queue, os.environ["REDIS_URL"] = servers.start_valkey(home)
    atexit.register(servers.stop, queue)
    if os.environ.get("DTMS_TEST_DATABASE") == "postgres":
        database, os.environ["DATABASE_URL"] = servers.start_postgres(home)
        atexit.register(servers.stop, database)


if "PYTEST_XDIST_WORKER" not in os.environ and "DTMS_TEST_SERVICES" not in os.environ:
    _start_all()

__all__ = ["free_port", "wait_for"]
