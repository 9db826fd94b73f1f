"""Accepted papers, and what follows them, by the same services as in the product."""

from datetime import UTC, datetime, timedelta
from typing import Any

from dtms_site import clock
from dtms_site.accounts.models import User
from dtms_site.workshops.enums import DeadlineKind
from dtms_site.workshops.models import Workshop
from program.models import FinalVersion, Proceedings
from program.services import announcing, camera_ready, placing, proceedings, programme
from reviews.services import decisions
from submissions import checks, files
from submissions.models import FormatReport, PaperVersion, Submission
from tests.editions import DECIDING, decided, in_review, pdf, submitted
from tests.program.builders.pdfs import make_pdf

RELEASED = DECIDING + timedelta(hours=2)
# Final versions are due on 7 March, the workshop is on 10 April.
AFTER = datetime(2027, 2, 20, 9, tzinfo=UTC)


def accepted(
    workshop: Workshop, author: User, chair: User, *, outcome: str = "accept", **changes: Any
) -> Submission:
    """A paper with a released outcome."""
    paper = unreleased(workshop, author, chair, outcome=outcome, **changes)
    release(workshop, chair)
    return fresh(paper)


def unreleased(
    workshop: Workshop, author: User, chair: User, *, outcome: str = "accept", **changes: Any
) -> Submission:
    paper = in_review(submitted(workshop, author, **changes), chair)
    more = {"conditions": "Add the data."} if outcome == "conditional" else {}
    decided(paper, chair, outcome, **more)
    return fresh(paper)


def release(workshop: Workshop, chair: User) -> None:
    with clock.at(RELEASED):
        decisions.release_decisions(workshop=workshop, by=chair)


def fresh(paper: Submission) -> Submission:
    """As stored, with nothing remembered."""
    found = Submission.objects.select_related("workshop").get(pk=paper.pk)
    found.workshop = Workshop.objects.get(pk=paper.workshop_id)
    return found


def uploaded(
    paper: Submission, author: User, *, pages: int = 2, at: datetime = AFTER
) -> PaperVersion:
    """A final PDF of so many pages, checked."""
    with clock.at(at):
        content = make_pdf(pages) + b"%% paper %d" % paper.number
        stored = files.store(pdf(content), largest_mb=50)
        version = camera_ready.add_final(paper=fresh(paper), by=author, stored=stored)
    check(version)
    return version


def check(version: PaperVersion, overall: str = "accept") -> None:
    """The real check, with the verdict that the test needs."""
    checks.run(version.report.pk)
    report = FormatReport.objects.get(version=version)
    report.overall = report.result["overall"] = overall
    report.save()


def handed_in(
    paper: Submission, author: User, *, at: datetime = AFTER, overall: str = "accept", **more: Any
) -> FinalVersion:
    check(uploaded(paper, author, at=at, **more), overall)
    with clock.at(at):
        return camera_ready.hand_in(
            paper=fresh(paper), by=author, presenter=str(author), metadata_confirmed=True
        )


def placed(workshop: Workshop, chair: User, *, minutes: int = 20) -> None:
    """All accepted papers in one session."""
    with clock.at(AFTER):
        if not workshop.sessions.exists():
            values = {"title": "Honest replicas", "chair_name": "Elif Saydan"}
            programme.add_session(workshop=workshop, by=chair, values=values)
        placing.place_papers(workshop=workshop, by=chair, minutes=minutes)


def published_programme(workshop: Workshop, chair: User) -> None:
    placed(workshop, chair)
    with clock.at(AFTER):
        announcing.publish_programme(workshop=workshop, by=chair)


TEXTS = {
    "title": "Proceedings of DTMS", "editors": "Chen Duanmu\nMaya Thornquist", "isbn": "",
    "publisher": "Merrow University Press", "rights": "© the authors", "message": "Welcome.",
}  # fmt: skip


def texts(workshop: Workshop, chair: User, **changes: Any) -> None:
    with clock.at(AFTER):
        proceedings.save_texts(workshop=workshop, by=chair, values=TEXTS | changes)


def built(workshop: Workshop, chair: User) -> Proceedings:
    """The volume of all that is handed in, made by the real engine."""
    placed(workshop, chair)
    texts(workshop, chair)
    with clock.at(AFTER):
        volume = proceedings.ask_for_build(workshop=workshop, by=chair)
        proceedings.build(volume.pk)
    return Proceedings.objects.get(pk=volume.pk)


def published(workshop: Workshop, chair: User) -> Proceedings:
    built(workshop, chair)
    with clock.at(AFTER):
        return proceedings.publish(workshop=workshop, by=chair)


def due(workshop: Workshop) -> datetime:
    bound: datetime = workshop.schedule.get(DeadlineKind.CAMERA_READY).closes_at
    return bound
