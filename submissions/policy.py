"""What an author may see and do with a paper, and what it still lacks."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from dtms_site import clock
from dtms_site.accounts.models import User
from dtms_site.accounts.querysets import verified_addresses
from dtms_site.workshops.enums import DeadlineKind
from dtms_site.workshops.glass import glass_of
from dtms_site.workshops.models import Deadline, Workshop
from submissions.enums import EDITABLE, RULE_NAMES, SubmissionStatus
from submissions.models import Author, FormatReport, FormatWaiver, PublicCheck, Submission
from submissions.querysets import (
    FormatReportQuerySet,
    PublicCheckQuerySet,
    SubmissionQuerySet,
    WaiverQuerySet,
)

NEVER_WAIVED = frozenset({"readable", "safe"})


def papers_of(user: User, workshop: Workshop) -> SubmissionQuerySet:
    """The papers on which this person has confirmed to be an author."""
    return workshop.submissions.all().authored_by(user)


def papers_in_short(user: User, workshop: Workshop) -> SubmissionQuerySet:
    """The same papers with no more than what every page asks of them."""
    return papers_of(user, workshop).in_short()


def drafts_of(user: User) -> SubmissionQuerySet:
    """This person's drafts in all editions that are meant."""
    mine = Submission.objects.drafts().authored_by(user).in_short()
    mine = mine.filter(workshop__rehearsal_of=None)
    return mine.select_related("workshop")


def papers_behind_glass(operator: User, workshop: Workshop) -> SubmissionQuerySet:
    """What an operator who broke the glass may look at; never a paper they are in conflict with."""
    if glass_of(operator, workshop) is None:
        return workshop.submissions.none()
    return workshop.submissions.all().free_of_conflict_with(operator)


@dataclass(frozen=True)
class AuthorRights:
    """What the authors of one paper may do with it now."""

    edit: bool
    replace: bool
    corrects: bool
    submit: bool
    withdraw: bool
    revive: bool


def may_still_submit(paper: Submission) -> bool:
    """Where titles and abstracts are due first, a paper without them has missed its place."""
    if not paper.dates.is_open_for_submission():
        return False
    if paper.dates.accepts(DeadlineKind.ABSTRACT):
        return True
    return bool(paper.title.strip() and paper.abstract.strip())


def author_rights(paper: Submission) -> AuthorRights:
    is_open = may_still_submit(paper)
    status = SubmissionStatus(paper.status)
    editable = is_open and status in EDITABLE
    return AuthorRights(
        edit=editable,
        replace=editable or may_correct(paper),
        corrects=not editable and may_correct(paper),
        submit=is_open and status == SubmissionStatus.DRAFT,
        withdraw=status in {*EDITABLE, SubmissionStatus.UNDER_REVIEW},
        revive=is_open and status == SubmissionStatus.WITHDRAWN,
    )


def may_correct(paper: Submission) -> bool:
    """For some hours after the deadline a format problem, and nothing else, may be mended."""
    if paper.status != SubmissionStatus.SUBMITTED:
        return False
    deadline = paper.dates.get(DeadlineKind.SUBMISSION)
    version = paper.current
    report = getattr(version, "report", None)
    if deadline is None or report is None or not report.is_refused:
        return False
    return bool(paper.workshop.now() < correction_ends(paper, deadline))


def correction_ends(paper: Submission, deadline: Deadline) -> datetime:
    return deadline.closes_at + timedelta(hours=paper.workshop.correction_hours)


def mend_until(paper: Submission) -> datetime | None:
    """The bound before which the PDF can still be replaced; None without, and afterwards."""
    deadline = paper.dates.get(DeadlineKind.SUBMISSION)
    rights = author_rights(paper)
    if deadline is None or not rights.replace:
        return None
    return correction_ends(paper, deadline) if rights.corrects else deadline.at


def waivable_rules(paper: Submission) -> list[str]:
    """The hard rules that the paper's PDF breaks and that a chair could waive, as forms list them.

    A file that cannot be opened or that is unsafe helps no reviewer: nobody waives that.
    """
    report = getattr(paper.current, "report", None)
    is_in = paper.status in {SubmissionStatus.DRAFT, SubmissionStatus.SUBMITTED}
    if report is None or not report.is_refused or not is_in:
        return []
    if paper.format_waivers.open().exists():
        return []
    found = report.result["rules"]  # PostgreSQL keeps no order in it
    failed = {name for name in found if found[name]["verdict"] == "fail"}
    return [name for name in RULE_NAMES if name in failed - NEVER_WAIVED]


