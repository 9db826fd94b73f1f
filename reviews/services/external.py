"""Reviewers from outside the committee: asked for by a member, let in by a chair, for one paper."""

from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.urls import reverse

from dtms_site.accounts import services as accounts
from dtms_site.accounts.models import User
from dtms_site.accounts.querysets import account_at, normal, owners_of
from dtms_site.audit.services import record
from dtms_site.mail import services as mail
from dtms_site.workshops import dates
from dtms_site.workshops.enums import DeadlineKind
from dtms_site.workshops.models import Workshop
from dtms_site.workshops.services import InvitationClosed, Invitee, new_token, recipient
from reviews import policy
from reviews.enums import OPEN_EXTERNALS, Audience, ExternalState
from reviews.evidence import Person, Strength, Trace
from reviews.models import Assignment, ExternalReviewer
from reviews.services.errors import NotAllowed
from reviews.services.evidence import check_invitees
from submissions.models import Submission
from submissions.querysets import committee_of

LINK_LIFE = timedelta(days=14)
MOST_AT_ONCE = 3


@transaction.atomic
def ask(*, paper: Submission, by: User, person: Invitee, reason: str) -> ExternalReviewer:
    """A member asks the chairs whether this person may help with the paper. Raises NotAllowed."""
    if not policy.view_of(by, paper).asks_externals:
        raise NotAllowed("Your review is in, or reviewing has ended.")
    assignment = Assignment.objects.told().of(by).get(submission=paper)
    email = normal(person.email)
    open_now = assignment.externals.open()
    if open_now.filter(email=email).exists():
        raise NotAllowed(f"You asked for {email} before.")
    if open_now.count() >= MOST_AT_ONCE:
        raise NotAllowed(f"{MOST_AT_ONCE} at a time are enough. Take one back first.")
    if paper.authors.filter(email=email).exists():
        raise NotAllowed("This is an author of the paper.")
    row = ExternalReviewer.objects.create(
        assignment=assignment, email=email, given_name=person.given_name,
        family_name=person.family_name, affiliation=person.affiliation, reason=reason,
        asked_at=paper.workshop.now(),
    )  # fmt: skip
    record("external reviewer asked for", actor=by, edition=paper.workshop, about=paper)
    return row


def traces_against(rows: Iterable[ExternalReviewer], workshop: Workshop) -> dict[int, list[Trace]]:
    """By row: what speaks for a conflict between these people and the paper they would read."""
    rows = list(rows)
    owners = owners_of(row.email for row in rows)
    people = {row.pk: _as_person(row, *owners.get(row.email, (0, set()))) for row in rows}
    found = check_invitees(workshop, people.values())
    return {
        row.pk: [
            trace for trace in found[people[row.pk].emails[0]]
            if trace.paper == row.assignment.submission_id
        ]
        for row in rows
    }  # fmt: skip


def _as_person(row: ExternalReviewer, account: int, proved: set[str]) -> Person:
    others = sorted(proved - {row.email})
    return Person(account, str(row), (row.email, *others), row.affiliation)


def bar_to(row: ExternalReviewer) -> str:
    """Why this person can never have the paper, as far as accounts and conflicts tell."""
    user = account_at(row.email)
    if user is None:
        return ""
    paper = row.assignment.submission
    if committee_of(paper.workshop).filter(pk=user.pk).exists():
        return f"{row} is on the committee. Assign the paper instead."
    if paper.workshop.submissions.conflicted_with(user).filter(pk=paper.pk).exists():
        return f"{row} has a conflict with paper {paper.number}."
    return ""


@transaction.atomic
def consent(*, row: ExternalReviewer, by: User, note: str = "") -> None:
    """Let them in, and mail the link. Over strong evidence only with a word why it is no conflict.

    Raises NotAllowed.
    """
    paper = _may_settle(row, by)
    if bar := bar_to(row):
        raise NotAllowed(bar)
    against = {trace.strength for trace in traces_against([row], paper.workshop)[row.pk]}
    if Strength.HARD in against:
        raise NotAllowed("They wrote a paper together this year. Refuse, and say so.")
    if Strength.STRONG in against and not note.strip():
        raise NotAllowed("Say why this is no conflict.")
    token, row.link_hash = new_token()
    row.expires_at = paper.workshop.now() + LINK_LIFE
    row.state, row.settled_by, row.note = ExternalState.INVITED, by, note[:300]
    row.save()
    _invite(row, token)
    record("external reviewer let in", actor=by, edition=paper.workshop, about=paper, reason=note)


def _may_settle(row: ExternalReviewer, by: User) -> Submission:
    paper = row.assignment.submission
    if not policy.view_of(by, paper).handles or row.state != ExternalState.ASKED:
        raise NotAllowed("This request was settled meanwhile.")
    return paper


def _invite(row: ExternalReviewer, token: str) -> None:
    """Of the paper the mail tells nothing: it is shown to whoever accepted."""
    workshop = row.assignment.submission.workshop
    due = workshop.schedule.get(DeadlineKind.REVIEW, row.assignment.submission.paper_type_id)
    link = reverse("reviews:external-invitation", args=[workshop.slug, token])
    values = {
        "inviter": str(row.assignment.reviewer),
        "link": mail.address(link),
        "answer_by": dates.in_mail(row.expires_at),
        "due": dates.deadline_in_mail(due) if due else "soon",
    }
    _tell("external.invited", row, mail.Recipient(row.email, str(row)), values, "invited")


