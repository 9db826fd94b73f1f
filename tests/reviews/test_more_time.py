"""More time for one paper or one member: theirs alone, everywhere, and honoured to the second."""

from datetime import timedelta

import pytest
from icalendar import Calendar

from dtms_site import clock
from dtms_site.audit.models import AuditEvent
from dtms_site.mail.models import OutboxMessage
from dtms_site.workshops import reminding
from dtms_site.workshops.enums import DeadlineKind
from dtms_site.workshops.models import CalendarFeed
from dtms_site.workshops.services import set_deadline
from reviews.services import assignments, bids, more_time
from reviews.services.errors import NotAllowed
from reviews.sets import committee_papers
from submissions.services import lifecycle
from submissions.services.details import details_of, save_details
from submissions.services.errors import Closed
from tests.editions import (
    CLOSED,
    OPEN,
    add_member,
    complete,
    conflicts,
    draft,
    make_edition,
    submitted,
)
from tests.people import make_person

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]
SECOND, DAY = timedelta(seconds=1), timedelta(days=1)


@pytest.fixture
def workshop():
    return make_edition()


def bound(workshop):
    return workshop.schedule.at(DeadlineKind.SUBMISSION)


def give(paper, chair, days=3, kind=DeadlineKind.SUBMISSION, at=OPEN):
    until = bound(paper.workshop) + days * DAY
    with clock.at(at):
        more_time.give_paper(paper=paper, by=chair, kind=kind, until=until, reason="Fire drill.")
    return until


def feed_of(client, person, at):
    feed, _ = CalendarFeed.objects.get_or_create(user=person)
    with clock.at(at):
        content = client.get(feed.get_absolute_url()).content
    return {str(e["uid"]).partition("@")[0]: e for e in Calendar.from_ical(content).walk("VEVENT")}


def test_the_service_takes_the_paper_until_the_own_date_and_not_a_second_longer(
    workshop, ada_author, otto_other, chen_chair
):
    mine = complete(draft(workshop, ada_author), ada_author)
    theirs = complete(draft(workshop, otto_other), otto_other)
    until = give(mine, chen_chair)
    grace = timedelta(minutes=15)
    with clock.at(until + grace), pytest.raises(Closed):
        lifecycle.submit(paper=mine, by=ada_author)
    with clock.at(bound(workshop) + grace), pytest.raises(Closed):
        lifecycle.submit(paper=theirs, by=otto_other)
    with clock.at(until + grace - SECOND):
        assert lifecycle.submit(paper=mine, by=ada_author).number == 1


def test_the_committee_waits_for_a_paper_that_has_more_time(workshop, ada_author, chen_chair):
    paper = submitted(workshop, ada_author)
    until = give(paper, chen_chair)
    with clock.at(CLOSED):
        assert not committee_papers(workshop).exists()
        assert assignments.start_review(workshop=workshop, by=chen_chair) == 0
        save_details(paper=paper, by=ada_author, details=details_of(paper),
                     based_on=paper.edit_version)  # fmt: skip
    with clock.at(until + timedelta(minutes=15)):
        assert committee_papers(workshop).count() == 1
        assert assignments.start_review(workshop=workshop, by=chen_chair) == 1


def test_it_is_shown_to_its_authors_alone(
    workshop, ada_author, otto_other, chen_chair, sign_in, client
):
    mine, theirs = draft(workshop, ada_author), draft(workshop, otto_other)
    give(mine, chen_chair)
    with clock.at(CLOSED):
        form = sign_in(ada_author).get(f"/dtms/papers/{mine.number}/edit/").content.decode()
        other = sign_in(otto_other).get(f"/dtms/papers/{theirs.number}/").content.decode()
        home = sign_in(otto_other).get("/dtms/").content.decode()
    assert "For you alone" in form
    assert "Mon 8 Feb 2027, 23:59 AoE" in form
    assert "alone" not in other + home
    row = OutboxMessage.objects.get(kind="deadline.more_time")
    assert row.to_email == ada_author.email
    assert "Mon 8 Feb 2027, 23:59 AoE" in row.text
    assert "Fri 5 Feb 2027, 23:59 AoE" in row.text


def test_calendars_follow_there_and_back(workshop, ada_author, chen_chair, client):
    paper = draft(workshop, ada_author)
    ((name, before),) = feed_of(client, ada_author, OPEN).items()
    until = give(paper, chen_chair)
    given = feed_of(client, ada_author, CLOSED)[name]
    assert given["dtstart"].dt == clock.last_minute(until)
    with clock.at(OPEN):
        workshop.__dict__.pop("schedule", None)
        (found,) = more_time.given_in(workshop, chen_chair)
        more_time.take_back(workshop=workshop, by=chen_chair, pk=found.row.pk)
    after = feed_of(client, ada_author, OPEN)[name]
    assert after["dtstart"].dt == before["dtstart"].dt
    assert [int(e["sequence"]) for e in (before, given, after)] == [0, 1, 2]


def test_the_later_of_both_dates_holds(workshop, ada_author, chen_chair):
    paper = draft(workshop, ada_author)
    give(paper, chen_chair, days=2)
    later = bound(workshop) + 7 * DAY
    set_deadline(workshop=workshop, by=chen_chair, kind=DeadlineKind.SUBMISSION, at=later)
    due = paper.dates.get(DeadlineKind.SUBMISSION)
    assert (due.at, due.own, due.sequence) == (later, None, 2)


