"""Help from outside: who is let in, what they see, and when it ends."""

import re
from datetime import timedelta
from types import SimpleNamespace

import pytest
from django.test import Client

from dtms_site import clock
from dtms_site.accounts.models import User
from dtms_site.mail.models import OutboxMessage
from dtms_site.workshops import reminding
from dtms_site.workshops.services import Invitee
from program.contents import volume_of
from program.models import Proceedings
from reviews.enums import ExternalState
from reviews.models import ExternalReviewer, Review
from reviews.services import assignments, external, external_reviews
from reviews.services.errors import NotAllowed
from submissions.enums import ConflictSource
from submissions.services import lifecycle
from submissions.services.conflicts import add_conflict
from tests.editions import DECIDING, REVIEWING, answers, submitted

pytestmark = pytest.mark.django_db
NOW = REVIEWING + timedelta(days=2)
JOANA = Invitee("joana@farol.example", "Joana", "Mirante", "Farol Institute")
PAGES = ("", "pdf/", "review/", "give-back/")


@pytest.fixture(autouse=True)
def _in_review():
    with clock.at(NOW):
        yield


def ask(world, person=JOANA, by="todd_todo"):
    return external.ask(
        paper=world.paper, by=getattr(world, by), person=person, reason="Knows the radio part."
    )


def invited(world, person=JOANA):
    row = ask(world, person)
    external.consent(row=row, by=world.chen_chair)
    return row


def link_to(email=JOANA.email):
    mail = OutboxMessage.objects.filter(kind="external.invited", to_email=email).latest("pk")
    return re.search(r"http://[^/]+(/\S+/outside/\S+)", mail.text)[1]


@pytest.fixture
def joana(world):
    """Accepted, and signed in by the mailed link."""
    row, client = invited(world), Client()
    answer = client.post(link_to(), {"accept": "yes"}, follow=True)
    row.refresh_from_db()
    return SimpleNamespace(row=row, client=client, landed=answer, user=row.user)


def test_a_member_asks_a_chair_consents_and_the_link_opens_one_paper(world, joana):
    assert joana.landed.redirect_chain[-1][0] == "/dtms/invited/1/review/"
    assert joana.row.state == ExternalState.ACCEPTED
    assert [joana.client.get(f"/dtms/invited/1/{page}").status_code for page in PAGES] == [200] * 4
    assert {joana.client.get(f"/dtms/invited/2/{page}").status_code for page in PAGES} == {404}


@pytest.mark.parametrize("path", ["reviews/", "reviews/1/", "reviews/1/pdf/", "reviews/1/review/",
                                  "reviews/1/others/", "reviews/1/discussion/", "bids/",
                                  "chair/papers/1/", "chair/outside/"])  # fmt: skip
def test_somebody_from_outside_has_no_page_of_the_committee(joana, path):
    assert joana.client.get(f"/dtms/{path}").status_code == 404


def test_they_know_nobody_but_who_asked_them(joana):
    pages = "".join(
        joana.client.get(f"/dtms/invited/{page}").content.decode()
        for page in ("", "1/", "1/review/")
    )
    assert "Todd" in pages
    assert not [name for name in ("Aldermoor", "Lena", "Rex was here") if name in pages]


def test_the_mail_tells_nothing_of_the_paper(world):
    invited(world)
    mail = OutboxMessage.objects.get(kind="external.invited")
    told = mail.subject + mail.text
    page = Client().get(link_to()).content.decode()
    for text in (told, page):
        assert world.paper.title not in text
        assert "Brekkestad" not in text


def test_the_link_works_once_and_for_its_address_alone(world, sign_in):
    invited(world)
    assert sign_in(world.sam_stranger).get(link_to()).status_code == 404
    Client().post(link_to(), {"accept": "yes"})
    assert Client().get(link_to()).status_code == 404


def test_the_link_dies_after_14_days(world):
    invited(world)
    with clock.at(NOW + timedelta(days=14)):
        assert Client().get(link_to()).status_code == 404


