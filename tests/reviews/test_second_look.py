"""A conditional paper: its authors answer, its shepherd looks, its chair settles it."""

from datetime import UTC, datetime

import pytest
from django.urls import reverse

from dtms_site import clock
from dtms_site.mail.models import OutboxMessage
from reviews import policy
from reviews.enums import Advice
from reviews.models import Revision
from reviews.reading import reviews_for
from reviews.services import conditions, decisions
from reviews.services.errors import NotAllowed
from submissions import files
from submissions.enums import SubmissionStatus
from submissions.models import Submission
from tests.editions import TINY_PDF, decided, pdf

AFTER = datetime(2027, 2, 20, 9, tzinfo=UTC)
TOO_LATE = datetime(2027, 4, 1, 9, tzinfo=UTC)


@pytest.fixture
def world(world):
    """Paper 1 is conditional, in the care of Nina, who did not review it."""
    decided(world.paper, world.chen_chair, "conditional", conditions="Add the **data**.",
            shepherd=world.nina_unassigned)  # fmt: skip
    with clock.at(AFTER):
        decisions.release_decisions(workshop=world.workshop, by=world.chen_chair)
    world.paper = fresh(world.paper)
    return world


@pytest.fixture
def now():
    with clock.at(AFTER):
        yield


def fresh(paper):
    found = Submission.objects.get(pk=paper.pk)
    found.workshop = paper.workshop
    return found


def send(world, response="The data are in an appendix."):
    stored = files.store(pdf(TINY_PDF + response.encode()), largest_mb=50)
    return conditions.send_revision(
        paper=world.paper, by=world.ada_author, stored=stored, response=response
    )


def address(world, name):
    return reverse(name, args=[world.workshop.slug, world.paper.number])


def mails(kind):
    return list(OutboxMessage.objects.filter(kind=kind))


def test_the_shepherd_is_told_of_a_new_version_and_reads_it(world, now, sign_in):
    send(world)
    (mail,) = mails("shepherd.version_ready")
    assert mail.to_email == world.nina_unassigned.email
    client = sign_in(world.nina_unassigned)
    page = client.get(address(world, "reviews:paper")).content.decode()
    assert "The data are in an appendix." in page
    assert client.get(address(world, "reviews:revision-pdf")).status_code == 200
    assert (
        world.paper.shown_title
        in client.get(reverse("reviews:mine", args=[world.workshop.slug])).content.decode()
    )


def test_a_shepherd_reads_the_reviews_and_other_members_do_not(world, now):
    def read(person):
        view = policy.view_of(person, world.paper)
        return len(reviews_for(person, world.paper, view))

    assert read(world.nina_unassigned) == 2
    assert read(world.todd_todo) == 0


@pytest.mark.parametrize(
    "who", ["rex_reviewer", "todd_todo", "kim_conflicted", "xavi_conflicted_chair", "ada_author"]
)
def test_nobody_else_gets_the_revision(world, now, sign_in, who):
    send(world)
    client = sign_in(getattr(world, who))
    assert client.get(address(world, "reviews:revision-pdf")).status_code == 404
    assert client.post(address(world, "reviews:advise"), {"advice": "met"}).status_code == 404


def test_a_conditional_paper_without_a_shepherd_goes_to_its_chair(world, now):
    world.paper.decisions.update(shepherd=None)
    send(world)
    assert mails("shepherd.version_ready")[0].to_email == world.chen_chair.email


def test_an_author_answers_in_the_browser_and_nothing_is_lost(world, now, sign_in):
    client = sign_in(world.ada_author)
    page = address(world, "reviews:revise")
    assert "Add the <strong>data</strong>." in client.get(page).content.decode()
    refused = client.post(page, {"response": "It is all there now."})
    assert refused.status_code == 422
    assert "It is all there now." in refused.content.decode()
    sent = client.post(page, {"response": "It is all there now.", "pdf": pdf()}, follow=True)
    assert "Your new version came in" in sent.content.decode()
    assert Revision.objects.get().response == "It is all there now."


