"""A search answered for one chair.

Each part of a search names two sets of papers: those of which it is true and those of which it is
false. What the chair may not know puts a paper in neither, so that a paper in conflict is found
by its title and authors alone, never by a fact, nor by the lack of one.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Q

from reviews.listing.language import Either, Node, Not, SearchError, Term, Words, parse
from reviews.listing.papers import ChairsPapers, GivenScores, Standing
from reviews.listing.words import (
    COMPARE,
    DECISIONS,
    FORMATS,
    KEYS,
    NONE,
    STATUSES,
    chosen,
    key_of,
    number_of,
    plain,
)
from reviews.models import Assignment
from submissions.querysets import committee_of

Papers = frozenset[int]
ME = "me"


@dataclass(frozen=True)
class Found:
    true: Papers
    false: Papers


def find(papers: ChairsPapers, text: str) -> Papers:
    """The ids of the papers that a search finds. Raises SearchError."""
    return Finder(papers).found(parse(text)).true


NUMBERS: dict[str, Callable[[GivenScores], float | None]] = {
    "score": lambda given: given.mean,
    "spread": lambda given: given.spread if given.merit else None,
    "confidence": lambda given: given.sure,
    "reviews": lambda given: given.reviews,
    "missing": lambda given: given.missing,
}


class Finder:
    def __init__(self, papers: ChairsPapers) -> None:
        self.papers = papers

    def found(self, node: Node) -> Found:
        if isinstance(node, Words):
            return self._words(node.text)
        if isinstance(node, Term):
            return self._term(node)
        if isinstance(node, Not):
            part = self.found(node.part)
            return Found(part.false, part.true)
        parts = [self.found(part) for part in node.parts]
        if isinstance(node, Either):
            return Found(_union(p.true for p in parts), _intersection(p.false for p in parts))
        if not parts:
            return Found(frozenset(self.papers.all), frozenset())
        return Found(_intersection(p.true for p in parts), _union(p.false for p in parts))

    def _of_handled(self, true: Iterable[int]) -> Found:
        """An answer from what is known of handled papers only."""
        true = self.papers.handled.intersection(true)
        return Found(true, self.papers.handled - true)

    def _words(self, text: str) -> Found:
        if text.endswith(":") and text[:-1].lower() in KEYS:
            raise SearchError(f"No space after the colon: {KEYS[text[:-1].lower()].example}")
        seen = self._titled(text) | self._written_by(text) | self._numbered(text)
        inside = self.papers.with_abstract(text)
        return Found(seen | inside, self.papers.handled - seen - inside)

    def _numbered(self, text: str) -> Papers:
        wanted = text.removeprefix("#")
        return frozenset(pk for pk, p in self.papers.all.items() if str(p.number) == wanted)

    def _titled(self, text: str) -> Papers:
        word = text.casefold()
        return frozenset(pk for pk, p in self.papers.all.items() if word in p.title.casefold())

    def _written_by(self, text: str) -> Papers:
        word = text.casefold()
        return frozenset(
            pk for pk in self.papers.all
            if any(word in " ".join(n).casefold() for n in self.papers.author_names.get(pk, ()))
        )  # fmt: skip

    def _term(self, term: Term) -> Found:
        key = key_of(term)
        if key.is_number:
            return self._numbers(term)
        ask: Callable[[Term], Found] = getattr(self, f"_{key.name}")
        return ask(term)

    def _numbers(self, term: Term) -> Found:
        wanted, holds = number_of(term), COMPARE[term.op]
        if term.key == "comments":
            written = self.papers.comments
            return self._of_handled(
                pk for pk in self.papers.handled if holds(written.get(pk, 0), wanted)
            )
        figure = NUMBERS[term.key]
        none = GivenScores()
        figures = {pk: figure(self.papers.scores.get(pk, none)) for pk in self.papers.handled}
        return self._of_handled(
            pk for pk, value in figures.items() if value is not None and holds(value, wanted)
        )

    def _title(self, term: Term) -> Found:
        true = self._titled(term.value)
        return Found(true, frozenset(self.papers.all) - true)

    def _author(self, term: Term) -> Found:
        true = self._written_by(term.value)
        return Found(true, frozenset(self.papers.all) - true)

    def _status(self, term: Term) -> Found:
        wanted = chosen(term, STATUSES.items())
        return self._of_handled(pk for pk, p in self.papers.all.items() if p.status in wanted)

    def _type(self, term: Term) -> Found:
        names = self.papers.workshop.paper_types.values_list("name", flat=True)
        wanted = chosen(term, ((name, [name]) for name in names))
        return self._of_handled(pk for pk, p in self.papers.all.items() if p.type_name in wanted)

    def _decision(self, term: Term) -> Found:
        wanted = chosen(term, DECISIONS.items())
        return self._standing(lambda standing: standing.decision in wanted)

    def _format(self, term: Term) -> Found:
        wanted = chosen(term, FORMATS.items())
        return self._standing(lambda standing: standing.format in wanted)

    def _tag(self, term: Term) -> Found:
        wanted = term.value.casefold()
        if wanted == NONE:
            return self._standing(lambda standing: not standing.tags)
        return self._standing(lambda standing: wanted in standing.tags)

    def _standing(self, holds: Callable[[Standing], bool]) -> Found:
        return self._of_handled(pk for pk, found in self.papers.standing.items() if holds(found))

    def _topic(self, term: Term) -> Found:
        return self._of_handled(self._having(self.papers.topics, term.value))

    def _having(self, column: Mapping[int, tuple[str, ...]], wanted: str) -> Iterable[int]:
        if wanted == NONE:
            return self.papers.handled - column.keys()
        word = plain(wanted)
        return [pk for pk, names in column.items() if any(word in plain(n) for n in names)]

    def _reviewer(self, term: Term) -> Found:
        rows = self.papers.of_handled(Assignment.objects.active())
        return self._given_to(rows, term)

    def _lead(self, term: Term) -> Found:
        rows = self.papers.of_handled(Assignment.objects.active().filter(is_lead=True))
        return self._given_to(rows, term)

    def _given_to(self, rows: Any, term: Term) -> Found:
        """Papers in the hands of whoever is called so."""
        if term.value == NONE:
            given = rows.values_list("submission_id", flat=True)
            return self._of_handled(self.papers.handled - set(given))
        true = self._of_handled(self._called(rows, "reviewer__", term.value).values_list(
            "submission_id", flat=True))  # fmt: skip
        if not (true.true or self._called(committee_of(self.papers.workshop), "", term.value)):
            raise SearchError(f"Nobody on the committee is called “{term.value}”.")
        return true

    def _called(self, rows: Any, person: str, name: str) -> Any:
        """Rows about people with all these words in their names or address."""
        if name.casefold() == ME:
            return rows.filter(**{f"{person}pk": self.papers.chair.pk})
        for word in name.split():
            rows = rows.filter(
                Q(**{f"{person}given_name__icontains": word})
                | Q(**{f"{person}family_name__icontains": word})
                | Q(**{f"{person}email__icontains": word})
            )
        return rows


def _union(sets: Iterable[Papers]) -> Papers:
    return frozenset().union(*sets)


def _intersection(sets: Iterable[Papers]) -> Papers:
    first, *rest = sets
    return first.intersection(*rest)