def test_whoever_declines_says_why_and_the_member_and_the_chairs_are_told(world):
    invited(world)
    Client().post(link_to(), {"reason": "On leave."})
    told = OutboxMessage.objects.filter(kind="external.answered")
    assert {m.to_user_id for m in told} == {world.todd_todo.pk, world.chen_chair.pk}
    assert "declined: On leave." in told[0].text
    assert not User.objects.filter(email=JOANA.email).exists()


# ---- who may be asked, and who may let in


def test_an_author_is_not_asked(world):
    with pytest.raises(NotAllowed, match="author"):
        ask(world, Invitee(world.ada_author.email, "A", "B"))


def test_who_has_no_review_to_write_asks_nobody(world):
    for who in ("nina_unassigned", "rex_reviewer", "kim_conflicted"):
        with pytest.raises(NotAllowed):
            ask(world, by=who)


def test_nobody_is_asked_twice_and_no_more_than_three(world):
    ask(world)
    with pytest.raises(NotAllowed, match="before"):
        ask(world)
    for n in range(2):
        ask(world, Invitee(f"p{n}@farol.example", "P", str(n)))
    with pytest.raises(NotAllowed, match="3 at a time"):
        ask(world, Invitee("q@farol.example", "Q", "R"))


def test_a_conflicted_chair_neither_sees_nor_settles(world, sign_in):
    row = ask(world)
    client = sign_in(world.xavi_conflicted_chair)
    assert "Mirante" not in client.get("/dtms/chair/outside/").content.decode()
    path = f"/dtms/chair/outside/{row.public_id}/"
    assert client.post(path, {"consent": "yes"}).status_code == 404
    with pytest.raises(NotAllowed):
        external.consent(row=row, by=world.xavi_conflicted_chair)


def test_a_colleague_of_an_author_is_let_in_only_with_a_reason(world, sign_in):
    row = ask(world, Invitee("joana@kvitvik.example", "Joana", "Mirante"))
    client, path = sign_in(world.chen_chair), f"/dtms/chair/outside/{row.public_id}/"
    assert "same mail domain" in client.get("/dtms/chair/outside/").content.decode()
    refused = client.post(path, {"consent": "yes", "note": " "})
    assert refused.status_code == 422
    assert "Say why this is no conflict." in refused.content.decode()
    client.post(path, {"consent": "yes", "note": "Another campus, never met."})
    row.refresh_from_db()
    assert (row.state, row.note) == (ExternalState.INVITED, "Another campus, never met.")


def test_who_wrote_with_an_author_this_year_is_never_let_in(world):
    otto = world.otto_other
    submitted(world.workshop, otto, title="Together", coauthors=(world.ada_author,))
    row = ask(world, Invitee(otto.email, "Otto", "Other"))
    with pytest.raises(NotAllowed, match="wrote a paper together"):
        external.consent(row=row, by=world.chen_chair, note="I know better.")


@pytest.mark.parametrize(("who", "why"), [("nina_unassigned", "on the committee"),
                                          ("kim_conflicted", "on the committee"),
                                          ("sam_stranger", "has a conflict")])  # fmt: skip
def test_a_member_and_whoever_is_conflicted_are_not_let_in(world, who, why):
    person = getattr(world, who)
    add_conflict(paper=world.paper, user=world.sam_stranger, by=world.chen_chair,
                 source=ConflictSource.CHAIR)  # fmt: skip
    row = ask(world, Invitee(person.email, "S", "T"))
    with pytest.raises(NotAllowed, match=why):
        external.consent(row=row, by=world.chen_chair)


def test_a_refusal_needs_a_reason_which_the_member_reads(world, sign_in):
    row = ask(world)
    client, path = sign_in(world.chen_chair), f"/dtms/chair/outside/{row.public_id}/"
    assert client.post(path, {"refuse": "yes"}).status_code == 422
    client.post(path, {"refuse": "yes", "note": "We have three experts."})
    page = sign_in(world.todd_todo).get("/dtms/reviews/1/outside/").content.decode()
    assert "We have three experts." in page
    assert OutboxMessage.objects.get(kind="external.refused").to_user_id == world.todd_todo.pk


