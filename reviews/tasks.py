from celery import shared_task

from dtms_site.workshops.models import Workshop
from reviews.services import assignments


@shared_task
def accept_silence() -> None:
    """In every edition where silence accepts."""
    for workshop in Workshop.objects.live().filter(
        assignment_rules__accepted_after_days__isnull=False
    ):
        assignments.accept_silence(workshop=workshop)
