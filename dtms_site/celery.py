"""The task queue. A message is only a doorbell: whatever must not be lost is a row first."""

import os
from threading import Thread
from typing import Any

from celery import Celery
from celery.signals import beat_embedded_init, worker_process_init

from dtms_site.processes import die_with_parent
from submissions.pdfcheck import sandboxed

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "dtms_site.settings.embedded")

app = Celery("dtms")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()


@worker_process_init.connect
def warm_the_sandbox(**_: Any) -> None:
    """The first paper of a fresh worker must not wait for its sandbox to import pdfium.

    In a thread: the pool takes a process that is not ready within seconds for dead.
    """
    Thread(target=sandboxed.warm, daemon=True).start()


@worker_process_init.connect
@beat_embedded_init.connect
def go_with_the_worker(**_: Any) -> None:
    """A pool process whose worker was killed with -9 must not stay behind."""
    die_with_parent()
