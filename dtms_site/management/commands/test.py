import os
import subprocess
import sys
from typing import Any

from django.core.management.base import BaseCommand

NO_TESTS = 5
# In the order of the folders: the longest of them come first.
PARALLEL = ["-n", "2", "--no-loadscope-reorder"]


class Command(BaseCommand):
    help = "Runs the tests: all on SQLite, then on PostgreSQL those where the database matters."
    requires_system_checks: list[str] = []

    def run_from_argv(self, argv: list[str]) -> None:
        """Everything after `test` is for pytest."""
        sys.exit(self.run(argv[2:]))

    def handle(self, **options: Any) -> None:
        sys.exit(self.run([]))

    def run(self, arguments: list[str]) -> int:
        first = self.pytest("sqlite", arguments)
        if first not in (0, NO_TESTS):
            return first
        second = self.pytest("postgres", [*arguments, "-m", "both_databases"])
        return second if second != NO_TESTS else first

    def pytest(self, database: str, arguments: list[str]) -> int:
        print(f"\n== {database} ==", flush=True)  # noqa: T201
        environment = {
            **os.environ,
            "DTMS_TEST_DATABASE": database,
            "DJANGO_SETTINGS_MODULE": "dtms_site.settings.test",
        }
        for name in ("DTMS_HOME", "DATABASE_URL", "REDIS_URL", "EMAIL_URL", "SITE_ADDRESS"):
            environment.pop(name, None)
        parallel = [] if any(a.startswith("-n") for a in arguments) else PARALLEL
        command = [sys.executable, "-m", "pytest", *parallel, *arguments]
        return subprocess.run(command, env=environment, check=False).returncode  # noqa: S603
