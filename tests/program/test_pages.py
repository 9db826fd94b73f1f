"""What stands on the pages of this side, and what their forms do."""

from datetime import timedelta
from io import BytesIO

import pytest
from icalendar import Calendar
from pypdf import PdfReader

from dtms_site import clock
from dtms_site.mail.models import OutboxMessage
from dtms_site.workshops.enums import Role
from program import chair_tasks
from program.models import FinalVersion, Proceedings, Slot
from program.services import proceedings
from reviews.chair.desk import _sources
from submissions.enums import SubmissionStatus
from tests.editions import add_member, make_edition, pdf
from tests.people import make_person
from tests.program.accepted import (
    AFTER,
    accepted,
    built,
    check,
    due,
    fresh,
    handed_in,
    placed,
    published,
    published_programme,
    release,
    texts,
    unreleased,
    uploaded,
)
from tests.program.builders.pdfs import make_pdf
from tests.program.visits import address, signed_in
from tests.reading import as_read

pytestmark = pytest.mark.django_db
HOSTILE = 'Twins <script>alert("1")</script> & {{ x }} "quoted"'


@pytest.fixture
def workshop(chen_chair, pia_publication):
    workshop = make_edition()
    add_member(workshop, pia_publication, Role.PUBLICATION)
    return workshop


@pytest.fixture
def paper(workshop, ada_author, chen_chair):
    return accepted(workshop, ada_author, chen_chair)


def get(person, name, workshop, *args, at=AFTER):
    with signed_in(person, at=at) as client:
        answer = client.get(address(name, workshop, *args))
    assert answer.status_code == 200
    return as_read(answer)


def post(person, name, workshop, *args, at=AFTER, **data):
    with signed_in(person, at=at) as client:
        return client.post(address(name, workshop, *args), data)


# Authors


def test_the_way_of_a_final_version_through_its_pages(workshop, paper, ada_author):
    assert "Next: the final version" in _paper_page(ada_author, paper)
    answer = post(ada_author, "final-upload", workshop, 1, pdf=pdf(make_pdf(2)))
    assert answer.status_code == 302
    assert "Checking your PDF" in get(ada_author, "final-format", workshop, 1)
    check(paper.versions.final().get())
    assert "Format check" in get(ada_author, "camera-ready", workshop, 1)
    answer = post(ada_author, "camera-ready", workshop, 1, presenter=str(ada_author),
                  metadata_confirmed="on")  # fmt: skip
    assert (answer.status_code, fresh(paper).status) == (302, SubmissionStatus.CAMERA_READY)
    assert "The final version is in" in _paper_page(ada_author, paper)


def _paper_page(person, paper):
    with signed_in(person) as client:
        return as_read(client.get(paper.get_absolute_url()))


@pytest.mark.parametrize(
    ("data", "words"),
    [
        ({"presenter": "Ada Brekkestad"}, "tick this box"),
        ({"metadata_confirmed": "on"}, "This field is required"),
        ({"presenter": "<b>", "metadata_confirmed": "on"}, "&lt;b&gt; is not one of"),
    ],
)
def test_a_form_that_lacks_something_says_what(workshop, paper, ada_author, data, words):
    uploaded(paper, ada_author)
    answer = post(ada_author, "camera-ready", workshop, 1, **data)
    assert (answer.status_code, words in as_read(answer)) == (422, True)
    assert fresh(paper).status == SubmissionStatus.ACCEPTED


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04 not a paper", None])
def test_what_is_not_a_pdf_is_not_taken(workshop, paper, ada_author, content):
    data = {} if content is None else {"pdf": pdf(content)}
    assert post(ada_author, "final-upload", workshop, 1, **data).status_code == 302
    assert not paper.versions.final().exists()


def test_after_the_date_the_page_says_so_and_takes_nothing(workshop, paper, ada_author):
    late = due(workshop) + timedelta(minutes=1)
    page = get(ada_author, "camera-ready", workshop, 1, at=late)
    assert ("The date has passed" in page, "Upload PDF" in page) == (True, False)
    post(ada_author, "final-upload", workshop, 1, at=late, pdf=pdf(make_pdf(1)))
    assert not paper.versions.final().exists()


