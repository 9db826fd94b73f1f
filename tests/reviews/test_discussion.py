import re
from datetime import timedelta

import pytest

from dtms_site import clock
from dtms_site.mail.catalogue import kind_of
from dtms_site.mail.models import OutboxMessage
from dtms_site.workshops import reminding
from reviews import policy
from reviews.digests import unread
from reviews.enums import Audience
from reviews.models import Assignment, Review
from reviews.services import discussion, reviews
from reviews.services.errors import NotAllowed
from tests.editions import DECIDING, REVIEWING, answers
from tests.reading import as_read

pytestmark = pytest.mark.django_db
NOON = REVIEWING.replace(hour=12) + timedelta(days=2)


def say(world, who="rex_reviewer", text="Again?", audience=Audience.REVIEWERS, **more):
    with clock.at(more.pop("when", REVIEWING)):
        return discussion.comment(paper=world.paper, by=getattr(world, who), text=text,
                                  audience=audience, **more)  # fmt: skip


def look(sign_in, world, who, when):
    with clock.at(when):
        return sign_in(getattr(world, who)).get("/dtms/reviews/1/discussion/")


def test_a_chair_is_told_by_the_role_whatever_somebody_calls_themselves(sign_in, world):
    world.lena_lead.given_name, world.lena_lead.family_name = "Chen", "Duanmu"
    world.lena_lead.save()
    say(world, "lena_lead", "Take it.")
    say(world, "chen_chair", "Leave it.")
    page = as_read(look(sign_in, world, "rex_reviewer", NOON))
    first, second = re.findall(r"<b class=[^>]+>Chen Duanmu</b>\s*<span[^>]*>(.*?)</span>", page)
    assert "chair ·" not in first
    assert "chair ·" in second


# ---- mentions


def test_whom_one_calls_in_is_told_at_once(world):
    say(world, mentions=[world.lena_lead])
    (told,) = OutboxMessage.objects.filter(kind="discussion.mention")
    assert told.to_email == world.lena_lead.email
    assert str(world.rex_reviewer) in told.subject


@pytest.mark.parametrize(
    "who", ["todd_todo", "nina_unassigned", "kim_conflicted", "xavi_conflicted_chair", "ada_author"]
)
def test_nobody_is_called_in_who_may_not_read(world, who):
    row = say(world, mentions=[getattr(world, who)])
    assert not row.mentions.exists()
    assert not OutboxMessage.objects.filter(kind="discussion.mention").exists()


def test_a_word_to_the_chairs_calls_no_reviewer(world):
    row = say(world, audience=Audience.CHAIRS, mentions=[world.lena_lead, world.chen_chair])
    assert list(row.mentions.all()) == [world.chen_chair]


def test_the_form_offers_those_who_read(sign_in, world):
    form = look(sign_in, world, "rex_reviewer", REVIEWING).context["form"]
    assert {name for _, name in form.fields["mentions"].choices} == {
        str(world.lena_lead), str(world.chen_chair)
    }  # fmt: skip


def test_a_message_says_who_reads_it(sign_in, world):
    client = sign_in(world.rex_reviewer)
    with clock.at(REVIEWING):
        client.post("/dtms/reviews/1/discussion/",
                    {"text": "Between us.", "audience": "chairs", "mentions": [world.chen_chair.pk]})  # fmt: skip
        page = client.get("/dtms/reviews/1/discussion/").content.decode()
    assert "to the chairs only" in page
    assert f"@{world.chen_chair}" in page


@pytest.mark.parametrize(
    "data", [{"audience": "authors"}, {"mentions": ["x"]}, {"mentions": ["9" * 30]}]
)
def test_a_strange_message_is_refused(sign_in, world, data):
    client = sign_in(world.rex_reviewer)
    with clock.at(REVIEWING):
        client.post("/dtms/reviews/1/discussion/", {"text": "x", "audience": "reviewers"} | data)
    assert not world.paper.comments.exists()


@pytest.mark.parametrize("audience", [Audience.REVIEWERS, Audience.CHAIRS])
def test_the_set_of_readers_is_what_the_policy_says_of_each(world, audience):
    people = [person for person in vars(world).values() if hasattr(person, "given_name")]
    with clock.at(REVIEWING):
        views = {person: policy.view_of(person, world.paper) for person in people}
        readers = set(policy.readers_of(world.paper, audience))
    assert readers == {
        person for person, view in views.items()
        if view.reads_discussion and (view.handles or audience != Audience.CHAIRS)
    }  # fmt: skip


# ---- new since last visit, and the digest


def test_what_came_since_the_last_visit_is_marked(sign_in, world):
    say(world, text="First.")
    assert look(sign_in, world, "lena_lead", REVIEWING + timedelta(hours=1)).context["new"] is None
    later = say(world, text="Second.", when=REVIEWING + timedelta(hours=2))
    page = look(sign_in, world, "lena_lead", REVIEWING + timedelta(hours=3))
    assert page.context["new"] == later
    assert "New since your last visit" in page.content.decode()
    again = look(sign_in, world, "lena_lead", REVIEWING + timedelta(hours=4))
    assert again.context["new"] is None


