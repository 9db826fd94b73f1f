"""What changed between two texts, by words, for people to read."""

from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import pairwise

LONGEST_TO_COMPARE = 6_000
"""Words; beyond, old and new stand side by side as a whole, since comparing takes too long."""


@dataclass(frozen=True)
class Piece:
    """`kind`: same, gone or come."""

    kind: str
    text: str


def pieces(old: str, new: str) -> list[Piece]:
    before, after = _words(old), _words(new)
    if len(before) + len(after) > LONGEST_TO_COMPARE:
        return [Piece("gone", old), Piece("come", new)]
    return list(_pieces(before, after))


def _pieces(before: list[str], after: list[str]) -> Iterator[Piece]:
    matcher = SequenceMatcher(None, before, after, autojunk=False)
    for tag, i, j, k, m in matcher.get_opcodes():
        if tag == "equal":
            yield Piece("same", "".join(before[i:j]))
            continue
        if i < j:
            yield Piece("gone", "".join(before[i:j]))
        if k < m:
            yield Piece("come", "".join(after[k:m]))


def _words(text: str) -> list[str]:
    """Words with the space behind them, so that joining gives the text again."""
    starts = [0]
    for n, (a, b) in enumerate(pairwise(text)):
        if a.isspace() and not b.isspace():
            starts.append(n + 1)
    return [text[i:j] for i, j in pairwise([*starts, len(text)]) if i < j]
