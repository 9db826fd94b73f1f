"""The copy of an edition: what it takes over, who can open it, and that it goes without a trace."""

import pytest
from django.core.files.storage import default_storage
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from dtms_site.accounts.models import User
from dtms_site.audit.models import AuditEvent
from dtms_site.mail import services as outbox
from dtms_site.mail.enums import MailState
from dtms_site.mail.models import OutboxMessage
from dtms_site.rehearsal import copying, removing
from dtms_site.workshops import reminding
from dtms_site.workshops.models import (
    CommitteeMembership,
    RehearsalAct,
    RehearsalPerson,
    Workshop,
)
from submissions.models import Submission
from tests.dtms_site.rehearsal.stage import all_rows, live_edition, rehearse, settings
from tests.editions import OPEN, make_edition
from tests.people import make_person

pytestmark = pytest.mark.django_db


@pytest.fixture
def live():
    return live_edition()


@pytest.fixture
def play(live):
    return rehearse(live)


@pytest.fixture
def copy(play):
    return play.workshop


def look_as(client, live, name):
    """The chair who is signed in looks as this person of the rehearsal."""
    person = RehearsalPerson.objects.get(workshop=live.rehearsal, user__family_name=name)
    path = reverse("rehearsal:look", args=[live.slug])
    return client.post(path, {"person": person.pk})


def test_the_plan_and_the_committee_are_copied_and_no_paper_is(live, copy):
    def plan(w):
        return (
            [(t.key, t.max_pages) for t in w.paper_types.all()],
            [t.name for t in w.topics.all()],
            [(d.label, d.required) for d in w.declarations.all()],
            [(d.kind, d.at, d.grace_minutes, d.is_hard) for d in w.deadlines.all()],
            [(c.key, c.label, c.paper_type and c.paper_type.key) for c in w.criteria.all()],
            w.format_rules.rules,
        )

    def committee(w):
        return {(m.role, str(m.user)) for m in w.memberships.current()}

    assert plan(copy) == plan(live)
    assert committee(copy) >= committee(live)
    assert copy.memberships.members().count() == 4
    assert copy.submissions.count() == 0
    assert (copy.slug, copy.play.stands_at) == ("dtms-rehearsal", live.opens_at)


def test_nobody_real_takes_part_and_nobody_can_sign_in_as_who_does(copy):
    held = CommitteeMembership.objects.filter(workshop=copy).select_related("user")
    assert {m.user.email.rpartition(".")[2] for m in held} == {"invalid"}
    assert {m.user.is_active or m.user.has_usable_password() for m in held} == {False}


def test_there_is_one_rehearsal_of_an_edition_and_none_of_a_rehearsal(live, copy):
    for edition in (live, copy):
        with pytest.raises(copying.NotNow, match="already"):
            copying.begin(live=edition, by=make_person("chen_chair"), settings=settings())


def test_it_waits_until_the_dates_that_matter_are_set(db):
    workshop = make_edition()
    workshop.deadlines.filter(kind="review").delete()
    workshop = Workshop.objects.get()
    with pytest.raises(copying.NotNow, match="Reviews due"):
        copying.begin(live=workshop, by=make_person("chen_chair"), settings=settings())


# ---- its doors

NAMES = ["workshops:home", "workshops:calendar", "submissions:papers", "submissions:submit",
         "reviews:mine", "chair:desk", "chair:papers", "program:programme"]  # fmt: skip


@pytest.mark.parametrize("key", [None, "ada_author", "rex_reviewer", "sam_stranger"])
def test_for_all_but_chairs_of_the_edition_a_rehearsal_does_not_exist(client, copy, key):
    if key:
        client.force_login(make_person(key), "django.contrib.auth.backends.ModelBackend")
    paths = [reverse(name, args=[copy.slug]) for name in NAMES]
    assert {client.get(path).status_code for path in paths} == {404}
    assert b"ehearsal" not in client.get(paths[0]).content


