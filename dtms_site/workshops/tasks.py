from celery import shared_task

from dtms_site.workshops import sealing


@shared_task
def seal() -> None:
    sealing.sweep()