def test_an_author_reads_what_the_publication_chair_wrote(
    workshop, paper, ada_author, pia_publication
):
    handed_in(paper, ada_author)
    reason = "Figure 3 <b>is</b> cut off."
    post(pia_publication, "reopen", workshop, 1, reason=reason, until="2027-03-20")
    page = get(ada_author, "camera-ready", workshop, 1)
    assert "Figure 3 &lt;b&gt;is&lt;/b&gt; cut off." in page
    assert "Sat 20 Mar 2027, 23:59 AoE" in page


def test_a_page_of_the_final_version_is_drawn_for_its_author_alone(
    workshop, paper, ada_author, otto_other
):
    uploaded(paper, ada_author)
    with signed_in(ada_author) as client:
        image = client.get(address("final-image", workshop, 1, 1))
        beyond = client.get(address("final-image", workshop, 1, 9))
    with signed_in(otto_other) as client:
        foreign = client.get(address("final-image", workshop, 1, 1))
    assert (image.status_code, image["Content-Type"]) == (200, "image/webp")
    assert (beyond.status_code, foreign.status_code) == (404, 404)


# The publication desk


def test_the_desk_leads_from_one_thing_to_the_next(workshop, paper, ada_author, pia_publication):
    assert "accepted paper stands in no session" in get(pia_publication, "desk", workshop)
    placed(workshop, pia_publication)
    assert "programme is not public" in get(pia_publication, "desk", workshop)
    published_programme(workshop, pia_publication)
    handed_in(paper, ada_author)
    assert '1</span> <div class="grow"><b>thing blocks the proceedings' in get(
        pia_publication, "desk", workshop
    )
    texts(workshop, pia_publication)
    assert "Build and publish" in get(pia_publication, "desk", workshop)
    published(workshop, pia_publication)
    assert "All done" in get(pia_publication, "desk", workshop)


def test_a_broken_format_rule_is_waived_on_the_papers_page(
    workshop, paper, ada_author, pia_publication
):
    handed_in(paper, ada_author, overall="reject")
    assert "Print it as it is" in get(pia_publication, "final", workshop, 1)
    post(pia_publication, "waive", workshop, 1, reason="A scan of 1987.")
    page = get(pia_publication, "final", workshop, 1)
    assert "Printed as it is:</b> A scan of 1987." in page
    assert FinalVersion.objects.get().format_waiver == "A scan of 1987."


def test_the_title_is_corrected_on_the_papers_page(workshop, paper, pia_publication):
    post(pia_publication, "retitle", workshop, 1, title="A Replica")
    assert fresh(paper).title == "A Replica"


@pytest.mark.parametrize(
    ("name", "data", "words"),
    [("reopen", {"reason": "", "until": "2027-03-20"}, "This field is required"),
     ("reopen", {"reason": "x", "until": "2027-02-01"}, "still to come"),
     ("waive", {"reason": ""}, "This field is required")],
)  # fmt: skip
def test_a_form_of_the_desk_says_what_it_lacks(
    workshop, paper, ada_author, pia_publication, name, data, words
):
    handed_in(paper, ada_author, overall="reject")
    answer = post(pia_publication, name, workshop, 1, **data)
    assert (answer.status_code, words in as_read(answer)) == (422, True)


def test_the_programme_is_made_by_forms_alone(workshop, paper, pia_publication):
    post(pia_publication, "new-slot", workshop, kind="opening", title="Welcome", minutes="10")
    post(pia_publication, "new-session", workshop, title="Honest replicas")
    post(pia_publication, "place", workshop, minutes="25")
    post(pia_publication, "new-slot", workshop, kind="keynote", title="Keynote", minutes="50",
         starts_at="2027-04-10T13:30")  # fmt: skip
    slot = Slot.objects.get(kind="paper")
    post(pia_publication, "slot", workshop, slot.public_id, session=slot.session_id, minutes="30",
         presenter="Cora")  # fmt: skip
    page = get(pia_publication, "programme-desk", workshop)
    for words in (
        "09:00",
        "Session 1 · Honest replicas",
        "09:10–09:40",
        "presented by Cora",
        "13:30",
    ):
        assert words in page
    session = workshop.sessions.get()
    post(pia_publication, "move-session", workshop, session.public_id, up="yes")
    assert "09:00–09:30" in get(pia_publication, "programme-desk", workshop)
    post(
        pia_publication, "slot", workshop, Slot.objects.get(kind="keynote").public_id, remove="yes"
    )
    assert not Slot.objects.filter(kind="keynote").exists()


