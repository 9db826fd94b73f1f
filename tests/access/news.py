"""Which mails of the matrix reach whom: those that were written since the phase before."""

from collections.abc import Callable
from datetime import timedelta
from functools import cache

from dtms_site import clock
from dtms_site.mail import catalogue
from dtms_site.mail.models import OutboxMessage
from dtms_site.workshops import reminding
from reviews.enums import Audience
from reviews.models import ThreadVisit
from reviews.services import discussion
from submissions.services import lifecycle
from tests.access.actors import ACTORS, PHASES
from tests.access.matrix import Ask
from tests.access.visits import Visits
from tests.access.world import MOMENTS, TITLE, fresh, person, somebody
from tests.people import make_person


def told(*kinds: str) -> Ask:
    """GET where a mail about paper 1 was written to this actor since the phase before."""
    return after(lambda visits: None, *kinds)


def after(act: Callable[[Visits], object], *kinds: str) -> Ask:
    """The same for what is caused on trial."""

    @cache
    def told_to(visits: Visits) -> set[str]:
        with visits.trial():
            act(visits)
            return _addresses_told(visits, kinds)

    def ask(visits: Visits, actor: str) -> str:
        user = person(actor)
        return "GET|GETr" if user and user.email in told_to(visits) else "NONE"

    return ask


def _addresses_told(visits: Visits, kinds: tuple[str, ...]) -> set[str]:
    before = PHASES[max(0, PHASES.index(visits.phase) - 1)]
    since = MOMENTS[before] if visits.phase != "S" else MOMENTS["S"] - timedelta(days=99)
    written = OutboxMessage.objects.filter(
        edition_id=visits.edition.workshop.pk, kind__in=kinds, created_at__gt=since
    )
    return {
        mail.to_email for mail in written if TITLE in mail.subject + mail.text and _may_leave(mail)
    }


def _may_leave(mail: OutboxMessage) -> bool:
    guard = catalogue.kind_of(mail.kind).guard
    return guard is None or guard(mail)


def _withdraw(visits: Visits) -> None:
    OutboxMessage.objects.all().delete()  # whoever was taken off the paper was told before
    paper = fresh(visits.edition.paper)
    lifecycle.withdraw(paper=paper, by=somebody("author"), reason="Found an error.")


def _remind(visits: Visits) -> None:
    """A day before the reviews are due."""
    due = visits.edition.workshop.schedule.at("review")
    with clock.at(due - timedelta(hours=20)):
        reminding.run(clock.now())


def _name_all(visits: Visits) -> None:
    """A comment that names everybody who has an account."""
    people = [user for actor in ACTORS if (user := person(actor))]
    discussion.comment(
        paper=fresh(visits.edition.paper), by=make_person("lena_lead"), text="What do you say?",
        audience=Audience.REVIEWERS, mentions=people,
    )  # fmt: skip


def _digest(visits: Visits) -> None:
    """As if nobody had looked at the thread yet, which these tests did."""
    ThreadVisit.objects.all().delete()
    reminding.run(clock.now())


# By phase: when there is such news at all.
NEWS: dict[str, tuple[str, Ask]] = {
    "N02": ("DN", after(_name_all, "discussion.mention")),
    "N04": ("R", told("external.answered")),
    "N03": ("R", told("review.assigned")),
    "N06": ("X", told("decision.accepted", "decision.conditional", "decision.rejected")),
    "N07": (
        "SRDN",
        after(
            _withdraw,
            "submission.withdrawn",
            "submission.withdrawal_noted",
            "review.unassigned",
            "external.ended",
        ),
    ),
    "N09": ("DN", after(_digest, "discussion.digest")),
    "N10": ("R", after(_remind, "review.reminder", "review.overdue", "external.reminder")),
}
