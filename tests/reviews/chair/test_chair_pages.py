from datetime import timedelta

import pytest

from dtms_site import clock
from dtms_site.audit.models import AuditEvent
from dtms_site.mail.catalogue import kind_of
from dtms_site.mail.models import OutboxMessage
from dtms_site.workshops import reminding
from dtms_site.workshops.services import end_membership
from reviews.enums import Outcome
from reviews.mail_policy import mail_for
from reviews.models import Decision, Review
from reviews.services.decisions import record_decision
from reviews.services.errors import NotAllowed
from submissions.models import Submission
from submissions.services.authors import tell_author
from tests.editions import (
    DECIDING,
    OPEN,
    REVIEWING,
    decided,
    draft,
    in_review,
    pdf,
    reviewed,
    submitted,
)
from tests.reading import as_read

pytestmark = pytest.mark.django_db
CHAIR_PAGES = ["", "papers/", "assignments/", "decisions/", "decisions/release/", "mail/", "log/",
               "committees/", "deadlines/", "settings/"]  # fmt: skip


@pytest.fixture
def chen(sign_in, world):
    return sign_in(world.chen_chair)


@pytest.mark.parametrize("page", CHAIR_PAGES)
@pytest.mark.parametrize("who", ["rex_reviewer", "ada_author", "sam_stranger", "pia_publication"])
def test_chairs_pages_do_not_exist_for_others(sign_in, world, who, page):
    assert sign_in(getattr(world, who)).get(f"/dtms/chair/{page}").status_code == 404


@pytest.mark.parametrize("page", CHAIR_PAGES)
def test_chairs_pages_open_for_chairs(chen, page):
    with clock.at(REVIEWING):
        assert chen.get(f"/dtms/chair/{page}").status_code == 200


def test_the_list_takes_the_same_queries_for_one_paper_and_for_three(
    chen, world, django_assert_num_queries
):
    Submission.objects.filter(pk=world.other.pk).update(status="withdrawn")
    with clock.at(REVIEWING), django_assert_num_queries(10):
        chen.get("/dtms/chair/papers/")
    for title in ("Second", "Third"):
        paper = submitted(world.workshop, world.otto_other, title=title)
        in_review(paper, world.chen_chair, world.rex_reviewer)
        reviewed(paper, world.rex_reviewer)
    with clock.at(REVIEWING), django_assert_num_queries(10):
        chen.get("/dtms/chair/papers/")


def test_a_papers_page_takes_the_same_queries_for_one_review_and_for_three(
    chen, world, django_assert_num_queries
):
    with clock.at(DECIDING), django_assert_num_queries(15):
        chen.get("/dtms/chair/papers/1/")
    for reviewer in (world.todd_todo, world.nina_unassigned):
        in_review(world.paper, world.chen_chair, reviewer)
        reviewed(world.paper, reviewer)
    with clock.at(DECIDING), django_assert_num_queries(15):
        chen.get("/dtms/chair/papers/1/")


def test_the_list_shows_scores_and_what_is_missing(chen, world):
    with clock.at(REVIEWING):
        page = as_read(chen.get("/dtms/chair/papers/"))
    assert 'aria-label="Scores 2, 4"' in page
    assert "score-missing" in page


def test_a_conflicted_chair_sees_title_and_authors_and_nothing_else(sign_in, world):
    with clock.at(REVIEWING):
        page = as_read(sign_in(world.xavi_conflicted_chair).get("/dtms/chair/papers/"))
    assert "A Twin That Knows When It Is Wrong" in page
    assert "You are conflicted." in page
    assert "Scores 2, 4" not in page
    assert "/dtms/chair/papers/1/" not in page


@pytest.mark.parametrize("path", ["papers/1/", "papers/1/edit/", "papers/1/format/1.webp"])
def test_a_conflicted_chair_opens_no_such_paper(sign_in, world, path):
    with clock.at(REVIEWING):
        assert sign_in(world.xavi_conflicted_chair).get(f"/dtms/chair/{path}").status_code == 404


def test_a_conflicted_chair_reads_neither_log_nor_mail_of_the_paper(sign_in, world):
    client = sign_in(world.xavi_conflicted_chair)
    with clock.at(REVIEWING):
        log = as_read(client.get("/dtms/chair/log/"))
        mail = as_read(client.get("/dtms/chair/mail/"))
    assert "Paper 1" not in log
    assert "Paper 2" in log
    assert "paper 1" not in mail.lower().replace("papers", "")


def test_numbers_of_a_conflicted_chair_leave_the_paper_out(sign_in, world):
    with clock.at(REVIEWING):
        page = as_read(sign_in(world.xavi_conflicted_chair).get("/dtms/chair/"))
    assert '<b>0</b><span class="sub">/0</span>' in page


def test_a_search_finds_by_words(chen, world):
    with clock.at(REVIEWING):
        page = as_read(chen.get("/dtms/chair/papers/?q=another+twin"))
    assert "Another Twin Entirely" in page
    assert "A Twin That Knows When It Is Wrong" not in page