def test_the_desk_says_that_somebody_waits(world, sign_in):
    ask(world)
    assert "outside reviewer to let in" in sign_in(world.chen_chair).get("/dtms/chair/").text
    assert "outside reviewer" not in sign_in(world.xavi_conflicted_chair).get("/dtms/chair/").text


# ---- the review


def test_what_is_written_is_kept_sent_and_taken_over(world, joana, sign_in):
    url = "/dtms/invited/1/review/"
    first = joana.client.post(url, {"base": "0", "q-summary": "So far."}, follow=True)
    assert "So far." in first.content.decode()
    whole = {f"q-{c.key}": "3" for c in external_reviews.questions_for(world.paper)}
    joana.client.post(url, {**whole, "q-summary": "Joana read it.", "base": "1", "send": "yes"})
    assert OutboxMessage.objects.get(kind="external.ready").to_user_id == world.todd_todo.pk
    todd = sign_in(world.todd_todo)
    assert "Joana read it." in todd.get("/dtms/reviews/1/outside/").content.decode()
    page = todd.post(f"/dtms/reviews/1/outside/{joana.row.public_id}/over/")
    form = page.context["form"]
    taken = dict(form.initial)
    todd.post("/dtms/reviews/1/review/", {**taken, "base": "0", "save": "yes"})
    own = Review.objects.get(assignment__reviewer=world.todd_todo)
    assert own.texts.get(criterion__key="summary").text == "Joana read it."
    assert not own.is_in


def test_taking_over_leaves_what_they_were_not_asked(world, joana, sign_in):
    from reviews.services import reviews

    remarks = world.workshop.criteria.get(key="committee")
    reviews.save_review(paper=world.paper, by=world.todd_todo, based_on=0,
                        answers=reviews.Answers({}, {remarks.pk: "Between us."}))  # fmt: skip
    assert remarks not in external_reviews.questions_for(world.paper)
    external_reviews.send(row=joana.row, answers=answers(world.paper), based_on=0)
    page = sign_in(world.todd_todo).post(f"/dtms/reviews/1/outside/{joana.row.public_id}/over/")
    assert page.context["form"].initial["q-committee"] == "Between us."


def test_a_second_window_overwrites_nothing(joana):
    url = "/dtms/invited/1/review/"
    joana.client.post(url, {"base": "0", "q-summary": "From the first."})
    clash = joana.client.post(url, {"base": "0", "q-summary": "From the second."})
    page = clash.content.decode()
    assert clash.status_code == 409
    assert "From the first." in page
    assert "From the second." in page


def test_a_draft_is_its_writers_alone(world, joana, sign_in):
    joana.client.post("/dtms/invited/1/review/", {"base": "0", "q-summary": "Halfway."})
    pages = [sign_in(world.todd_todo).get("/dtms/reviews/1/outside/"),
             sign_in(world.chen_chair).get("/dtms/chair/outside/"),
             sign_in(world.todd_todo).post(
                 f"/dtms/reviews/1/outside/{joana.row.public_id}/over/")]  # fmt: skip
    assert not [page for page in pages if "Halfway." in page.content.decode()]


def test_another_reviewer_knows_nothing_of_the_help(world, joana, sign_in):
    client = sign_in(world.rex_reviewer)
    assert "Mirante" not in client.get("/dtms/reviews/1/others/").content.decode()
    assert client.post(f"/dtms/reviews/1/outside/{joana.row.public_id}/back/").status_code == 404


# ---- when it ends


def closed(joana):
    return {joana.client.get(f"/dtms/invited/1/{page}").status_code for page in PAGES} == {404}


