"""All papers that a chair may know of, and what is known of each, a column at a time.

Nothing is read of papers that the chair is conflicted with but number, title and authors. A
column is one query, whatever the number of papers, and only asked for when it is needed.
"""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.db.models import (
    BooleanField,
    Count,
    ExpressionWrapper,
    FilteredRelation,
    OuterRef,
    Q,
    Subquery,
    Window,
)
from django.db.models.functions import RowNumber

from dtms_site.accounts.models import User
from dtms_site.workshops.models import Workshop
from reviews.enums import IN
from reviews.models import Assignment, Comment
from reviews.reading import MERIT
from reviews.sets import papers_for_chair
from submissions.models import Author, PaperVersion, Submission
from submissions.querysets import has_conflict

CONFIDENCE = "confidence"
# Up to so many papers are named one by one to the database; of more, all are read.
FEW = 200


@dataclass(frozen=True)
class Known:
    """A paper as the list knows it. Of one in conflict, status and type are empty."""

    pk: int
    number: int
    title: str
    status: str = ""
    type_name: str = ""
    conflicted: bool = False


@dataclass(frozen=True)
class GivenScores:
    """What the reviewers of a paper gave so far; `asked` counts those who were asked."""

    merit: tuple[int, ...] = ()
    confidence: tuple[int, ...] = ()
    reviews: int = 0
    asked: int = 0

    @property
    def mean(self) -> float | None:
        return sum(self.merit) / len(self.merit) if self.merit else None

    @property
    def spread(self) -> int:
        return max(self.merit) - min(self.merit) if self.merit else 0

    @property
    def sure(self) -> float | None:
        """Mean confidence."""
        return sum(self.confidence) / len(self.confidence) if self.confidence else None

    @property
    def missing(self) -> int:
        return max(0, self.asked - self.reviews)


@dataclass(frozen=True)
class Standing:
    """The check's verdict, empty while it is not done; the decision; the tags."""

    format: str = ""
    decision: str = ""
    released: bool = False
    tags: tuple[str, ...] = ()


