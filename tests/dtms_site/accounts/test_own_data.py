"""Everybody takes their own data along: all that they may see, and nothing of what they may not."""

import io
import json
import zipfile

import pytest
from django.test import Client
from django.urls import reverse

from dtms_site import clock
from dtms_site.accounts import own_data
from dtms_site.audit.models import AuditEvent
from dtms_site.mail import services as outbox
from reviews.services import decisions, discussion
from submissions.enums import ConflictSource
from submissions.services.conflicts import add_conflict
from tests.dtms_site.accounts.flows import enter, mails_to
from tests.editions import (
    DECIDING,
    REVIEWING,
    decided,
    make_edition,
    reviewed,
    submitted,
    under_review,
)

pytestmark = pytest.mark.django_db
PAGE = reverse("own-data")


@pytest.fixture
def reviewing(ada_author, rex_reviewer, lena_lead, chen_chair):
    paper = under_review(make_edition(), ada_author, chen_chair, rex_reviewer, lena_lead)
    reviewed(paper, rex_reviewer, 4, "Rex was here.")
    reviewed(paper, lena_lead, 2, "Lena was here.")
    with clock.at(REVIEWING):
        discussion.comment(paper=paper, by=lena_lead, text="I doubt it.", audience="reviewers")
    return paper


def copy_of(user):
    with zipfile.ZipFile(own_data.pack(user)) as packed:
        return packed.read("my-data.json").decode(), packed.namelist()


def test_a_copy_asks_who_it_is_and_is_told_by_mail_and_logged(sign_in, ada_author):
    submitted(make_edition(), ada_author)
    answer = sign_in(ada_author).post(PAGE)
    assert (answer.status_code, mails_to(ada_author.email, "privacy")) == (302, [])
    client = Client()
    enter(client, ada_author.email)
    assert "Make a copy" in client.get(PAGE).content.decode()
    answer = client.post(PAGE)
    assert answer["Content-Disposition"] == 'attachment; filename="dtms-my-data.zip"'
    assert "no-store" in answer["Cache-Control"]
    with zipfile.ZipFile(io.BytesIO(b"".join(answer.streaming_content))) as packed:
        told = json.loads(packed.read("my-data.json"))
        pdfs = [name for name in packed.namelist() if name.endswith(".pdf")]
    assert told["profile"]["email"] == ada_author.email
    assert [paper["title"] for paper in told["papers"]] == ["A Twin That Knows When It Is Wrong"]
    assert len(pdfs) == 1
    assert len(mails_to(ada_author.email, "privacy.export_ready")) == 1
    assert AuditEvent.objects.filter(verb="own data copied", actor_id=ada_author.pk).count() == 1


def test_reviewers_take_what_they_wrote_and_nothing_of_the_others(reviewing, rex_reviewer):
    text, files = copy_of(rex_reviewer)
    assert "Rex was here." in text
    assert "Lena was here." not in text
    assert "I doubt it." not in text
    assert files == ["my-data.json"]


def test_authors_find_no_reviewer_no_outcome_and_no_mail_that_waits(
    reviewing, ada_author, chen_chair, rex_reviewer
):
    add_conflict(paper=reviewing, user=ada_author, by=chen_chair, source=ConflictSource.CHAIR,
                 reason="a secret of the chairs")  # fmt: skip
    decided(reviewing, chen_chair, "accept", reason="Strong evidence.")
    before, _ = copy_of(ada_author)
    with clock.at(DECIDING):
        decisions.release_decisions(workshop=reviewing.workshop, by=chen_chair)
    row = mails_to(ada_author.email, "decision.accepted")[0]
    waiting, _ = copy_of(ada_author)
    with clock.at(DECIDING + decisions.UNDO):
        outbox.send(row.pk)
    after, _ = copy_of(ada_author)
    for text in (before, waiting, after):
        assert "was here" not in text
        assert rex_reviewer.family_name not in text
        assert "a secret of the chairs" not in text
    assert "Under review" in before
    assert "Strong evidence." not in before + waiting
    assert "Strong evidence." in after
