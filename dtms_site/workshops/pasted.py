"""People as somebody pastes them: from a mail, from a spreadsheet, from a file with a heading."""

import csv
import io
import re
from collections.abc import Iterator

from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from dtms_site.workshops.services import Invitee

LONGEST_LINE = 600
NAMED_ADDRESS = re.compile(r"^(?P<name>[^<]*)<(?P<email>[^>]+)>$")
BETWEEN_NAMED = re.compile(r"(?<=>)\s*[,;]")
HEADINGS = frozenset({"email", "e-mail", "mail", "address", "email address", "e-mail address"})


def read_people(text: str) -> tuple[list[Invitee], list[str]]:
    """Everybody once, and what holds no complete address. A heading of columns is passed over."""
    people, wrong = {}, []
    for n, entry in enumerate(_entries(text)):
        person = read_person(entry)
        if person is not None:
            people[person.email] = person
        elif n or not _is_heading(entry):
            wrong.append(entry)
    return list(people.values()), wrong


def _entries(text: str) -> Iterator[str]:
    """One a line, or several named addresses in a line, as the head of a mail has them."""
    for line in text.splitlines():
        yield from filter(None, (part.strip() for part in BETWEEN_NAMED.split(line)))


def read_person(line: str) -> Invitee | None:
    """A person from one entry, or None when it holds no complete address.

    A line may be as long as a name, an address and an affiliation are together: the reader of
    cells gives up on longer ones with an error of its own.
    """
    if len(line) > LONGEST_LINE:
        return None
    named = NAMED_ADDRESS.match(line)
    if named:
        return _checked(named["email"], *_names(named["name"].strip().strip('"')))
    cells = _cells(line)
    place = next((n for n, cell in enumerate(cells) if "@" in cell), None)
    if place is None:
        return None
    before, behind = cells[:place], cells[place + 1 :]
    if not before and len(behind) > 1:
        before, behind = behind[:2], behind[2:]
    given, family = before[:2] if len(before) > 1 else _names("".join(before))
    return _checked(cells[place], given, family, "".join(behind[:1]))


def _cells(line: str) -> list[str]:
    between = next((mark for mark in "\t;" if mark in line), ",")
    return [cell.strip() for cell in next(csv.reader(io.StringIO(line), delimiter=between), [])]


def _names(name: str) -> tuple[str, str]:
    """Given and family name of "Ines Quiroga" and of "Quiroga, Ines"."""
    family, comma, given = name.partition(",")
    if not comma:
        given, _, family = name.rpartition(" ")
    return given.strip(), family.strip()


def _is_heading(line: str) -> bool:
    return "@" not in line and any(
        cell.casefold() in HEADINGS for cell in _cells(line[:LONGEST_LINE])
    )


def _checked(email: str, given: str, family: str, affiliation: str = "") -> Invitee | None:
    email = email.strip().lower()
    try:
        validate_email(email)
    except ValidationError:
        return None
    return Invitee(email, given[:80], family[:80], affiliation[:160])
