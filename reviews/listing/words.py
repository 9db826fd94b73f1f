"""The words that a search knows: what stands before the colon, and what may stand behind it."""

import operator
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from difflib import get_close_matches

from reviews.listing.language import SearchError, Term
from submissions.enums import SubmissionStatus

NOT_LETTERS = re.compile(r"[\W_]+")
COMPARE: dict[str, Callable[[float, float], bool]] = {
    ":": operator.eq, "=": operator.eq, ">": operator.gt, ">=": operator.ge,
    "<": operator.lt, "<=": operator.le,
}  # fmt: skip
NONE = "none"


@dataclass(frozen=True)
class Key:
    name: str
    example: str
    what: str
    is_number: bool = False


KEYS = {
    key.name: key
    for key in (
        Key("title", 'title:"digital twin"', "words of the title alone"),
        Key("author", "author:vandersteen", "a name on the paper"),
        Key("status", "status:accepted", "how far the paper is"),
        Key("decision", "decision:none", "accept, conditional, reject, or none yet"),
        Key("type", "type:position", "kind of paper"),
        Key("topic", "topic:energy", "one of its topics"),
        Key("format", "format:fail", "pass, check, fail, waived, or none yet"),
        Key("reviewer", "reviewer:brekke", "somebody who has the paper; “me” is you"),
        Key("lead", "lead:none", "who leads the discussion"),
        Key("tag", "tag:late", "a tag of the chairs"),
        Key("score", "score>3.5", "mean of overall merit", is_number=True),
        Key("spread", "spread>1", "highest less lowest merit", is_number=True),
        Key("confidence", "confidence<2", "mean confidence", is_number=True),
        Key("reviews", "reviews<3", "reviews that are in", is_number=True),
        Key("comments", "comments=0", "messages of the discussion", is_number=True),
        Key("missing", "missing>0", "reviews still to come", is_number=True),
    )
}
STATUSES = {
    status: (status.label, status.value)
    for status in SubmissionStatus
    if status not in (SubmissionStatus.DRAFT, SubmissionStatus.WITHDRAWN)
}
DECISIONS = {
    "accept": ("accept",), "conditional": ("conditional",), "reject": ("reject",),
    "": (NONE, "undecided"),
}  # fmt: skip
FORMATS = {
    "accept": ("pass", "ok"), "review": ("check", "warn"), "reject": ("fail",),
    "waived": ("waived",), "missing": ("missing",), "": (NONE, "checking"),
}  # fmt: skip


def key_of(term: Term) -> Key:
    """Raises SearchError for a word that is not known, or that takes no such sign."""
    key = KEYS.get(term.key)
    if key is None:
        meant = get_close_matches(term.key, KEYS, 1)
        raise SearchError(
            f"There is no “{term.key}{term.op}”."
            + (f" Do you mean “{meant[0]}{term.op}”?" if meant else "")
            + " Put quotes around it to look for the letters, "
            f"or use one of: {', '.join(KEYS)}."
        )
    if not term.value:
        raise SearchError(f"Something is missing after “{term.key}{term.op}”: {key.example}")
    if term.op not in ":=" and not key.is_number:
        raise SearchError(f"“{term.key}” takes a colon: {key.example}")
    return key


def number_of(term: Term) -> float:
    try:
        value = float(term.value.replace(",", "."))
    except ValueError:
        value = float("nan")
    if not abs(value) < 1e6:  # false for what is no number, too
        raise SearchError(f"“{term.key}” wants a number: {KEYS[term.key].example}")
    return value


def plain(text: str) -> str:
    """For comparing what people type: without case, signs and spaces."""
    return NOT_LETTERS.sub("", text.casefold())


def chosen(term: Term, choices: Iterable[tuple[object, Iterable[str]]]) -> set[object]:
    """Which of the choices begin like what was typed. Raises SearchError when none does."""
    given = [(value, list(names)) for value, names in choices]
    wanted = plain(term.value)
    exact = {value for value, names in given if wanted in map(plain, names)}
    found = exact or {
        value for value, names in given if any(plain(name).startswith(wanted) for name in names)
    }
    if not wanted or not found:
        known = ", ".join(names[0].lower() for _, names in given)
        raise SearchError(f"“{term.key}:{term.value}” is none of: {known}.")
    return found
