"""The text of a paper: kept as typed, complete when submitted, never lost between two writers."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.db.models import Max

from dtms_site.accounts.models import User
from dtms_site.accounts.services import complete_profile
from dtms_site.audit.services import record
from dtms_site.workshops import dates
from dtms_site.workshops.models import Workshop
from submissions import policy
from submissions.enums import ConflictSource
from submissions.models import Author, Conflict, DeclarationAnswer, Submission
from submissions.services.authors import invite_coauthors, tell_author
from submissions.services.errors import Closed, NotReady
from submissions.services.lifecycle import locked

FINISHING = timedelta(hours=1)


class EditedMeanwhile(Exception):
    """Somebody else saved after this form was opened. `paper` is what stands now."""

    def __init__(self, paper: Submission) -> None:
        super().__init__("edited meanwhile")
        self.paper = paper


@dataclass(frozen=True)
class AuthorDetails:
    given_name: str = ""
    family_name: str = ""
    email: str = ""
    affiliation: str = ""
    is_contact: bool = False


@dataclass(frozen=True)
class PaperDetails:
    """The text of the submission form, complete or not."""

    paper_type_id: int | None = None
    title: str = ""
    abstract: str = ""
    topic_ids: Iterable[int] = ()
    authors: list[AuthorDetails] = field(default_factory=list)
    conflict_ids: Iterable[int] = ()
    conflicts_confirmed: bool = False
    answers: Mapping[int, Any] = field(default_factory=dict)


@transaction.atomic
def create_draft(*, workshop: Workshop, by: User, contact: User | None = None) -> Submission:
    """A new, empty draft with its creator (or the `contact` whom a chair names) as author.

    Raises Closed.
    """
    if contact is None and not workshop.schedule.takes_abstracts():
        raise Closed
    # One at a time: the number is the next free one of the edition.
    Workshop.objects.select_for_update().get(pk=workshop.pk)
    last = workshop.submissions.aggregate(last=Max("number"))["last"] or 0
    now = workshop.now()
    paper = Submission.objects.create(
        workshop=workshop, number=last + 1, created_at=now, edited_at=now, edited_by=by
    )
    author = contact or by
    row = Author.objects.create(
        submission=paper, user=author, order=0, is_contact=True, email=author.email,
        given_name=author.given_name, family_name=author.family_name,
        affiliation=author.affiliation,
    )  # fmt: skip
    record("draft created", actor=by, edition=workshop, about=paper)
    if contact is None:
        _tell_where_it_lies(row)
    return paper


def _tell_where_it_lies(author: Author) -> None:
    """Its address by mail, for another day or machine. Not to who submits within the hour."""
    due = author.submission.workshop.schedule.first_due()
    said = dates.deadline_in_mail(due, author.account.time_zone) if due else ""
    tell_author("submission.draft_created", author, {"deadline": said}, key="", delay=FINISHING)


@transaction.atomic
def save_details(
    *, paper: Submission, by: User, details: PaperDetails, based_on: int, as_chair: bool = False
) -> Submission:
    """Keep what was typed. A draft may be incomplete; a submitted paper stays complete.

    Raises Closed, EditedMeanwhile, or NotReady (and then nothing is changed).
    """
    paper = locked(paper)
    if not (as_chair or policy.author_rights(paper).edit):
        raise Closed
    if paper.edit_version != based_on:
        raise EditedMeanwhile(paper)
    changed = _changed_fields(paper, details)
    if not changed:
        return paper
    _write_details(paper, details, by)
    if not paper.is_draft and (lacks := policy.lacks(paper)):
        raise NotReady(lacks)
    if not paper.is_draft:
        record("paper edited", actor=by, edition=paper.workshop, about=paper, fields=changed)
        invite_coauthors(paper)
    return paper


def _changed_fields(paper: Submission, details: PaperDetails) -> list[str]:
    """Names of the parts that differ from what is stored."""
    kept = details_of(paper)
    pairs = [
        ("type", kept.paper_type_id, details.paper_type_id),
        ("title", kept.title, details.title),
        ("abstract", kept.abstract, details.abstract),
        ("topics", set(kept.topic_ids), set(details.topic_ids)),
        ("authors", kept.authors, details.authors),
        ("conflicts", set(kept.conflict_ids), set(details.conflict_ids)),
        ("conflicts confirmed", kept.conflicts_confirmed, details.conflicts_confirmed),
        ("declarations", dict(kept.answers), _given(details.answers)),
    ]
    return [name for name, old, new in pairs if old != new]


def details_of(paper: Submission) -> PaperDetails:
    """What is stored, in the shape of the form."""
    return PaperDetails(
        paper_type_id=paper.paper_type_id,
        title=paper.title,
        abstract=paper.abstract,
        topic_ids=list(paper.topics.values_list("pk", flat=True)),
        authors=[
            AuthorDetails(a.given_name, a.family_name, a.email, a.affiliation, a.is_contact)
            for a in paper.authors.all()
        ],
        conflict_ids=list(
            paper.conflicts.filter(source=ConflictSource.AUTHORS).values_list("user_id", flat=True)
        ),
        conflicts_confirmed=paper.conflicts_confirmed,
        answers=_given({a.declaration_id: a.value for a in paper.declarations.all()}),
    )


def _given(answers: Mapping[int, Any]) -> dict[int, Any]:
    return {pk: value for pk, value in answers.items() if value}


def _write_details(paper: Submission, details: PaperDetails, by: User) -> None:
    paper.paper_type_id = details.paper_type_id
    paper.title, paper.abstract = details.title, details.abstract
    paper.conflicts_confirmed = details.conflicts_confirmed
    paper.edit_version += 1
    paper.edited_at, paper.edited_by = paper.workshop.now(), by
    paper.save()
    paper.topics.set(details.topic_ids)
    _write_authors(paper, details.authors, by)
    _write_author_conflicts(paper, set(details.conflict_ids), by)
    for declaration_id, value in details.answers.items():
        texts = {"text": value} if isinstance(value, str) else {"confirmed": bool(value)}
        DeclarationAnswer.objects.update_or_create(
            submission=paper, declaration_id=declaration_id, defaults=texts
        )
    for author in paper.authors.confirmed().select_related("user"):
        complete_profile(
            author.account, given_name=author.given_name, family_name=author.family_name,
            affiliation=author.affiliation,
        )  # fmt: skip


def _write_authors(paper: Submission, authors: list[AuthorDetails], by: User) -> None:
    """Rows in the form's order. Who has confirmed stays confirmed while the address stays.

    Raises NotReady when nobody who can open the paper would be left on it.
    """
    confirmed = _confirmed_places(paper, authors, by)
    if not confirmed:
        text = "Keep an author who has an account here, or nobody could open this paper again."
        raise NotReady([policy.Lack("authors", text)])
    paper.authors.all().delete()
    Author.objects.bulk_create(
        Author(
            submission=paper, order=place, user_id=confirmed.get(place),
            given_name=a.given_name, family_name=a.family_name, email=a.email,
            affiliation=a.affiliation, is_contact=a.is_contact,
        )
        for place, a in enumerate(authors)
    )  # fmt: skip


def _confirmed_places(paper: Submission, authors: list[AuthorDetails], by: User) -> dict[int, int]:
    """Which row belongs to which confirmed person: by address, and for the one who edits, who
    may be in the middle of typing a new one, by place."""
    old = list(paper.authors.confirmed())
    by_email = {a.email: a.account.pk for a in old}
    places = {n: by_email[a.email] for n, a in enumerate(authors) if a.email in by_email}
    for row in old:
        moved_on = row.user_id == by.pk and by.pk not in places.values()
        if moved_on and row.order < len(authors) and row.order not in places:
            places[row.order] = by.pk
    return places


def _write_author_conflicts(paper: Submission, wanted: set[int], by: User) -> None:
    declared = paper.conflicts.filter(source=ConflictSource.AUTHORS)
    declared.exclude(user_id__in=wanted).delete()
    new = wanted - set(declared.values_list("user_id", flat=True))
    Conflict.objects.bulk_create(
        Conflict(
            submission=paper, user_id=user_id, source=ConflictSource.AUTHORS, entered_by=by,
            entered_at=paper.workshop.now(),
        )
        for user_id in new
    )  # fmt: skip


@transaction.atomic
def fill_blanks(*, paper: Submission, by: User, offer: Any, as_chair: bool = False) -> None:
    """Put what the PDF's first page says where the draft is still empty."""
    if offer is None or not paper.is_draft:
        return
    kept = details_of(paper)
    filled = replace(
        kept, title=kept.title or offer.title[:300], abstract=kept.abstract or offer.abstract
    )
    save_details(paper=paper, by=by, details=filled, based_on=paper.edit_version,
                 as_chair=as_chair)  # fmt: skip
