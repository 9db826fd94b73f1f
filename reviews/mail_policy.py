"""Which mails of an edition a chair may know of, sent or to come."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, Q

from dtms_site.accounts.models import User
from dtms_site.mail.models import OutboxMessage
from dtms_site.workshops.models import Workshop
from dtms_site.workshops.reminding import Planned
from reviews.enums import LISTS_OF_PAPERS
from reviews.sets import hidden_from_chair
from submissions.models import Submission


@dataclass(frozen=True)
class Plans:
    """Mails to come as one chair may know of them."""

    shown: list[Planned]
    of_drafts: list[Planned]
    """To be counted, and nothing else of them told."""
    is_partial: bool
    """Mails that list papers are left out, whether there are any or not."""


def plans_for(chair: User, workshop: Workshop, plans: Iterable[Planned]) -> Plans:
    """By the rules of `mail_for`, for mails that are not written yet."""
    has_conflicts = workshop.submissions.all().conflicted_with(chair).exists()
    hidden = set(hidden_from_chair(chair, workshop).values_list("pk", flat=True))
    shown, of_drafts = [], []
    for plan in plans:
        paper = plan.about if isinstance(plan.about, Submission) else None
        if paper is not None and paper.is_draft:
            of_drafts.append(plan)
        elif (paper is None or paper.pk not in hidden) and not (
            has_conflicts and plan.kind in LISTS_OF_PAPERS
        ):
            shown.append(plan)
    return Plans(shown, of_drafts, has_conflicts)


def mail_for(chair: Any, workshop: Workshop) -> Any:
    """The edition's mail less what concerns drafts and papers this chair is conflicted with."""
    # Lists of papers are hidden from whoever has a conflict; what they wrote themselves names only
    # papers that they handle.
    own = Q(about=User._meta.label, about_id=chair.pk)
    of_one_paper = Q(about=Submission._meta.label)
    conflicts = Exists(workshop.submissions.conflicted_with(chair))
    lists_papers = Q(kind__in=LISTS_OF_PAPERS)
    rows = OutboxMessage.objects.of(workshop)
    rows = rows.filter(~lists_papers | own | of_one_paper | ~conflicts)
    hidden = hidden_from_chair(chair, workshop).values("pk")
    return rows.exclude(about=Submission._meta.label, about_id__in=hidden)
