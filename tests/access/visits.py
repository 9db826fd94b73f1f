"""What each actor gets at each address in one phase, asked once and remembered."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from http.cookies import SimpleCookie
from typing import Any

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.test import Client

from dtms_site import clock, urls
from dtms_site.mail.models import OutboxMessage
from dtms_site.web import errors
from tests.access.actors import ACTORS
from tests.access.addresses import PAGES
from tests.access.doors import behind_the_same_door
from tests.access.resolver import address
from tests.access.world import build, person

# What differs from one answer to the next whoever asks: the token, random names, the real clock.
TOKEN = re.compile(rb'(name="csrfmiddlewaretoken" value=)"\w+"')
RANDOM = re.compile(
    rb'(comment-|review-|/chair/mail/|/proposals/|compare=|name="message" value=")[\w-]{16}'
)
EACH_ASKED_IN = "D"
CLOCK = {"Expires", "Date", "Set-Cookie"}


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
        self.all_of = cache(self._all_of)
        self._nowhere: dict[str, bytes] = {}

    def _get(self, actor: str, name: str) -> Answer:
        """In one phase every address is asked; in others one behind each door that stays shut."""
        shown = behind_the_same_door(name, actor) if self.phase != EACH_ASKED_IN else name
        if shown != name:
            return self.get(actor, shown)
        with self._nowhere_drawn_once(actor):
            return self.ask(actor, address(name, self.edition))

    @contextmanager
    def _nowhere_drawn_once(self, actor: str) -> Iterator[None]:
        """The page for what is not there takes nothing from the view that did not find it.

        Four of five answers are that page, so that drawing it for each would be most of the work.
        """

        def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
            if actor not in self._nowhere:
                self._nowhere[actor] = errors.not_found(request, exception).content
            return HttpResponse(self._nowhere[actor], status=404)

        usual, urls.handler404 = urls.handler404, not_found
        try:
            yield
        finally:
            urls.handler404 = usual

    def ask(self, actor: str, path: str, **extra: Any) -> Answer:
        with clock.at(self.edition.at):
            response = self.clients[actor].get(path, **extra)
        headers = {k: v for k, v in response.headers.items() if k not in CLOCK}
        return Answer(response.status_code, _body(response), headers)

    def opens(self, actor: str, *names: str) -> bool:
        return any(self.get(actor, name).status == 200 for name in names)

    def _all_of(self, actor: str) -> str:
        """Every page that this actor can open, and every mail that was written to them."""
        pages = [self.get(actor, name).text for name in PAGES]
        return "\n".join([*pages, *(f"{m.subject}\n{m.text}" for m in self.mails_to(actor))])

    def knows(self, actor: str, word: str) -> bool:
        return word in self.all_of(actor)

    def mails_to(self, actor: str) -> list[OutboxMessage]:
        user = person(actor)
        rows = OutboxMessage.objects.filter(edition_id=self.edition.workshop.pk)
        return list(rows.filter(to_email=user.email)) if user else []

    @contextmanager
    def trial(self) -> Iterator[None]:
        """At the moment of this edition; what is written meanwhile is undone.

        Cookies too: they hold the messages that a next page would show.
        """
        cookies = {actor: SimpleCookie(c.cookies) for actor, c in self.clients.items()}
        with transaction.atomic(), clock.at(self.edition.at):
            yield
            transaction.set_rollback(True)
        for actor, client in self.clients.items():
            client.cookies = cookies[actor]


def _client(actor: str) -> Client:
    client = Client(raise_request_exception=False)
    user = person(actor)
    if user is not None:
        client.force_login(user, "django.contrib.auth.backends.ModelBackend")
    return client


def _body(response: Any) -> bytes:
    """The whole body, of a streamed answer too, without what differs by chance."""
    whole = b"".join(response.streaming_content) if response.streaming else response.content
    return RANDOM.sub(rb"\1", TOKEN.sub(rb"\1", whole))