class ChairsPapers:
    def __init__(self, chair: User, workshop: Workshop) -> None:
        self.chair, self.workshop = chair, workshop
        self._few: Collection[int] | None = None

    @cached_property
    def all(self) -> dict[int, Known]:
        """Every paper that was handed in, by id."""
        conflicted = ExpressionWrapper(has_conflict(self.chair), BooleanField())
        rows = self.workshop.submissions.submitted().annotate(conflicted=conflicted)
        fields = ("pk", "number", "title", "status", "paper_type__name", "conflicted")
        return {
            pk: Known(pk, number, title, conflicted=True)
            if hidden
            else Known(pk, number, title, status, type_name or "")
            for pk, number, title, status, type_name, hidden in rows.values_list(*fields)
        }

    @cached_property
    def handled(self) -> frozenset[int]:
        """Those without a conflict: nothing else is read of any other."""
        return frozenset(pk for pk, paper in self.all.items() if not paper.conflicted)

    def narrow(self, papers: Collection[int]) -> None:
        """From here on columns need to hold these papers alone."""
        if len(papers) <= FEW:
            self._few = papers

    def of_handled(self, rows: Any, paper: str = "submission") -> Any:
        """Rows about papers, less those of papers in conflict. `paper`: the field that names it."""
        if self._few is not None:
            return rows.filter(**{f"{paper}__in": self.handled.intersection(self._few)})
        hidden = self.all.keys() - self.handled
        workshop = "workshop" if paper == "pk" else f"{paper}__workshop"
        rows = rows.filter(**{workshop: self.workshop})
        return rows.exclude(**{f"{paper}__in": hidden}) if hidden else rows

    @cached_property
    def first_authors(self) -> dict[int, str]:
        """N. Vandersteen +2: of every paper, since whoever knows the title knows its authors."""
        if "author_names" in vars(self):
            return {pk: _in_short(*names[0], len(names)) for pk, names in self.author_names.items()}
        rows = self._authors().annotate(
            place=Window(RowNumber(), partition_by="submission_id", order_by=["order", "pk"]),
            count=Window(Count("pk"), partition_by="submission_id"),
        )
        named = rows.filter(place=1).values_list(
            "submission_id", "given_name", "family_name", "count"
        )
        return {pk: _in_short(given, family, count) for pk, given, family, count in named}

    @cached_property
    def author_names(self) -> dict[int, list[tuple[str, str]]]:
        """Given and family names, of every paper."""
        found: dict[int, list[tuple[str, str]]] = defaultdict(list)
        rows = self._authors().order_by("submission_id", "order", "pk")
        for pk, given, family in rows.values_list("submission_id", "given_name", "family_name"):
            found[pk].append((given, family))
        return found

    def _authors(self) -> Any:
        if self._few is not None:
            return Author.objects.filter(submission__in=self._few)
        return Author.objects.filter(submission__workshop=self.workshop)

    def with_abstract(self, text: str) -> frozenset[int]:
        """Those whose abstract holds this text."""
        papers = papers_for_chair(self.chair, self.workshop).filter(abstract__icontains=text)
        return frozenset(papers.values_list("pk", flat=True))

    @cached_property
    def scores(self) -> dict[int, GivenScores]:
        """Of reviews that are in, by people who still have the paper."""
        rows = self.of_handled(Assignment.objects.active())
        named = rows.annotate(
            merits=self._answer(MERIT), sureness=self._answer(CONFIDENCE)
        ).values_list(
            "submission_id", "review__status", "merits__value", "sureness__value"
        )  # fmt: skip
        found: dict[int, list[Any]] = defaultdict(lambda: [[], [], 0, 0])
        for pk, status, merit, sureness in named:
            row = found[pk]
            row[3] += 1
            if status not in IN:
                continue
            row[2] += 1
            if merit is not None:
                row[0].append(merit)
            if sureness is not None:
                row[1].append(sureness)
        return {
            pk: GivenScores(tuple(sorted(merit)), tuple(sorted(sure)), reviews, asked)
            for pk, (merit, sure, reviews, asked) in found.items()
        }

    def _answer(self, key: str) -> FilteredRelation:
        """The review's answer to the question with this key."""
        asked = [pk for pk, told in self._questions if told == key]
        return FilteredRelation("review__scores", condition=Q(review__scores__criterion__in=asked))

    @cached_property
    def _questions(self) -> list[tuple[int, str]]:
        rows = self.workshop.criteria.filter(key__in=[MERIT, CONFIDENCE])
        return list(rows.values_list("pk", "key"))

    @cached_property
    def standing(self) -> dict[int, Standing]:
        """What the check and the chairs made of each paper."""
        versions = PaperVersion.objects.for_review().filter(submission=OuterRef("pk"))
        rows = self.of_handled(Submission.objects.order_by("tags__name"), "pk").annotate(
            verdict=Subquery(versions.newest_first().values("report__overall")[:1]),
            decision=FilteredRelation(
                "decisions", condition=Q(decisions__superseded_at__isnull=True)
            ),
        )  # fmt: skip
        fields = ("pk", "verdict", "decision__outcome", "decision__released_at", "tags__name")
        found: dict[int, Standing] = {}
        for pk, verdict, outcome, released, tag in rows.values_list(*fields):
            tags = (*found[pk].tags, tag) if pk in found else (tag,) if tag else ()
            found[pk] = Standing(verdict or "", outcome or "", released is not None, tags)
        return found

    @cached_property
    def topics(self) -> dict[int, tuple[str, ...]]:
        links = Submission.topics.through.objects.order_by("topic__order", "topic")
        rows = self.of_handled(links)
        return _gathered(rows.values_list("submission_id", "topic__name"))

    @cached_property
    def comments(self) -> dict[int, int]:
        """How many messages people wrote, by paper with any."""
        rows = self.of_handled(Comment.objects.filter(is_notice=False)).order_by()
        return dict(rows.values_list("submission_id").annotate(count=Count("pk")))

    @cached_property
    def leads(self) -> dict[int, str]:
        """Who leads the discussion."""
        rows = self.of_handled(Assignment.objects.active().filter(is_lead=True))
        told = rows.values_list("submission_id", "reviewer__given_name", "reviewer__family_name")
        return {pk: f"{given} {family}" for pk, given, family in told}


def _in_short(given: str, family: str, count: int) -> str:
    name = f"{given[:1]}. {family}" if given else family
    return f"{name} +{count - 1}" if count > 1 else name


def _gathered(rows: Any) -> dict[int, tuple[str, ...]]:
    found: dict[int, list[str]] = defaultdict(list)
    for pk, name in rows:
        found[pk].append(name)
    return {pk: tuple(names) for pk, names in found.items()}
