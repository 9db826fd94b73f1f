"""Somebody who follows every link and sends every form with what no form expects.

Addresses that differ only in numbers, tokens or values are one kind; one of each is opened.
"""

import re
from collections import Counter, deque
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import cycle, islice
from typing import Any
from urllib.parse import parse_qsl, urlencode, urljoin, urlsplit

from django.core.files.uploadedfile import SimpleUploadedFile

from tests.access.markup import Form, Page
from tests.access.visits import Visits

MOST_OF_A_KIND = 1
MOST_QUERIES = 2
# Of each form and each query, for whoever comes after the first.
WAYS_ONCE_KNOWN = 2
# How often all fields of a form are filled with junk, each with another.
ROUNDS = 5
ORIGIN = "http://testserver"
TYPED = "<b>{{ 7*7 }}</b> %s {0} \"'&amp; \\"
NASTY = {
    "nothing": "",
    "a null byte": "a\x00b",
    "control characters": "a\r\nBcc: x@evil.example\x0b\x1b[31m\u202e\ufffe",
    "more digits than are read": "9" * 5000,
    "a number too big for a column": "99999999999999999999",
    "a number below all": "-1",
    "no number": "NaN",
    "digits of another script": "²٣",
    "markup": TYPED,
    "wide letters": "🙂ﷺ" * 400 + "e" + "\u0301" * 2000,
    "another site": "//evil.example/\\evil.example",
    "a path": "../../../etc/passwd",
    "a day that is none": "9999-12-31",
    "the first of all days": "0001-01-01",
    "the id of something else": "2",
}
Way = tuple[str, Any]
KINDS = re.compile(
    r"\bphase-\w\b|\d+|[\w-]{16,}(:[\w-]+)*|(?<=/)(types|topics|declarations)(?=/)"
    r"|(?<=/mail-texts/)[\w.]+|(?<=/reminders/)[\w%]+"
)


@dataclass
class Crawl:
    """What went wrong on the way, each with how to get there."""

    visits: Visits
    actor: str
    known: set[Any]
    wrong: list[str] = field(default_factory=list)
    pages: int = 0
    sent: int = 0

    def __post_init__(self) -> None:
        self.client = self.visits.clients[self.actor]
        self.kinds: Counter[Any] = Counter()
        self.tried: set[Any] = set()

    def run(self, *starts: str) -> "Crawl":
        waiting = deque(starts)
        while waiting:
            path = waiting.popleft()
            if not self._is_new(_kind(path)):
                continue
            page = self._open(path)
            if page is None:
                continue
            waiting += [link for link in map(page_link(path), page.links) if link]
            for form in page.forms:
                self._try(form, path)
        return self

    def _is_new(self, kind: Any) -> bool:
        self.kinds[kind] += 1
        return self.kinds[kind] <= MOST_OF_A_KIND

    def _open(self, path: str) -> Page | None:
        self.pages += 1
        with self._undone():
            response = self.client.get(path)
            self._judge(response, f"GET {path}")
            if response.status_code == 302:
                return Page(path, f'<a href="{response["Location"]}">')
            is_page = response.get("Content-Type", "").startswith("text/html")
            page = Page(path, response.content.decode()) if is_page else None
        address, _, query = path.partition("?")
        if query:
            self._ask_oddly(address, [name for name, _ in parse_qsl(query)])
        return page

    def _ask_oddly(self, address: str, names: list[str]) -> None:
        self.kinds[address, "queries"] += 1
        if self.kinds[address, "queries"] > MOST_QUERIES:
            return
        kind = _kind(address), *names
        for what, value in self._new_to(kind, NASTY.items()):
            with self._undone():
                response = self.client.get(f"{address}?{urlencode(dict.fromkeys(names, value))}")
                self._judge(response, f"GET {address} {names} with {what}")

    def _try(self, form: Form, path: str) -> None:
        address = page_link(path)(form.action)
        kind = (_kind(address), form.method, frozenset(map(_plain, form.names)))
        if not address or kind in self.tried:
            return
        self.tried.add(kind)
        if form.method == "get":
            self._ask_oddly(address, [f.name for f in form.fields])
            return
        for what, data in self._new_to(kind, ways_to_fill(form)):
            self._send(address, form, what, data)

    def _new_to(self, kind: Any, ways: Iterable[Way]) -> list[Way]:
        """All ways for the first who meets what is of this kind, few for the others."""
        few = WAYS_ONCE_KNOWN if kind in self.known else None
        self.known.add(kind)
        return list(islice(ways, few))

    def _send(self, address: str, form: Form, what: str, data: dict[str, Any]) -> None:
        self.sent += 1
        with self._undone():
            response = self.client.post(address, data)
            how = f"POST {address} {what}"
            self._judge(response, how)
            if response.status_code in {200, 409, 422} and not response.streaming:
                self._compare(form, Page(address, response.content.decode()), data, how)

    def _compare(self, form: Form, page: Page, data: dict[str, Any], how: str) -> None:
        """What was typed stands in the form again, if the form does."""
        for again in page.forms:
            if again.names != form.names:
                continue
            for given in again.fields:
                if given.is_typed and data.get(given.name) == TYPED and given.value != TYPED:
                    self.wrong.append(f"{how}: {given.name} has lost what was typed")

    def _judge(self, response: Any, how: str) -> None:
        if response.status_code >= 500:
            error = response.exc_info[1] if getattr(response, "exc_info", None) else ""
            self.wrong.append(f"{how}: {response.status_code} {error!r:.200}")
        elif response.status_code in {301, 302} and not page_link("/")(response["Location"]):
            self.wrong.append(f"{how}: leads to {response['Location']}")
        elif not response.streaming and b"Traceback (most recent" in response.content:
            self.wrong.append(f"{how}: shows a traceback")

    @contextmanager
    def _undone(self) -> Iterator[None]:
        """Whatever was sent, signing out included, did not happen."""
        with self.visits.trial():
            yield


