"""Every address that the site has, found by walking its resolver, and how to write each."""

from collections.abc import Iterator
from functools import cache
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver, reverse

from tests.access.world import Edition

# What addresses outside an edition are written with: nothing that exists.
NOWHERE: dict[str, dict[str, Any]] = {
    "about": {"topic": "privacy"},
    "account_reset_password_from_key": {"uidb36": "1", "key": "abc-def"},
    "operator-entrance": {"token": "abc"},
    "own-calendar": {"secret": "abc"},
    "unsubscribe": {"token": "abc"},
    "mfa_edit_webauthn": {"pk": 1},
    "mfa_remove_webauthn": {"pk": 1},
    "session-end": {"pk": 1},
    "admin:app_list": {"app_label": "accounts"},
    "admin:accounts_user_change": {"object_id": 1},
    "admin:accounts_user_delete": {"object_id": 1},
    "admin:accounts_user_history": {"object_id": 1},
}


APPS = {"workshops", "submissions", "reviews", "meeting", "chair", "program", "rehearsal"}


def walk(patterns: list[Any] | None = None, space: str = "") -> Iterator[tuple[str, URLPattern]]:
    """(name with its namespace, pattern) of every address."""
    for entry in get_resolver().url_patterns if patterns is None else patterns:
        if isinstance(entry, URLPattern):
            assert entry.name, f"{entry.pattern} has no name"
            yield space + entry.name, entry
        elif isinstance(entry, URLResolver):
            inner = f"{entry.namespace}:" if entry.namespace else ""
            yield from walk(entry.url_patterns, space + inner)


@cache
def _patterns() -> dict[str, URLPattern]:
    return dict(walk())


def is_of_an_edition(name: str) -> bool:
    return name.partition(":")[0] in APPS


def address(name: str, edition: Edition, number: int = 1) -> str:
    """The address, about paper 1 of the edition wherever it can be, or about another one."""
    if not is_of_an_edition(name):
        return reverse(name, kwargs=NOWHERE.get(name))
    pattern = _patterns()[name]
    values = {
        "slug": edition.workshop.slug, "number": number, "page": 1, "version": 1, "meeting": 1,
        "rows": "types", "kind": "submission.received", "key": "reviews", "person": edition.ids["todo"],
        "reviewer": edition.ids["todo"], "pk": 1,
        "public_id": edition.ids[NAMED.get(name, "message")],
        "token": edition.ids["confirm"],
    }  # fmt: skip
    asked = {"slug", *pattern.pattern.converters}
    return reverse(name, kwargs={key: values[key] for key in asked})


NAMED = {
    "program:session": "session", "program:slot": "slot",
    "program:move-session": "session", "program:move-slot": "slot",
}  # fmt: skip
