"""Real servers for the tests: Valkey always, PostgreSQL when DTMS_TEST_DATABASE=postgres.

Loaded as an early plugin (`-p tests.services`): settings are read after it. With xdist the
controller starts PostgreSQL, in which each worker makes a database of its own. Each worker has
a Valkey of its own too: a test that empties the cache must not reach into another test.
"""

import atexit
import os
import shutil
import tempfile
from pathlib import Path

from dtms_site.management import servers
from dtms_site.management.servers import free_port, wait_for

STARTED_FOR = "DTMS_TEST_SERVICES"


def _start_for(process: str) -> None:
    home = Path(tempfile.mkdtemp(prefix="dtms-services-"))
    atexit.register(shutil.rmtree, home, ignore_errors=True)
    os.environ[STARTED_FOR] = process
    queue, os.environ["REDIS_URL"] = servers.start_valkey(home)
    atexit.register(servers.stop, queue)
    if process == "controller" and os.environ.get("DTMS_TEST_DATABASE") == "postgres":
        database, os.environ["DATABASE_URL"] = servers.start_postgres(home)
        atexit.register(servers.stop, database)


_process = os.environ.get("PYTEST_XDIST_WORKER", "controller")
if os.environ.get(STARTED_FOR) != _process:
    _start_for(_process)

__all__ = ["free_port", "wait_for"]
