from datetime import timedelta

import pytest
import time_machine

from dtms_site import clock
from dtms_site.mail.models import OutboxMessage
from dtms_site.workshops.enums import DeadlineKind
from submissions.enums import SubmissionStatus
from submissions.services import lifecycle
from submissions.services.errors import Closed, NotReady
from tests.editions import OPEN, complete, draft, make_edition, submitted

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


def test_a_complete_draft_becomes_submitted_with_a_receipt(ada_author):
    paper = complete(draft(make_edition(), ada_author), ada_author)
    with clock.at(OPEN):
        version = lifecycle.submit(paper=paper, by=ada_author)
    paper.refresh_from_db()
    assert paper.status == SubmissionStatus.SUBMITTED
    assert version.number == 1
    receipt = OutboxMessage.objects.get(kind="submission.received")
    assert receipt.to_email == ada_author.email
    assert version.sha256 in receipt.text


def test_an_empty_draft_says_everything_it_lacks(ada_author):
    paper = draft(make_edition(), ada_author)
    with clock.at(OPEN), pytest.raises(NotReady) as refusal:
        lifecycle.submit(paper=paper, by=ada_author)
    assert [lack.field for lack in refusal.value.lacks] == [
        "pdf", "paper_type", "title", "abstract", "topics", "conflicts_confirmed",
        *(f"declaration-{d.pk}" for d in paper.workshop.declarations.all()),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("after", "is_taken"),
    [(-1, True), (0, True), (15 * 60 - 1, True), (15 * 60, False), (15 * 60 + 1, False)],
)
def test_the_deadline_binds_at_the_end_of_its_grace(ada_author, after, is_taken):
    workshop = make_edition()
    paper = complete(draft(workshop, ada_author), ada_author)
    bound = workshop.schedule.at(DeadlineKind.SUBMISSION)
    with clock.at(bound + timedelta(seconds=after)):
        if is_taken:
            lifecycle.submit(paper=paper, by=ada_author)
        else:
            with pytest.raises(Closed):
                lifecycle.submit(paper=paper, by=ada_author)


def test_submitting_twice_gives_the_same_receipt_once(ada_author):
    paper = submitted(make_edition(), ada_author)
    with clock.at(OPEN):
        again = lifecycle.submit(paper=paper, by=ada_author)
    assert again.number == 1
    assert OutboxMessage.objects.filter(kind="submission.received").count() == 1


def test_a_withdrawn_paper_can_come_back_before_the_deadline(ada_author):
    paper = submitted(make_edition(), ada_author)
    with clock.at(OPEN):
        lifecycle.withdraw(paper=paper, by=ada_author)
        lifecycle.revive(paper=paper, by=ada_author)
    paper.refresh_from_db()
    assert paper.status == SubmissionStatus.SUBMITTED


def test_after_the_deadline_a_withdrawal_needs_a_reason(ada_author):
    paper = submitted(make_edition(), ada_author)
    late = paper.workshop.schedule.at(DeadlineKind.SUBMISSION) + timedelta(days=1)
    with clock.at(late):
        with pytest.raises(NotReady):
            lifecycle.withdraw(paper=paper, by=ada_author)
        lifecycle.withdraw(paper=paper, by=ada_author, reason="We found an error.")
    paper.refresh_from_db()
    assert (paper.status, paper.withdrawal_reason) == ("withdrawn", "We found an error.")


def test_an_upload_that_began_in_time_counts_however_long_it_took(client, ada_author):
    """The request arrives a second before the end of grace; its body ends minutes later."""
    workshop = make_edition()
    paper = complete(draft(workshop, ada_author), ada_author)
    bound = workshop.schedule.get(DeadlineKind.SUBMISSION).closes_at
    first_byte, last_byte = bound - timedelta(seconds=1), bound + timedelta(minutes=5)
    with clock.at(first_byte), time_machine.travel(last_byte):
        lifecycle.submit(paper=paper, by=ada_author)
    paper.refresh_from_db()
    assert paper.status == SubmissionStatus.SUBMITTED
