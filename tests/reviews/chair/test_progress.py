import pytest

from dtms_site import clock
from dtms_site.mail.models import OutboxMessage
from reviews.models import Assignment
from reviews.services import assignments
from reviews.services.errors import NotAllowed
from submissions.models import Submission
from tests.editions import DECIDING, REVIEWING, in_review, reviewed, submitted
from tests.reading import as_read

pytestmark = pytest.mark.django_db


@pytest.fixture
def chen(sign_in, world):
    return sign_in(world.chen_chair)


def page(client, query="", when=DECIDING):
    with clock.at(when):
        return client.get(f"/dtms/chair/progress/{query}")


def test_each_member_shows_with_what_they_owe(chen, world):
    shown = page(chen)
    owed = {str(person): (line.done, line.late) for person, line in shown.context["people"]}
    assert owed == {
        str(world.todd_todo): (0, 1), str(world.rex_reviewer): (1, 0), str(world.lena_lead): (1, 0)
    }  # fmt: skip
    assert "1 review late" in as_read(shown)


def test_before_the_date_nothing_is_late(chen, world):
    assert "2 of 3 reviews are in" in as_read(page(chen, when=REVIEWING))


def test_each_paper_shows_what_it_lacks(chen, world):
    shown = page(chen, "?by=paper")
    assert [(p.number, line.missing) for p, line in shown.context["papers"]] == [(1, 1)]


def test_a_conflicted_chair_follows_none_of_it(sign_in, world):
    client = sign_in(world.xavi_conflicted_chair)
    shown = page(client)
    assert (shown.context["total"], list(shown.context["people"])) == (0, [])
    with clock.at(DECIDING):
        client.post("/dtms/chair/progress/nudge/", {"member": world.todd_todo.pk})
        review = f"/dtms/chair/progress/1/{world.todd_todo.pk}"
        paths = [f"{review}/{act}/" for act in ("takers", "reassign")]
        answers = [client.get(paths[0]).status_code, client.post(paths[1]).status_code]
    assert answers == [404, 404]
    assert not OutboxMessage.objects.filter(kind="review.nudge").exists()


def test_one_click_writes_a_mail_that_waits_to_be_read(chen, world):
    with clock.at(DECIDING):
        answer = chen.post("/dtms/chair/progress/nudge/", {"member": world.todd_todo.pk})
    mail = OutboxMessage.objects.get(kind="review.nudge")
    assert (mail.state, mail.to_email) == ("held", world.todd_todo.email)
    assert answer.headers["Location"] == f"/dtms/chair/mail/{mail.public_id}/"
    assert "A Twin That Knows When It Is Wrong" in mail.text
    with clock.at(DECIDING):
        assert "Send now" in as_read(chen.get(answer.headers["Location"]))


def test_all_who_are_late_get_one_each_and_nobody_two_in_an_hour(chen, world):
    with clock.at(DECIDING):
        for _ in range(2):
            chen.post("/dtms/chair/progress/nudge/")
    assert [m.to_email for m in OutboxMessage.objects.filter(kind="review.nudge")] == [
        world.todd_todo.email
    ]


def test_a_conflicted_chair_reads_no_list_of_a_reviewers_papers(sign_in, world):
    """A mail to one reviewer names all their papers; that some get one tells as much."""
    in_review(world.other, world.chen_chair, world.rex_reviewer)
    sent = OutboxMessage.objects.filter(kind="review.assigned")
    assert sent.exists()
    client = sign_in(world.xavi_conflicted_chair)
    with clock.at(DECIDING):
        assert "to review" not in as_read(client.get("/dtms/chair/mail/"))
        assert client.get(f"/dtms/chair/mail/{sent[0].public_id}/").status_code == 404
        client.post("/dtms/chair/progress/nudge/", {"member": world.rex_reviewer.pk})
        own = OutboxMessage.objects.get(kind="review.nudge")
        shown = as_read(client.get(f"/dtms/chair/mail/{own.public_id}/"))
    assert "Another Twin Entirely" in shown
    assert "A Twin That Knows" not in shown


def test_a_review_is_given_to_somebody_else(chen, world):
    review = f"/dtms/chair/progress/1/{world.todd_todo.pk}"
    with clock.at(REVIEWING):
        offered = as_read(chen.get(f"{review}/takers/"))
        assert str(world.nina_unassigned) in offered
        assert str(world.kim_conflicted) not in offered
        chen.post(f"{review}/reassign/", {"reviewer": world.nina_unassigned.pk})
    held = Assignment.objects.active().filter(submission=world.paper)
    assert {a.reviewer for a in held} == {
        world.rex_reviewer,
        world.lena_lead,
        world.nina_unassigned,
    }
    assert OutboxMessage.objects.filter(kind="review.unassigned").count() == 1


def test_giving_it_to_somebody_in_conflict_moves_nothing(world):
    row = Assignment.objects.get(reviewer=world.todd_todo)
    with pytest.raises(NotAllowed), clock.at(REVIEWING):
        assignments.reassign(assignment=row, to=world.kim_conflicted, by=world.chen_chair)
    row.refresh_from_db()
    assert row.status == "pending"


def test_a_review_that_is_in_stays_where_it_is(world):
    row = Assignment.objects.get(reviewer=world.rex_reviewer)
    with pytest.raises(NotAllowed, match="in already"), clock.at(REVIEWING):
        assignments.reassign(assignment=row, to=world.nina_unassigned, by=world.chen_chair)


def test_the_page_takes_the_same_queries_for_one_paper_and_for_three(
    chen, world, django_assert_num_queries
):
    Submission.objects.filter(pk=world.other.pk).update(status="withdrawn")
    with django_assert_num_queries(6):
        page(chen)
    for title in ("Second", "Third"):
        paper = submitted(world.workshop, world.otto_other, title=title)
        in_review(paper, world.chen_chair, world.rex_reviewer)
        reviewed(paper, world.rex_reviewer)
    with django_assert_num_queries(6):
        page(chen)