@pytest.mark.parametrize(
    ("name", "data", "words"),
    [
        ("new-slot", {"kind": "paper", "title": "x", "minutes": "5"}, "not one of the available"),
        ("new-slot", {"kind": "break", "title": "x", "minutes": "0"}, "at least a minute"),
        ("new-slot", {"kind": "break", "minutes": "5", "starts_at": "2027-03-28T03:30"}, "skip this time"),
        ("new-session", {"title": ""}, "This field is required"),
    ],
)  # fmt: skip
def test_what_cannot_be_planned_is_refused_in_words(workshop, pia_publication, name, data, words):
    answer = post(pia_publication, name, workshop, **data)
    assert (answer.status_code, words in as_read(answer)) == (422, True)
    assert not Slot.objects.exists()


def test_a_session_of_another_edition_is_not_found(workshop, pia_publication, chen_chair):
    other = make_edition("other")
    with_session = other.sessions.create(title="Theirs")
    assert (
        post(pia_publication, "session", workshop, with_session.public_id, title="x").status_code
        == 404
    )
    assert (
        post(pia_publication, "move-session", workshop, with_session.public_id).status_code == 404
    )


def test_publishing_and_taking_back(workshop, paper, pia_publication):
    placed(workshop, pia_publication)
    post(pia_publication, "programme-publish", workshop)
    assert OutboxMessage.objects.filter(kind="programme.slot").count() == 1
    assert get(None, "programme", workshop)
    post(pia_publication, "programme-publish", workshop, withdraw="yes")
    with signed_in(None) as client:
        assert client.get(address("programme", workshop)).status_code == 404


def test_building_is_followed_on_the_page(workshop, paper, ada_author, pia_publication):
    handed_in(paper, ada_author)
    placed(workshop, pia_publication)
    texts(workshop, pia_publication)
    assert "The proceedings can be built" in get(pia_publication, "proceedings-desk", workshop)
    post(pia_publication, "proceedings-build", workshop)
    page = get(pia_publication, "proceedings-desk", workshop)
    assert f'hx-get="{address("proceedings-progress", workshop)}"' in page
    proceedings.build(Proceedings.objects.get().pk)
    part = get(pia_publication, "proceedings-progress", workshop)
    assert ("The proceedings are built" in part, "hx-get" in part, "<html" in part) == (
        True, False, False,
    )  # fmt: skip
    post(pia_publication, "proceedings-publish", workshop)
    assert "The proceedings are public" in get(pia_publication, "proceedings-desk", workshop)


def test_a_failed_build_says_why(workshop, paper, ada_author, pia_publication):
    handed_in(paper, ada_author)
    placed(workshop, pia_publication)
    texts(workshop, pia_publication)
    Proceedings.objects.update(state="failed", problem="Paper 1: <b>broken</b>.")
    assert "Paper 1: &lt;b&gt;broken&lt;/b&gt;." in get(
        pia_publication, "proceedings-desk", workshop
    )


def test_texts_are_saved_and_then_stand_still(workshop, paper, ada_author, pia_publication):
    data = {"title": "Our Proceedings", "editors": "A\n\n B ", "message": "*Hi*", "rights": "",
            "publisher": "", "isbn": ""}  # fmt: skip
    assert post(pia_publication, "proceedings-texts", workshop, **data).status_code == 302
    assert Proceedings.objects.get().editor_names == ["A", "B"]
    handed_in(paper, ada_author)
    published(workshop, pia_publication)
    answer = post(pia_publication, "proceedings-texts", workshop, **data)
    assert (answer.status_code, "stays as it is" in as_read(answer)) == (422, True)


# Everybody


