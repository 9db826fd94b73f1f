from celery import shared_task

from dtms_site.web import doorbell
from program.services import proceedings


@shared_task
def build(proceedings_id: int) -> None:
    proceedings.build(proceedings_id)


@shared_task
def sweep() -> None:
    """Builds that nobody rang for, or that a worker dropped when it died."""
    for proceedings_id in proceedings.due_ids():
        doorbell.ring_now(proceedings.BUILD, proceedings_id)
