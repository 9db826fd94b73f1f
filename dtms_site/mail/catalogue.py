"""Every mail there is: its key, what its text may name, and who may still get it.

The apps register their mails when they start. The texts lie in templates/mail/<key>.txt: a
first line `Subject: ...`, a blank line, then the body with placeholders such as {title}.
"""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from django.conf import settings

PLACEHOLDER = re.compile(r"\{([a-z][a-z0-9_]*)\}")
# Known for every mail, besides those that its kind names.
COMMON = frozenset({"name", "site", "edition", "edition_url", "why"})
# What a reader must learn or click: where the shipped text holds one, an edition's own does too.
NEEDED = frozenset(
    {
        "why", "link", "url", "paper_url", "reviews_url", "camera_url", "programme_url",
        "people_url", "due", "deadline", "camera_ready", "until", "answer_by", "new", "when",
        "items", "papers", "words", "desk_url", "conditions", "lacks", "problems",
    }
)  # fmt: skip
# Also what only looks like a placeholder, such as {Link}: it would stay in the mail as it is.
BRACES = re.compile(r"\{([^{}\n]*)\}")


@dataclass(frozen=True)
class Attachment:
    name: str
    content: bytes
    mimetype: str


@dataclass(frozen=True)
class MailKind:
    key: str
    placeholders: frozenset[str]
    why: str
    """Why the reader gets this, as a sentence that may hold placeholders."""
    guard: Callable[[Any], bool] | None = None
    """Asked again when the mail leaves, with the row: may this person still get it?"""
    urgent: bool = False
    secret: bool = False
    """Holds a code or a one-time link: the text is erased once it has left."""
    optional: str = ""
    """Nobody misses anything without it: its reader may stop it. In words: mail about what?"""
    attach: Callable[[Any], Attachment | None] | None = None
    """Asked with the row when the mail leaves: the file that goes with it."""

    @property
    def allowed(self) -> frozenset[str]:
        return self.placeholders | COMMON


class UnknownPlaceholder(ValueError):
    """A text names something that its mail cannot fill in."""


class MissingPlaceholder(ValueError):
    """A text leaves out what its reader needs."""


_kinds: dict[str, MailKind] = {}


def register(
    key: str, *placeholders: str, why: str, guard: Callable[[Any], bool] | None = None,
    urgent: bool = False, secret: bool = False, optional: str = "",
    attach: Callable[[Any], Attachment | None] | None = None,
) -> None:  # fmt: skip
    _kinds[key] = MailKind(
        key, frozenset(placeholders), why, guard, urgent, secret, optional, attach
    )


def kind_of(key: str) -> MailKind:
    return _kinds[key]


def kinds() -> list[MailKind]:
    return sorted(_kinds.values(), key=lambda kind: kind.key)


@cache
def source(key: str) -> tuple[str, str]:
    """Subject and body as shipped, with placeholders.

    Raises UnknownPlaceholder when the text names what its kind does not offer.
    """
    text = Path(settings.ROOT, "templates", "mail", f"{key}.txt").read_text()
    subject, _, body = text.partition("\n\n")
    subject = subject.removeprefix("Subject: ").strip()
    check(kind_of(key), subject + body)
    return subject, body.strip()


def check(kind: MailKind, text: str) -> None:
    unknown = set(PLACEHOLDER.findall(text)) - kind.allowed
    if unknown:
        raise UnknownPlaceholder(f"{kind.key} cannot fill in {', '.join(sorted(unknown))}")


def needed(key: str) -> frozenset[str]:
    """The placeholders that no text of this mail may leave out."""
    _, body = source(key)
    return NEEDED & set(PLACEHOLDER.findall(body))


def check_own(key: str, subject: str, body: str) -> None:
    """Check an edition's own text. Raises UnknownPlaceholder or MissingPlaceholder."""
    unknown = set(BRACES.findall(subject + body)) - kind_of(key).allowed
    if unknown:
        raise UnknownPlaceholder(f"This mail cannot fill in {in_braces(unknown)}.")
    missing = needed(key) - set(PLACEHOLDER.findall(body))
    if missing:
        raise MissingPlaceholder(f"The reader needs {in_braces(missing)}. Put it back in.")


def in_braces(names: Iterable[str]) -> str:
    return ", ".join(f"{{{name}}}" for name in sorted(names))


def _fill_line(line: str, values: Mapping[str, str]) -> str:
    """Only a value with a line of its own may have several: nobody's name begins a paragraph."""
    if PLACEHOLDER.fullmatch(line.strip()):
        return PLACEHOLDER.sub(lambda m: values.get(m[1], ""), line)
    return PLACEHOLDER.sub(lambda m: " ".join(values.get(m[1], "").split()), line)


def fill(text: str, values: Mapping[str, str]) -> str:
    """Put the values in, once: a value that looks like a placeholder stays as it is.

    A line that holds nothing but placeholders which turn out empty disappears.
    """
    lines = []
    for line in text.split("\n"):
        filled = _fill_line(line, values)
        if filled.strip() or not PLACEHOLDER.search(line):
            lines.append(filled)
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()