def test_the_programme_names_who_what_and_when(workshop, paper, ada_author, chen_chair):
    handed_in(paper, ada_author)
    published_programme(workshop, chen_chair)
    page = " ".join(get(None, "programme", workshop).split())
    for words in ("Saturday 10 April 2027", "Times in Helsinki (UTC+3)", "chair: Elif Saydan",
                  "A. Brekkestad", "presented by Ada Brekkestad", "09:00"):  # fmt: skip
        assert words in page
    assert "BibTeX" not in page


def test_the_programme_knows_what_is_on_now(workshop, paper, chen_chair, otto_other):
    accepted(workshop, otto_other, chen_chair, title="The Second")
    published_programme(workshop, chen_chair)
    begin = workshop.schedule.get("workshop").at
    during = " ".join(get(None, "programme", workshop, at=begin + timedelta(minutes=7)).split())
    assert (
        "Now, 09:07:</b> “A Twin That Knows When It Is Wrong”. Next at 09:20: “The Second”."
        in during
    )
    assert "Now, " not in get(None, "programme", workshop, at=begin - timedelta(minutes=1))
    assert "Now, " not in get(None, "programme", workshop, at=begin + timedelta(hours=3))


def test_published_papers_are_linked_from_programme_and_proceedings(
    workshop, paper, ada_author, chen_chair
):
    published_programme(workshop, chen_chair)
    handed_in(paper, ada_author)
    published(workshop, chen_chair)
    for name in ("programme", "proceedings"):
        page = get(None, name, workshop)
        assert address("paper-pdf", workshop, 1) in page
        assert "PDF, pp. 1–2" in page
    assert "Published, pages 1–2" in _paper_page(ada_author, paper)


def test_files_go_out_whole_and_named_neutrally(workshop, paper, ada_author, chen_chair):
    handed_in(paper, ada_author)
    volume = published(workshop, chen_chair)
    with signed_in(None) as client:
        whole = client.get(address("volume-pdf", workshop))
        alone = client.get(address("paper-pdf", workshop, 1))
        bib = client.get(address("paper-bib", workshop, 1))
        every = client.get(address("volume-bib", workshop))
    assert 'filename="dtms-proceedings.pdf"' in whole["Content-Disposition"]
    assert 'filename="dtms-paper-1.pdf"' in alone["Content-Disposition"]
    assert len(PdfReader(BytesIO(b"".join(whole.streaming_content))).pages) == volume.pages
    assert len(PdfReader(BytesIO(b"".join(alone.streaming_content))).pages) == 2
    assert bib["Content-Type"] == "application/x-bibtex; charset=utf-8"
    assert as_read(bib) in as_read(every)


def calendar_of(workshop):
    with signed_in(None) as client:
        return Calendar.from_ical(client.get(address("programme-calendar", workshop)).content)


def test_the_calendar_keeps_its_uids_and_raises_its_sequence(workshop, paper, chen_chair):
    published_programme(workshop, chen_chair)
    (before,) = calendar_of(workshop).walk("VEVENT")
    post(chen_chair, "new-slot", workshop, kind="keynote", title="Keynote, too; x", minutes="30")
    session, keynote = calendar_of(workshop).walk("VEVENT")
    assert (session["UID"], session["SEQUENCE"]) == (before["UID"], before["SEQUENCE"] + 1)
    assert (str(keynote["SUMMARY"]), keynote["DTSTART"].dt) == (
        "Keynote, too; x",
        session["DTEND"].dt,
    )
    assert "09:00 A Twin That Knows" in session["DESCRIPTION"]


@pytest.mark.parametrize("phase", ["released", "published"])
def test_a_hostile_title_is_words_everywhere(workshop, ada_author, chen_chair, phase):
    accepted(workshop, ada_author, chen_chair, title=HOSTILE)
    paper = workshop.submissions.get()
    handed_in(paper, ada_author)
    placed(workshop, chen_chair)
    published_programme(workshop, chen_chair)
    texts(workshop, chen_chair, title=HOSTILE, editors=HOSTILE)
    if phase == "published":
        built(workshop, chen_chair)
        texts(workshop, chen_chair, title=HOSTILE, editors=HOSTILE)
        volume = Proceedings.objects.get()
        proceedings.ask_for_build(workshop=workshop, by=chen_chair)
        proceedings.build(volume.pk)
        proceedings.publish(workshop=workshop, by=chen_chair)
    public = [("programme", ())] + ([("proceedings", ())] if phase == "published" else [])
    desk = [("finals", ()), ("programme-desk", ()), ("proceedings-desk", ()), ("final", (1,)),
            ("proceedings-texts", ())]  # fmt: skip
    pages = [get(None, name, workshop, *args) for name, args in public]
    pages += [get(chen_chair, name, workshop, *args) for name, args in desk]
    for page in pages:
        assert "<script>alert" not in page
        assert "&lt;script&gt;alert" in page
        assert "{{ x }}" in page


