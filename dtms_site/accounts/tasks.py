from celery import shared_task
from django.core.management import call_command

from dtms_site import clock
from dtms_site.accounts import closing, services


@shared_task
def forget() -> None:
    """What has had its time: accounts that nobody proved, sessions that ended."""
    services.forget_unproved(clock.now())
    closing.forget_farewells()
    call_command("clearsessions")
