"""Authors answer their reviews between the reviews' date and the decision, if the edition wants it."""

import re
from datetime import UTC, datetime, timedelta

import pytest

from dtms_site import clock
from dtms_site.mail.models import OutboxMessage
from dtms_site.workshops import reminding
from dtms_site.workshops.enums import DeadlineKind
from dtms_site.workshops.models import Workshop
from dtms_site.workshops.services import set_deadline
from reviews.author_view import reviews_for_authors, reviews_to_answer
from reviews.models import AuthorResponse, Review
from reviews.services import decisions, responses, reviews
from reviews.services.errors import NotAllowed
from tests.editions import DECIDING, answers, decided
from tests.program.accepted import fresh

pytestmark = pytest.mark.django_db
# Reviews are due at the end of 14 February, decisions are made on the 17th.
OPENED = datetime(2027, 2, 15, 13, tzinfo=UTC)
ENDS = datetime(2027, 2, 16, 12, tzinfo=UTC)
PAGE = "/dtms/papers/1/response/"


@pytest.fixture
def asked(world):
    """Authors of paper 1 may answer until the 16th, noon UTC: Rex and Lena are done."""
    set_deadline(
        workshop=world.workshop, by=world.chen_chair, kind=DeadlineKind.RESPONSE, at=ENDS,
        is_hard=True, is_public=False, grace_minutes=0,
    )  # fmt: skip
    world.workshop = Workshop.objects.get(pk=world.workshop.pk)
    world.paper = fresh(world.paper)
    return world


def open_page(client, at=OPENED, path=PAGE):
    with clock.at(at):
        return client.get(path)


def post(client, text, base, *, at=OPENED, data=False, **more):
    headers = {"accept": "application/json"} if data else {}
    with clock.at(at):
        return client.post(PAGE, {"q-response": text, "base": base, **more}, headers=headers)


def answered(asked, text="The drift of figure 2 is in metres."):
    with clock.at(OPENED):
        return responses.send_response(
            paper=fresh(asked.paper), by=asked.ada_author, text=text, based_on=0
        )


def test_without_a_date_for_it_there_is_no_such_page_and_no_review_to_read(world, sign_in):
    client = sign_in(world.ada_author)
    assert open_page(client).status_code == 404
    assert b"Rex was here" not in open_page(client, path="/dtms/papers/1/").content
    with clock.at(OPENED):
        assert reviews_to_answer(fresh(world.paper)) == []


@pytest.mark.parametrize(
    ("at", "status"),
    [
        (datetime(2027, 2, 15, 11, 59, 59, tzinfo=UTC), 404),
        (datetime(2027, 2, 15, 12, tzinfo=UTC), 200),
        (ENDS - timedelta(seconds=1), 200),
        (ENDS, 404),
    ],
)
def test_authors_read_the_reviews_between_the_two_dates_and_not_before_or_after(
    asked, sign_in, at, status
):
    page = open_page(sign_in(asked.ada_author), at)
    assert page.status_code == status
    assert (b"Lena was here" in page.content) == (status == 200)


def test_only_authors_of_the_paper_answer(asked, sign_in):
    for who in ("otto_other", "rex_reviewer", "chen_chair", "kim_conflicted", "sam_stranger"):
        assert open_page(sign_in(getattr(asked, who))).status_code == 404, who
    assert open_page(sign_in(asked.amir_author_member)).status_code == 200


def test_the_page_is_the_same_whoever_reviewed_and_names_nobody(asked, sign_in):
    client = sign_in(asked.ada_author)
    before = bare(open_page(client))
    mine = asked.paper.assignments.filter(reviewer=asked.rex_reviewer)
    mine.update(reviewer=asked.nina_unassigned)
    assert bare(open_page(client)) == before
    for person in (asked.rex_reviewer, asked.lena_lead, asked.nina_unassigned):
        assert person.family_name.encode() not in before


def bare(response):
    return re.sub(rb'(csrfmiddlewaretoken" value|nonce)="[^"]*"', b"", response.content)


def test_only_what_is_meant_for_authors_is_read(asked):
    with clock.at(OPENED):
        read = reviews_to_answer(fresh(asked.paper))
    labels = {text.label for review in read for text in review.texts}
    told = asked.workshop.criteria.filter(audience="authors", kind="text")
    assert labels
    assert labels <= set(told.values_list("label", flat=True))


def test_a_late_review_gets_the_next_letter_and_all_keep_theirs_with_the_decision(asked):
    with clock.at(OPENED):
        before = [(r.letter, r.texts) for r in reviews_to_answer(fresh(asked.paper))]
    with clock.at(OPENED + timedelta(hours=1)):
        reviews.send_review(
            paper=fresh(asked.paper), by=asked.todd_todo, based_on=0,
            answers=answers(asked.paper, 3, "Todd was late."),
        )  # fmt: skip
        after = [(r.letter, r.texts) for r in reviews_to_answer(fresh(asked.paper))]
    assert [letter for letter, _ in after] == ["A", "B", "C"]
    assert after[:2] == before
    decided(fresh(asked.paper), asked.chen_chair)
    with clock.at(DECIDING):
        decisions.release_decisions(workshop=asked.workshop, by=asked.chen_chair)
    assert [(r.letter, r.texts) for r in reviews_for_authors(fresh(asked.paper))] == after


