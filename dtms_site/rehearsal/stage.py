"""What everybody on the stage knows: the edition as it stands, its dates, and their own dice."""

import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cached_property

from dtms_site.accounts.models import User
from dtms_site.management.demo.content import PaperContent, load_papers
from dtms_site.workshops.enums import DeadlineKind
from dtms_site.workshops.models import Rehearsal, RehearsalAct, Workshop
from submissions.models import Submission

HOUR, DAY = timedelta(hours=1), timedelta(days=1)


@dataclass(frozen=True)
class Done:
    """What somebody did, in words for the chairs, and the paper that came of it."""

    words: str
    about: int | None = None


class CannotBe(Exception):
    """What somebody meant to do, and why it could not be done, in words."""


@dataclass(frozen=True)
class Act:
    """Something that somebody will do at a time, unless they have done it. `key` names it once."""

    at: datetime
    key: str
    do: Callable[[], Done]
    who: User | None = None
    aim: str = ""
    """What they mean to do, for when it cannot be done: "review paper 6"."""


Acts = Iterator[Act]


@dataclass
class Stage:
    play: Rehearsal
    workshop: Workshop = field(init=False)

    def __post_init__(self) -> None:
        self.workshop = Workshop.objects.get(pk=self.play.workshop_id)

    @cached_property
    def done(self) -> dict[str, RehearsalAct]:
        return {act.key: act for act in self.workshop.rehearsal_acts.all()}

    def dice(self, *names: object) -> random.Random:
        """The same throws for the same name and seed, whatever else changes."""
        return random.Random(":".join(map(str, (self.play.seed, *names))))  # noqa: S311

    def at(self, kind: DeadlineKind) -> datetime:
        """A date without which no rehearsal begins; should it be gone since, the end of time."""
        return self.workshop.schedule.at(kind) or self.play.stands_at + 3650 * DAY

    @property
    def assigns_at(self) -> datetime:
        """When chairs give out papers: the bids are in, and no format can be mended any more."""
        due = self.workshop.schedule.get(DeadlineKind.SUBMISSION)
        closed = due.closes_at if due else self.at(DeadlineKind.SUBMISSION)
        ready = closed + timedelta(hours=self.workshop.correction_hours)
        bids = self.workshop.schedule.at(DeadlineKind.BIDDING)
        return (max(ready, bids) if bids else ready + DAY) + HOUR

    @cached_property
    def contents(self) -> list[PaperContent]:
        """The papers that will be begun, in the order of their authors' numbers."""
        whole = [content for content in load_papers() if content.under_review]
        return self.dice("papers").sample(whole, min(self.play.papers, len(whole)))

    def chairs(self) -> list[User]:
        return [m.user for m in self.workshop.memberships.chairs().select_related("user")]

    def members(self) -> list[User]:
        held = self.workshop.memberships.members().select_related("user")
        return [m.user for m in held.order_by("user__email")]

    def paper(self, pk: int) -> Submission:
        """As it is now, with this edition and its clock."""
        found = Submission.objects.select_related("paper_type").get(pk=pk)
        found.workshop = self.workshop
        return found

    def content_of(self, paper: Submission) -> PaperContent:
        """What the paper was made from; for one that a chair wrote, any."""
        begun = {act.about_id: act.key for act in self.done.values() if act.about_id}
        key = begun.get(paper.pk, "")
        by_key = {f"paper-{content.number}": content for content in self.contents}
        return by_key.get(key, self.contents[paper.number % len(self.contents)])


def between(dice: random.Random, first: datetime, last: datetime) -> datetime:
    return first + dice.random() * max(timedelta(), last - first)


def happens(dice: random.Random, percent: int) -> bool:
    return dice.random() * 100 < percent
