"""What an author's own calendar holds: the papers that can still be sent or changed."""

from collections.abc import Iterator

from dtms_site.accounts.models import User
from dtms_site.workshops import feeds
from dtms_site.workshops.enums import DeadlineKind
from dtms_site.workshops.models import Workshop
from submissions import policy
from submissions.enums import EDITABLE


def register() -> None:
    feeds.register(papers_due)


def papers_due(user: User) -> Iterator[feeds.Entry]:
    mine = {"submissions__authors__user": user, "submissions__status__in": EDITABLE}
    for workshop in Workshop.objects.live().filter(**mine).distinct():
        for paper in policy.papers_of(user, workshop).filter(status__in=EDITABLE):
            due = paper.dates.get(DeadlineKind.SUBMISSION)
            if due and policy.may_still_submit(paper):
                paper.workshop = workshop
                act = "submit" if paper.is_draft else "last changes to"
                summary = f"{act} “{paper.shown_title}”"
                yield feeds.until(due, f"paper-{paper.number}", summary, paper.get_absolute_url())
