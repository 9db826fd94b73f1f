"""The sample's way to print: second looks, final versions, the day, the volume."""

import time
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING, Any

from dtms_site import clock
from dtms_site.accounts.models import User
from dtms_site.management.demo import paper_pdf
from dtms_site.management.demo.content import (
    PaperContent,
    ProgrammeItem,
    load_people,
    load_programme,
)
from dtms_site.workshops.models import Workshop
from program.enums import SlotKind
from program.services import announcing, camera_ready, proceedings, programme
from reviews.enums import Advice
from reviews.services import conditions
from submissions import checks, files
from submissions.enums import CheckState, SubmissionStatus
from submissions.models import FormatReport, Submission

if TYPE_CHECKING:
    from dtms_site.management.demo.load import Sample

PAPER_MINUTES = 15
RESPONSE = "Each condition is met; what changed is marked in the margin.\n\n> {conditions}"
TEXTS = {
    "publisher": "Pearl Bay University Press",
    "isbn": "978-0-00-000000-2",
    "rights": "Authors keep the rights to their papers. Readers may copy and share the papers "
    "under the Creative Commons Attribution 4.0 licence. All people, places and papers in this "
    "volume are invented.",
    "message": "Twins promise an answer before the network has to give one. The papers in this "
    "volume ask what such an answer is worth, and most of them bring measurements.\n\nEach paper "
    "was read by three members of the committee. We thank the authors, who sent finished work, and "
    "the reviewers, who said what was missing.",
}


def publish(sample: "Sample") -> None:
    """Take the accepted papers of a released sample to a public programme and volume."""
    for content, paper in sample.under_review():
        if paper.status == SubmissionStatus.CONDITIONALLY_ACCEPTED:
            _second_look(sample, content, paper)
        if content.decision and content.decision.outcome != "reject":
            _hand_in(sample, content, paper)
            sample.say(f"final version of paper {paper.number}")
    chair = sample.accounts["pia_publication"]
    with clock.at(sample.moments.day(36)):
        begins: datetime | None = _begin_of_day(sample)
        for item in load_programme():
            _put(sample, item, chair, begins)
            begins = None  # each part follows the one before it
        announcing.publish_programme(workshop=sample.workshop, by=chair)
    _bind(sample, chair)


def _second_look(sample: "Sample", content: PaperContent, paper: Submission) -> None:
    told = content.decision
    assert told is not None
    chair = sample.handler_of(paper)
    with clock.at(sample.moments.day(19)):
        conditions.send_revision(
            paper=paper, by=sample.accounts[content.contact], stored=_final_pdf(content, paper),
            response=RESPONSE.format(conditions=told.conditions),
        )  # fmt: skip
    if told.shepherd:
        with clock.at(sample.moments.day(21)):
            conditions.advise(
                paper=paper, by=sample.accounts[told.shepherd], advice=Advice.MET, note=""
            )
    with clock.at(sample.moments.day(22)):
        conditions.confirm_conditions(paper=paper, by=chair)
    paper.refresh_from_db()


def _final_pdf(content: PaperContent, paper: Submission) -> files.StoredFile:
    """The reviewed PDF again, or a mended one where its format was wrong."""
    if content.format == "ok" and paper.current:
        data = files.read(paper.current.file)
    else:
        data = paper_pdf.build_pdf(replace(content, format="ok"), load_people())
    return files.store_bytes(data, f"{content.slug}-final.pdf")


def _hand_in(sample: "Sample", content: PaperContent, paper: Submission) -> None:
    author = sample.accounts[content.contact]
    with clock.at(sample.moments.day(23 + 6 * sample.random.random())):
        if camera_ready.newest_final(paper) is None:
            camera_ready.add_final(paper=paper, by=author, stored=_final_pdf(content, paper))
        version = camera_ready.newest_final(paper)
        assert version is not None
        checks.run(version.report.pk)
        presenter = sample.random.choice(list(paper.authors.all())).name
        camera_ready.hand_in(paper=paper, by=author, presenter=presenter, metadata_confirmed=True)


def _begin_of_day(sample: "Sample") -> datetime:
    first = load_programme()[0].start
    return datetime.combine(sample.day_of_workshop, first, sample.workshop.zone)


def _put(sample: "Sample", item: ProgrammeItem, by: User, begins: datetime | None) -> None:
    """One entry of the day."""
    if item.kind == "session":
        session = programme.add_session(
            workshop=sample.workshop, by=by,
            values={"title": item.title, "chair": sample.accounts[item.chair],
                    "starts_at": begins},
        )  # fmt: skip
        for order, number in enumerate(n for n in item.papers if n in sample.papers):
            values: dict[str, Any] = {
                "kind": SlotKind.PAPER, "submission": sample.papers[number], "session": session,
                "minutes": PAPER_MINUTES,
            }  # fmt: skip
            slot = programme.add_slot(workshop=sample.workshop, by=by, values=values)
            programme.change(thing=slot, by=by, values={"order": order})
        return
    people = [load_people()[key] for key in item.speakers]
    alone = people[0] if len(people) == 1 else None
    values = {
        "kind": SlotKind(item.kind), "title": item.title, "minutes": item.minutes,
        "starts_at": begins, "abstract": item.abstract,
        "speaker": ", ".join(person.name for person in people),
        "affiliation": alone.affiliation if alone else "",
    }  # fmt: skip
    programme.add_slot(workshop=sample.workshop, by=by, values=values)


def _await_checks(workshop: Workshop, seconds: float = 120) -> None:
    """A worker of a running site may have taken some of them."""
    waiting = FormatReport.objects.filter(version__submission__workshop=workshop)
    end = time.monotonic() + seconds
    while waiting.exclude(state=CheckState.DONE).exists() and time.monotonic() < end:
        time.sleep(0.2)


def _bind(sample: "Sample", by: User) -> None:
    """Today: a worker of a running site may be faster than this command, and has its own clock."""
    workshop = sample.workshop
    _await_checks(workshop)
    proceedings.save_texts(workshop=workshop, by=by, values=TEXTS)
    volume = proceedings.ask_for_build(workshop=workshop, by=by)
    sample.say("binding the proceedings")
    proceedings.build(volume.pk)
    volume.refresh_from_db()
    while volume.is_at_work:
        time.sleep(0.5)
        volume.refresh_from_db()
    proceedings.publish(workshop=workshop, by=by)