def test_a_chair_sees_it_as_whom_they_choose_and_the_live_edition_as_themselves(
    sign_in, live, copy
):
    client = sign_in(make_person("chen_chair"))
    desk = reverse("rehearsal:desk", args=[live.slug])
    assert client.get(reverse("chair:desk", args=[copy.slug])).url == desk
    answer = look_as(client, live, make_person("rex_reviewer").family_name)
    assert answer.url == reverse("reviews:mine", args=[copy.slug])
    page = client.get(answer.url)
    assert page.status_code == 200
    assert b"Rehearsal. You look as Rex" in page.content
    # A member's page of a chair's is not there, in the rehearsal; in the edition it is.
    assert client.get(reverse("chair:desk", args=[copy.slug])).status_code == 404
    there = client.get(reverse("chair:desk", args=[live.slug]))
    assert there.status_code == 200
    assert b"You look as" not in there.content
    assert b"Rex" not in client.get("/accounts/profile/").content
    client.post(reverse("rehearsal:leave", args=[live.slug]))
    assert client.get(answer.url).url == desk
    told = AuditEvent.objects.get(verb="looked as")
    assert (told.actor_id, told.edition_id) == (make_person("chen_chair").pk, copy.pk)


def test_looking_as_somebody_ends_with_the_role_that_allowed_it(sign_in, live, copy):
    client = sign_in(make_person("chen_chair"))
    path = look_as(client, live, make_person("rex_reviewer").family_name).url
    live.memberships.filter(user=make_person("chen_chair")).update(ended_at=OPEN)
    assert client.get(path).status_code == 404


def test_only_people_of_that_rehearsal_can_be_looked_as(sign_in, live, copy):
    """Neither a real person, nor somebody of another rehearsal, nor with another edition's key."""
    other = rehearse(make_edition("other", chairs=("maya_chair",))).workshop
    client = sign_in(make_person("chen_chair"))
    path = reverse("rehearsal:look", args=[live.slug])
    foreign = other.rehearsal_people.first()
    for person in (foreign.pk, make_person("ada_author").pk + 9_000, "x", ""):
        assert client.post(path, {"person": person}).status_code == 404
    assert client.post(reverse("rehearsal:look", args=["other"]), {"person": 1}).status_code == 404
    session = client.session
    session[f"acting-in-{copy.pk}"] = foreign.pk
    session[f"acting-in-{live.pk}"] = copy.rehearsal_people.first().pk
    session.save()
    assert client.get(reverse("reviews:mine", args=[copy.slug])).status_code == 302
    page = client.get(reverse("chair:desk", args=[live.slug]))
    assert page.context["request"].user == make_person("chen_chair")
    assert client.get(reverse("chair:desk", args=[other.slug])).status_code == 404


def test_real_people_meet_it_nowhere_outside_its_pages(client, sign_in, live, copy):
    assert client.get("/").url == live.get_absolute_url()
    Submission.objects.create(
        workshop=copy, number=1, created_at=OPEN, edited_at=OPEN
    ).authors.create(user=make_person("ada_author"), email="x@y.example", order=0)
    from dtms_site.workshops import feeds

    assert all("rehearsal" not in e.path for e in feeds.entries_of(make_person("ada_author")))
    assert b"rehearsal" not in sign_in(make_person("ada_author")).get("/", follow=True).content
    assert copy not in reminding.live_editions(OPEN)


# ---- its mail


@pytest.mark.both_databases
def test_no_mail_of_it_can_leave_whatever_is_tried(live, copy):
    chair = outbox.Recipient("chen@example.org", "Chen")
    row = outbox.tell("bidding.open", chair, {}, key="x", edition=copy, held=True)
    assert row is not None
    outbox.send_now(OutboxMessage.objects.filter(pk=row.pk))
    outbox.resend(row)
    outbox.send(row.pk)
    row.refresh_from_db()
    assert (row.state, row.sent_at) == (MailState.SHOWN, None)
    for state in (MailState.QUEUED, MailState.SENDING, MailState.HELD, MailState.SENT):
        with pytest.raises(IntegrityError), transaction.atomic():
            OutboxMessage.objects.filter(pk=row.pk).update(state=state, sent_at=OPEN)
    with pytest.raises(IntegrityError), transaction.atomic():
        Workshop.objects.filter(pk=copy.pk).update(keeps_mail_on_screen=False)


