"""What the format check puts on the chairs' desk."""

from collections.abc import Iterator
from typing import Any

from django.urls import reverse

from dtms_site.web.text import counted
from dtms_site.workshops.models import Workshop
from reviews.chair import desk
from submissions import policy


def _waivers(chair: Any, workshop: Workshop) -> Iterator[desk.Task]:
    count = policy.waivers_for(chair, workshop).open().count()
    if count:
        what = f"{counted(count, 'waiver').partition(' ')[2]} asked for by authors"
        why = "Their PDF breaks a rule of the format, and they say why."
        url = reverse("submissions:waivers", args=[workshop.slug])
        yield desk.Task(count, what, why, "Answer", url, 25)


def _problems(chair: Any, workshop: Workshop) -> Iterator[desk.Task]:
    """Papers that go to reviewers as they are, unless somebody decides otherwise."""
    if not workshop.schedule.any_closed():
        return
    count = policy.reports_for(chair, workshop).refused_before_review().count()
    if count:
        url = reverse("chair:papers", args=[workshop.slug]) + "?q=format:fail+status:submitted"
        what = f"{counted(count, 'paper')} with a format problem".partition(" ")[2]
        why = "Waive it, wait for another PDF, or desk reject, before reviewing starts."
        yield desk.Task(count, what, why, "See which", url, 26)


def register() -> None:
    desk.register(_waivers)
    desk.register(_problems)
