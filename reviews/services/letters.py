"""A chair's own mail to a selection: written once, filled in for each reader, held to be read."""

import secrets
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.db import transaction
from django.db.models import TextChoices

from dtms_site.accounts.models import User
from dtms_site.audit.services import record
from dtms_site.mail import catalogue, letters
from dtms_site.mail import services as mail
from dtms_site.workshops.models import Workshop
from dtms_site.workshops.services import recipient
from reviews.models import Bid
from reviews.services.errors import NotAllowed
from reviews.sets import assignments_for_chair, papers_for_chair
from submissions.models import Author, Submission
from submissions.services.authors import paper_values

KIND = "chair.letter"
EVERYWHERE = frozenset({"name", "edition", "edition_url"})
OF_A_PAPER = frozenset({"number", "title", "paper_url"})
MOST = 2000


class Group(TextChoices):
    CONTACTS = "contacts", "Contact authors of papers"
    AUTHORS = "authors", "All authors of papers who have confirmed"
    MEMBERS = "members", "Members of the programme committee"
    OWING = "owing", "Members with reviews to send"
    SILENT = "silent", "Members who placed no bids"
    COMMITTEES = "committees", "Everybody on a committee"


BY_PAPER = frozenset({Group.CONTACTS, Group.AUTHORS})


@dataclass(frozen=True)
class Selection:
    """To whom: a group, and of papers those in these states or with these numbers."""

    group: Group
    statuses: tuple[str, ...] = ()
    numbers: tuple[int, ...] = ()

    @property
    def placeholders(self) -> frozenset[str]:
        return EVERYWHERE | (OF_A_PAPER if self.group in BY_PAPER else frozenset())


@dataclass(frozen=True)
class Reader:
    to: mail.Recipient
    paper: Submission | None = None


@dataclass(frozen=True)
class Draft:
    """The words with placeholders."""

    subject: str
    body: str


def readers_of(workshop: Workshop, chair: User, selection: Selection) -> list[Reader]:
    """Who gets it. Of papers: one mail a paper, never about one that the chair may not handle."""
    if selection.group in BY_PAPER:
        return list(_authors(workshop, chair, selection))
    people = {user.pk: user for user in _people(workshop, chair, selection.group)}
    return [Reader(recipient(user)) for user in sorted(people.values(), key=str)]


def _authors(workshop: Workshop, chair: User, selection: Selection) -> Iterator[Reader]:
    papers = papers_for_chair(chair, workshop)
    if selection.numbers:
        papers = papers.filter(number__in=selection.numbers)
    if selection.statuses:
        papers = papers.filter(status__in=selection.statuses)
    rows = Author.objects.confirmed().filter(submission__in=papers)
    if selection.group == Group.CONTACTS:
        rows = rows.filter(is_contact=True)
    for author in rows.select_related("user", "submission").order_by("submission__number", "order"):
        author.submission.workshop = workshop
        to = mail.Recipient(author.account.email, author.name, author.user_id)
        yield Reader(to, author.submission)


def _people(workshop: Workshop, chair: User, group: Group) -> Iterable[User]:
    if group == Group.OWING:
        owed = assignments_for_chair(chair, workshop).unfinished()
        return User.objects.filter(pk__in=owed.values("reviewer"))
    held = workshop.memberships.current()
    if group in {Group.MEMBERS, Group.SILENT}:
        held = held.members()
    if group == Group.SILENT:
        bids = Bid.objects.filter(submission__workshop=workshop)
        held = held.exclude(user__in=bids.values("member"))
    return User.objects.filter(pk__in=held.values("user"))


def check(draft: Draft, selection: Selection) -> None:
    """Raises UnknownPlaceholder for what cannot be filled in for these readers."""
    unknown = set(catalogue.BRACES.findall(draft.subject + draft.body)) - selection.placeholders
    if unknown:
        raise catalogue.UnknownPlaceholder(
            f"This mail cannot fill in {catalogue.in_braces(unknown)}. "
            f"It knows {catalogue.in_braces(selection.placeholders)}."
        )


def values_for(draft: Draft, reader: Reader, workshop: Workshop, by: User) -> dict[str, str]:
    """The words as this reader gets them."""
    about = paper_values(reader.paper) if reader.paper else {}
    own = mail.values_for(about, reader.to, workshop)
    group = f"of paper {reader.paper.number}" if reader.paper else "on a committee"
    return {
        "subject": " ".join(catalogue.fill(draft.subject, own).split()),
        "words": catalogue.fill(draft.body, own),
        "chair": str(by),
        "group": group,
    }


def letter_for(draft: Draft, reader: Reader, workshop: Workshop, by: User) -> letters.Letter:
    values = mail.values_for(values_for(draft, reader, workshop, by), reader.to, workshop)
    return letters.write(KIND, values, prefix=workshop.mail_prefix, edition=workshop)


@transaction.atomic
def hold(*, workshop: Workshop, by: User, draft: Draft, selection: Selection) -> int:
    """Write one held mail to each reader. Returns how many. Raises NotAllowed."""
    readers = readers_of(workshop, by, selection)
    check(draft, selection)
    if not readers:
        raise NotAllowed("Nobody is in this selection.")
    if len(readers) > MOST:
        raise NotAllowed(f"At most {MOST} mails at once.")
    batch = secrets.token_hex(6)
    for place, reader in enumerate(readers):
        mail.tell(
            KIND, reader.to, values_for(draft, reader, workshop, by), key=f"{batch}:{place}",
            edition=workshop, about=reader.paper or by, held=True,
        )  # fmt: skip
    record("mail written", actor=by, edition=workshop, group=selection.group.label,
           mails=len(readers))  # fmt: skip
    return len(readers)