def test_a_mail_to_one_of_its_people_leaves_by_no_other_way_either(copy, mailoutbox):
    double = copy.rehearsal_people.first().user
    row = outbox.tell(
        "account.changed", outbox.Recipient(double.email), {"change": "", "when": "", "where": ""},
        key="x",
    )  # fmt: skip
    outbox.send(row.pk)
    row.refresh_from_db()
    assert (row.state, mailoutbox) == (MailState.FAILED, [])


# ---- its end


@pytest.mark.both_databases
def test_it_goes_without_a_trace_but_a_line_in_the_edition_s_log(live):
    before, people = all_rows(), User.objects.count()
    play = rehearse(live)
    begun = AuditEvent.objects.get(verb="rehearsal begun")
    removing.remove(rehearsal=play.workshop, by=make_person("chen_chair"))
    gone = AuditEvent.objects.get(verb="rehearsal removed")
    after = all_rows()
    assert {("audit.AuditEvent", begun.pk), ("audit.AuditEvent", gone.pk)} == after.keys() - before
    assert {key: after.get(key) for key in before} == before
    assert User.objects.count() == people


@pytest.mark.both_databases
def test_rows_of_the_log_go_with_a_rehearsal_alone(live, copy):
    AuditEvent.objects.filter(edition_id=copy.pk).delete()
    for change in ({"in_rehearsal": True}, {"verb": "nothing"}):
        with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
            AuditEvent.objects.filter(edition_id=live.pk).update(**change)
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        AuditEvent.objects.filter(edition_id=live.pk).delete()


def test_pages_begin_show_and_remove_it(sign_in, live, django_assert_max_num_queries):
    client = sign_in(make_person("chen_chair"))
    desk = reverse("rehearsal:desk", args=[live.slug])
    assert b"Begin the rehearsal" in client.get(desk).content
    bad = client.post(desk, settings(papers="6") | {"papers": "400", "chairs_act": "on"})
    assert bad.status_code == 422
    assert b"400" in bad.content
    assert client.post(desk, settings() | {"chairs_act": "on"}).url == desk
    with django_assert_max_num_queries(24):
        page = client.get(desk)
    assert b"Look as" in page.content
    mails = client.get(reverse("rehearsal:mail", args=[live.slug]))
    assert b"All of it stays here" in mails.content
    assert client.post(reverse("rehearsal:remove", args=[live.slug])).url == desk
    assert not Workshop.objects.exclude(pk=live.pk).exists()
    assert default_storage.exists(live.submissions.first().versions.first().file.name)


def test_nobody_real_is_given_a_paper_in_it(sign_in, live, copy):
    client = sign_in(make_person("chen_chair"))
    look_as(client, live, make_person("chen_chair").family_name)
    path = reverse("chair:new-on-behalf", args=[copy.slug])
    sent = {"email": "ada@real.example", "given_name": "Ada", "family_name": "Real"}
    assert b"Nobody of this rehearsal" in client.post(path, sent).content
    assert not User.objects.filter(email="ada@real.example").exists()
    double = copy.rehearsal_people.first().user
    assert client.post(path, {**sent, "email": double.email}).status_code == 302
    assert copy.submissions.get().authors.get().user == double


def test_lists_ask_no_more_for_more_rows(sign_in, live, copy):
    client = sign_in(make_person("chen_chair"))
    paths = [reverse(f"rehearsal:{name}", args=[live.slug]) for name in ("desk", "mail")]

    def asked():
        counts = []
        for path in paths:
            with CaptureQueriesContext(connection) as found:
                assert client.get(path).status_code == 200
            counts.append(len(found))
        return counts

    everybody = [r.user for r in copy.rehearsal_people.select_related("user")]

    def fill(number):
        for n in range(number):
            paper = Submission.objects.create(
                workshop=copy, number=copy.submissions.count() + 1, created_at=OPEN, edited_at=OPEN
            )
            paper.authors.create(user=everybody[n], email=f"a{n}@y.example", order=0)
            to = outbox.Recipient(everybody[n].email, str(everybody[n]), everybody[n].pk)
            outbox.tell("bidding.open", to, {}, key=f"{paper.pk}", edition=copy)
            RehearsalAct.objects.create(workshop=copy, key=f"{paper.pk}", at=OPEN, what="began")

    fill(1)
    one = asked()
    fill(3)
    assert asked() == one
