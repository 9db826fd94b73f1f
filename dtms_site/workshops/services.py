"""Everything that changes an edition and its committees."""

import secrets
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any

from django.db import transaction
from django.forms import BaseModelFormSet
from django.urls import reverse

from dtms_site import clock
from dtms_site.accounts import services as accounts
from dtms_site.accounts.models import User
from dtms_site.audit.services import record
from dtms_site.mail import services as mail
from dtms_site.workshops import dates
from dtms_site.workshops.enums import InvitationState, Role
from dtms_site.workshops.models import (
    CalendarFeed,
    CommitteeInvitation,
    CommitteeMembership,
    Deadline,
    DeadlineChange,
    Workshop,
    calendar_secret,
)

INVITATION_LIFE = timedelta(days=14)


class InvitationClosed(Exception):
    """The link was used, withdrawn, or is older than 14 days."""


class LastChair(Exception):
    """An edition without a chair could not be opened by anybody again."""


@dataclass(frozen=True)
class Invitee:
    email: str
    given_name: str = ""
    family_name: str = ""
    affiliation: str = ""


@transaction.atomic
def update_edition(*, workshop: Workshop, by: User, changes: Mapping[str, Any]) -> list[str]:
    """Set the named fields. Returns those that differ from before."""
    changed = [name for name, value in changes.items() if getattr(workshop, name) != value]
    for name in changed:
        setattr(workshop, name, changes[name])
    if changed:
        workshop.save(update_fields=changed)
        record("edition changed", actor=by, edition=workshop, about=workshop, fields=changed)
    return changed


@transaction.atomic
def save_rows(*, workshop: Workshop, by: User, rows: BaseModelFormSet[Any], what: str) -> None:
    """Save a checked set of rows that belong to the edition, such as its topics.

    Raises ProtectedError when a row that papers use would be removed.
    """
    rows.save()
    record(
        f"{what} changed", actor=by, edition=workshop, added=len(rows.new_objects),
        changed=len(rows.changed_objects), removed=len(rows.deleted_objects),
    )  # fmt: skip


@transaction.atomic
def set_deadline(
    *, workshop: Workshop, by: User | None, kind: str, at: datetime | None,
    paper_type: Any = None, reason: str = "", **fields: Any,
) -> Deadline | None:  # fmt: skip
    """Set, move or (with `at` None) remove one date. A move keeps the old date."""
    deadline = workshop.deadlines.filter(kind=kind, paper_type=paper_type).first()
    if at is None:
        if deadline:
            deadline.delete()
            record("deadline removed", actor=by, edition=workshop, kind=kind, reason=reason)
        return None
    if deadline is None:
        deadline = Deadline(workshop=workshop, kind=kind, paper_type=paper_type, at=at)
    moved_from = deadline.at if deadline.pk and deadline.at != at else None
    deadline.at = at
    for name, value in fields.items():
        setattr(deadline, name, value)
    deadline.sequence += 1 if moved_from else 0
    deadline.save()
    workshop.__dict__.pop("schedule", None)
    if moved_from:
        _note_change(deadline, moved_from, by, reason)
    return deadline


def _note_change(deadline: Deadline, old: datetime, by: User | None, reason: str) -> None:
    DeadlineChange.objects.create(
        deadline=deadline, old=old, new=deadline.at, by=by, reason=reason,
        changed_at=deadline.workshop.now(),
    )  # fmt: skip
    record(
        "deadline moved", actor=by, edition=deadline.workshop, about=deadline, reason=reason,
        kind=deadline.kind, old=old, new=deadline.at,
    )  # fmt: skip


@transaction.atomic
def invite(
    *, workshop: Workshop, by: User, people: Iterable[Invitee], role: Role, note: str = ""
) -> list[CommitteeInvitation]:
    """Invite people who are neither invited nor in that role yet. Returns the new invitations."""
    return [
        _invite_one(workshop, by, person, role, note)
        for person in people
        if not _is_known(workshop, person.email, role)
    ]


def _is_known(workshop: Workshop, email: str, role: Role) -> bool:
    pending = workshop.invitations.pending().filter(role=role, email=email)
    held = CommitteeMembership.objects.current().filter(
        workshop=workshop, role=role, user__emailaddress__email=email.lower()
    )
    return pending.exists() or held.exists()


def _invite_one(
    workshop: Workshop, by: User, person: Invitee, role: Role, note: str
) -> CommitteeInvitation:
    token, digest = new_token()
    now = workshop.now()
    invitation = CommitteeInvitation.objects.create(
        workshop=workshop, email=person.email.lower(), given_name=person.given_name,
        family_name=person.family_name, affiliation=person.affiliation, role=role,
        token_hash=digest, invited_by=by, sent_at=now, expires_at=now + INVITATION_LIFE,
    )  # fmt: skip
    send_invitation(invitation, token, note)
    record(
        "invited", actor=by, edition=workshop, about=invitation, role=role, email=invitation.email
    )
    return invitation


def new_token() -> tuple[str, str]:
    """A secret for a link, and the hash of it that is kept."""
    token = secrets.token_urlsafe(24)
    return token, hash_of(token)


def hash_of(token: str) -> str:
    return sha256(token.encode()).hexdigest()


