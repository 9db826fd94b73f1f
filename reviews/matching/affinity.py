"""How well a reviewer fits a paper: shared topics, and words shared with their own work."""

import re
from collections import Counter
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

WORD = re.compile(r"[a-z]{3,}")
STOP = frozenset(
    """and are but can does for from has have how into its may more most not our than that the
    their then there these they this those through use used using was were what when where which
    while who with within without would""".split()
)
ENDINGS = ("ations", "ation", "ments", "ment", "ings", "ing", "ies", "ed", "es", "s", "ly")


def topic_share(
    paper_topics: Sequence[set[int]], reviewer_topics: Sequence[set[int]]
) -> NDArray[np.float64]:
    """Share of each paper's topics that each reviewer named (papers x reviewers, 0 to 1)."""
    return np.array(
        [[len(p & r) / len(p) if p else 0.0 for r in reviewer_topics] for p in paper_topics]
    ).reshape(len(paper_topics), len(reviewer_topics))


def text_likeness(papers: Sequence[str], profiles: Sequence[str]) -> NDArray[np.float64]:
    """Cosine of TF-IDF vectors (papers x reviewers, 0 to 1), scaled so that the best is 1."""
    counts = [Counter(_stems(text)) for text in (*papers, *profiles)]
    words = {word: place for place, word in enumerate(sorted(set().union(*counts)))}
    if not words:
        return np.zeros((len(papers), len(profiles)))
    matrix = np.zeros((len(counts), len(words)))
    for row, count in enumerate(counts):
        for word, times in count.items():
            matrix[row, words[word]] = 1 + np.log(times)
    matrix *= np.log((1 + len(counts)) / (1 + (matrix > 0).sum(axis=0))) + 1
    lengths = np.linalg.norm(matrix, axis=1, keepdims=True)
    matrix /= np.where(lengths > 0, lengths, 1)
    likeness = matrix[: len(papers)] @ matrix[len(papers) :].T
    return likeness / likeness.max() if likeness.max() > 0 else likeness


def _stems(text: str) -> list[str]:
    return [_stem(word) for word in WORD.findall(text.lower()) if word not in STOP]


def _stem(word: str) -> str:
    for ending in ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= 4:
            return word[: -len(ending)]
    return word
