"""A chair's own mail: to a selection, read by each reader's eyes, held, and released by number."""

from datetime import timedelta

import pytest

from dtms_site import clock
from dtms_site.mail import services as outbox
from dtms_site.mail.models import OutboxMessage
from tests.editions import (
    CLOSED,
    OPEN,
    REVIEWING,
    add_member,
    complete,
    conflicts,
    draft,
    in_review,
    make_edition,
    submitted,
)
from tests.people import make_person
from tests.reading import as_read

pytestmark = pytest.mark.django_db
WRITE, OUTBOX, ACT = "/dtms/chair/mail/write/", "/dtms/chair/mail/", "/dtms/chair/mail/act/"


@pytest.fixture
def scene(ada_author, otto_other, rex_reviewer, lena_lead, chen_chair):
    workshop = make_edition()
    for person in (rex_reviewer, lena_lead):
        add_member(workshop, person)
    papers = [submitted(workshop, ada_author), submitted(workshop, otto_other)]
    in_review(papers[0], chen_chair, rex_reviewer)
    OutboxMessage.objects.all().delete()
    return workshop


@pytest.fixture
def chen(sign_in, scene, chen_chair):
    return sign_in(chen_chair)


def letter(group, body="Dear {name}, about {title}.", **more):
    return {"group": group, "subject": "A word", "body": body, **more}


def post(client, data, at=REVIEWING):
    with clock.at(at):
        return client.post(WRITE, data)


def test_each_mail_is_shown_before_anything_is_written(chen):
    page = as_read(post(chen, letter("contacts", preview="yes")))
    assert "2 mails, not written yet" in page
    assert "Dear Ada Brekkestad, about A Twin That Knows When It Is Wrong." in page
    assert not OutboxMessage.objects.exists()


def test_they_are_held_and_leave_by_their_number(chen):
    answer = post(chen, letter("contacts", hold="yes"))
    assert answer.url.endswith("?state=held")
    assert set(OutboxMessage.objects.values_list("state", flat=True)) == {"held"}
    with clock.at(REVIEWING):
        chen.post(ACT, {"which": "held", "send": "yes", "count": "3"})
        assert set(OutboxMessage.objects.values_list("state", flat=True)) == {"held"}
        chen.post(ACT, {"which": "held", "send": "yes", "count": "2"})
    assert set(OutboxMessage.objects.values_list("state", flat=True)) == {"queued"}


@pytest.mark.parametrize(
    ("group", "more", "names"),
    [
        ("contacts", {"numbers": "1"}, ["Ada Brekkestad"]),
        ("contacts", {"numbers": "1-9"}, ["Ada Brekkestad", "Otto Krasnov"]),
        ("authors", {"statuses": ["accepted"]}, []),
        ("members", {}, ["Lena Lead", "Rex"]),
        ("owing", {}, ["Rex"]),
        ("silent", {}, ["Lena Lead", "Rex"]),
        ("committees", {}, ["Chen", "Lena Lead", "Rex"]),
    ],
)
def test_the_selection_is_who_was_chosen(chen, group, more, names):
    answer = post(chen, letter(group, body="Dear {name}.", preview="yes", **more))
    assert answer.context["total"] == len(names)


@pytest.mark.parametrize("body", ["{titel}", "Dear {Name}", "{code}", "{title} {unknown}"])
def test_what_cannot_be_filled_in_is_told_and_nothing_is_lost(chen, body):
    answer = post(chen, letter("contacts", body=body, hold="yes"))
    assert answer.status_code == 422
    assert "cannot fill in" in as_read(answer)
    assert not OutboxMessage.objects.exists()


def test_a_title_is_unknown_to_mail_for_members(chen):
    assert post(chen, letter("members", hold="yes")).status_code == 422


@pytest.mark.parametrize("numbers", ["x", "1-99999", "9-1", "1,,²", "-3"])
def test_strange_numbers_are_told(chen, numbers):
    assert post(chen, letter("contacts", numbers=numbers, preview="yes")).status_code in {200, 422}
    assert not OutboxMessage.objects.exists()


def test_a_chair_does_not_reach_the_authors_of_a_paper_they_are_conflicted_with(
    scene, sign_in, chen_chair
):
    maya = make_person("maya_chair")
    add_member(scene, maya, role="chair")
    paper = scene.submissions.get(number=1)
    conflicts.add_conflict(paper=paper, user=maya, by=chen_chair, source="chair", reason="x")
    answer = post(sign_in(maya), letter("contacts", preview="yes"))
    assert [reader.paper.number for reader, _ in answer.context["mails"]] == [2]
    owing = post(sign_in(maya), letter("owing", body="Dear {name}.", preview="yes"))
    assert owing.context["total"] == 0


