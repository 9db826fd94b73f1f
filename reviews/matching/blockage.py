"""What stands in the way of an assignment, in rows and columns, and in words."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Blockage:
    """Why there is no assignment: these papers need `needed`, these people have `available`."""

    kind: str
    """What is short: "reviewers" who may take the papers, those of
    institutions "apart", a "senior" for each, work to give people
    their "least" load; what is too much: pairs "locked" for a paper, or "loaded" on a person, or a
    least load above the most ("torn"); or the "rules" together."""
    papers: list[int]
    people: list[int] = field(default_factory=list)
    needed: int = 0
    available: int = 0
    is_all: bool = False
    """It concerns every paper and everybody."""
    rules: tuple[str, ...] = ()
    """Each of which, left out, would make room."""


class Infeasible(ValueError):
    """There is no such assignment. `blockages` say what stands in the way, in rows and columns."""

    def __init__(self, blockages: Iterable[Blockage]) -> None:
        self.blockages = list(blockages)
        super().__init__(explain(self.blockages))


MOST_TOLD = 5


def explain(
    blockages: Sequence[Blockage],
    paper: Any = "paper {}".format,
    person: Any = "reviewer {}".format,
) -> str:
    """All of them in one sentence; where they are many, the first few and how many more."""
    told = [describe(blockage, paper, person) for blockage in blockages[:MOST_TOLD]]
    if len(blockages) > MOST_TOLD:
        told.append(f"and {len(blockages) - MOST_TOLD} more like these")
    return "; ".join(told)


def describe(
    blockage: Blockage, paper: Any = "paper {}".format, person: Any = "reviewer {}".format
) -> str:
    """The blockage in words. `paper` and `person` name a row and a column."""
    papers, people = _list(map(paper, blockage.papers)), _list(map(person, blockage.people))
    return WORDS[blockage.kind](blockage, papers, people)


def _reviewers(it: Blockage, papers: str, people: str) -> str:
    if it.is_all:
        return (
            f"all papers together need {it.needed} reviews, and all reviewers together have room "
            f"for {it.available}"
        )
    if not people:
        return f"nobody else may review {papers}"
    reviews = _counted(it.needed, "review")
    return (
        f"{papers} {_verb(it.papers, 'need')} {reviews}, and only {people} may write them, with "
        f"room for {it.available}"
    )


def _senior(it: Blockage, papers: str, people: str) -> str:
    if not people:
        return f"no senior reviewer is free for {papers}"
    return (
        f"{papers} {_verb(it.papers, 'need')} {it.needed} senior reviewers, and of them only "
        f"{people} may come, with room for {it.available}"
    )


def _least(it: Blockage, papers: str, people: str) -> str:
    least = _counted(it.needed, "paper")
    if it.is_all:
        return (
            f"all reviewers together are to get at least {least}, and the papers need "
            f"{it.available} reviews"
        )
    if not papers:
        return f"no paper is free for {people}, who {_verb(it.people, 'be')} to get {it.needed}"
    return (
        f"{people} {_verb(it.people, 'be')} to get at least {least}, and only {papers} "
        f"can go there, with need of {it.available}"
    )


def _rules(it: Blockage, papers: str, people: str) -> str:
    left = " and ".join(filter(None, (papers, people)))
    text = f"the rules together leave no complete assignment{' for ' * bool(left)}{left}"
    if it.rules:
        ways = " or ".join(f"“{rule}”" for rule in it.rules)
        text += f"; without {ways} there is one"
    return text


WORDS: dict[str, Callable[[Blockage, str, str], str]] = {
    "reviewers": _reviewers,
    "senior": _senior,
    "least": _least,
    "rules": _rules,
    "apart": lambda it, papers, people: (
        f"{papers} needs {it.needed} reviews, each from another institution, and only {people} may "
        f"write them, of {it.available}"
    ),
    "locked": lambda it, papers, people: (
        f"{papers} needs {_counted(it.available, 'review')}, and {it.needed} are locked to it: "
        f"{people}"
    ),
    "loaded": lambda it, papers, people: (
        f"{people} has room for {_counted(it.available, 'paper')}, and is locked to {papers}"
    ),
    "torn": lambda it, papers, people: (
        f"{people} is to get at least {_counted(it.needed, 'paper')}, and has room for "
        f"{it.available}"
    ),
}


def _counted(number: int, noun: str) -> str:
    return f"{number} {noun}{'s' * (number != 1)}"


def _verb(subjects: list[int], verb: str) -> str:
    many = len(subjects) > 1
    if verb == "be":
        return "are" if many else "is"
    return verb if many else f"{verb}s"


def _list(words: Iterable[str], most: int = 12) -> str:
    shown = list(words)
    if len(shown) > most:
        shown = [*shown[:most], f"{len(shown) - most} more"]
    return " and ".join(filter(None, (", ".join(shown[:-1]), *shown[-1:])))
