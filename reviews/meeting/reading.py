"""What a page of the meeting shows to one person, gathered in few queries."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property
from typing import Any

from dtms_site.accounts.models import User
from dtms_site.web.text import counted
from reviews import meeting_policy as policy
from reviews.enums import AFTER_REVIEW, Choice, ItemState, Outcome
from reviews.meeting_policy import Place
from reviews.models import Assignment, Ballot, DiscussionSummary, MeetingItem, Turn
from reviews.reading import ReadReview, merit_scores, read_at_the_table
from submissions.querysets import committee_of

# Of fewer votes, each could be told by those who know their own.
FEWEST_VOTES = 3
FAR_APART = 3
CONFIDENCE, SUMMARY = "confidence", "summary"


@dataclass(frozen=True)
class Voice:
    """A review in brief: who says what, and how sure they are."""

    speaker: str
    merit: int | None
    confidence: str
    says: str
    stand: str = ""


@dataclass(frozen=True)
class Coming:
    """A paper that is to come, with about how many minutes until then."""

    item: MeetingItem
    minutes: int
    is_mine: bool
    scores: list[int]


class Table:
    """The current paper as one person at the table sees it."""

    def __init__(self, place: Place) -> None:
        assert place.turn is not None
        self.place, self.turn, self.paper = place, place.turn, place.paper

    @cached_property
    def authors(self) -> list[Any]:
        return list(self.paper.authors.all())

    @cached_property
    def reviews(self) -> list[ReadReview]:
        """Lowest score first, so that "Reviewer 2" is the same on every page."""
        found = read_at_the_table(self.paper, self.place.view)
        return sorted(found, key=lambda review: review.merit or 0)

    @cached_property
    def scores(self) -> list[int]:
        return sorted(r.merit for r in self.reviews if r.merit is not None)

    @property
    def is_far_apart(self) -> bool:
        return bool(self.scores) and self.scores[-1] - self.scores[0] >= FAR_APART

    @property
    def voices(self) -> list[Voice]:
        """With names for those who know them anyway, else by number."""
        return [self._voice(review, n) for n, review in enumerate(self.reviews, 1)]

    def _voice(self, review: ReadReview, number: int) -> Voice:
        sure = next((a.anchor for a in review.scores if a.criterion.key == CONFIDENCE), "")
        said = [a.text for a in review.texts if a.criterion.key == SUMMARY] or [
            a.text for a in review.texts
        ]
        stand = ""
        if self.is_far_apart and review.merit is not None:
            ends = {self.scores[-1]: "champion", self.scores[0]: "detractor"}
            stand = ends.get(review.merit, "")
        name = str(review.writer) if self.place.knows_names else f"Reviewer {number}"
        return Voice(name, review.merit, sure, said[0] if said else "", stand)

    @cached_property
    def summary(self) -> DiscussionSummary | None:
        return DiscussionSummary.objects.filter(submission=self.paper).first()

    @cached_property
    def ballot(self) -> Ballot | None:
        return self.turn.item.ballots.last()

    @property
    def has_voted(self) -> bool:
        ballot = self.ballot
        return ballot is not None and ballot.voters.filter(pk=self.place.user.pk).exists()

    @property
    def votes_cast(self) -> int:
        return sum(count for _, count in counts(self.ballot)) if self.ballot else 0

    @property
    def tally(self) -> list[tuple[str, int]] | None:
        """The votes of a closed ballot; None where so few would tell who voted what."""
        ballot = self.ballot
        if ballot is None or ballot.closed_at is None:
            return None
        return counts(ballot) if self.votes_cast >= FEWEST_VOTES else None

    @cached_property
    def spent_before(self) -> timedelta:
        """On the table in earlier turns."""
        turns = Turn.objects.filter(item=self.turn.item, ended_at__isnull=False)
        rows = turns.values_list("began_at", "ended_at")
        return sum((ended - began for began, ended in rows if ended), timedelta())

    @property
    def runs_since(self) -> datetime:
        """When the clock would have begun, had there been one turn."""
        return self.turn.began_at - self.spent_before

    @property
    def now(self) -> datetime:
        return self.place.meeting.workshop.now()

    @property
    def spent(self) -> str:
        """Minutes and seconds on the table."""
        minutes, seconds = divmod(int((self.now - self.runs_since).total_seconds()), 60)
        return f"{minutes}:{seconds:02}"

    @property
    def notes(self) -> Any:
        return self.turn.item.notes.select_related("writer")

    @cached_property
    def decision(self) -> Any:
        rows = self.paper.decisions.current().select_related("decided_by", "shepherd")
        return rows.first()


def counts(ballot: Ballot) -> list[tuple[str, int]]:
    return [(choice.label, getattr(ballot, choice.value)) for choice in Choice]


class Agenda:
    """The meeting as one person knows it: counts, times and order over the papers they see."""

    def __init__(self, place: Place) -> None:
        self.place = place

    @cached_property
    def items(self) -> list[MeetingItem]:
        return list(policy.items_for(self.place.user, self.place.meeting))

    @cached_property
    def current(self) -> MeetingItem | None:
        here = self.place.turn.item_id if self.place.turn else None
        return next((item for item in self.items if item.pk == here), None)

    @property
    def waiting(self) -> list[MeetingItem]:
        return [i for i in self.items if i.state == ItemState.WAITING and i != self.current]

    @property
    def done(self) -> list[MeetingItem]:
        return [i for i in self.items if i.state == ItemState.DONE and i != self.current]

    @property
    def position(self) -> int:
        return len(self.done) + (1 if self.current else 0)

    @property
    def minutes_left(self) -> int:
        return len(self.waiting) * self.place.meeting.minutes_a_paper

    @cached_property
    def coming(self) -> list[Coming]:
        """Everything to come, for chairs with scores; members get what is theirs and the next."""
        mine = set(
            Assignment.objects.told()
            .of(self.place.user)
            .filter(submission__in=[i.submission_id for i in self.waiting])
            .values_list("submission_id", flat=True)
        )
        # Members are told neither the scores of what is to come nor the order that follows them.
        known = self.waiting if self.place.is_chair else []
        scores = merit_scores([item.submission_id for item in known])
        each = self.place.meeting.minutes_a_paper
        found = [
            Coming(
                item, (n + bool(self.current)) * each, item.submission_id in mine,
                sorted(scores[item.submission_id].values()),
            )
            for n, item in enumerate(self.waiting)
        ]  # fmt: skip
        if self.place.is_chair:
            return found
        return [c for n, c in enumerate(found) if n == 0 or c.is_mine]

    @property
    def is_mine_next(self) -> bool:
        return bool(self.coming) and self.coming[0].is_mine

    @property
    def outcomes(self) -> list[tuple[Outcome, int]]:
        """What was decided at this meeting so far; for chairs."""
        decided = [item.decision.outcome for item in self.items if item.decision]
        return [(outcome, decided.count(outcome)) for outcome in AFTER_REVIEW]


class Room:
    """Who is there. Only chairs are told who is out because of a conflict."""

    def __init__(self, place: Place) -> None:
        self.place = place

    @cached_property
    def _everybody(self) -> list[User]:
        return policy.people_at(self.place.meeting)

    @cached_property
    def _out(self) -> set[int]:
        turn = self.place.turn
        return set(turn.recusals.values_list("user_id", flat=True)) if turn else set()

    @property
    def there(self) -> list[User]:
        return [person for person in self._everybody if person.pk not in self._out]

    @property
    def out(self) -> list[User]:
        """For chairs who lead the paper."""
        if not self.place.leads:
            return []
        return [person for person in self._everybody if person.pk in self._out]

    @property
    def away(self) -> list[User]:
        """On the committee, and not at the meeting. For chairs."""
        if not self.place.leads:
            return []
        here = {person.pk for person in self._everybody}
        return [p for p in committee_of(self.place.meeting.workshop) if p.pk not in here]

    @property
    def count(self) -> str:
        return counted(len(self.there), "person").replace("persons", "people")
