import json
import os
import subprocess
import tempfile
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from dtms_site.management import servers
from dtms_site.management.supervisor import python

INSIDE = "DTMS_BENCH"


# Each is a module of `dtms_site.management.bench` with a `run` that yields rows.
BENCHES = ("pages", "growth", "upload", "pdf", "match", "meeting", "mail", "proceedings")


class Command(BaseCommand):
    help = "Measures this machine: one line a thing, on SQLite and on PostgreSQL."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("names", nargs="*", metavar="NAME", help=", ".join(BENCHES))
        parser.add_argument("--json", action="store_true", help="one JSON document a line")
        parser.add_argument(
            "--problems", nargs="+", default=[], metavar="PATH",
            help="for match: files of arrays, or folders of them",
        )  # fmt: skip
        parser.add_argument("--database", choices=["sqlite", "postgres", "both"], default="both")

    def handle(self, **options: Any) -> None:
        names = options["names"] or list(BENCHES)
        unknown = sorted(set(names) - set(BENCHES))
        if unknown:
            raise CommandError(
                f"No such measurement: {', '.join(unknown)}. Known: {', '.join(BENCHES)}"
            )
        if os.environ.get(INSIDE):
            self.measure(names)
            return
        os.environ["DTMS_BENCH_PROBLEMS"] = os.pathsep.join(options["problems"])
        both = ["sqlite", "postgres"] if options["database"] == "both" else [options["database"]]
        for database in both:
            for row in self.apart(database, names):
                self.show(row, as_json=options["json"])

    def apart(self, database: str, names: list[str]) -> Iterator[dict[str, Any]]:
        """The measurements in a process with a home, a database and a queue of their own."""
        with tempfile.TemporaryDirectory(prefix="dtms-bench-") as folder:
            home = Path(folder)
            queue, queue_url = servers.start_valkey(home)
            environment = {**os.environ, "DTMS_HOME": folder, "REDIS_URL": queue_url, INSIDE: "1"}
            environment.pop("DATABASE_URL", None)
            started = [queue]
            try:
                if database == "postgres":
                    process, environment["DATABASE_URL"] = servers.start_postgres(home)
                    started.append(process)
                for command in (("migrate", "-v", "0"), ("collectstatic", "-v", "0", "--noinput")):
                    subprocess.run(  # noqa: S603
                        python("manage.py", *command), env=environment, check=True
                    )
                yield from self.lines(database, names, environment)
            except LookupError as missing:
                self.stderr.write(f"{database}: left out, {missing}")
            finally:
                for process in started:
                    servers.stop(process)

    def lines(
        self, database: str, names: list[str], environment: dict[str, str]
    ) -> Iterator[dict[str, Any]]:
        inside = subprocess.Popen(  # noqa: S603
            python("manage.py", "bench", *names), env=environment, stdout=subprocess.PIPE, text=True
        )
        assert inside.stdout is not None
        for line in inside.stdout:
            if line.startswith("{"):
                yield {**json.loads(line), "database": database}
        if inside.wait():
            raise CommandError(f"the measurement on {database} ended with an error")

    def measure(self, names: list[str]) -> None:
        settings.ALLOWED_HOSTS = [*settings.ALLOWED_HOSTS, "testserver"]
        for name in names:
            bench = import_module(f"dtms_site.management.bench.{name}")
            for row in bench.run():
                self.stdout.write(json.dumps(row))
                self.stdout.flush()

    def show(self, row: dict[str, Any], *, as_json: bool) -> None:
        if as_json:
            self.stdout.write(json.dumps(row))
            return
        rest = "  ".join(
            f"{key} {value}" for key, value in row.items() if key not in {"name", "database"}
        )
        self.stdout.write(f"{row['database']:9} {row['name']:12} {rest}")
