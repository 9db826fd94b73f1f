from celery import shared_task

from dtms_site.web import doorbell
from submissions import checks


@shared_task
def check(report_id: int) -> None:
    checks.run(report_id)


@shared_task
def sweep() -> None:
    """Checks that nobody rang for, or that a worker dropped when it died."""
    for report_id in checks.due_ids():
        doorbell.ring_now(checks.CHECK, report_id)
