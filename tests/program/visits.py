"""Pages as a person gets them, at a moment of the edition."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any

import time_machine
from django.test import Client
from django.urls import reverse

from tests.program.accepted import AFTER


@contextmanager
def signed_in(person: Any, *, at: datetime = AFTER) -> Iterator[Client]:
    """A client at that moment. Sessions are made then, or they would have ended."""
    with time_machine.travel(at, tick=False):
        client = Client()
        if person is not None:
            client.force_login(person, "django.contrib.auth.backends.ModelBackend")
        yield client


def address(name: str, workshop: Any, *args: Any) -> str:
    return reverse(f"program:{name}", args=[workshop.slug, *args])


def masked(html: str) -> str:
    """Without what differs from answer to answer."""
    return re.sub(r'name="csrfmiddlewaretoken" value="[^"]+"', "", html)
