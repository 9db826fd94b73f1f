"""What the bids page shows, in few queries and few objects: it may have a thousand rows."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from django.db.models import FilteredRelation, Q

from dtms_site.accounts.models import User
from dtms_site.workshops.models import Workshop
from reviews.evidence import Known, Paper
from reviews.models import AssignmentRules
from reviews.services.affinity import (
    NO_BID,
    Affinity,
    Expert,
    Subject,
    fit,
    parts_in_words,
    rules_of,
    weights_of,
)
from reviews.services.bids import BIDDABLE
from reviews.services.evidence import compare
from reviews.sets import papers_for

COLUMNS = (
    "pk", "number", "title", "paper_type__name", "edit_version", "mine__level",
    "topics__pk", "topics__name",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Row:
    number: str
    """As text: a thousand rows print it often, and a number is put in the reader's format each
    time."""
    title: str
    authors: str
    about: str
    topics: dict[int, str]
    score: float
    parts: str
    """What the fit is made of, in words."""
    level: int

    @property
    def fit(self) -> str:
        return f"{self.score:.2f}"

    @property
    def is_open(self) -> bool:
        return self.level == NO_BID

    def matches(self, topic: str, words: list[str]) -> bool:
        if topic and topic not in map(str, self.topics):
            return False
        text = f"{self.number} {self.title} {self.authors}".casefold()
        return all(word in text for word in words)


class BidPage:
    """The papers this member may be given, best fit first, and how many are kept from them."""

    def __init__(self, workshop: Workshop, member: User) -> None:
        self.workshop, self.member = workshop, member
        found = compare(workshop, [member])
        self._authors = {paper.key: paper for paper in found.papers}
        apart = {paper for (paper, _), doubt in found.doubts.items() if doubt.holds}
        papers = self._papers()
        self.kept_back = len(apart & papers.keys())
        self._papers_shown = {pk: row for pk, row in papers.items() if pk not in apart}

    def _papers(self) -> dict[int, Any]:
        """By id, each with its topics gathered from the rows of a join."""
        mine = FilteredRelation("bids", condition=Q(bids__member=self.member))
        rows = papers_for(self.member, self.workshop).filter(status__in=BIDDABLE)
        found: dict[int, Any] = {}
        for *fields, topic, name in rows.annotate(mine=mine).values_list(*COLUMNS):
            known = found.setdefault(fields[0], (*fields, {}))
            if topic is not None:
                known[-1][topic] = name
        return found

    @cached_property
    def rows(self) -> list[Row]:
        papers = self._papers_shown
        subjects = [Subject(pk, row[4], frozenset(row[-1])) for pk, row in papers.items()]
        levels = [NO_BID if row[5] is None else row[5] for row in papers.values()]
        bids = np.array(levels, dtype=np.int64).reshape(-1, 1)
        # Sorted by what the paper is about, and not by the bid: a row must not jump when set.
        about = fit(subjects, [self._expert()], np.full_like(bids, NO_BID), weights_of(self.rules))
        rows = [
            self._row(row, float(about.score[n, 0]), _parts(about, n), level)
            for n, (row, level) in enumerate(zip(papers.values(), levels, strict=True))
        ]
        return sorted(rows, key=lambda row: (-row.score, int(row.number)))

    @cached_property
    def rules(self) -> AssignmentRules:
        return rules_of(self.workshop)

    def _row(self, row: Any, score: float, parts: str, level: int) -> Row:
        pk, number, title, type_name, _, _, topics = row
        authors = _in_short(self._authors.get(pk))
        about = " · ".join(filter(None, [authors, type_name, *topics.values()]))
        return Row(str(number), title, authors, about, topics, score, parts, level)

    def _expert(self) -> Expert:
        told = self.workshop.reviewer_profiles.filter(user=self.member)
        rows = list(told.values_list("expertise", "topics"))
        topics = frozenset(topic for _, topic in rows if topic is not None)
        return Expert(topics, rows[0][0] if rows else "")

    def topics(self) -> list[tuple[int, str]]:
        """Those that some paper has, by name."""
        found = {pk: name for row in self.rows for pk, name in row.topics.items()}
        return sorted(found.items(), key=lambda pair: pair[1].casefold())

    def shown(self, topic: str, text: str, *, only_open: bool) -> Iterable[Row]:
        words = text.casefold().split()[:10]
        rows = [row for row in self.rows if row.matches(topic, words)]
        return [row for row in rows if row.is_open] if only_open else rows


def _parts(fit: Affinity, row: int) -> str:
    return parts_in_words(fit.topics[row, 0], fit.text[row, 0])


def _in_short(paper: Paper | None) -> str:
    """N. Vandersteen +2"""
    if paper is None:
        return ""
    more = f" +{len(paper.authors) - 1}" if len(paper.authors) > 1 else ""
    return _initialled(paper.authors[0]) + more


def _initialled(author: Known) -> str:
    return f"{author.given[:1]}. {author.family}" if author.given else author.name