def page_link(base: str) -> Any:
    """link -> its path and query on this site, or nothing when it leads elsewhere."""

    def resolve(link: str) -> str:
        if link.startswith(("/\\", "//")):
            return ""
        whole = urlsplit(urljoin(ORIGIN + base, link.partition("#")[0]))
        if f"{whole.scheme}://{whole.netloc}" != ORIGIN:
            return ""
        return whole.path + (f"?{whole.query}" if whole.query else "")

    return resolve


def _kind(path: str) -> tuple[str, tuple[str, ...]]:
    address, _, query = path.partition("?")
    return KINDS.sub("*", address), tuple(sorted({name for name, _ in parse_qsl(query)}))


def ways_to_fill(form: Form) -> Iterator[tuple[str, dict[str, Any]]]:
    """Ways no person fills a form. Every button is pressed, by turns with the rest.

    With nothing; with each field full of other junk, by turns; with markup everywhere, which has
    to stand there again; with junk in one field of each kind and the others as they are.
    """
    kept: dict[str, Any] = {
        f.name: f.value for f in form.fields if f.is_chosen and f.kind != "file"
    }
    files = [f.name for f in form.fields if f.kind == "file"]
    buttons = [{b.name: b.value} if b else {} for b in form.buttons or [None]]
    yield "with nothing", {}
    for pressed in buttons:
        yield f"{pressed} as it is", kept | pressed
    rounds = [_junk(form.names, n) for n in range(ROUNDS)]
    for pressed, junk in zip(cycle(buttons), [*rounds, dict.fromkeys(kept, TYPED)]):
        given = junk | {name: _file(junk.get(name, TYPED)) for name in files}
        yield f"{pressed} with {given!r:.900}", given | pressed
    for name, junk in zip(_one_of_each(form.names), cycle(NASTY.values())):
        yield f"with {junk!r:.40} in {name}", kept | {name: junk}
    yield "with everything twice", {name: [NASTY["a path"], TYPED] for name in form.names}
    yield "with files for words", {name: _file("x") for name in form.names}


def _junk(names: Iterable[str], turn: int) -> dict[str, str]:
    """Another value for each field; over all turns each field gets a third of the values."""
    values = list(NASTY.values())
    step = len(values) // ROUNDS
    return {name: values[(n + step * turn) % len(values)] for n, name in enumerate(names)}


def _plain(name: str) -> str:
    return KINDS.sub("*", name)


def _one_of_each(names: Iterable[str]) -> list[str]:
    """Of names that differ only in numbers, the last."""
    return list({_plain(name): name for name in names}.values())


def _file(name: str) -> SimpleUploadedFile:
    return SimpleUploadedFile(name.replace("\x00", "") or "x", b"<html>", "text/html")
