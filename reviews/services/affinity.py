"""How well members fit papers, gathered from topics, profiles and bids."""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from dtms_site.accounts.models import User
from dtms_site.web.keep import kept
from dtms_site.workshops.models import Workshop
from reviews.matching.affinity import (
    Weights,
    Words,
    combine,
    documents,
    text_likeness,
    topic_share,
)
from reviews.models import AssignmentRules, Bid
from submissions.models import Submission

KEPT_FOR = 7 * 86400
NO_BID = -1


@dataclass(frozen=True)
class Affinity:
    """Papers x members: shares of topics, likeness of texts, bids (-1: none), and the score."""

    topics: NDArray[np.float64]
    text: NDArray[np.float64]
    bids: NDArray[np.int64]
    score: NDArray[np.float64]

    @cached_property
    def has_bids(self) -> bool:
        return bool((self.bids >= 0).any())


@dataclass(frozen=True)
class Subject:
    """A paper as far as fit asks: `version` counts up whenever its text is edited."""

    pk: int
    version: int
    topics: frozenset[int]


@dataclass(frozen=True)
class Expert:
    """A member as far as fit asks: topics they ticked, and their own work."""

    topics: frozenset[int] = frozenset()
    expertise: str = ""


def parts_in_words(topics: float, text: float) -> str:
    """What a fit is made of beside the bid."""
    return f"topics {topics:.2f}, own work {text:.2f}"


def rules_of(workshop: Workshop) -> AssignmentRules:
    """What an assignment of the edition keeps to; as shipped, where its chairs changed nothing."""
    kept = AssignmentRules.objects.filter(workshop=workshop).first()
    return kept or AssignmentRules(workshop=workshop)


def weights_of(rules: AssignmentRules) -> Weights:
    return Weights(rules.topics_percent / 100, rules.bids_percent / 100)


def affinity_of(
    workshop: Workshop, papers: Sequence[Submission], members: Sequence[User], weights: Weights
) -> Affinity:
    """`papers` come with their topics."""
    profiles = {
        p.user_id: p
        for p in workshop.reviewer_profiles.filter(user__in=members).prefetch_related("topics")
    }
    experts = [
        Expert(frozenset(t.pk for t in p.topics.all()), p.expertise) if p else Expert()
        for p in (profiles.get(member.pk) for member in members)
    ]
    subjects = [
        Subject(p.pk, p.edit_version, frozenset(t.pk for t in p.topics.all())) for p in papers
    ]
    return fit(subjects, experts, _bids(papers, members), weights)


def fit(
    subjects: Sequence[Subject], experts: Sequence[Expert], bids: NDArray[np.int64],
    weights: Weights,
) -> Affinity:  # fmt: skip
    """`bids`: papers x members, -1 where none was placed."""
    topics = topic_share([set(s.topics) for s in subjects], [set(e.topics) for e in experts])
    text = _likeness(subjects, [expert.expertise for expert in experts])
    return Affinity(topics, text, bids, combine(topics, text, bids, weights))


def _likeness(subjects: Sequence[Subject], told: Sequence[str]) -> NDArray[np.float64]:
    """Reading all abstracts takes a while: what they gave is kept until one of them changes."""
    if not any(told):
        return np.zeros((len(subjects), len(told)))
    papers = _digest(f"{subject.pk}.{subject.version}" for subject in subjects)
    key = f"likeness:{papers}:{_digest(told)}"
    found = kept(
        key, lambda: text_likeness(_words(papers, subjects), [documents(t) for t in told]),
        seconds=KEPT_FOR,
    )  # fmt: skip
    assert found is not None
    return found


def _words(papers: str, subjects: Sequence[Subject]) -> Words:
    """The abstracts' words, which are the same whoever asks."""

    def read() -> Words:
        rows = Submission.objects.filter(pk__in=[subject.pk for subject in subjects])
        texts = {pk: f"{title}\n{text}" for pk, title, text in rows.values_list(
            "pk", "title", "abstract")}  # fmt: skip
        return Words([texts[subject.pk] for subject in subjects])

    found = kept(f"words:{papers}", read, seconds=KEPT_FOR)
    assert found is not None
    return found


def _digest(texts: Iterable[str]) -> str:
    return hashlib.sha256("\0".join(texts).encode()).hexdigest()


def _bids(papers: Sequence[Submission], members: Sequence[User]) -> NDArray[np.int64]:
    row = {paper.pk: n for n, paper in enumerate(papers)}
    column = {member.pk: n for n, member in enumerate(members)}
    levels = np.full((len(row), len(column)), NO_BID, dtype=np.int64)
    placed = Bid.objects.filter(member__in=members)
    for paper, member, level in placed.values_list("submission_id", "member_id", "level"):
        if paper in row:
            levels[row[paper], column[member]] = level
    return levels
