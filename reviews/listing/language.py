"""The language of the search, as a person would guess it. Pure: text in, a tree out.

    drift "city scale"          words and phrases of title, authors and abstract
    status:submitted topic:5g   a fact of the paper; quotes around a value with spaces
    score>3.5 reviews<3         a number of the paper, with > >= < <= = or :
    -tag:late                   not
    score>4 OR decision:accept  one or the other; brackets group

Words beside each other must all hold, and bind closer than OR.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

LONGEST = 500
MOST_PARTS = 40
TOKEN = re.compile(
    r"""\s*(?:
        (?P<open>\() | (?P<close>\))
      | (?P<not>-)(?=[^\s)])
      | (?P<key>[a-z]+)(?P<op>>=|<=|[:<>=])(?P<value>"[^"]*"?|[^\s()"]+)
      | (?P<phrase>"[^"]*"?)
      | (?P<word>[^\s()"]+)
    )""",
    re.VERBOSE | re.IGNORECASE,
)


class SearchError(ValueError):
    """What was typed cannot be read; says why in words for whoever typed it."""


@dataclass(frozen=True)
class Words:
    """Letters that stand together somewhere in the paper."""

    text: str


@dataclass(frozen=True)
class Term:
    key: str
    op: str
    value: str


@dataclass(frozen=True)
class Not:
    part: "Node"


@dataclass(frozen=True)
class Every:
    """Every part holds; with no part, of every paper."""

    parts: tuple["Node", ...]


@dataclass(frozen=True)
class Either:
    """One part at least holds."""

    parts: tuple["Node", ...]


Node = Words | Term | Not | Every | Either


def parse(text: str) -> Every | Either:
    """The tree of a search. Raises SearchError."""
    if len(text) > LONGEST:
        raise SearchError(f"This search is too long: {LONGEST} letters at most.")
    reader = _Reader(list(_tokens(text)))
    tree = reader.alternatives()
    if not reader.is_done:
        raise SearchError("There is a closing bracket too many.")
    return tree


def _tokens(text: str) -> Iterator[re.Match[str]]:
    place, count = 0, 0
    text = text.rstrip()
    while place < len(text):
        match = TOKEN.match(text, place)
        assert match, "any character begins a token"
        place, count = match.end(), count + 1
        if count > MOST_PARTS:
            raise SearchError(f"This search has too many parts: {MOST_PARTS} at most.")
        yield match


class _Reader:
    """Walks the tokens once, from the left."""

    def __init__(self, tokens: list[re.Match[str]]) -> None:
        self.tokens = tokens
        self.place = 0

    @property
    def is_done(self) -> bool:
        return self.place >= len(self.tokens)

    def _next_is(self, kind: str) -> bool:
        return not self.is_done and self.tokens[self.place].lastgroup == kind

    def _next_says(self, word: str) -> bool:
        return self._next_is("word") and self.tokens[self.place]["word"] == word

    def alternatives(self) -> Every | Either:
        parts = [self._sequence()]
        while self._next_says("OR"):
            self.place += 1
            parts.append(self._sequence())
        return Either(tuple(parts)) if len(parts) > 1 else parts[0]

    def _sequence(self) -> Every:
        parts: list[Node] = []
        began = self.place
        while not (self.is_done or self._next_is("close") or self._next_says("OR")):
            if self._next_says("AND"):
                self.place += 1
                continue
            parts.append(self._part())
        if not parts and (began > 0 or not self.is_done):
            raise SearchError("Something is missing beside OR or between the brackets.")
        return Every(tuple(parts))

    def _part(self) -> Node:
        token = self.tokens[self.place]
        self.place += 1
        if token["not"] or token["word"] == "NOT":
            return self._negated()
        if token["open"]:
            inner = self.alternatives()
            if not self._next_is("close"):
                raise SearchError("A bracket is not closed.")
            self.place += 1
            return inner
        if token["key"]:
            return Term(token["key"].lower(), token["op"], token["value"].strip('"').strip())
        return Words((token["phrase"] or token["word"]).strip('"').strip())

    def _negated(self) -> Node:
        if self.is_done or self._next_is("close") or self._next_says("OR"):
            raise SearchError("Something is missing after “not”.")
        return Not(self._part())
