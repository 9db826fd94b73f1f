"""The bar on top of every page that says which draft is not submitted while time runs out."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from dtms_site.clock import time_left
from dtms_site.web.keep import kept
from dtms_site.workshops.enums import DeadlineKind
from dtms_site.workshops.models import Deadline
from submissions import policy
from submissions.models import Submission

WARNS_FROM = timedelta(hours=72)
LOUD_FROM = timedelta(hours=1)
SECONDS_KEPT = 60


@dataclass(frozen=True)
class DraftBar:
    """The most urgent draft, what it lacks, and how many others there are."""

    paper: Submission
    due: Deadline
    left: str
    is_loud: bool
    in_grace: bool
    lacks: list[str]
    others: int


def bar(request: Any) -> DraftBar | None:
    """For a page of an edition its own drafts count, on the front page those of all editions."""
    urgent = sorted(_urgent(_drafts(request)), key=lambda pair: pair[0].at)
    if not urgent:
        return None
    due, paper = urgent[0]
    now = paper.workshop.now()
    return DraftBar(
        paper=paper,
        due=due,
        left=time_left(due.at, now),
        is_loud=due.at - now <= LOUD_FROM,
        in_grace=due.at <= now,
        lacks=_lacks(request.user, paper),
        others=len(urgent) - 1,
    )


def _drafts(request: Any) -> list[Submission]:
    workshop = getattr(request, "workshop", None)
    if workshop is None:
        return list(policy.drafts_of(request.user)) if request.path == "/" else []
    drafts = [paper for paper in own_papers(request) if paper.is_draft]
    for paper in drafts:
        paper.workshop = workshop
    return drafts


def own_papers(request: Any) -> list[Submission]:
    """This person's papers in the edition, in few words, asked once a request."""
    if not hasattr(request, "own_papers"):
        wrote = request.facts.get("wrote_here", True)
        rows = policy.papers_in_short(request.user, request.workshop) if wrote else ()
        request.own_papers = list(rows)
    return list(request.own_papers)


def _urgent(drafts: list[Submission]) -> Iterator[tuple[Deadline, Submission]]:
    for paper in drafts:
        due = paper.dates.get(DeadlineKind.SUBMISSION)
        if due is None or not policy.may_still_submit(paper):
            continue
        # A soft date that is long past says nothing about today.
        if paper.workshop.now() < due.closes_at and due.at - paper.workshop.now() <= WARNS_FROM:
            yield due, paper


def _lacks(user: Any, paper: Submission) -> list[str]:
    """Asked anew when the paper has changed, else once a minute: this is on every page."""
    key = f"lacks:{paper.pk}:{paper.edit_version}:{paper.newest_version}"  # type: ignore[attr-defined]
    return kept(key, lambda: _ask(user, paper), seconds=SECONDS_KEPT) or []


def _ask(user: Any, paper: Submission) -> list[str]:
    whole = policy.papers_of(user, paper.workshop).get(pk=paper.pk)
    whole.workshop = paper.workshop
    return [lack.text for lack in policy.lacks(whole)]
