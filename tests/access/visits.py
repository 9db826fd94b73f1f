"""What each actor gets at each address in one phase, asked once and remembered."""

import re
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.test import Client

from dtms_site import clock
from tests.access.actors import ACTORS
from tests.access.resolver import address
from tests.access.world import build, person

TOKEN = re.compile(rb'(name="csrfmiddlewaretoken" value=)"\w+"')


@dataclass(frozen=True)
class Answer:
    status: int
    body: bytes
    headers: dict[str, str]

    @property
    def text(self) -> str:
        return self.body.decode(errors="replace")


class Visits:
    """An edition in one phase with everybody signed in, and the answers to whoever asked."""

    def __init__(self, phase: str) -> None:
        self.phase = phase
        self.edition = build(phase)
        self.clients = {actor: _client(actor) for actor in ACTORS}
        self.get = cache(self._get)

    def _get(self, actor: str, name: str) -> Answer:
        return self.ask(actor, address(name, self.edition))

    def ask(self, actor: str, path: str, **extra: Any) -> Answer:
        with clock.at(self.edition.at):
            response = self.clients[actor].get(path, **extra)
        return Answer(response.status_code, _body(response), dict(response.headers))


def _client(actor: str) -> Client:
    client = Client(raise_request_exception=False)
    user = person(actor)
    if user is not None:
        client.force_login(user, "django.contrib.auth.backends.ModelBackend")
    return client


def _body(response: Any) -> bytes:
    """The whole body, of a streamed answer too, without the token."""
    whole = b"".join(response.streaming_content) if response.streaming else response.content
    return TOKEN.sub(rb"\1", whole)