def rule_names(rules: Iterable[str]) -> str:
    """For sentences: `length, column width`."""
    return ", ".join(RULE_NAMES[name].lower() for name in rules)


def waivers_for(chair: User, workshop: Workshop) -> WaiverQuerySet:
    """Requests about papers that this chair may know more of than title and authors."""
    free = workshop.submissions.all().free_of_conflict_with(chair)
    return FormatWaiver.objects.filter(submission__in=free)


def reports_for(chair: User, workshop: Workshop) -> FormatReportQuerySet:
    """Reports on the versions that count, of papers that this chair has no conflict with."""
    free = workshop.submissions.all().free_of_conflict_with(chair)
    return FormatReport.objects.of(workshop).filter(version__submission__in=free)


def public_checks_of(workshop: Workshop) -> PublicCheckQuerySet:
    """Those not yet swept away. Who has the token of one may read it."""
    return PublicCheck.objects.alive(clock.now()).filter(workshop=workshop)


def may_confirm(author: Author, user: User) -> bool:
    """A listed name is confirmed by whoever has proved to own its address."""
    return author.user_id is None and author.email in set(verified_addresses(user))


@dataclass(frozen=True)
class Lack:
    """One thing that is missing before a paper can be submitted, and where on the form."""

    field: str
    text: str


def lacks(paper: Submission) -> list[Lack]:
    """Everything that stands between this draft and its submission, in the form's order."""
    return [
        *_lacks_in_text(paper),
        *_lacks_in_authors(list(paper.authors.all())),
        *_lacks_in_statements(paper),
    ]


def _lacks_in_text(paper: Submission) -> Iterator[Lack]:
    if paper.current is None:
        yield Lack("pdf", "Add the PDF.")
    if paper.paper_type_id is None:
        yield Lack("paper_type", "Choose a paper type.")
    if not paper.title.strip():
        yield Lack("title", "Give the paper a title.")
    if not paper.abstract.strip():
        yield Lack("abstract", "Add the abstract.")
    words, most = len(paper.abstract.split()), paper.workshop.abstract_words
    if words > most:
        yield Lack("abstract", f"Shorten the abstract: it has {words} words, at most {most}.")
    chosen, allowed = paper.topics.count(), paper.workshop.most_topics
    if not 1 <= chosen <= allowed and paper.workshop.topics.exists():
        yield Lack("topics", f"Choose between one and {allowed} topics.")


def _lacks_in_authors(authors: list[Any]) -> Iterator[Lack]:
    if not authors:
        yield Lack("authors", "Add the authors.")
    seen: set[str] = set()
    for place, author in enumerate(authors, 1):
        for text in _lacks_of(author, place, seen):
            yield Lack(f"authors-{place - 1}", text)
        seen.add(author.email)
    if authors and not any(author.is_contact for author in authors):
        yield Lack("authors", "Say which author we should write to.")


def _lacks_of(author: Any, place: int, seen: set[str]) -> Iterator[str]:
    who = author.name or f"Author {place}"
    if not (author.given_name and author.family_name):
        yield f"Give author {place} a given and a family name."
    if not author.affiliation:
        yield f"Where does {who} work?"
    try:
        validate_email(author.email)
    except ValidationError:
        typed = f"“{author.email}” is not a complete address." if author.email else "No address."
        yield f"{typed} How do we reach {author.name if author.given_name else f'author {place}'}?"
    else:
        if author.email in seen:
            yield f"{author.email} stands twice. Each author needs an address of their own."


def _lacks_in_statements(paper: Submission) -> Iterator[Lack]:
    if not paper.conflicts_confirmed:
        yield Lack("conflicts_confirmed", "Confirm that you went through the committee.")
    answers = {answer.declaration_id: answer for answer in paper.declarations.all()}
    for declaration in paper.workshop.declarations.all():
        answer = answers.get(declaration.pk)
        if declaration.required and not (answer and answer.value):
            yield Lack(f"declaration-{declaration.pk}", f"Answer: {declaration.label}")