def test_a_draft_is_kept_while_it_is_written_and_nobody_on_the_committee_reads_it(asked, sign_in):
    client = sign_in(asked.ada_author)
    kept = post(client, "Reviewer A is ri", 0, data=True)
    assert kept.json() == {"base": 1, "saved": "13:00:00"}
    assert "Reviewer A is ri" in open_page(client).content.decode()
    assert b"Reviewer A is ri" not in committee_reads(asked, sign_in, asked.chen_chair)


def committee_reads(asked, sign_in, who):
    return open_page(sign_in(who), path="/dtms/reviews/1/").content


def test_a_second_author_loses_nothing_that_the_first_wrote(asked, sign_in):
    post(sign_in(asked.ada_author), "Ada's words", 0)
    clash = post(sign_in(asked.amir_author_member), "Amir's words", 0)
    assert clash.status_code == 409
    page = clash.content.decode()
    assert "Ada&#x27;s words" in page
    assert "Amir&#x27;s words" in page
    assert post(sign_in(asked.amir_author_member), "Both", 1).status_code == 302


def test_an_answer_that_is_too_long_or_empty_is_not_sent_and_stays_in_the_form(asked, sign_in):
    client = sign_in(asked.ada_author)
    long = "word " * 501
    refused = post(client, long, 0, send="yes")
    assert refused.status_code == 422
    assert "It has 501 words; at most 500 are read." in refused.content.decode()
    assert long.strip() in refused.content.decode()
    assert post(client, "  ", 0, send="yes").status_code == 422
    assert not AuthorResponse.objects.filter(sent_at__isnull=False).exists()


def test_what_is_sent_is_read_by_its_reviewers_and_chairs_and_by_nobody_else(asked, sign_in):
    post(sign_in(asked.ada_author), "The drift is in metres.", 0, send="yes")
    for who in ("rex_reviewer", "todd_todo", "chen_chair"):
        assert b"drift is in metres" in committee_reads(asked, sign_in, getattr(asked, who)), who
    for who in ("nina_unassigned", "kim_conflicted", "xavi_conflicted_chair"):
        assert b"drift is in metres" not in committee_reads(asked, sign_in, getattr(asked, who))
    chairs = open_page(sign_in(asked.chen_chair), path="/dtms/chair/papers/1/").content
    assert b"drift is in metres" in chairs


def test_after_the_date_nothing_is_taken_and_authors_keep_what_they_sent(asked, sign_in):
    answered(asked)
    client = sign_in(asked.ada_author)
    assert post(client, "More", 1, at=ENDS, send="yes").status_code == 422
    page = open_page(client, ENDS).content
    assert b"in metres" in page
    assert b"Lena was here" not in page
    with clock.at(ENDS), pytest.raises(NotAllowed):
        responses.save_response(paper=fresh(asked.paper), by=asked.ada_author, text="x", based_on=1)


def test_nobody_answers_for_a_paper_that_left_the_committee(asked, sign_in):
    asked.paper.status = "withdrawn"
    asked.paper.save()
    assert open_page(sign_in(asked.ada_author)).status_code == 404


def test_a_paper_without_a_review_has_nothing_to_answer(asked, sign_in):
    Review.objects.filter(assignment__submission=asked.paper).update(
        status="draft", submitted_at=None
    )
    assert open_page(sign_in(asked.ada_author)).status_code == 404


def run(at):
    with clock.at(at):
        reminding.run(clock.now())
    rows = OutboxMessage.objects.filter(kind__startswith="response.")
    return sorted((m.kind, m.to_email) for m in rows)


def test_authors_hear_when_it_opens_and_once_more_unless_they_have_answered(asked):
    ada, amir = asked.ada_author.email, asked.amir_author_member.email
    later = ENDS + timedelta(days=2)
    set_deadline(workshop=asked.workshop, by=asked.chen_chair, kind=DeadlineKind.RESPONSE, at=later)
    opened = [("response.open", ada), ("response.open", amir)]
    assert run(OPENED) == opened
    # The contact author once more, a day before the end.
    assert run(later - timedelta(hours=23)) == [*opened, ("response.reminder", ada)]


def test_who_has_answered_hears_no_more(asked):
    answered(asked)
    assert run(ENDS - timedelta(hours=3)) == []


def test_the_decision_says_how_it_came_about_and_who_decided_by_role(asked, sign_in):
    answered(asked)
    decided(fresh(asked.paper), asked.chen_chair)
    with clock.at(DECIDING):
        decisions.release_decisions(workshop=asked.workshop, by=asked.chen_chair)
    page = open_page(sign_in(asked.ada_author), DECIDING, "/dtms/papers/1/").content.decode()
    for told in (
        "2 members of the committee reviewed it, 1 fewer than planned.",
        "There was no written discussion.",
        "Your answer to the reviews was in before the decision.",
        "A workshop chair without a conflict decided.",
    ):
        assert told in page, told
    assert "at its meeting" not in page
    assert "Chen" not in page
