"""What waits for a member beside the reviews themselves: bids, conflicts, their profile, talk."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.urls import reverse

from dtms_site.accounts.models import User
from dtms_site.workshops.enums import DeadlineKind
from dtms_site.workshops.models import Workshop
from reviews.models import Bid
from reviews.services import bids
from reviews.sets import committee_papers
from submissions.querysets import has_conflict


@dataclass(frozen=True)
class ToDo:
    """One thing that waits for a member: how much of it, until when, and where to do it."""

    count: int
    what: str
    why: str
    verb: str
    url: str
    due: Any = None


def waiting_for(member: User, workshop: Workshop) -> list[ToDo]:
    """What a member can do before they have papers to review, in the order that helps most."""
    profile = workshop.reviewer_profiles.filter(user=member).first()
    held = bids.held_back(workshop, member)
    return [
        *_profile(workshop, profile),
        *_conflicts(workshop, member, held),
        *_bids(workshop, member, held),
    ]


def _profile(workshop: Workshop, profile: Any) -> Iterator[ToDo]:
    url = reverse("reviews:profile", args=[workshop.slug])
    told = {
        "topics": profile and profile.topics.exists(),
        "own work": profile and profile.expertise.strip(),
        "collaborators": profile and profile.collaborators.strip(),
    }
    lacks = [name for name, value in told.items() if not value]
    if lacks:
        yield ToDo(len(lacks), f"Not told yet: {', '.join(lacks)}",
                   "Papers find you by these, and stay away from whom you work with.",
                   "Tell", url)  # fmt: skip


def _conflicts(workshop: Workshop, member: User, held: Collection[int]) -> Iterator[ToDo]:
    papers = committee_papers(workshop).filter(pk__in=held).exclude(has_conflict(member))
    if count := papers.count():
        yield ToDo(count, "Possible conflicts", "You get none of these papers before you say.",
                   "Settle", reverse("reviews:conflicts", args=[workshop.slug]))  # fmt: skip


def _bids(workshop: Workshop, member: User, held: Collection[int]) -> Iterator[ToDo]:
    if not bids.bidding_is_open(workshop, member):
        return
    papers = bids.not_held_back(workshop, member, held)
    marked = Bid.objects.filter(member=member, submission__in=papers).count()
    if count := papers.count() - marked:
        why = f"You marked {marked} so far" if marked else "Say which you would like to review"
        due = workshop.schedule.of_person(member).get(DeadlineKind.BIDDING)
        yield ToDo(count, "Papers without your bid", f"{why}. The chairs assign by it.",
                   "Place bids", reverse("reviews:bids", args=[workshop.slug]), due)  # fmt: skip


def discussions(workshop: Workshop, news: Mapping[int, int]) -> Iterator[ToDo]:
    """`news`: by the paper's number, how much others wrote since this member looked."""
    if news:
        first = reverse("reviews:discussion", args=[workshop.slug, min(news)])
        yield ToDo(len(news), "Discussions with something new",
                   "What others wrote since your last visit, on papers you reviewed.",
                   "Read", f"{first}#new")  # fmt: skip