def send_invitation(invitation: CommitteeInvitation, token: str, note: str) -> None:
    workshop = invitation.workshop
    link = reverse("workshops:invitation", args=[workshop.slug, token])
    values = {
        "role": invitation.get_role_display(),
        "inviter": str(invitation.invited_by or "The chairs"),
        "link": mail.address(link), "answer_by": dates.in_mail(invitation.expires_at),
        "dates": dates.list_in_mail(workshop), "note": note,
    }  # fmt: skip
    mail.tell(
        "committee.invited", mail.Recipient(invitation.email, invitation.full_name), values,
        key=f"{invitation.pk}:{invitation.token_hash[:12]}", edition=workshop, about=invitation,
    )  # fmt: skip


@transaction.atomic
def invite_again(*, invitation: CommitteeInvitation, by: User) -> None:
    """A new link in a new mail; the old link dies."""
    token, digest = new_token()
    now = invitation.workshop.now()
    invitation.token_hash, invitation.sent_at = digest, now
    invitation.expires_at = now + INVITATION_LIFE
    invitation.state = InvitationState.PENDING
    invitation.answered_at = None
    invitation.save()
    send_invitation(invitation, token, "")
    record("invited again", actor=by, edition=invitation.workshop, about=invitation)


@transaction.atomic
def withdraw_invitation(*, invitation: CommitteeInvitation, by: User) -> None:
    invitation.state = InvitationState.WITHDRAWN
    invitation.save(update_fields=["state"])
    record("invitation withdrawn", actor=by, edition=invitation.workshop, about=invitation)


@transaction.atomic
def accept_invitation(*, invitation: CommitteeInvitation) -> User:
    """The reader of the mail takes the role. Returns their account, made if there was none.

    Raises InvitationClosed. Having the link proves the address, since it was sent only there.
    """
    _answer(invitation, InvitationState.ACCEPTED, "")
    user = accounts.person_with(invitation.email)
    accounts.address_proved(user, invitation.email)
    accounts.complete_profile(
        user, given_name=invitation.given_name, family_name=invitation.family_name,
        affiliation=invitation.affiliation,
    )  # fmt: skip
    appoint(workshop=invitation.workshop, user=user, role=Role(invitation.role), by=user)
    _tell_chairs("committee.accepted", invitation, person=str(user))
    return user


@transaction.atomic
def decline_invitation(*, invitation: CommitteeInvitation, reason: str) -> None:
    """Raises InvitationClosed."""
    _answer(invitation, InvitationState.DECLINED, reason)
    record("invitation declined", edition=invitation.workshop, about=invitation)
    person = invitation.full_name or invitation.email
    _tell_chairs("committee.declined", invitation, person=person, reason=reason)


def _answer(invitation: CommitteeInvitation, state: InvitationState, reason: str) -> None:
    """Single use: of two answers at once, one finds the invitation closed."""
    now = invitation.workshop.now()
    answered = (
        CommitteeInvitation.objects.pending()
        .filter(pk=invitation.pk, expires_at__gt=now)
        .update(state=state, answered_at=now, answer=reason)
    )
    if not answered:
        raise InvitationClosed
    invitation.refresh_from_db()


def _tell_chairs(kind: str, invitation: CommitteeInvitation, **values: str) -> None:
    workshop = invitation.workshop
    people = mail.address(reverse("workshops:people", args=[workshop.slug]))
    values |= {"role": invitation.get_role_display(), "people_url": people}
    for chair in CommitteeMembership.objects.chairs().filter(workshop=workshop):
        mail.tell(
            kind, recipient(chair.user), values, key=f"{invitation.pk}:{chair.user_id}:"
            f"{invitation.token_hash[:12]}", edition=workshop, about=invitation,
        )  # fmt: skip


def recipient(user: User) -> mail.Recipient:
    return mail.Recipient(user.email, user.get_full_name(), user.pk)


@transaction.atomic
def appoint(
    *, workshop: Workshop, user: User, role: Role, by: User | None, **details: Any
) -> CommitteeMembership:
    """Give a role. A person who holds it already keeps it."""
    last = workshop.memberships.count()
    membership, created = CommitteeMembership.objects.get_or_create(
        workshop=workshop, user=user, role=role, ended_at=None,
        defaults={"order": last, "joined_at": workshop.now(), **details},
    )  # fmt: skip
    if created:
        record("role given", actor=by, edition=workshop, about=membership, role=role, to=user.pk)
    return membership


@transaction.atomic
def end_membership(*, membership: CommitteeMembership, by: User) -> None:
    """From now on the role opens nothing. Raises LastChair."""
    workshop = membership.workshop
    chairs = CommitteeMembership.objects.chairs().filter(workshop=workshop)
    if membership.role == Role.CHAIR and not chairs.exclude(pk=membership.pk).exists():
        raise LastChair
    membership.ended_at = clock.now(workshop)
    membership.save(update_fields=["ended_at"])
    record(
        "role ended", actor=by, edition=workshop, about=membership, role=membership.role,
        of=membership.user_id,
    )  # fmt: skip


@transaction.atomic
def renew_calendar(user: User) -> CalendarFeed:
    """A new secret address of the person's own dates. The old one is dead at once."""
    feed, _ = CalendarFeed.objects.update_or_create(
        user=user, defaults={"secret": calendar_secret()}
    )
    record("calendar address made", actor=user, about=user)
    return feed


@transaction.atomic
def close_calendar(user: User) -> None:
    """From now on no address shows the person's own dates."""
    gone, _ = CalendarFeed.objects.filter(user=user).delete()
    if gone:
        record("calendar address closed", actor=user, about=user)
