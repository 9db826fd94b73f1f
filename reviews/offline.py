"""A review as a text file, to be written on a train: out, and in again.

Lines that begin with `==` are the form's; what stands below a heading is its answer.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from reviews.enums import CriterionKind
from reviews.models import ReviewCriterion
from reviews.services.reviews import Answers

HEAD = re.compile(r"^==\+== paper (?P<paper>\d{1,9}) version (?P<base>\d{1,9})\s*$")
QUESTION = re.compile(r"^==\*== (?P<key>[-\w]+)\b.*$")
OURS = "=="


@dataclass
class Filled:
    """What a file said. `problems`: what could not be understood, in words."""

    paper: int = 0
    base: int = 0
    answers: Answers = field(default_factory=Answers)
    problems: list[str] = field(default_factory=list)


def written(
    number: int, title: str, base: int, criteria: Sequence[ReviewCriterion], answers: Answers
) -> str:
    lines = [
        f"==+== paper {number} version {base}",
        f"==-== {' '.join(title.split())}",
        "==-== Write below each heading. Lines that begin with == are the form's: leave them.",
    ]
    for criterion in criteria:
        lines += ["", *_question(criterion), "", _answer(criterion, answers)]
    return "\n".join(lines).rstrip() + "\n"


def _question(criterion: ReviewCriterion) -> list[str]:
    need = "" if criterion.required else " (optional)"
    lines = [f"==*== {criterion.key}: {criterion.label}{need}"]
    if criterion.kind == CriterionKind.SCORE:
        lines += [f"==-==   {value} {anchor}".rstrip() for value, anchor in criterion.choices]
    lines.append(f"==-== Read by {criterion.get_audience_display()}.")
    return lines


def _answer(criterion: ReviewCriterion, answers: Answers) -> str:
    if criterion.kind == CriterionKind.SCORE:
        return str(answers.scores.get(criterion.pk, ""))
    text = answers.texts.get(criterion.pk, "")
    # A line of the reviewer's own that looks like the form's is moved in by one space.
    return "\n".join(f" {line}" if line.startswith(OURS) else line for line in text.splitlines())


def parts(text: str) -> list[str]:
    """The reviews of one file, each from its heading on."""
    found: list[list[str]] = []
    for line in text.lstrip("\ufeff").splitlines():
        if HEAD.match(line):
            found.append([])
        if found:
            found[-1].append(line)
    return ["\n".join(lines) for lines in found]


def paper_of(part: str) -> int:
    head = HEAD.match(part.split("\n", 1)[0])
    return int(head["paper"]) if head else 0


def read(text: str, criteria: Sequence[ReviewCriterion]) -> Filled:
    found, by_key = Filled(), {c.key: c for c in criteria}
    bodies: dict[str, list[str]] = {}
    key = ""
    for line in text.lstrip("\ufeff").splitlines():
        if head := HEAD.match(line):
            found.paper, found.base = int(head["paper"]), int(head["base"])
        elif question := QUESTION.match(line):
            key = question["key"]
            if key not in by_key:
                found.problems.append(f"The form asks no question “{key}”; its answer is left out.")
        elif not line.startswith(OURS):
            bodies.setdefault(key, []).append(line)
    if not found.paper:
        found.problems.append("The first line, with the paper's number, is missing.")
    found.answers = _answers(bodies, by_key, found.problems)
    return found


def _answers(
    bodies: dict[str, list[str]], by_key: dict[str, ReviewCriterion], problems: list[str]
) -> Answers:
    scores, texts = {}, {}
    for key, lines in bodies.items():
        criterion, text = by_key.get(key), "\n".join(lines).strip()
        if criterion is None or not text:
            continue
        if criterion.kind == CriterionKind.TEXT:
            texts[criterion.pk] = text
        elif text.isdecimal() and text in {str(value) for value, _ in criterion.choices}:
            scores[criterion.pk] = int(text)
        else:
            limits = f"{criterion.min} to {criterion.max}"
            problems.append(f"“{criterion.label}” takes a number from {limits}, not “{text[:20]}”.")
    return Answers(scores, texts)