def test_another_chair_s_letters_are_hidden_where_they_would_tell_of_a_hidden_paper(
    scene, sign_in, chen_chair
):
    maya = make_person("maya_chair")
    add_member(scene, maya, role="chair")
    paper = scene.submissions.get(number=1)
    conflicts.add_conflict(paper=paper, user=maya, by=chen_chair, source="chair", reason="x")
    chen = sign_in(chen_chair)
    post(chen, letter("owing", body="Dear {name}.", hold="yes"))
    post(chen, letter("contacts", hold="yes"))
    with clock.at(REVIEWING):
        rows = sign_in(maya).get(OUTBOX).context["page"].object_list
    assert [row.about_id for row in rows] == [scene.submissions.get(number=2).pk]


def test_who_left_meanwhile_does_not_get_it(chen, scene, rex_reviewer):
    post(chen, letter("members", body="Dear {name}.", hold="yes"))
    member = scene.memberships.get(user=rex_reviewer)
    member.ended_at = REVIEWING
    member.save()
    row = OutboxMessage.objects.get(to_user_id=rex_reviewer.pk)
    outbox.send_now(OutboxMessage.objects.filter(pk=row.pk))
    outbox.send(row.pk)
    row.refresh_from_db()
    assert row.state == "cancelled"


def test_the_outbox_is_searched_by_name_address_and_subject(chen, otto_other):
    post(chen, letter("contacts", hold="yes"))
    with clock.at(REVIEWING):
        for words in ("otto", otto_other.email.upper(), "a WORD"):
            found = chen.get(OUTBOX, {"q": words}).context["page"].object_list
            assert otto_other.email in {row.to_email for row in found}
        assert not chen.get(OUTBOX, {"q": "nobody"}).context["page"].object_list


def test_mail_that_does_not_reach_somebody_is_told_beside_their_name(
    chen, scene, rex_reviewer, ada_author
):
    for person, paper in ((rex_reviewer, None), (ada_author, scene.submissions.get(number=1))):
        row = outbox.tell("submission.withdrawn", outbox.Recipient(person.email), {},
                          key=person.email, edition=scene, about=paper)  # fmt: skip
        OutboxMessage.objects.filter(pk=row.pk).update(
            state="bounced", last_error="5.1.1 user unknown", tried_at=clock.now()
        )
    with clock.at(REVIEWING):
        people = as_read(chen.get("/dtms/chair/committees/"))
        paper = as_read(chen.get("/dtms/chair/papers/1/"))
    assert people.count("Mail does not reach them: 5.1.1 user unknown") == 1
    assert "Mail does not reach them: 5.1.1 user unknown" in paper


@pytest.mark.parametrize("count", [1, 3])
def test_the_outbox_asks_the_same_number_of_questions_for_one_mail_and_three(
    chen, scene, count, django_assert_num_queries
):
    for n in range(count):
        outbox.tell("committee.declined", outbox.Recipient(f"x{n}@x.example"), {}, key=str(n),
                    edition=scene, held=True)  # fmt: skip
    with clock.at(REVIEWING):
        chen.get(OUTBOX)
        with django_assert_num_queries(10):
            chen.get(OUTBOX)


def test_a_complete_draft_that_missed_the_deadline_is_admitted_with_one_logged_click(
    chen, scene, sam_stranger, chen_chair, sign_in
):
    ready = complete(draft(scene, sam_stranger), sam_stranger)
    draft(scene, sam_stranger)
    path = "/dtms/chair/late/"
    with clock.at(OPEN):
        assert "No complete draft" in as_read(chen.get(path))
    with clock.at(CLOSED):
        page = as_read(chen.get(path))
        assert page.count("Admit paper") == 1
        assert "missed the deadline" in as_read(chen.get("/dtms/chair/"))
        chen.post(f"{path}{ready.number}/")
    ready.refresh_from_db()
    assert ready.status == "submitted"
    kinds = set(OutboxMessage.objects.filter(to_email=sam_stranger.email)
                .values_list("kind", flat=True))  # fmt: skip
    assert kinds == {
        "submission.draft_created", "submission.received", "submission.late_admitted"
    }  # fmt: skip
    with clock.at(CLOSED + timedelta(hours=1)):
        assert "late paper admitted" in as_read(chen.get("/dtms/chair/log/"))
        chen.post(f"{path}{ready.number + 1}/")
    assert scene.submissions.get(number=ready.number + 1).status == "draft"
