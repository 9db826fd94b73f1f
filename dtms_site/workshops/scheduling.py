"""The whole schedule set at once, and who is told of what moved."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from django.db import transaction

from dtms_site.accounts.models import User
from dtms_site.mail import services as mail
from dtms_site.workshops import dates, duties, reminding, services
from dtms_site.workshops.enums import DeadlineKind
from dtms_site.workshops.models import Deadline, PaperType, Workshop

FIELDS = ("grace_minutes", "is_hard", "is_public")
Row = tuple[DeadlineKind, PaperType | None, Mapping[str, Any]]


@transaction.atomic
def save_schedule(
    *, workshop: Workshop, by: User, opens_at: datetime, rows: Iterable[Row], reason: str,
    tell: bool,
) -> int:  # fmt: skip
    """Set every date to what a chair typed. Returns how many people were told of a move."""
    services.update_edition(workshop=workshop, by=by, changes={"opens_at": opens_at})
    before = {(d.kind, d.paper_type_id): d.at for d in workshop.schedule}
    moved = []
    for kind, paper_type, given in rows:
        fields = {name: given[name] for name in FIELDS} if given["at"] else {}
        deadline = services.set_deadline(
            workshop=workshop, by=by, kind=kind, at=given["at"], paper_type=paper_type,
            reason=reason, **fields,
        )  # fmt: skip
        old = before.get((kind, paper_type.pk if paper_type else None))
        if deadline is not None and old is not None and old != deadline.at:
            moved.append((deadline, old))
    workshop.__dict__.pop("schedule", None)
    return sum(announce(deadline, old, reason) for deadline, old in moved) if tell else 0


def announce(deadline: Deadline, old: datetime, reason: str) -> int:
    """One mail to each person with unfinished work that this date bounds. Returns how many."""
    workshop = deadline.workshop
    rules = reminding.rules_of(workshop)
    told = 0
    for duty in duties.all_duties():
        if duty.ends_with != deadline.kind:
            continue
        audience = rules[duty.key][0].audience if rules[duty.key] else duty.audiences[0]
        for work in duty.find(workshop, audience):
            if work.due == deadline.at:
                told += _tell(deadline, old, reason, work)
    return told


def _tell(deadline: Deadline, old: datetime, reason: str, work: duties.OpenWork) -> bool:
    values = {
        "what": deadline.label,
        "old": dates.in_mail(old, work.zone),
        "new": dates.in_mail(deadline.at, work.zone),
        "reason": reason,
    }
    row = mail.tell(
        "deadline.extended", work.to, values, edition=deadline.workshop, about=work.about,
        key=f"{deadline.pk}:{deadline.sequence}:{work.to.email}",
    )  # fmt: skip
    return row is not None
