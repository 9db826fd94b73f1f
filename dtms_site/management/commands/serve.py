import os
import subprocess
import urllib.request
from typing import Any

import redis
from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import connections

from dtms_site.management.supervisor import (
    AlreadyRunning,
    Part,
    Supervisor,
    hold,
    on_signals,
    python,
    valkey_command,
)


class Command(BaseCommand):
    help = "Runs the whole site on this machine: database, queue, worker, web."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--port", type=int, default=8000)
        parser.add_argument("--host", default="127.0.0.1")
        parser.add_argument("--demo", action="store_true", help="add the sample edition")

    def handle(self, **options: Any) -> None:
        if not settings.EMBEDDED:
            raise CommandError(
                "serve runs the embedded site. In production run web, worker and beat apart: "
                "see docs/operations.md."
            )
        host = "localhost" if options["host"] == "127.0.0.1" else options["host"]
        address = f"http://{host}:{options['port']}"
        try:
            lock = hold(settings.HOME, address)
        except AlreadyRunning as other:
            raise CommandError(f"DTMS runs on {settings.HOME} already: {other}") from other
        with lock:
            self.run(options, address)

    def run(self, options: dict[str, Any], address: str) -> None:
        call_command("migrate", verbosity=0, interactive=False)
        call_command("collectstatic", verbosity=0, interactive=False)
        connections.close_all()
        supervisor = Supervisor(settings.HOME, self.parts(options, address), self.say)
        on_signals(lambda: setattr(supervisor, "stopping", True))
        demo = None
        try:
            supervisor.start()
            self.say(f"DTMS is at {address}/")
            if options["demo"] and not supervisor.stopping:
                demo = Part("demo", python("manage.py", "demo", "--once"),
                            environment={"SITE_ADDRESS": address})  # fmt: skip
                demo.start(settings.HOME / "log")
            supervisor.watch(problems)
        except RuntimeError as error:
            raise CommandError(str(error)) from error
        finally:
            if demo:
                demo.stop()
            supervisor.stop()

    def say(self, text: str) -> None:
        self.stdout.write(text)
        self.stdout.flush()

    def parts(self, options: dict[str, Any], address: str) -> list[Part]:
        bind = f"{options['host']}:{options['port']}"
        environment = {"SITE_ADDRESS": address, "BIND": bind}
        workers = os.environ.get("WORKERS", "2")
        beat = str(settings.HOME / "beat-schedule")
        worker = Part(
            "worker",
            python("-m", "celery", "-A", "dtms_site", "worker", "-B", "-s", beat, "-c", workers,
                   "--loglevel", "WARNING", "--without-gossip", "--without-mingle"),
            patience=4,
            # A receipt is worth more than a verdict a second earlier.
            niceness=5,
            environment=environment,
        )  # fmt: skip
        public = Part(
            "public-worker",
            python("-m", "celery", "-A", "dtms_site", "worker", "-Q", "public", "-n", "public@%h",
                   "--pool", "solo", "--loglevel", "WARNING", "--without-gossip",
                   "--without-mingle"),
            patience=2,
            # Strangers' files wait for everything else.
            niceness=15,
            environment=environment,
        )  # fmt: skip
        web = Part(
            "web",
            python("-m", "gunicorn", "-c", "python:dtms_site.gunicorn", "dtms_site.wsgi"),
            patience=3,
            environment=environment,
            is_ready=lambda: answers(f"http://{bind}/healthz"),
        )
        if settings.REDIS_URL:
            return [worker, public, web]
        queue = Part(
            "valkey",
            valkey_command(settings.HOME / "valkey", settings.VALKEY_SOCKET),
            patience=2,
            is_ready=queue_answers,
        )
        return [queue, worker, public, web]


def answers(url: str) -> bool:
    try:
        with urllib.request.urlopen(url, timeout=2) as response:  # noqa: S310  # our own address
            return bool(response.status == 200)
    except OSError:
        return False


def queue_answers() -> bool:
    try:
        client = redis.Redis(unix_socket_path=str(settings.VALKEY_SOCKET))
        return bool(client.ping())
    except redis.RedisError:
        return False


def problems() -> list[str]:
    """What an operator should know of, in words; asked in a process of its own, once a minute."""
    try:
        asked = subprocess.run(  # noqa: S603
            python("manage.py", "problems"), capture_output=True, text=True, check=False, timeout=50
        )
    except subprocess.TimeoutExpired:
        # No reason to end a site that still serves.
        return ["This machine is too busy to look for problems."]
    return [line for line in asked.stdout.splitlines() if line]
