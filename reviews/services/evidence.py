"""What speaks for conflicts that nobody named, gathered from the edition's data."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import F, FilteredRelation, Q, QuerySet

from dtms_site.accounts.models import User
from dtms_site.workshops.models import Workshop
from reviews.evidence import (
    Known,
    Paper,
    Person,
    Strength,
    Trace,
    find,
    unchecked,
    unchecked_authors,
)
from reviews.models import DismissedEvidence
from reviews.services.editions import background_of
from submissions.models import Author, Submission

HOLDING = frozenset({Strength.HARD, Strength.STRONG})


@dataclass(frozen=True)
class Doubt:
    """What speaks for a conflict between a paper and a person, and what was said of it.

    `dismissed` holds the reasons, by the trace's detail, of those that no longer count.
    """

    paper: int
    person: int
    traces: tuple[Trace, ...]
    dismissed: Mapping[tuple[str, str], str]

    @property
    def open(self) -> list[Trace]:
        return [t for t in self.traces if (t.kind, t.detail) not in self.dismissed]

    @property
    def strength(self) -> Strength:
        """Of the strongest trace that counts; weak when all are dismissed."""
        order = list(Strength)
        return min((t.strength for t in self.open), key=order.index, default=Strength.WEAK)

    @property
    def holds(self) -> bool:
        """Whether this keeps the person from the paper now."""
        return self.strength in HOLDING

    @property
    def said(self) -> list[str]:
        return sorted(set(self.dismissed.values()))


def people_of(workshop: Workshop, users: Collection[User]) -> dict[User, Person]:
    """These accounts with every proved address and what they told of themselves.

    `users` may be a query: it is asked once, with all that is compared.
    """
    if isinstance(users, QuerySet):
        accounts: Any = users
    else:
        accounts = User.objects.filter(pk__in=[user.pk for user in users])
    addresses: dict[User, set[str]] = {}
    listed: dict[User, str] = {}
    told = FilteredRelation("reviewer_profiles", condition=Q(reviewer_profiles__workshop=workshop))
    rows = accounts.annotate(
        told=told, proved=F("emailaddress__email"), is_proved=F("emailaddress__verified"),
        collaborators=F("told__collaborators"),
    )  # fmt: skip
    for user in rows:
        known = addresses.setdefault(user, {user.email.casefold()})
        if user.is_proved:
            known.add(user.proved.casefold())
        listed[user] = user.collaborators or ""
    return {
        user: Person(user.pk, str(user), tuple(sorted(known)), user.affiliation, listed[user])
        for user, known in addresses.items()
    }


def papers_of(workshop: Workshop) -> list[Paper]:
    """Every paper handed in to the edition that names authors."""
    authors: dict[tuple[int, int], list[Known]] = defaultdict(list)
    rows = Author.objects.filter(submission__in=workshop.submissions.submitted())
    fields = ("given_name", "family_name", "email", "affiliation", "user_id")
    for pk, number, *known in rows.values_list("submission_id", "submission__number", *fields):
        authors[pk, number].append(Known(*known))
    return [Paper(pk, number, tuple(known)) for (pk, number), known in authors.items()]


@dataclass(frozen=True)
class Comparison:
    """These people against all papers. `doubts` by paper and person; `names`: lines of names that
    mean the same institution, as chairs wrote them; `groups`: what they say."""

    people: Mapping[User, Person]
    papers: list[Paper]
    names: str
    groups: Mapping[str, str]
    doubts: Mapping[tuple[int, int], Doubt]
    past_editions: int

    def lacks(self) -> list[tuple[Person, list[str]]]:
        """Those of whom something is missing, with what it is."""
        return [(person, found) for person in self.people.values() if (found := unchecked(person))]

    def nameless(self) -> dict[int, list[str]]:
        """By paper, authors without an institution."""
        return {p.key: found for p in self.papers if (found := unchecked_authors(p))}


def compare(workshop: Workshop, users: Collection[User]) -> Comparison:
    people, papers = people_of(workshop, users), papers_of(workshop)
    background = background_of(workshop)
    traces = find(papers, people.values(), groups=background.groups, past=background.past)
    doubts = _by_pair(traces, workshop)
    return Comparison(
        people, papers, background.names, background.groups, doubts, background.past.editions
    )


def doubts(workshop: Workshop, users: Collection[User]) -> Mapping[tuple[int, int], Doubt]:
    """By paper and person: whatever speaks for a conflict that nobody has named."""
    return compare(workshop, users).doubts


def _by_pair(traces: Iterable[Trace], workshop: Workshop) -> dict[tuple[int, int], Doubt]:
    by_pair: dict[tuple[int, int], list[Trace]] = defaultdict(list)
    for trace in traces:
        by_pair[trace.paper, trace.person].append(trace)
    dismissed = _dismissed(workshop) if by_pair else {}
    return {
        pair: Doubt(*pair, tuple(found), dismissed.get(pair, {})) for pair, found in by_pair.items()
    }


def _dismissed(workshop: Workshop) -> dict[tuple[int, int], dict[tuple[str, str], str]]:
    found: dict[tuple[int, int], dict[tuple[str, str], str]] = defaultdict(dict)
    rows = DismissedEvidence.objects.filter(submission__workshop=workshop)
    for paper, user, kind, detail, reason in rows.values_list(
        "submission_id", "user_id", "kind", "detail", "reason"
    ):
        found[paper, user][kind, detail] = reason
    return found


def doubt_about(paper: Submission, user: User) -> Doubt | None:
    return doubts(paper.workshop, [user]).get((paper.pk, user.pk))


def check_invitees(workshop: Workshop, people: Iterable[Person]) -> dict[str, list[Trace]]:
    """By address: what speaks against people who were not asked yet."""
    papers, background = papers_of(workshop), background_of(workshop)
    return {
        person.emails[0]: find(papers, [person], groups=background.groups, past=background.past)
        for person in people
    }
