"""What one author changed in a paper that is handed in, told to the others once a day."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import timedelta

from dtms_site.audit.models import AuditEvent
from dtms_site.workshops import duties
from dtms_site.workshops.duties import Anchor, Audience, Duty, OpenWork, Phase, Rule
from dtms_site.workshops.models import Workshop
from dtms_site.workshops.reminding import FRESH
from submissions.duties import authors_of, work_of
from submissions.enums import SubmissionStatus
from submissions.models import Submission

CHANGED = "changed papers"


def register() -> None:
    duties.register(
        Duty(
            CHANGED, "Papers that a co-author changed", changed_papers,
            mails={Phase.BEGUN: "submission.updated"},
            block="Paper {number}, changed by {by}\n  {title}\n  {changes}\n  {paper_url}",
            shipped=(Rule(CHANGED, Anchor.SINCE, timedelta(hours=1)),),
        )
    )  # fmt: skip


def changed_papers(workshop: Workshop, audience: Audience) -> Iterator[OpenWork]:
    """Of submitted papers, by author, what others did lately. A new PDF has its own receipt."""
    edits: dict[int, list[AuditEvent]] = defaultdict(list)
    for event in AuditEvent.objects.filter(
        edition_id=workshop.pk, verb="paper edited", about=Submission._meta.label,
        at__gt=workshop.now() - FRESH,
    ).order_by("at", "pk"):  # fmt: skip
        edits[event.about_id or 0].append(event)
    papers = workshop.submissions.filter(pk__in=edits, status=SubmissionStatus.SUBMITTED)
    for author in authors_of(papers, workshop, Audience.AUTHORS):
        others = [e for e in edits[author.submission_id] if e.actor_id != author.user_id]
        if others:
            told = _told(others)
            yield work_of(author, lambda now, told=told: told, since=others[-1].at)  # type: ignore[misc]


def _told(edits: Iterable[AuditEvent]) -> dict[str, str]:
    people = dict.fromkeys(event.actor_name for event in edits)
    parts = dict.fromkeys(part for event in edits for part in event.facts.get("fields", []))
    return {"by": ", ".join(people), "changes": ", ".join(parts)}
