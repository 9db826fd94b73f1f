"""Authors from the lines between a paper's title and its text."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from itertools import zip_longest

from .lines import Line

EMAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
GROUPED_EMAIL = re.compile(r"\{([^{}]+)\}\s*@\s*([\w-]+(?:\.[\w-]+)+)")
PLACE = re.compile(
    r"universit|institut|laborator|\blabs?\b|department|dept|school|college|faculty|research"
    r"|company|\binc\b|\bltd\b|gmbh|corp|academy|cent(?:er|re)|hospital|street|avenue"
    r"|\d{4,}|technolog|science|engineering|foundation|group\b|networks?\b|systems?\b",
    re.IGNORECASE,
)
ROLES = re.compile(
    r"\b(?:student )?member|fellow|senior|ieee|acm|ph\.?d\.?|prof(?:essor|\.)?|dr\.?\b",
    re.IGNORECASE,
)
MARKS = re.compile(r"[\d*∗†‡§¶‖♯#]+|(?<=[a-z])\s+[a-e](?=,|$)")
SEPARATOR = re.compile(r"\s*(?:,|;|&|\band\b|·|•)\s*")
MOST_AUTHORS = 60
# Ems a letter takes at most; more means that two names stand side by side in one piece of text.
WIDEST_LETTER = 0.75
WORDS_IN_NAME = range(2, 6)


@dataclass(frozen=True, slots=True)
class Author:
    name: str
    affiliation: str = ""
    email: str = ""


def authors_of(lines: Sequence[Line], text: Callable[[Line], str]) -> tuple[Author, ...]:
    """Authors in reading order; empty if the lines do not clearly name any."""
    authors: list[Author] = []
    for block in _blocks(lines):
        spread = block[0].width > WIDEST_LETTER * block[0].size * len(text(block[0]))
        found = [] if spread else _in_block([text(line).strip() for line in block])
        if not found and authors and len({author.affiliation for author in authors}) == 1:
            authors = _add_details(authors, [text(line).strip() for line in block])
        authors += found
    return tuple(authors[:MOST_AUTHORS])


def _blocks(lines: Sequence[Line]) -> list[list[Line]]:
    """Lines below each other, centred on or starting at one place; a larger line starts anew."""
    blocks: list[list[Line]] = []
    for line in sorted(lines, key=lambda line: (-line.y, line.x0)):
        if line.width < line.size or line.size < 6:
            continue
        for block in reversed(blocks):
            if _belongs(line, block):
                block.append(line)
                break
        else:
            blocks.append([line])
    return blocks


def _belongs(line: Line, block: Sequence[Line]) -> bool:
    last = block[-1]
    centred = abs((line.x0 + line.x1) - (last.x0 + last.x1)) < 3 * line.size
    aligned = abs(line.x0 - last.x0) < line.size / 2
    near = 0 < last.y - line.y < 2 * max(line.size, last.size)
    return (
        near
        and (centred or aligned)
        and line.size <= block[0].size + 0.3
        and not (line.size > last.size + 0.8)
    )


def _in_block(texts: Sequence[str]) -> list[Author]:
    names = _names(texts[0]) if texts else []
    if not names:
        return []
    return _add_details([Author(name) for name in names], texts[1:])


def _add_details(authors: list[Author], texts: Sequence[str]) -> list[Author]:
    """Give the lines under the names to them: addresses in order, affiliations to all."""
    emails = [email for text in texts for email in _emails(text)]
    places = [
        cleaned
        for text in texts
        if "@" not in text and (cleaned := MARKS.sub("", text).strip(" ,;"))
    ]
    # Several people over several places: which belongs to whom only their marks would tell.
    affiliation = ", ".join(places) if len(authors) == 1 or len(places) <= 2 else ""
    if len(emails) > len(authors):
        emails = []
    return [
        replace(
            author,
            affiliation=author.affiliation or affiliation,
            email=author.email or (email or ""),
        )
        for author, email in zip_longest(authors, emails)
        if author
    ]


def _names(text: str) -> list[str]:
    """The names on a line, or nothing if any part of it is not a name."""
    if "@" in text or PLACE.search(text):
        return []
    parts = [part.strip() for part in SEPARATOR.split(MARKS.sub("", text))]
    names = [part for part in parts if part and not ROLES.fullmatch(part)]
    return names if names and all(_is_name(name) for name in names) else []


def _is_name(text: str) -> bool:
    words = text.split()
    return (
        len(words) in WORDS_IN_NAME
        and len(text) <= 60
        and text[0].isupper()
        and words[-1][0].isupper()
        and all(character.isalpha() or character in " .'’‘-–" for character in text)
    )


def _emails(text: str) -> list[str]:
    grouped = [
        f"{local.strip()}@{domain}"
        for locals_, domain in GROUPED_EMAIL.findall(text)
        for local in re.split(r"[,;|]", locals_)
        if local.strip()
    ]
    return grouped or EMAIL.findall(text)