@pytest.mark.parametrize("query", ["' OR 1=1--", "%", "_", "((((", "a" * 5000, "\\"])
def test_a_strange_search_finds_nothing_and_breaks_nothing(chen, query):
    assert (
        chen.get("/dtms/chair/papers/", {"q": query, "sort": query, "view": query}).status_code
        == 200
    )


def test_proposing_and_applying_takes_two_clicks(chen, world):
    with clock.at(REVIEWING):
        chen.post("/dtms/chair/assignments/propose/")
        assert "3 reviews proposed" in as_read(chen.get("/dtms/chair/assignments/"))
        chen.post("/dtms/chair/assignments/apply/")
    assert world.other.assignments.active().count() == 3


def test_an_impossible_proposal_says_why(chen, world):
    world.workshop.reviews_per_paper = 30
    world.workshop.save()
    with clock.at(REVIEWING):
        page = as_read(chen.post("/dtms/chair/assignments/propose/", follow=True))
    assert "Paper 1 needs 27 reviews, and only " in page
    assert "No proposal: as things stand there is none." in page


def test_a_reviewer_is_added_and_removed_by_hand(chen, world):
    with clock.at(REVIEWING):
        chen.post("/dtms/chair/papers/2/assign/", {"reviewer": world.nina_unassigned.pk})
        row = world.other.assignments.active().get()
        chen.post("/dtms/chair/papers/2/remove/", {"reviewer": row.reviewer_id})
    assert not world.other.assignments.active().exists()


@pytest.mark.parametrize("chosen", ["", "x", "0", "99999999999999999999"])
def test_assigning_nobody_is_no_accident(chen, chosen):
    assert chen.post("/dtms/chair/papers/2/assign/", {"reviewer": chosen}).status_code == 404


def test_decisions_are_recorded_one_by_one_and_many_at_once(chen, world):
    with clock.at(DECIDING):
        chen.post("/dtms/chair/papers/1/decide/", {"outcome": "accept", "reason": "Good."})
        many = {"outcome": "reject", "papers": ["2"], "confirm": "yes", "outcome-2": "reject"}
        chen.post("/dtms/chair/decisions/record/", many)
    assert [(d.submission.number, d.outcome) for d in Decision.objects.order_by("submission")] == [
        (1, "accept"), (2, "reject")
    ]  # fmt: skip


def test_a_bulk_decision_never_touches_a_paper_of_conflict(sign_in, world):
    client = sign_in(world.xavi_conflicted_chair)
    many = {"outcome": "reject", "papers": ["1", "2"]}
    said = {"confirm": "yes", "outcome-1": "reject", "outcome-2": "reject"}
    with clock.at(DECIDING):
        seen = client.post("/dtms/chair/decisions/record/", many)
        client.post("/dtms/chair/decisions/record/", many | said)
    assert [row.number for row, _ in seen.context["rows"]] == [2]
    assert [d.submission.number for d in Decision.objects.select_related("submission")] == [2]


def test_the_release_needs_the_right_number(chen, world):
    decided(world.paper, world.chen_chair, reason="Good.")
    with clock.at(DECIDING):
        wrong = chen.post("/dtms/chair/decisions/release/", {"count": "2"})
        assert wrong.status_code == 422
        assert "1 papers would be released, you typed 2" in as_read(wrong)
        right = chen.post("/dtms/chair/decisions/release/", {"count": "1"})
    assert right.headers["Location"] == "/dtms/chair/mail/"
    assert Submission.objects.get(pk=world.paper.pk).status == "accepted"


def test_the_preview_is_word_for_word_what_leaves(chen, world):
    decided(world.paper, world.chen_chair, reason="Good work on drift.")
    with clock.at(DECIDING):
        shown = chen.get("/dtms/chair/decisions/release/").context["preview"]["letter"]
        chen.post("/dtms/chair/decisions/release/", {"count": "1"})
    sent = OutboxMessage.objects.get(kind="decision.accepted", to_email=world.ada_author.email)
    assert (shown.subject, shown.text) == (sent.subject, sent.text)


def test_released_mail_can_be_stopped_or_sent_now(chen, world):
    decided(world.paper, world.chen_chair)
    with clock.at(DECIDING):
        chen.post("/dtms/chair/decisions/release/", {"count": "1"})
        assert "leave" in as_read(chen.get("/dtms/chair/mail/"))
        chen.post("/dtms/chair/mail/act/", {"stop": "yes"})
    assert {m.state for m in OutboxMessage.objects.filter(kind="decision.accepted")} == {
        "cancelled"
    }


def test_a_one_time_link_is_not_shown_to_chairs(chen, world):
    from dtms_site.workshops.services import Invitee, invite

    invite(
        workshop=world.workshop, by=world.chen_chair, people=[Invitee("x@x.example")], role="member"
    )
    row = OutboxMessage.objects.get(kind="committee.invited")
    page = as_read(chen.get(f"/dtms/chair/mail/{row.public_id}/"))
    assert "/invitation/" not in page


