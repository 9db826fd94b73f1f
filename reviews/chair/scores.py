"""Scores read honestly: each drawn, who is for and who against, and how reviewers usually score."""

from dataclasses import dataclass
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from dtms_site.workshops.doors import EditionRequest, chair_page
from dtms_site.workshops.models import Workshop
from reviews.calibration import PULL, Offset, adjusted, offsets
from reviews.reading import merit_scores
from reviews.sets import papers_for_chair, reviewers_of
from submissions.models import Submission

APART = 2
"""From so many points between two reviews on, one is called for and one against the paper."""
# The drawing of offsets: its width in pixels, and how many points it spans to either side.
WIDTH, POINTS = 160, 1.0


@dataclass(frozen=True)
class Given:
    """A reviewer's score of a paper."""

    reviewer: str
    value: int


@dataclass(frozen=True)
class ScoredPaper:
    paper: Submission
    given: list[Given]
    """Lowest first."""
    mean: float
    without_habits: float

    @property
    def merit(self) -> tuple[int, ...]:
        return tuple(one.value for one in self.given)

    @property
    def is_apart(self) -> bool:
        return self.given[-1].value - self.given[0].value >= APART

    @property
    def champion(self) -> Given | None:
        return self.given[-1] if self.is_apart else None

    @property
    def detractor(self) -> Given | None:
        return self.given[0] if self.is_apart else None


@dataclass(frozen=True)
class Habit:
    reviewer: str
    usual: Offset

    @property
    def bar(self) -> dict[str, str]:
        """Where the bar of the drawing lies: from the middle to the offset."""
        reach = max(-POINTS, min(POINTS, self.usual.value)) / POINTS * WIDTH / 2
        return {"x": f"{WIDTH / 2 + min(0.0, reach):.1f}", "width": f"{abs(reach):.1f}"}


def scored(chair: Any, workshop: Workshop) -> tuple[list[ScoredPaper], list[Habit]]:
    """Papers with scores, most apart first, and reviewers; of what this chair handles alone."""
    papers = papers_for_chair(chair, workshop)
    merits = merit_scores(papers)
    usual = offsets((p, r, v) for p, given in merits.items() for r, v in given.items())
    names = {user.pk: str(user) for user in reviewers_of(papers)}
    found = [
        ScoredPaper(
            paper,
            [Given(names[r], v) for r, v in sorted(given.items(), key=lambda one: one[1])],
            sum(given.values()) / len(given),
            adjusted(given.items(), usual),
        )
        for paper in papers.in_short()
        if (given := merits.get(paper.pk))
    ]
    found.sort(key=lambda row: (row.given[0].value - row.given[-1].value, row.paper.number))
    habits = [Habit(names[pk], one) for pk, one in usual.items()]
    return found, sorted(habits, key=lambda habit: habit.reviewer)


@require_safe
@chair_page
def scores(request: EditionRequest, workshop: Workshop) -> HttpResponse:
    papers, habits = scored(request.user, workshop)
    context = {"papers": papers, "habits": habits, "pull": PULL, "width": WIDTH,
               "middle": WIDTH / 2, "apart": sum(row.is_apart for row in papers)}  # fmt: skip
    return render(request, "chair/scores.html", context)
