"""The rehearsal copy of an edition: its plan and committee, and nothing that anybody sent in."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.db import models, transaction

from dtms_site import clock
from dtms_site.accounts.models import User
from dtms_site.audit.services import record
from dtms_site.mail.models import MailText
from dtms_site.rehearsal import people
from dtms_site.workshops.enums import DeadlineKind
from dtms_site.workshops.models import Rehearsal, Workshop
from reviews.models import AssignmentRules, InstitutionNames, ReviewerProfile
from submissions.models import FormatRules

NEEDED = (DeadlineKind.SUBMISSION, DeadlineKind.REVIEW, DeadlineKind.NOTIFICATION)
LONGEST_SLUG = 38
NOT_COPIED = {"id", "slug", "rehearsal_of", "edition_line", "keeps_mail_on_screen", "clock_offset",
              "created_at", "reminders_paused", "retention_told_at", "sealed_at"}  # fmt: skip
LINE = "Rehearsal: papers and reviews are invented"


class NotNow(Exception):
    """Why there can be no rehearsal, as a sentence."""


@transaction.atomic
def begin(*, live: Workshop, by: User, settings: Mapping[str, Any]) -> Rehearsal:
    """Make the copy, with its clock at the opening of submissions. Raises NotNow.

    Papers and reviews are never copied: a chair may be conflicted with some of them, and in the
    copy a chair may look as anybody. What it holds of papers, it makes up itself.
    """
    if live.is_rehearsal or Workshop.objects.filter(rehearsal_of=live).exists():
        raise NotNow("There is a rehearsal of this edition already.")
    lacking = [DeadlineKind(kind).label for kind in NEEDED if live.schedule.at(kind) is None]
    if lacking:
        raise NotNow(f"Set these dates first: {', '.join(lacking)}.")
    slug = f"{live.slug[:LONGEST_SLUG]}-rehearsal"
    if Workshop.objects.filter(slug=slug).exists():
        raise NotNow(f"An edition has the address /{slug}/ already. Ask the operator to change it.")
    kept = {f.name: getattr(live, f.name) for f in _plain_fields(live) if f.name not in NOT_COPIED}
    rehearsal = Workshop.objects.create(
        **kept, slug=slug, rehearsal_of=live, edition_line=LINE, keeps_mail_on_screen=True,
        clock_offset=live.opens_at - clock.now(),
    )  # fmt: skip
    play = Rehearsal.objects.create(workshop=rehearsal, stands_at=live.opens_at, **settings)
    _copy_plan(live, rehearsal)
    people.copy_committee(live, rehearsal)
    _copy_limits(live, rehearsal)
    people.add_members(rehearsal, play.members)
    record("rehearsal begun", actor=by, edition=live, about=rehearsal)
    return play


def _plain_fields(live: Workshop) -> list[Any]:
    return [field for field in live._meta.concrete_fields if not field.auto_created]


def _copy_plan(live: Workshop, rehearsal: Workshop) -> None:
    """Types, topics, declarations, dates, rules, questions and texts."""
    types = _copies(live.paper_types.all(), workshop=rehearsal)
    _copies(live.topics.all(), workshop=rehearsal)
    _copies(live.declarations.all(), workshop=rehearsal)
    for rows in (live.deadlines.all(), live.criteria.asked()):
        for row in rows:
            own = types[row.paper_type_id] if row.paper_type_id else None
            _copies([row], workshop=rehearsal, paper_type=own)
    _copies(live.reminder_rules.all(), workshop=rehearsal)
    for model in (FormatRules, AssignmentRules, InstitutionNames):
        _copies(model.objects.filter(workshop=live), workshop=rehearsal)
    _copies(MailText.objects.of(live).current(), edition_id=rehearsal.pk)


def _copies(rows: Iterable[Any], **changes: Any) -> dict[Any, models.Model]:
    """A new row for each, with these changes. Returns the new by the id of the old."""
    made = {}
    for row in rows:
        old, row.pk = row.pk, None
        row._state.adding = True  # noqa: SLF001  # as Django documents for copies
        for name, value in changes.items():
            setattr(row, name, value)
        row.save()
        made[old] = row
    return made


def _copy_limits(live: Workshop, rehearsal: Workshop) -> None:
    """How much each member takes on, and of which topics. What they told of their own work stays
    where they told it."""
    topics = {topic.name: topic for topic in rehearsal.topics.all()}
    for profile in live.reviewer_profiles.select_related("user").prefetch_related("topics"):
        double = rehearsal.rehearsal_people.filter(stands_for=profile.user).first()
        if double is None:
            continue
        own = ReviewerProfile.objects.create(
            workshop=rehearsal, user=double.user, most_papers=profile.most_papers,
            is_senior=profile.is_senior,
        )  # fmt: skip
        own.topics.set(topics[t.name] for t in profile.topics.all() if t.name in topics)
