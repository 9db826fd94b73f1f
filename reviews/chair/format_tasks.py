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


def register() -> None:
    desk.register(_waivers)
