from celery import shared_task

from dtms_site.rehearsal import clockwork
from dtms_site.web import doorbell


@shared_task
def work(rehearsal_id: int) -> None:
    clockwork.work(rehearsal_id)


@shared_task
def sweep() -> None:
    for rehearsal_id in clockwork.waiting():
        doorbell.ring_now(clockwork.WORK, rehearsal_id)