def test_a_chair_submits_for_an_author_and_it_is_logged_and_told(chen, world):
    with clock.at(OPEN):
        made = chen.post(
            "/dtms/chair/papers/new/",
            {"given_name": "Ida", "family_name": "Ny", "email": "ida@ny.example"},
        )
        path = made.headers["Location"]
        page = chen.get(path)
        assert page.status_code == 200
        number = int(path.rstrip("/").rpartition("/papers/")[2].partition("/")[0])
        paper = Submission.objects.get(number=number)
        data = complete_data(paper, world.workshop) | {"submit": "yes", "pdf": pdf()}
        chen.post(path, data)
    paper.refresh_from_db()
    assert paper.status == "submitted"
    assert AuditEvent.objects.filter(verb="paper submitted", actor_id=world.chen_chair.pk).exists()
    assert OutboxMessage.objects.get(kind="submission.on_behalf").to_email == "ida@ny.example"


def complete_data(paper, workshop):
    data = {
        "base": paper.edit_version, "contact": "0", "paper_type": workshop.paper_types.first().pk,
        "title": "For Ida", "abstract": "Words.", "topics": [workshop.topics.first().pk],
        "conflicts_confirmed": "on", "authors-TOTAL_FORMS": 1, "authors-INITIAL_FORMS": 1,
        "authors-0-given_name": "Ida", "authors-0-family_name": "Ny",
        "authors-0-email": "ida@ny.example", "authors-0-affiliation": "Ny University",
    }  # fmt: skip
    for d in workshop.declarations.all():
        data[f"declaration-{d.pk}"] = "no" if d.kind == "text" else "on"
    return data


def test_a_draft_is_opened_by_a_chair_only_to_help(chen, world):
    paper = draft(world.workshop, world.otto_other)
    with clock.at(OPEN):
        assert chen.get(f"/dtms/chair/papers/{paper.number}/").status_code == 404
        assert chen.get(f"/dtms/chair/papers/{paper.number}/edit/").status_code == 200


def test_the_desk_names_what_waits(chen, world):
    with clock.at(DECIDING):
        page = as_read(chen.get("/dtms/chair/"))
    assert "review overdue" in page
    assert "paper short of reviewers" in page


def test_a_draft_is_in_no_log_and_no_outbox_of_the_chairs(chen, world):
    with clock.at(OPEN):
        paper = draft(world.workshop, world.otto_other)
        tell_author("submission.withdrawn", paper.authors.get(), {"by": "Otto"}, key="x")
    with clock.at(REVIEWING):
        pages = [as_read(chen.get(f"/dtms/chair/{page}/")) for page in ("log", "mail")]
    assert [f"aper {paper.number}" in page for page in pages] == [False, False]


def test_a_chair_in_conflict_finds_no_mail_that_lists_papers(sign_in, world):
    client = sign_in(world.xavi_conflicted_chair)
    with clock.at(REVIEWING):
        page = as_read(client.get("/dtms/chair/mail/"))
        OutboxMessage.objects.update(state="failed")
        desk = as_read(client.get("/dtms/chair/"))
    assert "to review" not in page
    shown = mail_for(world.xavi_conflicted_chair, world.workshop).count()
    assert 2 == shown < OutboxMessage.objects.count()
    assert f'warn">{shown}</span> <div class="grow"><b>mails that did not arrive' in desk


def test_a_conflicted_member_cannot_become_shepherd(chen, world):
    with clock.at(DECIDING), pytest.raises(NotAllowed, match="conflict"):
        record_decision(
            paper=world.paper, by=world.chen_chair, outcome=Outcome.CONDITIONAL,
            conditions="Add the data.", shepherd=world.kim_conflicted,
        )  # fmt: skip


def test_no_decision_is_recorded_before_the_discussion_opens(chen, world):
    with clock.at(REVIEWING), pytest.raises(NotAllowed, match="Reviewing goes on"):
        record_decision(paper=world.other, by=world.chen_chair, outcome=Outcome.REJECT)


def test_who_left_the_committee_gets_no_reminder_and_no_news_of_a_paper(world):
    member = world.workshop.memberships.get(user=world.todd_todo)
    end_membership(membership=member, by=world.chen_chair)
    due = world.workshop.schedule.at("review")
    with clock.at(due - timedelta(hours=20)):
        reminding.run(clock.now())
    row = OutboxMessage.objects.filter(to_user_id=world.todd_todo.pk).get()
    assert row.kind == "review.assigned"
    assert not kind_of("review.assigned").guard(row)


def test_a_review_is_not_written_once_the_discussion_has_closed(sign_in, world):
    client = sign_in(world.todd_todo)
    with clock.at(DECIDING + timedelta(hours=4)):
        answer = client.post("/dtms/reviews/1/review/", {"save": "yes", "base": "0"})
    written = Review.objects.filter(assignment__reviewer=world.todd_todo).exists()
    assert (answer.status_code, written) == (403, False)
