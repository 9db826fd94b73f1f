"""What is counted in an edition, over papers that the policy chose."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, timedelta
from typing import Any

from django.db.models import Count, Q
from django.db.models.functions import TruncDate

from dtms_site.accounts.models import User
from dtms_site.accounts.zones import COUNTRIES
from dtms_site.workshops.models import Workshop
from reviews.enums import Outcome
from reviews.models import Decision, Review, ReviewScore
from reviews.reading import MERIT
from reviews.statistics import policy
from reviews.statistics.cells import FEWEST, Cell, cell, folded, joined, overlapping
from reviews.statistics.charts import Bars, Course, bars, course
from submissions.enums import ACCEPTED_STATES, SubmissionStatus
from submissions.models import Author

Chart = Bars | Course
NEAREST = 5
"""Percent, to which a share is rounded that must not tell of a single paper."""


@dataclass(frozen=True)
class Acceptance:
    share: int
    """In percent."""
    accepted: int | None = None
    """None: only about what share is told."""
    of: int = 0


@dataclass(frozen=True)
class Figures:
    papers: int = 0
    """None at all where there are fewer than five."""
    reviews: int = 0
    charts: list[Chart] = field(default_factory=list)
    acceptance: Acceptance | None = None


def for_chair(chair: User, workshop: Workshop) -> Figures:
    """Over the papers that this chair handles, with decisions that nobody else knows yet."""
    papers = policy.papers_of(chair, workshop)
    types = _types(papers, workshop)
    parts, reviews = _reviews(papers)
    accepted = _accepted(papers)
    shown = _acceptance(papers, accepted)
    by_type = _acceptance_by_type(types, accepted, "Not accepted so far") if shown else None
    return _figures(papers, [*_submissions(papers, workshop, types), *parts, by_type],
                    reviews, shown)  # fmt: skip


def published(workshop: Workshop) -> Figures:
    """For everybody. Outcomes are exact once the list of accepted papers is public."""
    papers, common = policy.all_papers(workshop), policy.papers_of_every_chair(workshop)
    types = _types(papers, workshop)
    parts, reviews = _reviews(common)
    charts = [*_submissions(papers, workshop, types), *parts]
    if policy.accepted_are_listed(workshop):
        accepted = _accepted(papers)
        shown = _acceptance(papers, accepted)
        charts += [_acceptance_by_type(types, accepted, "Not accepted") if shown else None]
    else:
        exact = _acceptance(common, _accepted(common))
        shown = exact and Acceptance(NEAREST * round(exact.share / NEAREST))
    return _figures(papers, charts, reviews, shown)


def _figures(
    papers: Any, charts: Iterable[Chart | None], reviews: int, acceptance: Acceptance | None
) -> Figures:
    count = papers.count()
    if count < FEWEST:
        return Figures()
    return Figures(count, reviews, [chart for chart in charts if chart], acceptance)


def _submissions(papers: Any, workshop: Workshop, types: list[Cell]) -> Iterator[Chart | None]:
    yield course("Submissions over time", "Papers", joined(_days(papers, "submitted_at")))
    yield bars("By type", "Type", types)
    yield _topics(papers, workshop)
    yield _countries(papers)


def _types(papers: Any, workshop: Workshop) -> list[Cell]:
    return folded(_with_none(workshop.paper_types, _by_type(papers)))


def _by_type(papers: Any) -> Counter[str]:
    rows = papers.order_by().values_list("paper_type__name").annotate(count=Count("pk"))
    return Counter(dict(rows))


def _with_none(named: Any, counts: Mapping[str, int]) -> list[Cell]:
    """Those that nobody chose too: that a name is missing would tell as much."""
    return [cell(name, counts.get(name, 0)) for name in named.values_list("name", flat=True)]


def _topics(papers: Any, workshop: Workshop) -> Bars | None:
    rows = papers.order_by().values_list("topics__name").annotate(count=Count("pk", distinct=True))
    found = overlapping(_with_none(workshop.topics, dict(rows)), papers.count())
    note = "A paper may have several. Topics of few papers, or of nearly all, are left out."
    return bars("By topic", "Topic", found, whole=papers.count(), note=note)


def _countries(papers: Any) -> Bars | None:
    contacts = Author.objects.filter(submission__in=papers, is_contact=True)
    first: dict[int, str] = {}
    for paper, country in contacts.order_by("order", "pk").values_list(
        "submission_id", "user__country"
    ):
        first.setdefault(paper, country or "")
    names = dict(COUNTRIES)
    counts = Counter(names.get(code, "Not told") for code in first.values())
    cells = folded(cell(name, count) for name, count in sorted(counts.items()))
    note = "Of the author we write to, by their profile."
    return bars("By country", "Country", cells, note=note, others="Other countries")


def _days(rows: Any, name: str) -> list[Cell]:
    """A cell for each day from the first to the last, by UTC."""
    dated = rows.order_by().annotate(on=TruncDate(name, tzinfo=UTC))
    counts: dict[date, int] = dict(dated.values_list("on").annotate(count=Count("pk")))
    if not counts:
        return []
    first, last = min(counts), max(counts)
    days = [first + timedelta(days=n) for n in range((last - first).days + 1)]
    return [cell(f"{day.day} {day:%b}", counts.get(day, 0)) for day in days]


def _reviews(papers: Any) -> tuple[list[Chart | None], int]:
    """Charts, and how many reviews are in: none where there are fewer than five."""
    sent = Review.objects.sent().filter(assignment__submission__in=papers)
    found = course("Reviews over time", "Reviews", joined(_days(sent, "submitted_at")))
    return [found, _scores(sent)], found.total if found else 0


def _scores(sent: Any) -> Bars | None:
    given = ReviewScore.objects.filter(criterion__key=MERIT, review__in=sent)
    counts = dict(given.order_by().values_list("value").annotate(count=Count("pk")))
    most = max([5, *counts])
    found = joined(cell(str(value), counts.get(value, 0)) for value in range(1, most + 1))
    if len(found) < 2:
        return None
    named = [cell(" or ".join(one.labels), one.total) for one in found]
    return bars("Scores", "Overall merit", named, heads=("Reviews",))


def _accepted(papers: Any) -> Any:
    """Those of them that are accepted, conditions or not, told so or not yet."""
    told = (*ACCEPTED_STATES, SubmissionStatus.CONDITIONALLY_ACCEPTED)
    meant = Decision.objects.unreleased().filter(
        outcome__in=[Outcome.ACCEPT, Outcome.CONDITIONAL],
        submission__status=SubmissionStatus.UNDER_REVIEW,
    )
    return papers.filter(Q(status__in=told) | Q(pk__in=meant.values("submission")))


def _acceptance(papers: Any, accepted: Any) -> Acceptance | None:
    of, count = papers.count(), accepted.count()
    if min(count, of - count) < FEWEST:
        return None
    return Acceptance(round(100 * count / of), count, of)


def _acceptance_by_type(groups: list[Cell], accepted: Any, others: str) -> Bars | None:
    """Over the same groups of types as are shown of all papers, or a difference would tell."""
    taken = _by_type(accepted)
    pairs = []
    for group in groups:
        count = sum(taken[name] for name in group.labels)
        pairs.append(Cell(group.labels, (count, group.total - count)))
    return bars("Acceptance by type", "Type", folded(pairs), heads=("Accepted", others))