def test_one_mail_a_day_tells_of_all_threads_and_only_of_what_is_unread(sign_in, world):
    say(world, when=NOON - timedelta(hours=20))
    for hours in (0, 1, 2):
        with clock.at(NOON + timedelta(hours=hours)):
            reminding.run(clock.now())
    told = OutboxMessage.objects.filter(kind="discussion.digest")
    assert [m.to_email for m in told] == [world.lena_lead.email]
    assert "A Twin That Knows When It Is Wrong: 1 new" in told[0].text
    look(sign_in, world, "lena_lead", NOON)
    with clock.at(NOON + timedelta(days=1)):
        reminding.run(clock.now())
        assert told.count() == 1
        assert not kind_of("discussion.digest").guard(told[0])


def test_at_night_nobody_is_told(world):
    say(world, when=NOON.replace(hour=1))
    for person in (world.lena_lead, world.rex_reviewer):
        person.time_zone = "UTC"
        person.save()
    with clock.at(NOON.replace(hour=3)):
        reminding.run(clock.now())
    assert not OutboxMessage.objects.filter(kind="discussion.digest").exists()


def test_what_is_new_to_each_is_what_the_policy_lets_them_read(world):
    say(world, "rex_reviewer")
    say(world, "lena_lead", audience=Audience.CHAIRS, when=REVIEWING + timedelta(minutes=1))
    say(world, "chen_chair", when=REVIEWING + timedelta(minutes=2))
    discussion.visit(paper=world.paper, user=world.lena_lead)
    with clock.at(NOON):
        say(world, "chen_chair", when=NOON)
        found = unread(world.workshop)
        for person in (world.rex_reviewer, world.lena_lead, world.todd_todo, world.kim_conflicted):
            view = policy.view_of(person, world.paper)
            thread = policy.readable_comments(person, world.paper, view).exclude(writer=person)
            new = [c for c in thread if c.seen_at is None or c.written_at > c.seen_at]
            told = {one.paper: one.count for one in found.get(person, [])}
            assert told == ({world.paper: len(new)} if new else {}), person
            assert unread(world.workshop, person).get(person) == found.get(person)


# ---- summary and lead


def test_the_lead_writes_what_it_comes_to(sign_in, world):
    with clock.at(REVIEWING):
        sign_in(world.chen_chair).post(
            "/dtms/chair/papers/1/lead/", {"reviewer": world.rex_reviewer.pk}
        )
        client = sign_in(world.rex_reviewer)
        client.post("/dtms/reviews/1/discussion/", {"summary": "We *agree*."})
        page = sign_in(world.lena_lead).get("/dtms/reviews/1/discussion/").content.decode()
    assert "<p>We <em>agree</em>.</p>" in page
    assert "Change the summary" not in page


@pytest.mark.parametrize(
    "who", ["rex_reviewer", "todd_todo", "xavi_conflicted_chair", "kim_conflicted"]
)
def test_only_the_lead_and_chairs_summarise(world, who):
    with pytest.raises(NotAllowed), clock.at(REVIEWING):
        discussion.summarise(paper=world.paper, by=getattr(world, who), text="x")


def test_there_is_one_lead(world):
    with clock.at(REVIEWING):
        for person in (world.rex_reviewer, world.lena_lead):
            discussion.name_lead(paper=world.paper, reviewer=person, by=world.chen_chair)
        with pytest.raises(NotAllowed):
            discussion.name_lead(paper=world.paper, reviewer=world.nina_unassigned, by=world.chen_chair)  # fmt: skip
    assert [a.reviewer for a in Assignment.objects.filter(is_lead=True)] == [world.lena_lead]


# ---- a score that changes


def test_a_changed_score_says_so_in_the_thread(sign_in, world):
    review = Review.objects.get(assignment__reviewer=world.rex_reviewer)
    with clock.at(REVIEWING):
        reviews.send_review(paper=world.paper, by=world.rex_reviewer,
                            answers=answers(world.paper, 2), based_on=review.edit_version)  # fmt: skip
    (notice,) = world.paper.comments.all()
    assert (notice.is_notice, notice.text) == (True, "changed “Overall merit” from 4 to 2")
    page = look(sign_in, world, "lena_lead", REVIEWING).content.decode()
    assert "from 4 to 2" in page


def test_a_first_review_changes_no_score(world):
    with clock.at(REVIEWING):
        reviews.send_review(paper=world.paper, by=world.todd_todo, answers=answers(world.paper, 2), based_on=0)  # fmt: skip
    assert not world.paper.comments.exists()


def test_the_page_takes_the_same_queries_for_one_comment_and_for_three(
    sign_in, world, django_assert_num_queries
):
    say(world)
    client = sign_in(world.rex_reviewer)
    with clock.at(DECIDING):
        client.get("/dtms/reviews/1/discussion/")
    for _ in range(2):
        with clock.at(DECIDING), django_assert_num_queries(14):
            client.get("/dtms/reviews/1/discussion/")
        for _ in range(2):
            say(world, "lena_lead")
