from datetime import timedelta

import pytest
from django.core.files.storage import default_storage

from dtms_site import clock
from dtms_site.audit.models import AuditEvent
from dtms_site.mail.models import OutboxMessage
from dtms_site.workshops.enums import DeadlineKind
from program.models import FinalVersion
from program.services import camera_ready as service
from program.services.errors import NotNow
from submissions import files
from submissions.enums import SubmissionStatus
from submissions.front_pages import Printed
from submissions.services.details import AuthorDetails
from tests.editions import make_edition, pdf
from tests.program.accepted import (
    AFTER,
    accepted,
    due,
    fresh,
    handed_in,
    unreleased,
    uploaded,
)
from tests.program.builders.pdfs import make_pdf

pytestmark = pytest.mark.django_db


@pytest.fixture
def paper(ada_author, cora_coauthor, chen_chair):
    return accepted(make_edition(), ada_author, chen_chair, coauthors=(cora_coauthor,))


def stored(content=None):
    return files.store(pdf(content or make_pdf(1)), largest_mb=50)


def hand_in(paper, by, *, at=AFTER, **changes):
    given = {"presenter": str(by), "metadata_confirmed": True} | changes
    with clock.at(at):
        return service.hand_in(paper=fresh(paper), by=by, **given)


@pytest.mark.both_databases
def test_handing_in_moves_the_paper_and_writes_receipts(paper, ada_author, cora_coauthor):
    version = uploaded(paper, ada_author)
    final = hand_in(paper, ada_author)
    assert (fresh(paper).status, final.version, final.presenter) == (
        SubmissionStatus.CAMERA_READY, version, str(ada_author),
    )  # fmt: skip
    mails = OutboxMessage.objects.filter(kind="camera_ready.received")
    assert {mail.to_email for mail in mails} == {ada_author.email, cora_coauthor.email}
    assert all(version.sha256 in mail.text for mail in mails)


def test_an_uploaded_pdf_counts_only_when_it_is_handed_in(paper, ada_author):
    uploaded(paper, ada_author)
    assert fresh(paper).status == SubmissionStatus.ACCEPTED
    assert not FinalVersion.objects.exists()


def test_the_version_under_review_stays_what_it_was(paper, ada_author):
    before = fresh(paper).current
    final = handed_in(paper, ada_author)
    assert (fresh(paper).current, final.version.purpose) == (before, "final")


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"presenter": "Somebody Else"}, "one of the authors"),
        ({"presenter": ""}, "one of the authors"),
        ({"metadata_confirmed": False}, "Confirm"),
    ],
)
def test_what_is_missing_is_named_and_nothing_changes(paper, ada_author, changes, why):
    uploaded(paper, ada_author)
    with pytest.raises(NotNow, match=why):
        hand_in(paper, ada_author, **changes)
    assert fresh(paper).status == SubmissionStatus.ACCEPTED


def test_without_a_pdf_nothing_can_be_handed_in(paper, ada_author):
    with pytest.raises(NotNow, match="Upload"):
        hand_in(paper, ada_author)


@pytest.mark.parametrize(
    ("step", "taken"), [(-1, True), (0, False), (3600 * 24, False)], ids=["grace", "end", "later"]
)
def test_the_date_holds_with_its_grace_to_the_second(paper, ada_author, step, taken):
    uploaded(paper, ada_author)
    moment = due(paper.workshop) + timedelta(seconds=step)
    assert due(paper.workshop) == paper.workshop.schedule.at(DeadlineKind.CAMERA_READY) + timedelta(
        hours=1
    )
    if taken:
        hand_in(paper, ada_author, at=moment)
    else:
        with pytest.raises(NotNow, match="date has passed"):
            hand_in(paper, ada_author, at=moment)
        with clock.at(moment), pytest.raises(NotNow):
            service.add_final(paper=fresh(paper), by=ada_author, stored=stored())
    assert (fresh(paper).status == SubmissionStatus.CAMERA_READY) is taken


@pytest.mark.parametrize("outcome", ["reject", "conditional"])
def test_a_paper_that_is_not_accepted_takes_no_final_version(ada_author, chen_chair, outcome):
    paper = accepted(make_edition(), ada_author, chen_chair, outcome=outcome)
    with clock.at(AFTER), pytest.raises(NotNow):
        service.add_final(paper=fresh(paper), by=ada_author, stored=stored())


def test_before_the_release_nothing_is_taken(ada_author, chen_chair):
    paper = unreleased(make_edition(), ada_author, chen_chair)
    with clock.at(AFTER), pytest.raises(NotNow):
        service.add_final(paper=paper, by=ada_author, stored=stored())


def test_another_version_before_the_date_replaces_the_first(paper, ada_author):
    first = handed_in(paper, ada_author)
    second = uploaded(paper, ada_author, pages=3)
    final = hand_in(paper, ada_author, at=AFTER + timedelta(hours=1))
    assert (first.pk, final.version, fresh(paper).status) == (
        final.pk, second, SubmissionStatus.CAMERA_READY,
    )  # fmt: skip
    assert OutboxMessage.objects.filter(kind="camera_ready.received").count() == 4


