"""An author hears once a day what others changed in their paper, and where a draft lies."""

from dataclasses import replace
from datetime import timedelta

import pytest

from dtms_site import clock
from dtms_site.mail import services as outbox
from dtms_site.mail.models import OutboxMessage
from dtms_site.workshops import reminding
from submissions.services import details
from tests.editions import OPEN, complete, draft, make_edition, submitted

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)
NOON = OPEN.replace(hour=12) + timedelta(days=1)


def retitle(paper, by, title, when):
    with clock.at(when):
        kept = replace(details.details_of(paper), title=title)
        return details.save_details(paper=paper, by=by, details=kept, based_on=paper.edit_version)


def told(kind):
    return list(OutboxMessage.objects.filter(kind=kind).order_by("pk"))


def test_a_co_author_hears_of_changes_once_and_the_one_who_made_them_never(
    ada_author, cora_coauthor
):
    paper = submitted(make_edition(), ada_author, coauthors=(cora_coauthor,))
    paper = retitle(paper, ada_author, "One Twin Less", NOON)
    retitle(paper, ada_author, "Two Twins Less", NOON + HOUR / 2)
    for hours in range(40):
        with clock.at(NOON + hours * HOUR):
            reminding.run(clock.now())
    (row,) = told("submission.updated")
    assert row.to_email == cora_coauthor.email
    assert "Two Twins Less" in row.text
    assert f"{ada_author} changed a paper of yours" in row.text
    assert "What is new: title." in row.text


def test_a_draft_is_told_of_unless_it_is_submitted_within_the_hour(ada_author, otto_other):
    workshop = make_edition()
    left = draft(workshop, ada_author)
    submitted(workshop, otto_other)
    for row in told("submission.draft_created"):
        with clock.at(OPEN + HOUR / 2):
            outbox.send(row.pk)
        row.refresh_from_db()
        assert row.state == "queued"
        with clock.at(OPEN + HOUR):
            outbox.send(row.pk)
    first, second = told("submission.draft_created")
    assert (first.state, second.state) == ("sent", "cancelled")
    assert left.get_absolute_url() in first.text
    assert "23:59 AoE" in first.text


def test_what_is_changed_in_a_draft_is_nobody_elses_business(ada_author, cora_coauthor):
    paper = complete(draft(make_edition(), ada_author), ada_author, coauthors=(cora_coauthor,))
    retitle(paper, ada_author, "Another", NOON)
    with clock.at(NOON + 2 * HOUR):
        reminding.run(clock.now())
    assert told("submission.updated") == []
