"""How well members fit papers, gathered from topics, profiles and bids."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from django.core.cache import cache
from numpy.typing import NDArray

from dtms_site.accounts.models import User
from dtms_site.workshops.models import Workshop
from reviews.matching.affinity import combine, documents, text_likeness, topic_share
from reviews.models import Bid, ReviewerProfile
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


def affinity_of(
    workshop: Workshop, papers: Sequence[Submission], members: Sequence[User]
) -> Affinity:
    """`papers` come with their topics."""
    profiles = {
        p.user_id: p
        for p in workshop.reviewer_profiles.filter(user__in=members).prefetch_related("topics")
    }
    known = [profiles.get(member.pk) for member in members]
    topics = topic_share(
        [{t.pk for t in paper.topics.all()} for paper in papers],
        [{t.pk for t in profile.topics.all()} if profile else set() for profile in known],
    )
    text = _likeness(papers, known)
    bids = _bids(papers, members)
    return Affinity(topics, text, bids, combine(topics, text, bids))


def _likeness(
    papers: Sequence[Submission], profiles: Sequence[ReviewerProfile | None]
) -> NDArray[np.float64]:
    """Reading all abstracts takes a while; what they gave is kept until one of them changes."""
    told = [profile.expertise if profile else "" for profile in profiles]
    marks = [f"{paper.pk}.{paper.edit_version}" for paper in papers]
    print_of_all = hashlib.sha256("\0".join([*marks, "", *told]).encode()).hexdigest()
    key = f"likeness:{print_of_all}"
    kept = cache.get(key)
    if kept is None:
        texts = [f"{paper.title}\n{paper.abstract}" for paper in papers]
        kept = text_likeness(texts, [documents(text) for text in told]).tobytes()
        cache.set(key, kept, KEPT_FOR)
    return np.frombuffer(kept).reshape(len(papers), len(profiles))


def _bids(papers: Sequence[Submission], members: Sequence[User]) -> NDArray[np.int64]:
    row = {paper.pk: n for n, paper in enumerate(papers)}
    column = {member.pk: n for n, member in enumerate(members)}
    levels = np.full((len(row), len(column)), NO_BID, dtype=np.int64)
    placed = Bid.objects.filter(member__in=members)
    for paper, member, level in placed.values_list("submission_id", "member_id", "level"):
        if paper in row:
            levels[row[paper], column[member]] = level
    return levels
