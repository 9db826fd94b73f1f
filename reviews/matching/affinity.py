"""How well a reviewer fits a paper: shared topics, words shared with their own work, and bids.

Text is compared as one document for each of a reviewer's own papers, since a profile poured into
one document hides a second field behind the first.
"""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

Table = NDArray[np.float64]

WORD = re.compile(r"[a-z]{3,}")
PARAGRAPH = re.compile(r"\n\s*\n")
STOP = frozenset(
    """and are but can does for from has have how into its may more most not our than that the
    their then there these they this those through use used using was were what when where which
    while who with within without would""".split()
)
ENDINGS = ("ations", "ation", "ments", "ment", "ings", "ing", "ies", "ed", "es", "s", "ly")
# How much the best of a reviewer's documents counts beside the others when they are pooled.
SHARPNESS = 10.0
# What a bid is worth, from "not me" to "eager"; no bid in an edition with bids lies in between.
BID_VALUES = (0.0, 0.15, 0.7, 1.0)
NO_BID = 0.35
# Scores on a coarse grid: equal to the eye is equal to the solver, and sums stay exact.
GRID = 1 / 1024


@dataclass(frozen=True)
class Weights:
    """What counts how much, each from 0 to 1.

    `topics`: shared topics beside words shared with own work, which have the rest. `bids`: what
    reviewers said beside what papers are about.
    """

    topics: float = 0.6
    bids: float = 0.5


USUAL = Weights()


def topic_share(paper_topics: Sequence[set[int]], reviewer_topics: Sequence[set[int]]) -> Table:
    """Share of each paper's topics that each reviewer named (papers x reviewers, 0 to 1)."""
    place = {t: n for n, t in enumerate(sorted(set().union(*paper_topics, *reviewer_topics)))}
    papers, reviewers = _marks(paper_topics, place), _marks(reviewer_topics, place)
    count = papers.sum(axis=1, keepdims=True)
    share: Table = (papers @ reviewers.T) / np.maximum(count, 1)
    return share


def _marks(sets: Sequence[set[int]], place: dict[int, int]) -> Table:
    marks = np.zeros((len(sets), len(place)))
    for row, members in enumerate(sets):
        marks[row, [place[m] for m in members]] = 1
    return marks


def documents(profile: str) -> list[str]:
    """A reviewer's own papers, pasted with an empty line between them."""
    return [part for part in PARAGRAPH.split(profile) if part.strip()]


def text_likeness(papers: "Words", profiles: Sequence[Sequence[str]]) -> Table:
    """Cosine of TF-IDF vectors, pooled over each reviewer's documents by log-mean-exp
    (papers x reviewers, 0 to 1), scaled so that the best is 1."""
    likeness = np.zeros((papers.count, len(profiles)))
    for column, texts in enumerate(profiles):
        if texts:
            each = np.stack([papers.likeness(text) for text in texts])
            pooled = np.log(np.exp(SHARPNESS * each).mean(axis=0)) / SHARPNESS
            likeness[:, column] = pooled
    best = likeness.max(initial=0)
    return likeness / best if best > 0 else likeness


class Words:
    """The papers' words, weighted, as a sparse matrix: one row a paper."""

    def __init__(self, papers: Sequence[str]) -> None:
        counts = [Counter(_stems(text)) for text in papers]
        words = sorted(set().union(*counts))
        self.place = {word: n for n, word in enumerate(words)}
        self.starts = np.cumsum([0, *(len(count) for count in counts)])
        self.words = np.array([self.place[w] for c in counts for w in c], dtype=np.int64)
        times = np.array([n for c in counts for n in c.values()], dtype=float)
        seen = np.bincount(self.words, minlength=len(words))
        self.rarity = np.log((1 + len(papers)) / (1 + seen)) + 1
        self.rows = np.repeat(np.arange(len(papers)), np.diff(self.starts))
        weights = (1 + np.log(np.maximum(times, 1))) * self.rarity[self.words]
        lengths = np.sqrt(np.bincount(self.rows, weights**2, minlength=len(papers)))
        self.weights = weights / lengths[self.rows] if len(weights) else weights
        self.count = len(papers)

    def likeness(self, text: str) -> Table:
        """Cosine of one text with every paper. Words that no paper has only lengthen it."""
        vector = np.zeros(len(self.place))
        length = 0.0
        for word, times in Counter(_stems(text)).items():
            n = self.place.get(word)
            weight = (1 + np.log(times)) * (1 if n is None else self.rarity[n])
            length += weight**2
            if n is not None:
                vector[n] = weight
        shared = self.weights * vector[self.words] / np.sqrt(length or 1)
        cosine: Table = np.bincount(self.rows, shared, minlength=self.count).astype(float)
        return cosine


def _stems(text: str) -> Iterable[str]:
    return (_stem(word) for word in WORD.findall(text.lower()) if word not in STOP)


@lru_cache(maxsize=50_000)
def _stem(word: str) -> str:
    for ending in ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= 4:
            return word[: -len(ending)]
    return word


def combine(topics: Table, text: Table, bids: NDArray[np.int64], weights: Weights = USUAL) -> Table:
    """One score a pair, 0 to 1. `bids`: levels 0 to 3, and -1 where none was placed.

    Part is what the paper is about and part what the reviewer said, by the weights; who said
    "not me" scores 0. Without any bid, only the first counts.
    """
    known = weights.topics * topics + (1 - weights.topics) * text
    if (bids < 0).all():
        return _on_grid(known)
    said = np.where(bids < 0, NO_BID, np.take(BID_VALUES, np.maximum(bids, 0)))
    return _on_grid(np.where(bids == 0, 0.0, (1 - weights.bids) * known + weights.bids * said))


def _on_grid(scores: Table) -> Table:
    return np.round(scores / GRID) * GRID
