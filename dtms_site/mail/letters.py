"""The words of one mail, from its catalogue text and its values."""

import textwrap
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.template.loader import render_to_string
from django.utils.html import urlize
from django.utils.safestring import SafeString, mark_safe

from dtms_site.mail import catalogue, texts

WIDTH = 72


@dataclass(frozen=True)
class Letter:
    subject: str
    text: str
    why: str


def write(key: str, values: Mapping[str, str], *, prefix: str = "", edition: Any = None) -> Letter:
    """A letter ready to be sent, in the edition's own words where it has some.

    Values are plain text. Line breaks in a value that stands inside a sentence become spaces.
    """
    return set_in(texts.words(key, edition), key, values, prefix=prefix)


def set_in(
    words: tuple[str, str], key: str, values: Mapping[str, str], *, prefix: str = ""
) -> Letter:
    """These words, subject and body, as a letter: a one-line subject, 72 columns of text."""
    subject, body = words
    why = catalogue.fill(catalogue.kind_of(key).why, values)
    values = {**values, "why": why}
    title = " ".join(catalogue.fill(subject, values).split())
    return Letter(f"{prefix}{title}"[:250], wrap(catalogue.fill(body, values)), why[:200])


def wrap(text: str) -> str:
    """Wrap paragraphs; keep indented lines, list lines and addresses as they are."""
    return "\n".join(_wrapped(line) for line in text.split("\n"))


def _wrapped(line: str) -> str:
    if len(line) <= WIDTH or line.startswith((" ", ">", "http")):
        return line
    hang = "  " if line.startswith(("- ", "* ")) else ""
    return textwrap.fill(
        line, WIDTH, subsequent_indent=hang, break_long_words=False, break_on_hyphens=False
    )


def as_html(letter_text: str, subject: str) -> str:
    """The same words in one sober column, for readers whose program prefers HTML."""
    blocks = [_block(block) for block in letter_text.split("\n\n")]
    return render_to_string("mail/letter.html", {"blocks": blocks, "subject": subject})


def _block(block: str) -> SafeString:
    html = urlize(block, nofollow=False, autoescape=True)
    if not any(line.startswith(("  ", "- ", ">")) for line in block.split("\n")):
        return mark_safe(html.replace("\n", " "))  # noqa: S308  # urlize has escaped it
    return mark_safe(html.replace("\n", "<br>"))  # noqa: S308  # urlize has escaped it