def test_the_same_file_twice_is_one_version(paper, ada_author):
    assert uploaded(paper, ada_author) == uploaded(paper, ada_author)


def test_a_pdf_uploaded_meanwhile_is_looked_at_first(paper, ada_author, monkeypatch):
    uploaded(paper, ada_author)

    def read_slowly(version):
        uploaded(paper, ada_author, pages=3)
        return Printed("", [])

    monkeypatch.setattr(service, "printed_on", read_slowly)
    with pytest.raises(NotNow, match="meanwhile"):
        hand_in(paper, ada_author)


def test_reopening_gives_time_beyond_the_date_and_says_why(paper, ada_author, pia_publication):
    handed_in(paper, ada_author)
    late = due(paper.workshop) + timedelta(days=2)
    with clock.at(late):
        service.reopen(
            paper=fresh(paper), by=pia_publication, reason="Figure 3 is <cut> off.",
            until=late + timedelta(days=3),
        )  # fmt: skip
    assert fresh(paper).status == SubmissionStatus.ACCEPTED
    mail = OutboxMessage.objects.filter(
        kind="camera_ready.problem", to_email=ada_author.email
    ).get()
    assert "Figure 3 is <cut> off." in mail.text
    handed_in(paper, ada_author, pages=3, at=late + timedelta(days=2))
    assert fresh(paper).status == SubmissionStatus.CAMERA_READY


def test_more_time_ends_too(paper, ada_author, pia_publication):
    late = due(paper.workshop) + timedelta(days=2)
    until = late + timedelta(days=3)
    with clock.at(late):
        service.reopen(paper=fresh(paper), by=pia_publication, reason="Ill.", until=until)
    with clock.at(until), pytest.raises(NotNow):
        service.add_final(paper=fresh(paper), by=ada_author, stored=stored())


def test_more_time_in_the_past_is_none(paper, pia_publication):
    with clock.at(AFTER), pytest.raises(NotNow):
        service.reopen(paper=fresh(paper), by=pia_publication, reason="x", until=AFTER)


def test_a_waiver_goes_with_the_version_it_was_for(paper, ada_author, pia_publication):
    handed_in(paper, ada_author)
    with clock.at(AFTER):
        service.waive_format(paper=fresh(paper), by=pia_publication, reason="A scan of 1987.")
    assert FinalVersion.objects.get().format_waiver == "A scan of 1987."
    handed_in(paper, ada_author, pages=3, at=AFTER + timedelta(hours=1))
    assert FinalVersion.objects.get().format_waiver == ""


def test_a_waiver_needs_a_version(paper, pia_publication):
    with clock.at(AFTER), pytest.raises(NotNow):
        service.waive_format(paper=fresh(paper), by=pia_publication, reason="x")


def test_the_printed_title_can_be_corrected_and_authors_stay(paper, ada_author, pia_publication):
    before = [(a.name, a.user_id) for a in fresh(paper).authors.all()]
    handed_in(paper, ada_author)
    with clock.at(AFTER):
        service.correct_title(paper=fresh(paper), by=pia_publication, title="A Replica That Knows")
    after = fresh(paper)
    assert after.title == "A Replica That Knows"
    assert [(a.name, a.user_id) for a in after.authors.all()] == before
    assert FinalVersion.objects.get().presenter in {a.name for a in after.authors.all()}


def test_an_empty_title_is_refused(paper, pia_publication):
    with clock.at(AFTER), pytest.raises(NotNow):
        service.correct_title(paper=fresh(paper), by=pia_publication, title="  ")
    assert fresh(paper).title != ""


def test_every_act_is_logged_about_the_paper(paper, ada_author, pia_publication):
    handed_in(paper, ada_author)
    with clock.at(AFTER):
        service.waive_format(paper=fresh(paper), by=pia_publication, reason="x")
        service.reopen(
            paper=fresh(paper), by=pia_publication, reason="y", until=AFTER + timedelta(days=3)
        )
    about = AuditEvent.objects.filter(about="submissions.Submission", about_id=paper.pk)
    verbs = list(about.order_by("pk").values_list("verb", flat=True))[-4:]
    assert verbs == [
        "final PDF uploaded", "paper camera-ready", "format of the final version waived",
        "paper accepted",
    ]  # fmt: skip


def test_a_file_lies_in_storage_under_a_name_of_its_own(paper, ada_author):
    version = uploaded(paper, ada_author)
    assert default_storage.exists(version.file.name)
    assert version.download_name == "dtms-1-final-v1.pdf"


def test_an_author_without_an_account_can_present(ada_author, chen_chair):
    workshop = make_edition()
    authors = [AuthorDetails("Ada", "Brekkestad", ada_author.email, "Kvitvik", True),
               AuthorDetails("Suk", "Arno", "suk@arno.example", "Lagoon", False)]  # fmt: skip
    paper = accepted(workshop, ada_author, chen_chair, authors=authors)
    uploaded(paper, ada_author)
    assert hand_in(paper, ada_author, presenter="Suk Arno").presenter == "Suk Arno"
