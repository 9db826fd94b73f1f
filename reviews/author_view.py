"""Released reviews as authors read them. These types have no place for a reviewer."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from django.urls import reverse

from dtms_site.web.text import counted
from dtms_site.workshops.enums import DeadlineKind
from reviews import response_policy
from reviews.enums import Audience, CriterionKind, Outcome
from reviews.lettering import lettered
from reviews.models import Decision, Review, Turn
from reviews.policy import may_revise
from submissions import sections
from submissions.enums import ACCEPTED_STATES, DECIDED_STATES
from submissions.enums import SubmissionStatus as S
from submissions.models import Submission


@dataclass(frozen=True)
class AuthorScore:
    label: str
    value: int
    most: int
    anchor: str


@dataclass(frozen=True)
class AuthorText:
    label: str
    text: str


@dataclass(frozen=True)
class AuthorReview:
    letter: str
    scores: list[AuthorScore]
    texts: list[AuthorText]


@dataclass(frozen=True)
class AuthorDecision:
    outcome: str
    reason: str
    conditions: str
    told_on: date
    reviews: list[AuthorReview]
    steps: list[str]
    """How it came about, in sentences, and who decided by role."""
    may_revise: bool = False
    revised_on: date | None = None
    revise_url: str = ""


@dataclass(frozen=True)
class DeskRejection:
    why: str
    reason: str
    told_on: date


@dataclass(frozen=True)
class Answer:
    """What the authors sent about their reviews, and whether they may still write."""

    number: int
    is_open: bool
    due: Any
    sent_at: datetime | None = None
    text: str = ""
    is_changed: bool = False
    """Written on since it was sent."""


def register() -> None:
    sections.register(_answer_section)
    sections.register(_section)


def _answer_section(request: Any, paper: Submission) -> sections.Section | None:
    """The way to the reviews while they can be answered; afterwards what was answered."""
    due = paper.dates.get(DeadlineKind.RESPONSE)
    if due is None:
        return None
    is_open, kept = response_policy.is_open(paper), response_policy.response_of(paper)
    if not is_open and (kept is None or kept.sent_at is None):
        return None
    answer = Answer(paper.number, is_open, due)
    if kept is not None:
        answer = replace(answer, sent_at=kept.sent_at, text=kept.text, is_changed=kept.is_changed)
    return sections.Section("reviews/_answer.html", {"answer": answer})


def _section(request: Any, paper: Submission) -> sections.Section | None:
    if paper.status == S.DESK_REJECTED:
        return sections.Section("reviews/_desk_rejection.html", {"told": desk_rejection(paper)})
    decision = decision_for_authors(paper)
    if decision is None:
        return None
    return sections.Section("reviews/_author_decision.html", {"decision": decision})


def decision_for_authors(paper: Submission) -> AuthorDecision | None:
    """The released decision with its reviews, or None before the release."""
    if paper.status not in DECIDED_STATES:
        return None
    decision = paper.decisions.released().first()
    if decision is None or decision.released_at is None:
        return None
    revision = decision.revisions.first()
    reviews = reviews_for_authors(paper)
    return AuthorDecision(
        outcome=_outcome(decision, paper),
        reason=decision.reason,
        conditions=decision.conditions,
        told_on=decision.released_at.date(),
        reviews=reviews,
        steps=list(_steps(paper, len(reviews))),
        may_revise=may_revise(paper),
        revised_on=revision.sent_at.date() if revision else None,
        revise_url=reverse("reviews:revise", args=[paper.workshop.slug, paper.number]),
    )


def _steps(paper: Submission, reviews: int) -> Iterator[str]:
    """What was done with the paper, and what was not. Nothing of what anybody said."""
    missing = paper.workshop.reviews_per_paper - reviews
    short = "" if missing <= 0 else f", {missing} fewer than planned"
    yield f"{counted(reviews, 'member')} of the committee reviewed it{short}."
    talked = paper.comments.filter(audience=Audience.REVIEWERS, is_notice=False).exists()
    yield "Its reviewers discussed it in writing." if talked else "There was no written discussion."
    if Turn.objects.filter(item__submission=paper).exists():
        yield "The committee discussed it at its meeting."
    response = response_policy.response_of(paper)
    if response is not None and response.sent_at is not None:
        yield "Your answer to the reviews was in before the decision."
    yield "A workshop chair without a conflict decided. Nobody with a conflict took part in a step."


def desk_rejection(paper: Submission) -> DeskRejection | None:
    """Why the paper goes to no reviewer, once its authors may know."""
    decision = paper.decisions.released().first()
    if decision is None or decision.released_at is None:
        return None
    code = decision.get_desk_reason_display()
    return DeskRejection(code, decision.reason, decision.released_at.date())


def _outcome(decision: Decision, paper: Submission) -> str:
    """The decision, or what became of its conditions."""
    if decision.outcome != Outcome.CONDITIONAL or paper.status == S.CONDITIONALLY_ACCEPTED:
        return decision.outcome
    return "met" if paper.status in ACCEPTED_STATES else Outcome.REJECT


def reviews_for_authors(paper: Submission) -> list[AuthorReview]:
    """Reviewer A, B, C with what is meant for authors."""
    sent = Review.objects.sent().filter(assignment__submission=paper).exclude(letter="")
    return [_for_authors(r, r.letter) for r in _with_answers(sent).order_by("letter")]


def reviews_to_answer(paper: Submission) -> list[AuthorReview]:
    """The same before the release, while the authors answer them: none at any other time."""
    if not response_policy.is_open(paper):
        return []
    sent = _with_answers(Review.objects.sent().filter(assignment__submission=paper))
    return [_for_authors(review, letter) for letter, review in lettered(paper, sent)]


def _with_answers(reviews: Any) -> Any:
    return reviews.prefetch_related("scores__criterion", "texts__criterion")


def _for_authors(review: Review, letter: str) -> AuthorReview:
    scores = [s for s in review.scores.all() if s.criterion.audience == Audience.AUTHORS]
    texts = [
        t
        for t in review.texts.all()
        if t.criterion.audience == Audience.AUTHORS and t.criterion.kind == CriterionKind.TEXT
    ]
    return AuthorReview(
        letter,
        [_score(s) for s in sorted(scores, key=lambda s: s.criterion.order)],
        [
            AuthorText(t.criterion.label, t.text)
            for t in sorted(texts, key=lambda t: t.criterion.order)
        ],
    )


def _score(score: Any) -> AuthorScore:
    anchors = dict(score.criterion.choices)
    return AuthorScore(
        score.criterion.label, score.value, score.criterion.max, anchors.get(score.value, "")
    )
