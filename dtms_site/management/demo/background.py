"""Background paragraphs that papers of one field share, fitted to each paper's subject.

A paper's own sections say what is new in it. What any paper on its topics would also explain
(terms, neighbouring work, notes for practice) comes from `background.toml`, where a paragraph has
places for the paper's own nouns. A paper takes as many as its planned length needs.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain, zip_longest
from pathlib import Path

# Words of running text that fill so many pages well into the last one, beside an abstract, a
# table, a figure and a list of references.
WORDS_FOR_PAGES = {3: 1450, 4: 2060, 5: 2900, 6: 3740, 7: 4700}

HEADINGS = {
    "background": "Background",
    "practice": "Notes for Practice",
    "related": "Related Work",
    "debate": "The Wider Debate",
}
# A paper without experiments has nothing to note for practice, and debates instead.
WITH_EXPERIMENTS = ("background", "related", "practice")
WITHOUT_EXPERIMENTS = ("debate",)


@dataclass(frozen=True, slots=True)
class Section:
    heading: str
    paragraphs: tuple[str, ...]

    @property
    def words(self) -> int:
        return sum(len(paragraph.split()) for paragraph in self.paragraphs)


@dataclass(frozen=True, slots=True)
class Shared:
    """A paragraph of the bank; `topic` is a topic's key, or "any"."""

    kind: str
    topic: str
    text: str


@lru_cache(maxsize=1)
def load_bank() -> tuple[Shared, ...]:
    path = Path(__file__).parent / "background.toml"
    rows = tomllib.loads(path.read_text(encoding="utf-8"))["paragraphs"]
    return tuple(Shared(row["kind"], row["topic"], " ".join(row["text"].split())) for row in rows)


def fill(
    own: tuple[Section, ...],
    *,
    bank: Sequence[Shared],
    number: int,
    topics: Sequence[str],
    experiments: bool,
    phrases: Mapping[str, str],
    references: int,
    pages: int,
) -> tuple[Section, ...]:
    """The paper's own sections with shared ones added until it is about `pages` pages long."""
    kinds = WITH_EXPERIMENTS if experiments else WITHOUT_EXPERIMENTS
    missing = WORDS_FOR_PAGES[pages] - sum(section.words for section in own)
    chosen = _until(missing, _candidates(bank, kinds, number=number, topics=topics))
    cites = _citations(number, references)
    fitted: dict[str, list[str]] = {kind: [] for kind in HEADINGS}
    for position, shared in enumerate(chosen):
        text = shared.text.format(cite=next(cites), **phrases, **_figures(number, position))
        fitted[shared.kind].append(text)
    first, *later = (Section(HEADINGS[kind], tuple(texts)) for kind, texts in fitted.items())
    ordered = (*own[:1], first, *own[1:-1], *later, *own[-1:])
    return tuple(section for section in ordered if section.paragraphs)


def _candidates(
    bank: Sequence[Shared], kinds: Sequence[str], *, number: int, topics: Sequence[str]
) -> Iterator[Shared]:
    """All usable paragraphs, a different one first for each paper, the kinds taking turns."""
    queues = [
        [
            *_in_turn([_rotated(bank, kind, topic, number) for topic in topics]),
            *_rotated(bank, kind, "any", number),
        ]
        for kind in kinds
    ]
    return _in_turn(queues)


def _rotated(bank: Sequence[Shared], kind: str, topic: str, number: int) -> list[Shared]:
    found = [shared for shared in bank if shared.kind == kind and shared.topic == topic]
    start = number % len(found) if found else 0
    return found[start:] + found[:start]


def _in_turn(queues: Iterable[Sequence[Shared]]) -> Iterator[Shared]:
    return (one for one in chain.from_iterable(zip_longest(*queues)) if one is not None)


def _until(words: int, candidates: Iterable[Shared]) -> Iterator[Shared]:
    for shared in candidates:
        if words <= 0:
            return
        words -= len(shared.text.split())
        yield shared


def _figures(number: int, position: int) -> dict[str, int]:
    """Counts that differ from place to place, so that no two papers report the same diary."""
    seed = number + 17 * position
    return {
        "small": 3 + seed % 5,
        "dozens": 14 + seed * 7 % 31,
        "hundreds": 110 + seed * 37 % 260,
    }


def _citations(number: int, references: int) -> Iterator[str]:
    """Two numbers from the reference list at a time, for as long as somebody asks."""
    at = number
    while True:
        first, second = sorted((at % references + 1, (at + 3) % references + 1))
        yield f"[{first}, {second}]"
        at += 2
