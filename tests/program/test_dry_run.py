import pytest

from dtms_site import clock
from dtms_site.workshops.enums import Role
from program import policy
from program.dry_run import dry_run
from program.models import ProceedingsPaper
from program.services import camera_ready, programme
from submissions.enums import ConflictSource
from submissions.models import Author, FormatReport
from submissions.services.conflicts import add_conflict
from tests.editions import add_member, make_edition
from tests.people import make_person
from tests.program.accepted import (
    AFTER,
    accepted,
    built,
    fresh,
    handed_in,
    placed,
    published_programme,
    release,
    texts,
    unreleased,
    uploaded,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def workshop(chen_chair):
    return make_edition()


@pytest.fixture
def paper(workshop, ada_author, chen_chair):
    return accepted(workshop, ada_author, chen_chair)


def found(workshop, user=None):
    with clock.at(AFTER):
        run = dry_run(workshop, user)
    return [f.what for f in run.blockers], [f.what for f in run.warnings]


def ready(workshop, paper, author, chair, **options):
    handed_in(paper, author, **options)
    placed(workshop, chair)
    texts(workshop, chair)


def test_before_the_release_there_are_no_papers(workshop, ada_author, chen_chair):
    unreleased(workshop, ada_author, chen_chair)
    assert found(workshop) == (["No accepted papers yet"], [])


def test_at_first_everything_is_missing(workshop, paper):
    blockers, warnings = found(workshop)
    assert blockers == [
        "The message from the chairs is missing", "Final PDF is missing", "Not in the programme",
    ]  # fmt: skip
    assert warnings == ["The copyright page is empty"]


def test_nothing_is_left_when_all_is_there(workshop, paper, ada_author, chen_chair):
    ready(workshop, paper, ada_author, chen_chair)
    with clock.at(AFTER):
        run = dry_run(workshop)
    assert (run.findings, run.ready, run.papers, run.pages) == ([], 1, 1, 2)
    assert [(row.pages, row.pdf) for row in run.rows] == [("1–2", "accept")]


def test_an_upload_that_was_not_handed_in_is_missing(workshop, paper, ada_author):
    uploaded(paper, ada_author)
    assert "Final PDF is missing" in found(workshop)[0]


def test_a_failing_check_blocks_until_it_is_waived(workshop, paper, ada_author, chen_chair):
    ready(workshop, paper, ada_author, chen_chair, overall="reject")
    assert found(workshop)[0] == ["The format check fails"]
    with clock.at(AFTER):
        camera_ready.waive_format(paper=fresh(paper), by=chen_chair, reason="A scan.")
    assert found(workshop)[0] == []


def test_a_check_that_still_runs_blocks(workshop, paper, ada_author, chen_chair):
    ready(workshop, paper, ada_author, chen_chair)
    FormatReport.objects.update(state="queued", overall="")
    assert found(workshop)[0] == ["The format check still runs"]


def test_a_title_that_differs_is_pointed_out(workshop, paper, ada_author, chen_chair):
    ready(workshop, paper, ada_author, chen_chair)
    final = fresh(paper).final
    final.title_read = "A Twin – that knows “when” it is wrong"
    final.save()
    assert found(workshop)[1] == []
    final.title_read = "The Twin That Knows When It Is Wrong"
    final.save()
    assert found(workshop)[1] == ["Title differs from the form"]


def test_an_author_who_did_not_confirm_is_pointed_out(workshop, paper, ada_author, chen_chair):
    ready(workshop, paper, ada_author, chen_chair)
    Author.objects.create(submission=paper, order=5, given_name="Pab", family_name="Lo")
    assert found(workshop)[1] == ["An author is not confirmed"]


def test_a_session_without_a_chair_is_pointed_out(workshop, paper, ada_author, chen_chair):
    ready(workshop, paper, ada_author, chen_chair)
    session = workshop.sessions.get()
    with clock.at(AFTER):
        programme.change(thing=session, by=chen_chair, values={"chair_name": ""})
    assert found(workshop)[1] == ["1 session without a chair"]


def test_many_of_one_kind_are_one_thing_to_do(workshop, ada_author, chen_chair):
    for _ in range(6):
        unreleased(workshop, ada_author, chen_chair)
    release(workshop, chen_chair)
    assert found(workshop)[0] == [
        "The message from the chairs is missing", "6 final PDFs are missing",
        "6 papers are not in the programme",
    ]  # fmt: skip


def test_papers_without_a_slot_have_no_pages_yet(workshop, paper, ada_author, chen_chair):
    other = accepted(workshop, make_person("otto_other"), chen_chair)
    handed_in(paper, ada_author)
    placed(workshop, chen_chair)
    other.slot.delete()
    handed_in(other, make_person("otto_other"))
    with clock.at(AFTER):
        assert [row.pages for row in dry_run(workshop).rows] == ["1–2", ""]


def test_pages_that_had_no_room_for_their_number_are_pointed_out(
    workshop, paper, ada_author, chen_chair
):
    ready(workshop, paper, ada_author, chen_chair)
    built(workshop, chen_chair)
    ProceedingsPaper.objects.update(unstamped="2")
    assert found(workshop)[1] == ["No room for the page number"]


# Conflicts


@pytest.fixture
def xavi(workshop, paper, xavi_conflicted_chair, chen_chair):
    add_member(workshop, xavi_conflicted_chair, Role.CHAIR)
    add_conflict(
        paper=paper, user=xavi_conflicted_chair, by=chen_chair, source=ConflictSource.CHAIR
    )
    return xavi_conflicted_chair


def test_before_the_programme_a_conflicted_chair_learns_of_no_acceptance(workshop, paper, xavi):
    with clock.at(AFTER):
        run = dry_run(workshop, xavi)
    assert [f.what for f in run.findings] == ["No accepted papers yet"]
    assert (run.rows, run.papers, run.missing) == ([], 0, 0)
    assert not policy.sees_all(xavi, workshop)


def test_after_it_they_know_the_title_and_that_something_is_missing(
    workshop, paper, xavi, chen_chair
):
    published_programme(workshop, chen_chair)
    with clock.at(AFTER):
        run = dry_run(workshop, xavi)
    (row,) = run.rows
    assert (row.paper, row.is_open, row.pdf, row.authors, row.pages) == (paper, False, "", 0, "")
    assert [f.what for f in run.blockers] == [
        "The message from the chairs is missing", "One paper is not ready",
    ]  # fmt: skip
    assert (run.papers, run.ready, run.missing, run.pages) == (0, 0, 0, 0)


def test_whatever_became_of_the_paper_the_conflicted_chair_reads_the_same(
    chen_chair, xavi_conflicted_chair, ada_author
):
    """Two editions that differ only in the outcome of the paper they are conflicted with."""
    runs = []
    for slug, outcome in (("yes", "accept"), ("no", "reject")):
        workshop = make_edition(slug)
        paper = unreleased(workshop, ada_author, chen_chair, outcome=outcome)
        add_conflict(
            paper=paper, user=xavi_conflicted_chair, by=chen_chair, source=ConflictSource.CHAIR
        )
        release(workshop, chen_chair)
        placed(workshop, chen_chair)
        run = dry_run(workshop, xavi_conflicted_chair)
        sees = policy.sees_all(xavi_conflicted_chair, workshop)
        runs.append(([f.what for f in run.findings], run.rows, run.missing, sees))
    assert runs[0] == runs[1]