def test_reminders_go_by_the_own_date(workshop, ada_author, chen_chair):
    paper = draft(workshop, ada_author)
    until = give(paper, chen_chair)
    for instant, kinds in [
        (bound(workshop) - timedelta(hours=1), []),
        (bound(workshop) + timedelta(minutes=20), ["submission.draft_reminder"]),
        (until - timedelta(hours=1), ["submission.draft_reminder"]),
        (until + timedelta(minutes=15), ["submission.closed_unsubmitted"]),
    ]:
        OutboxMessage.objects.all().delete()
        with clock.at(instant):
            reminding.run(instant)
        told = OutboxMessage.objects.exclude(kind="chair.digest")
        assert [m.kind for m in told] == kinds


def test_a_member_bids_longer_than_the_others(
    workshop, ada_author, rex_reviewer, nina_unassigned, chen_chair
):
    for person in (rex_reviewer, nina_unassigned):
        add_member(workshop, person)
    submitted(workshop, ada_author)
    bids_due = CLOSED + 2 * DAY
    set_deadline(workshop=workshop, by=chen_chair, kind=DeadlineKind.BIDDING, at=bids_due)
    with clock.at(CLOSED):
        more_time.give_member(
            workshop=workshop, member=rex_reviewer, by=chen_chair, kind=DeadlineKind.BIDDING,
            until=bids_due + DAY, reason="On a train.",
        )  # fmt: skip
    with clock.at(bids_due + DAY - SECOND):
        assert bids.bidding_is_open(workshop, rex_reviewer)
        assert not bids.bidding_is_open(workshop, nina_unassigned)
    with clock.at(bids_due + DAY):
        assert not bids.bidding_is_open(workshop, rex_reviewer)


def test_a_conflicted_chair_neither_gives_nor_sees_nor_reads_of_it(
    workshop, ada_author, chen_chair, sign_in
):
    maya = make_person("maya_chair")
    add_member(workshop, maya, role="chair")
    paper = submitted(workshop, ada_author)
    conflicts.add_conflict(paper=paper, user=maya, by=chen_chair, source="chair", reason="x")
    with clock.at(OPEN):
        before = sign_in(maya).get("/dtms/chair/more-time/").content
    give(paper, chen_chair)
    with clock.at(OPEN):
        client = sign_in(maya)
        after = client.get("/dtms/chair/more-time/").content
        pages = [client.get(f"/dtms/chair/{p}/").content.decode() for p in ("log", "mail")]
        answer = client.post(
            "/dtms/chair/more-time/",
            {"kind": "submission", "paper": "1", "day": "2027-02-12", "reason": "Mine."},
        )
    assert len(before) == len(after)
    assert "more time" not in "".join(pages).lower()
    assert answer.status_code == 422
    assert AuditEvent.objects.filter(verb="more time given").count() == 1
    with pytest.raises(NotAllowed):
        give(paper, maya)


def test_the_page_gives_and_takes_back(workshop, ada_author, chen_chair, sign_in):
    paper = draft(workshop, ada_author)
    path = "/dtms/chair/more-time/"
    with clock.at(OPEN):
        client = sign_in(chen_chair)
        given = {"kind": "submission", "paper": "1", "day": "2027-02-08", "reason": "Ill."}
        assert client.post(path, given | {"day": "2027-02-04"}).status_code == 422
        assert client.post(path, given | {"paper": "99"}).status_code == 422
        assert client.post(path, given).status_code == 302
        page = client.get(path).content.decode()
        assert "Paper 1" in page
        assert paper.shown_title not in page
        pk = workshop.extensions.get().pk
        assert client.post(f"{path}{pk}/").status_code == 302
        assert "Nobody has more time" in client.get(path).content.decode()


def test_a_date_of_a_type_and_a_moved_date_are_told_to_who_has_work(
    workshop, ada_author, otto_other, chen_chair, sign_in
):
    submitted(workshop, otto_other)
    draft(workshop, ada_author)
    path = "/dtms/chair/deadlines/"
    with clock.at(OPEN):
        client = sign_in(chen_chair)
        page = client.get(path)
        form = page.context["form"]
        data = {"opens-opens": "", "reason": "Snow.", "tell": "yes"}
        data["opens"] = str(form.opening["opens"].value())
        for row in (*form.rows, *form.typed_rows):
            for field in row:
                value = field.value()
                if value not in (None, "", False):
                    data[field.html_name] = (
                        value.strftime("%H:%M") if hasattr(value, "hour") else str(value)
                    )
        data["submission-day"] = "2027-02-12"
        short = workshop.paper_types.all()[1]
        data[f"camera_ready-{short.pk}-day"] = "2027-03-20"
        answer = client.post(path, data)
    assert answer.status_code == 302, answer.context["form"].errors
    assert [m.to_email for m in OutboxMessage.objects.filter(kind="deadline.extended")] == [
        ada_author.email
    ]
    workshop.__dict__.pop("schedule", None)
    own = workshop.schedule.get(DeadlineKind.CAMERA_READY, short.pk)
    assert own.paper_type_id == short.pk


def test_titles_and_abstracts_that_are_due_first_bind(workshop, ada_author, otto_other, chen_chair):
    """A paper without them has missed its place; the others go on until papers are due."""
    abstracts_due = bound(workshop) - 2 * DAY
    set_deadline(workshop=workshop, by=chen_chair, kind=DeadlineKind.ABSTRACT, at=abstracts_due,
                 is_hard=True)  # fmt: skip
    ready = complete(draft(workshop, ada_author), ada_author)
    bare = draft(workshop, otto_other)
    with clock.at(abstracts_due):
        with pytest.raises(Closed):
            draft_now(workshop, ada_author)
        with pytest.raises(Closed):
            save_details(paper=bare, by=otto_other, details=details_of(ready), based_on=1)
        assert lifecycle.submit(paper=ready, by=ada_author).number == 1


def draft_now(workshop, author):
    from submissions.services.details import create_draft

    return create_draft(workshop=workshop, by=author)
