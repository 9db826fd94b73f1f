"""What holds of every page, whoever opens it: its headers, and that looking changes nothing."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.db import connection

from tests.access.addresses import PAGES
from tests.access.resolver import address

pytestmark = pytest.mark.django_db
WRITING = ("INSERT", "UPDATE", "DELETE", "REPLACE")
# It keeps when each reader was there last, so that what others write after that is marked as new.
REMEMBERING = "reviews:discussion"
ACTORS = ("anon", "author", "pc_done", "chair", "publication", "staff")
HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "X-Frame-Options": "DENY",
}


@pytest.mark.parametrize("visits", "DP", indirect=True)
def test_every_answer_says_what_a_browser_may_do_with_it(visits):
    for actor in ACTORS:
        for name in PAGES:
            headers = visits.get(actor, name).headers
            told = {key: headers.get(key) for key in HEADERS}
            assert told == HEADERS, (name, actor)
            assert "default-src 'none'" in headers["Content-Security-Policy"], (name, actor)
            if actor != "anon":
                assert {"private", "no-store"} <= set(headers["Cache-Control"].split(", ")), name


@pytest.mark.parametrize("visits", "DP", indirect=True)
def test_looking_changes_nothing(visits):
    wrote = set()
    for actor in ACTORS:
        for name in PAGES:
            with written() as statements:
                visits.ask(actor, address(name, visits.edition))
            if statements:
                wrote.add((name, actor))
    assert {name for name, _ in wrote} == {REMEMBERING}
    assert {actor for _, actor in wrote} == {"pc_done", "chair"}


@contextmanager
def written() -> Iterator[list[str]]:
    """The statements that write, as they come. The log of queries would end after some thousands."""
    found: list[str] = []

    def watch(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        if sql.startswith(WRITING):
            found.append(sql)
        return execute(sql, params, many, context)

    with connection.execute_wrapper(watch):
        yield found