def _tell(
    kind: str, row: ExternalReviewer, to: mail.Recipient, values: dict[str, Any], key: str
) -> None:
    """About the paper, so that no log shows it to a chair in conflict."""
    paper = row.assignment.submission
    mail.tell(kind, to, values, key=f"{row.public_id}:{key}", edition=paper.workshop, about=paper)


@transaction.atomic
def refuse(*, row: ExternalReviewer, by: User, note: str) -> None:
    """The member is told why. Raises NotAllowed."""
    paper = _may_settle(row, by)
    if not note.strip():
        raise NotAllowed("Say why not. The member reads it.")
    row.state, row.settled_by, row.note = ExternalState.REFUSED, by, note[:300]
    row.save()
    values = {**_facts(row), "reason": row.note}
    _tell("external.refused", row, recipient(row.assignment.reviewer), values, "refused")
    record("external reviewer refused", actor=by, edition=paper.workshop, about=paper, reason=note)


def _facts(row: ExternalReviewer) -> dict[str, Any]:
    paper = row.assignment.submission
    path = reverse("reviews:externals", args=[paper.workshop.slug, paper.number])
    return {
        "person": str(row), "number": paper.number, "title": paper.shown_title,
        "url": mail.address(path),
    }  # fmt: skip


@transaction.atomic
def accept(*, row: ExternalReviewer) -> User:
    """The reader of the mail takes the paper. Returns their account, made if there is none.

    Raises InvitationClosed, also where a conflict came up since.
    """
    if bar_to(row):
        raise InvitationClosed
    user = accounts.person_with(row.email)
    _answer(row, ExternalState.ACCEPTED, user=user)
    accounts.address_proved(user, row.email)
    accounts.complete_profile(
        user, given_name=row.given_name, family_name=row.family_name, affiliation=row.affiliation
    )
    _tell_of_answer(row, "accepted")
    return user


@transaction.atomic
def decline(*, row: ExternalReviewer, reason: str) -> None:
    """Raises InvitationClosed."""
    _answer(row, ExternalState.DECLINED, answer=reason)
    _tell_of_answer(row, f"declined: {reason}" if reason else "declined")


def _answer(row: ExternalReviewer, state: ExternalState, **fields: Any) -> None:
    """Single use: of two answers at once, one finds the invitation closed."""
    open_now = ExternalReviewer.objects.invited(row.assignment.submission.workshop.now())
    if not open_now.filter(pk=row.pk).update(state=state, **fields):
        raise InvitationClosed
    row.refresh_from_db()


def _tell_of_answer(row: ExternalReviewer, answer: str) -> None:
    """The member and the chairs who handle the paper."""
    paper = row.assignment.submission
    values = {**_facts(row), "answer": answer}
    told = {row.assignment.reviewer, *policy.readers_of(paper, Audience.CHAIRS)}
    for person in told:
        _tell("external.answered", row, recipient(person), values, f"{answer[:8]}:{person.pk}")
    record("external reviewer answered", edition=paper.workshop, about=paper, answer=answer[:8])


@transaction.atomic
def give_back(*, row: ExternalReviewer, reason: str) -> None:
    """They accepted, and cannot after all. Raises NotAllowed once their review is in."""
    if row.is_in:
        raise NotAllowed("Your review is in already.")
    row.state, row.answer = ExternalState.DECLINED, reason
    row.save(update_fields=["state", "answer"])
    _tell_of_answer(row, f"gave it back: {reason}" if reason else "gave it back")


@transaction.atomic
def withdraw(*, row: ExternalReviewer, by: User) -> None:
    """From now on the link and the paper are closed to them. Raises NotAllowed."""
    paper = row.assignment.submission
    view = policy.view_of(by, paper)
    if not (view.handles or (row.assignment.reviewer == by and view.is_reviewer)):
        raise NotAllowed
    _end(row)
    record("external reviewer taken off", actor=by, edition=paper.workshop, about=paper)


def end_those_of(assignment: Assignment) -> None:
    """Whoever helped with a paper that its member no longer has is out too."""
    for row in assignment.externals.filter(state__in=OPEN_EXTERNALS):
        row.assignment = assignment
        _end(row)


def _end(row: ExternalReviewer) -> None:
    before, row.state = row.state, ExternalState.WITHDRAWN
    row.save(update_fields=["state"])
    if before == ExternalState.ASKED:
        return
    knew = before == ExternalState.ACCEPTED
    title = row.assignment.submission.shown_title if knew else "the paper you were asked about"
    to = recipient(row.user) if row.user else mail.Recipient(row.email, str(row))
    _tell("external.ended", row, to, {"title": title}, "ended")


@transaction.atomic
def set_listed(*, user: User, workshop: Workshop, is_listed: bool) -> None:
    """Whether the proceedings name them among those who helped."""
    own = ExternalReviewer.objects.filter(user=user, assignment__submission__workshop=workshop)
    own.update(is_listed=is_listed)