def test_pages_hold_no_inline_script_or_style(workshop, paper, ada_author, chen_chair):
    handed_in(paper, ada_author)
    published_programme(workshop, chen_chair)
    for name in ("desk", "finals", "programme-desk", "proceedings-desk", "programme"):
        page = get(chen_chair, name, workshop)
        assert " style=" not in page
        assert " onclick=" not in page
        assert "<script>" not in page


# As many queries for three papers as for one


def many(workshop, chair, count, *, publish=False):
    keys = ("ada_author", "cora_coauthor", "otto_other")[:count]
    papers = [
        unreleased(workshop, make_person(key), chair, title=f"Paper of {key}") for key in keys
    ]
    release(workshop, chair)
    for paper, key in zip(papers, keys, strict=True):
        handed_in(paper, make_person(key))
    published_programme(workshop, chair)
    if publish:
        published(workshop, chair)


@pytest.mark.parametrize("count", [1, 3])
@pytest.mark.parametrize(
    ("name", "queries"),
    [("desk", 16), ("finals", 8), ("programme-desk", 10), ("proceedings-desk", 16)],
)
def test_lists_of_the_desk_ask_the_same_number_of_questions(
    workshop, chen_chair, django_assert_num_queries, count, name, queries
):
    many(workshop, chen_chair, count)
    texts(workshop, chen_chair)
    with signed_in(chen_chair) as client:
        client.get(address(name, workshop))
        with django_assert_num_queries(queries):
            client.get(address(name, workshop))


@pytest.mark.parametrize("count", [1, 3])
@pytest.mark.parametrize(("name", "queries"), [("programme", 8), ("proceedings", 3)])
def test_public_pages_ask_the_same_number_of_questions(
    workshop, chen_chair, django_assert_num_queries, count, name, queries
):
    many(workshop, chen_chair, count, publish=True)
    with signed_in(None) as client, django_assert_num_queries(queries):
        client.get(address(name, workshop))


# The chairs' own desk


def tasks_of(chair, workshop, at=AFTER):
    assert chair_tasks.tasks in _sources
    with clock.at(at):
        return [(t.count, t.what, t.urgency) for t in chair_tasks.tasks(chair, workshop)]


def test_a_chair_is_told_what_waits_and_only_that(workshop, ada_author, chen_chair):
    paper = unreleased(workshop, ada_author, chen_chair)
    assert tasks_of(chen_chair, workshop) == []
    release(workshop, chen_chair)
    assert tasks_of(chen_chair, workshop) == [(1, "accepted paper in no session yet", 60)]
    placed(workshop, chen_chair)
    assert tasks_of(chen_chair, workshop) == [(1, "programme is not public", 61)]
    published_programme(workshop, chen_chair)
    handed_in(paper, ada_author)
    assert tasks_of(chen_chair, workshop) == [(1, "volume of proceedings to publish", 62)]
    published(workshop, chen_chair)
    assert tasks_of(chen_chair, workshop) == []


def test_a_chair_hears_of_missing_final_versions_when_the_date_is_near(workshop, paper, chen_chair):
    missing = "final version missing"
    assert (1, missing, 80) in tasks_of(chen_chair, workshop, due(workshop) - timedelta(days=3))
    assert (1, missing, 15) in tasks_of(chen_chair, workshop, due(workshop) + timedelta(hours=1))
    early = tasks_of(chen_chair, workshop, due(workshop) - timedelta(days=9))
    assert [task for task in early if task[1] == missing] == []
