"""Some time after its day an edition is sealed: chairs are told, then the committee's words go."""

from datetime import timedelta

import pytest

from dtms_site import clock
from dtms_site.audit.models import AuditEvent
from dtms_site.mail.enums import MailState
from dtms_site.mail.models import OutboxMessage
from dtms_site.workshops import sealing
from dtms_site.workshops.enums import DeadlineKind, Role
from dtms_site.workshops.models import Workshop
from reviews.models import Bid, Comment, ReviewRevision, ReviewText
from reviews.services import decisions, discussion
from tests.editions import (
    DECIDING,
    REVIEWING,
    add_member,
    decided,
    make_edition,
    reviewed,
    under_review,
)

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]
MONTH = timedelta(days=30)


@pytest.fixture
def workshop(chen_chair, maya_chair, rex_reviewer, lena_lead, ada_author):
    """Decided and released, with words for the committee alone."""
    edition = make_edition()
    add_member(edition, maya_chair, Role.CHAIR)
    paper = under_review(edition, ada_author, chen_chair, rex_reviewer, lena_lead)
    for person in (rex_reviewer, lena_lead):
        reviewed(paper, person, text="Said.")
    with clock.at(REVIEWING):
        discussion.comment(paper=paper, by=lena_lead, text="Between us.", audience="reviewers")
        Bid.objects.create(submission=paper, member=rex_reviewer, level=2, placed_at=REVIEWING)
    review = paper.assignments.get(reviewer=rex_reviewer).review
    secret = edition.criteria.get(label="Remarks to the chairs")
    ReviewText.objects.create(review=review, criterion=secret, text="For chairs.")
    decided(paper, chen_chair, reason="A clear idea.")
    with clock.at(DECIDING):
        decisions.release_decisions(workshop=edition, by=chen_chair)
    return edition


def day_of(workshop):
    return workshop.schedule.get(DeadlineKind.WORKSHOP).at


def sweep(instant):
    with clock.at(instant):
        sealing.sweep()


def notices():
    return OutboxMessage.objects.filter(kind="retention.notice")


def fresh(workshop):
    return Workshop.objects.get(pk=workshop.pk)


def test_chairs_are_told_a_month_before_once_and_nothing_goes_yet(workshop, chen_chair, maya_chair):
    at = day_of(workshop) + timedelta(days=365)
    sweep(at - MONTH - timedelta(seconds=1))
    assert not notices().exists()
    for _ in range(2):
        sweep(at - MONTH)
    assert set(notices().values_list("to_email", flat=True)) == {chen_chair.email, maya_chair.email}
    assert notices().count() == 2
    mail = notices().first()
    assert "/dtms/chair/settings/" in mail.text
    assert mail.text.count(f"{at:%Y}") == 1
    sweep(at - timedelta(seconds=1))
    assert Comment.objects.exists()
    assert fresh(workshop).sealed_at is None


def test_what_only_the_committee_read_goes_and_what_authors_read_stays(
    workshop, ada_author, rex_reviewer, chen_chair, sign_in
):
    OutboxMessage.objects.update(state=MailState.SENT, sent_at=DECIDING)
    at = day_of(workshop) + timedelta(days=365)
    page = sign_in(ada_author).get("/dtms/papers/1/").content.decode()
    sweep(at - MONTH)
    sweep(at)
    assert fresh(workshop).sealed_at == at
    for gone in (Comment, Bid, ReviewRevision):
        assert not gone.objects.exists()
    texts = set(ReviewText.objects.values_list("criterion__audience", flat=True))
    assert texts == {"authors"}
    assert "Said." in page
    assert sign_in(ada_author).get("/dtms/papers/1/").content.decode().count("Said.") == (
        page.count("Said.")
    )
    assigned = OutboxMessage.objects.filter(kind="review.assigned")
    assert set(assigned.values_list("text", flat=True)) == {"Removed when the edition was sealed."}
    told = OutboxMessage.objects.get(kind="decision.accepted")
    assert "A clear idea." in told.text
    event = AuditEvent.objects.get(verb="edition sealed")
    assert event.facts["removed"]["comments"] == 1
    for path in ("/dtms/reviews/", "/dtms/reviews/1/", "/dtms/reviews/1/others/"):
        assert sign_in(rex_reviewer).get(path).status_code == 404
    for path in ("/dtms/chair/", "/dtms/chair/papers/1/", "/dtms/chair/timeline/",
                 "/dtms/chair/scores/", "/dtms/reviews/1/discussion/"):  # fmt: skip
        assert sign_in(chen_chair).get(path).status_code == 200
    sweep(at + MONTH)
    assert AuditEvent.objects.filter(verb="edition sealed").count() == 1


def test_nothing_goes_sooner_than_a_month_after_the_chairs_were_told(workshop):
    late = day_of(workshop) + timedelta(days=900)
    sweep(late)
    assert notices().count() == 2
    sweep(late + MONTH - timedelta(seconds=1))
    assert fresh(workshop).sealed_at is None
    sweep(late + MONTH)
    assert fresh(workshop).sealed_at == late + MONTH


def test_chairs_choose_how_long_and_see_the_moment_on_the_timeline(workshop, chen_chair, sign_in):
    chen = sign_in(chen_chair)
    page = chen.get("/dtms/chair/settings/")
    given = {k: v for k, v in page.context["form"].initial.items() if v is not None}
    with clock.at(DECIDING):
        bad = chen.post("/dtms/chair/settings/", {**given, "retention_days": 3})
        assert (bad.status_code, fresh(workshop).retention_days) == (200, 365)
        assert (
            chen.post("/dtms/chair/settings/", {**given, "retention_days": 90}).status_code == 302
        )
        assert sealing.seals_at(fresh(workshop)) == day_of(workshop) + timedelta(days=90)
        timeline = chen.get("/dtms/chair/timeline/").content.decode()
    assert "What only the committee read is removed" in timeline


def test_an_edition_without_a_day_is_never_sealed_nor_is_a_rehearsal(workshop):
    at = day_of(workshop) + timedelta(days=5000)
    workshop.deadlines.filter(kind=DeadlineKind.WORKSHOP).delete()
    assert sealing.seals_at(fresh(workshop)) is None
    sweep(at)
    assert not notices().exists()
