"""Ring for a worker once the row is committed. If nobody answers, the minute's sweep will."""

import logging
from functools import partial
from typing import Any

from celery import current_app
from django.db import transaction
from kombu.exceptions import OperationalError

log = logging.getLogger(__name__)


def ring(task: str, *ids: Any) -> None:
    """Enqueue the task of that name on commit. Without a broker the work waits for the sweep.

    Tasks go by name, because they call the services that ring for them.
    """
    transaction.on_commit(partial(ring_now, task, *ids))


def ring_now(task: str, *ids: Any) -> None:
    try:
        current_app.send_task(task, args=ids, retry=False)
    except (OperationalError, OSError) as error:
        log.warning("no broker, %s%r waits for the sweep: %s", task, ids, error)