def test_after_the_camera_ready_date_no_version_is_taken(world, sign_in):
    with clock.at(TOO_LATE), pytest.raises(NotAllowed):
        send(world)
    with clock.at(TOO_LATE):
        client = sign_in(world.ada_author)
        answer = client.post(address(world, "reviews:revise"), {"response": "x", "pdf": pdf()})
    assert answer.status_code == 422


def test_met_conditions_make_the_paper_accepted_and_its_pdf_a_final_one(world, now, sign_in):
    send(world)
    shepherd = sign_in(world.nina_unassigned)
    shepherd.post(address(world, "reviews:advise"), {"advice": "met", "note": "Good work."})
    chair = sign_in(world.chen_chair)
    desk = chair.get(reverse("chair:desk", args=[world.workshop.slug])).content.decode()
    assert "conditional paper to settle" in desk
    assert "Good work." in chair.get(address(world, "chair:paper")).content.decode()
    chair.post(address(world, "chair:settle"), {"confirm": "", "note": "Well done."})
    paper = fresh(world.paper)
    assert paper.status == SubmissionStatus.ACCEPTED
    assert paper.versions.final().count() == 1
    assert {m.to_email for m in mails("conditions.confirmed")} >= {world.ada_author.email}
    author = sign_in(world.ada_author).get(paper.get_absolute_url()).content.decode()
    assert "its conditions are met" in author
    assert "Good work." not in author


def test_no_authors_mail_or_page_names_the_shepherd(world, now, sign_in):
    send(world)
    page = sign_in(world.ada_author).get(world.paper.get_absolute_url()).content.decode()
    texts = [m.text for m in OutboxMessage.objects.filter(to_email=world.ada_author.email)]
    for name in (world.nina_unassigned.family_name, world.nina_unassigned.email):
        assert name not in page
        assert not any(name in text for text in texts)


def test_a_chair_rejects_only_after_a_no_or_after_the_date(world):
    with clock.at(AFTER):
        send(world)
        with pytest.raises(NotAllowed, match="time until"):
            conditions.fail_conditions(paper=world.paper, by=world.chen_chair, note="No.")
        conditions.advise(
            paper=world.paper, by=world.nina_unassigned, advice=Advice.NOT_YET, note=""
        )
        conditions.fail_conditions(paper=world.paper, by=world.chen_chair, note="No data.")
    assert fresh(world.paper).status == SubmissionStatus.REJECTED
    assert "No data." in mails("conditions.failed")[0].text


def test_a_rejection_needs_words(world):
    with clock.at(TOO_LATE), pytest.raises(NotAllowed, match="why"):
        conditions.fail_conditions(paper=world.paper, by=world.chen_chair, note=" ")


def test_nothing_is_confirmed_without_a_version_nor_by_a_conflicted_chair(world, now):
    with pytest.raises(NotAllowed, match="No new version"):
        conditions.confirm_conditions(paper=world.paper, by=world.chen_chair)
    send(world)
    with pytest.raises(NotAllowed):
        conditions.confirm_conditions(paper=world.paper, by=world.xavi_conflicted_chair)


def test_what_a_shepherd_wrote_is_still_there_when_no_answer_was_chosen(world, now, sign_in):
    send(world)
    shepherd = sign_in(world.nina_unassigned)
    refused = shepherd.post(address(world, "reviews:advise"), {"note": "A long thought."})
    assert refused.status_code == 422
    assert "A long thought." in refused.content.decode()


def test_what_a_chair_wrote_is_still_there_when_nothing_could_be_settled(world, now, sign_in):
    chair = sign_in(world.chen_chair)
    refused = chair.post(address(world, "chair:settle"), {"confirm": "", "note": "A long thought."})
    page = refused.content.decode()
    assert (refused.status_code, "No new version is in yet." in page) == (422, True)
    assert "A long thought." in page
