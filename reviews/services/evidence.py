"""What speaks for conflicts that nobody named, gathered from the edition's data."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from allauth.account.models import EmailAddress

from dtms_site.accounts.models import User
from dtms_site.workshops.models import Workshop
from reviews.evidence import (
    Known,
    Paper,
    Past,
    Person,
    Strength,
    Trace,
    find,
    group_names,
    unchecked,
    unchecked_authors,
)
from reviews.models import DismissedEvidence, InstitutionNames
from submissions.models import Author, Conflict, Submission

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


def people_of(workshop: Workshop, users: Collection[User]) -> list[Person]:
    """These accounts with every proved address and what they told of themselves."""
    addresses: dict[int, set[str]] = defaultdict(set)
    proved = EmailAddress.objects.filter(user__in=users, verified=True)
    for user_id, email in proved.values_list("user_id", "email"):
        addresses[user_id].add(email.casefold())
    listed = dict(workshop.reviewer_profiles.values_list("user_id", "collaborators"))
    return [
        Person(
            user.pk, str(user), tuple(sorted(addresses[user.pk] | {user.email.casefold()})),
            user.affiliation, listed.get(user.pk, ""),
        )
        for user in users
    ]  # fmt: skip


def papers_of(workshop: Workshop) -> list[Paper]:
    """Every paper handed in to the edition, with its authors as it names them."""
    authors: dict[int, list[Known]] = defaultdict(list)
    rows = Author.objects.filter(submission__in=workshop.submissions.submitted())
    fields = ("given_name", "family_name", "email", "affiliation", "user_id")
    for pk, *known in rows.values_list("submission_id", *fields):
        authors[pk].append(Known(*known))
    numbers = workshop.submissions.submitted().values_list("pk", "number")
    return [Paper(pk, number, tuple(authors[pk])) for pk, number in numbers]


def past_of(workshop: Workshop) -> Past:
    """Who wrote together, or declared a conflict, in other editions of this site."""
    earlier = Workshop.objects.filter(year__lt=workshop.year)
    names = {edition.pk: str(edition) for edition in earlier}
    if not names:
        return Past()
    ties: dict[str, dict[str, str]] = defaultdict(dict)
    papers: dict[tuple[int, int], list[str]] = defaultdict(list)
    handed_in = Submission.objects.filter(workshop__in=earlier).submitted()
    rows = Author.objects.filter(submission__in=handed_in)
    for edition, paper, email in rows.values_list(
        "submission__workshop_id", "submission_id", "email"
    ):
        papers[edition, paper].append(email.casefold())
    for (edition, _), emails in papers.items():
        for email in emails:
            how = f"wrote with {{name}} for {names[edition]}"
            ties[email] |= dict.fromkeys(set(emails) - {email, ""}, how)
    declared = Conflict.objects.binding().filter(submission__in=handed_in)
    for edition, paper, email in declared.values_list(
        "submission__workshop_id", "submission_id", "user__email"
    ):
        how = f"had a conflict with a paper of {{name}} for {names[edition]}"
        for author in papers[edition, paper]:
            ties[email.casefold()].setdefault(author, how)
    return Past(ties, len(names))


@dataclass(frozen=True)
class Comparison:
    """These people against all papers. `doubts` by paper and person; `lacks`: those of whom
    something is missing, with what it is; `nameless`: by paper, authors without an institution."""

    doubts: Mapping[tuple[int, int], Doubt]
    lacks: list[tuple[Person, list[str]]]
    nameless: Mapping[int, list[str]]
    past_editions: int


def compare(workshop: Workshop, users: Collection[User]) -> Comparison:
    people, past = people_of(workshop, users), past_of(workshop)
    papers = papers_of(workshop)
    lacks = [(person, found) for person in people if (found := unchecked(person))]
    nameless = {paper.key: found for paper in papers if (found := unchecked_authors(paper))}
    traces = find(papers, people, groups=groups_of(workshop), past=past)
    return Comparison(_by_pair(traces, workshop), lacks, nameless, past.editions)


def doubts(workshop: Workshop, users: Collection[User]) -> Mapping[tuple[int, int], Doubt]:
    """By paper and person: whatever speaks for a conflict that nobody has named."""
    return compare(workshop, users).doubts


def _by_pair(traces: Iterable[Trace], workshop: Workshop) -> dict[tuple[int, int], Doubt]:
    dismissed = _dismissed(workshop)
    by_pair: dict[tuple[int, int], list[Trace]] = defaultdict(list)
    for trace in traces:
        by_pair[trace.paper, trace.person].append(trace)
    return {
        pair: Doubt(*pair, tuple(found), dismissed.get(pair, {})) for pair, found in by_pair.items()
    }


def groups_of(workshop: Workshop) -> dict[str, str]:
    kept = institution_names(workshop)
    return group_names(kept.lines) if kept else {}


def institution_names(workshop: Workshop) -> InstitutionNames | None:
    """What chairs told of institutions with several names."""
    return InstitutionNames.objects.filter(workshop=workshop).first()


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
    found: dict[str, list[Trace]] = {}
    papers, groups, past = papers_of(workshop), groups_of(workshop), past_of(workshop)
    for person in people:
        found[person.emails[0]] = find(papers, [person], groups=groups, past=past)
    return found
