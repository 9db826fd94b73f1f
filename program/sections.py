"""What an author reads on the page of their accepted paper: what is to do, and by when."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from program import policy
from program.models import FinalVersion, ProceedingsPaper
from submissions import sections
from submissions.enums import ACCEPTED_STATES, SubmissionStatus
from submissions.models import Submission


@dataclass(frozen=True)
class FinalStep:
    """Where the final version stands."""

    paper: Submission
    final: FinalVersion | None
    due: datetime | None
    is_in: bool
    is_open: bool
    printed: ProceedingsPaper | None

    @property
    def at(self) -> datetime | None:
        """So that it can be shown like any other deadline."""
        return self.due


def register() -> None:
    sections.register(_section)


def _section(request: Any, paper: Submission) -> sections.Section | None:
    if paper.status not in ACCEPTED_STATES:
        return None
    return sections.Section("program/_author_section.html", {"step": step_of(paper)})


def step_of(paper: Submission) -> FinalStep:
    final = policy.final_of(paper)
    published = paper.status == SubmissionStatus.PUBLISHED
    return FinalStep(
        paper=paper,
        final=final,
        due=policy.due_of(paper),
        is_in=bool(final and final.submitted_at),
        is_open=policy.may_hand_in(paper),
        printed=getattr(paper, "printed", None) if published else None,
    )