def test_the_member_ends_it(world, joana, sign_in):
    sign_in(world.todd_todo).post(f"/dtms/reviews/1/outside/{joana.row.public_id}/back/")
    assert closed(joana)
    assert OutboxMessage.objects.get(kind="external.ended").to_user_id == joana.user.pk


def test_the_chair_ends_it(world, joana, sign_in):
    path = f"/dtms/chair/outside/{joana.row.public_id}/"
    sign_in(world.chen_chair).post(path, {"withdraw": "yes"})
    assert closed(joana)


def test_it_ends_with_the_members_assignment(world, joana):
    row = world.paper.assignments.get(reviewer=world.todd_todo)
    row.submission = world.paper
    assignments.unassign(assignment=row, by=world.chen_chair)
    assert closed(joana)


def test_it_ends_with_the_paper(world, joana):
    lifecycle.withdraw(paper=world.paper, by=world.ada_author, reason="Error.")
    assert closed(joana)
    assert world.paper.title in OutboxMessage.objects.get(kind="external.ended").text


def test_a_conflict_ends_it_at_once(world, joana):
    add_conflict(paper=world.paper, user=joana.user, by=world.chen_chair,
                 source=ConflictSource.CHAIR)  # fmt: skip
    assert closed(joana)


def test_they_give_it_back(world, joana):
    joana.client.post("/dtms/invited/1/give-back/", {"reason": "I know them."})
    assert closed(joana)
    assert ExternalReviewer.objects.get().answer == "I know them."


def test_nothing_is_written_once_discussion_has_closed(world, joana):
    with clock.at(DECIDING + timedelta(days=20)):
        late = joana.client.post("/dtms/invited/1/review/", {"base": "0", "q-summary": "Late."})
    assert late.status_code == 403
    assert ExternalReviewer.objects.get().answers == {}


def test_a_link_is_dead_once_its_member_lost_the_paper(world):
    invited(world)
    row = world.paper.assignments.get(reviewer=world.todd_todo)
    row.submission = world.paper
    assignments.unassign(assignment=row, by=world.chen_chair)
    assert Client().get(link_to()).status_code == 404


# ---- mails, listing, queries


def test_they_are_reminded_until_their_review_is_in(world, joana):
    due = world.workshop.schedule.at("review")
    mails = OutboxMessage.objects.filter(kind="external.reminder")
    with clock.at(due - timedelta(days=2, hours=20)):
        reminding.run(clock.now())
        reminding.run(clock.now())
        assert mails.count() == 1
    external_reviews.send(row=joana.row, answers=answers(world.paper), based_on=0)
    with clock.at(due - timedelta(hours=20)):
        reminding.run(clock.now())
    assert mails.count() == 1


def test_who_helped_is_named_in_the_proceedings_unless_they_say_no(world, joana):
    def named():
        volume, _ = volume_of(Proceedings(workshop=world.workshop, title="T"))
        return [p.name for c in volume.committees if c.name == "External reviewers"
                for p in c.people]  # fmt: skip

    assert named() == []
    external_reviews.send(row=joana.row, answers=answers(world.paper), based_on=0)
    assert named() == ["Joana Mirante"]
    joana.client.post("/dtms/invited/", {})
    assert named() == []


@pytest.mark.parametrize(("who", "path", "most"), [("todd_todo", "reviews/1/outside/", 15),
                                                   ("chen_chair", "chair/outside/", 12)])  # fmt: skip
def test_the_pages_take_the_same_queries_for_one_and_for_three(
    world, sign_in, django_assert_max_num_queries, django_assert_num_queries, who, path, most
):
    client = sign_in(getattr(world, who))
    ask(world)
    with django_assert_max_num_queries(most) as seen:
        client.get(f"/dtms/{path}")
    for n in range(2):
        ask(world, Invitee(f"p{n}@farol.example", "P", str(n)))
    with django_assert_num_queries(len(seen)):
        assert client.get(f"/dtms/{path}").status_code == 200
