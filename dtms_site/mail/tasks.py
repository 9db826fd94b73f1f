from pathlib import Path

from celery import shared_task
from django.conf import settings

from dtms_site.mail import reminders, services
from dtms_site.web import doorbell


@shared_task
def send(message_id: int) -> None:
    services.send(message_id)


@shared_task
def sweep() -> None:
    """Whatever is due and was not rung for, or was dropped by a worker that died."""
    for message_id in services.due_ids():
        doorbell.ring_now(services.SEND, message_id)


@shared_task
def read_bounces() -> None:
    """Where the site has a maildir for mail that came back."""
    if settings.BOUNCE_MAILDIR:
        services.take_bounces(Path(settings.BOUNCE_MAILDIR))


@shared_task
def remind() -> None:
    reminders.run()
