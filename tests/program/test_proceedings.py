"""The volume with the real engine and the real sandbox."""

import re
from datetime import timedelta
from io import BytesIO

import pytest
from django.core.files.storage import default_storage
from django.db import IntegrityError, transaction
from pypdf import PdfReader

from dtms_site import clock, sandbox
from program import compose, press
from program.builders import jobs
from program.enums import ProceedingsState
from program.models import Proceedings, ProceedingsPaper
from program.services import camera_ready
from program.services import proceedings as service
from program.services.errors import NotNow
from submissions import files
from submissions.enums import SubmissionStatus
from submissions.models import FormatReport, Submission
from tests.editions import make_edition
from tests.people import make_person
from tests.program.accepted import (
    AFTER,
    built,
    fresh,
    handed_in,
    placed,
    published,
    release,
    texts,
    unreleased,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def workshop(chen_chair):
    return make_edition()


@pytest.fixture
def papers(workshop, chen_chair):
    """Two papers of two and three pages whose final versions are in."""
    keys = ("ada_author", "otto_other")
    titles = ("A Twin That Knows", "6G & <b>Beyond</b>: 100% {Sure}")
    made = [unreleased(workshop, make_person(key), chen_chair, title=title)
            for key, title in zip(keys, titles, strict=True)]  # fmt: skip
    release(workshop, chen_chair)
    for paper, key, pages in zip(made, keys, (2, 3), strict=True):
        handed_in(paper, make_person(key), pages=pages)
    return [fresh(paper) for paper in made]


def reader(file):
    return PdfReader(BytesIO(files.read(file)), strict=True)


def test_the_volume_holds_front_matter_papers_and_index(workshop, papers, chen_chair):
    volume = built(workshop, chen_chair)
    pdf = reader(volume.file)
    assert (volume.state, len(pdf.pages)) == (ProceedingsState.READY, volume.pages)
    labels = pdf.page_labels
    assert labels[volume.front_pages :][:5] == ["1", "2", "3", "4", "5"]
    assert labels[volume.front_pages - 1] == volume.last_front_page
    texts = [page.extract_text() for page in pdf.pages]
    assert "Page 1 of the paper" in texts[volume.front_pages]
    assert "DTMS ’27" in texts[volume.front_pages]
    assert "Author index" in texts[-1]


def test_bookmarks_lead_to_sessions_and_papers(workshop, papers, chen_chair):
    volume = built(workshop, chen_chair)
    pdf = reader(volume.file)
    *front, session, below, index = pdf.outline
    assert [mark.title for mark in (*front, session, index)] == [
        "Title page", "Message from the chairs", "Committees", "Contents",
        "Session 1 · Honest replicas", "Author index",
    ]  # fmt: skip
    pages = [(m.title, pdf.get_destination_page_number(m) - volume.front_pages) for m in below]
    assert pages == [("A Twin That Knows", 0), ("6G & <b>Beyond</b>: 100% {Sure}", 2)]


def test_page_bibtex_contents_and_single_file_agree(workshop, papers, chen_chair):
    volume = built(workshop, chen_chair)
    rows = list(volume.papers.all())
    assert [row.pages for row in rows] == ["1–2", "3–5"]
    for row in rows:
        alone = reader(row.file)
        assert alone.page_labels == [str(n) for n in range(row.first_page, row.last_page + 1)]
        assert f"{{{row.first_page}--{row.last_page}}}" in row.bibtex
        assert row.bibtex in volume.bibtex
        assert alone.metadata.title == row.title
    contents = next(
        p.extract_text() for p in reader(volume.file).pages if "Contents" in p.extract_text()
    )
    assert re.search(r"3\s*6G & <b>Beyond</b>: 100% \{Sure\}", contents)


def test_the_same_input_gives_the_same_bytes(workshop, papers, chen_chair):
    first, second = built(workshop, chen_chair), built(workshop, chen_chair)
    assert (first.sha256, first.fingerprint) == (second.sha256, second.fingerprint)
    assert first.file.name != second.file.name


def test_files_of_the_last_build_go_with_the_next(
    workshop, papers, chen_chair, django_capture_on_commit_callbacks
):
    first = built(workshop, chen_chair)
    old = [first.file.name, *(row.file.name for row in first.papers.all())]
    asked(workshop, chen_chair)
    with clock.at(AFTER), django_capture_on_commit_callbacks(execute=True):
        service.build(first.pk)
    first.refresh_from_db()
    assert [default_storage.exists(name) for name in old] == [False, False, False]
    assert default_storage.exists(first.file.name)


def test_blockers_hold_the_build_up(workshop, papers, chen_chair):
    with clock.at(AFTER), pytest.raises(NotNow, match="left to settle"):
        service.ask_for_build(workshop=workshop, by=chen_chair)
    assert not Proceedings.objects.filter(state=ProceedingsState.QUEUED).exists()


def test_asking_twice_is_one_build(workshop, papers, chen_chair):
    placed(workshop, chen_chair)
    texts(workshop, chen_chair)
    with clock.at(AFTER):
        first = service.ask_for_build(workshop=workshop, by=chen_chair)
        again = service.ask_for_build(workshop=workshop, by=chen_chair)
    assert (first.queued_at, again.queued_at) == (AFTER, AFTER)
    assert service.due_ids() == [first.pk]


def asked(workshop, chair):
    placed(workshop, chair)
    texts(workshop, chair)
    with clock.at(AFTER):
        return service.ask_for_build(workshop=workshop, by=chair)


def test_one_worker_at_a_time_builds(workshop, papers, chen_chair, monkeypatch):
    volume = asked(workshop, chen_chair)
    inner = []

    def composing(volume, progress):
        inner.append(service.due_ids())
        service.build(volume.pk)
        raise compose.NotComposed("enough")

    monkeypatch.setattr(compose, "build", composing)
    with clock.at(AFTER):
        service.build(volume.pk)
    assert inner == [[]]


def test_a_worker_that_comes_late_leaves_the_published_volume_alone(
    workshop, papers, chen_chair, monkeypatch
):
    volume = asked(workshop, chen_chair)
    really = compose.build

    def overtaken(slow, progress):
        late = really(slow, progress)
        monkeypatch.setattr(compose, "build", really)
        with clock.at(AFTER + timedelta(minutes=7)):
            service.build(volume.pk)
            service.publish(workshop=workshop, by=chen_chair)
        return late

    monkeypatch.setattr(compose, "build", overtaken)
    with clock.at(AFTER):
        service.build(volume.pk)
    volume.refresh_from_db()
    assert volume.is_published
    assert default_storage.exists(volume.file.name)


def test_a_build_whose_worker_died_is_taken_up_again_and_given_up_after_two(
    workshop, papers, chen_chair
):
    volume = asked(workshop, chen_chair)
    Proceedings.objects.update(
        state=ProceedingsState.BUILDING, attempts=2, leased_until=AFTER + timedelta(minutes=6)
    )
    with clock.at(AFTER + timedelta(minutes=5)):
        assert service.due_ids() == []
    with clock.at(AFTER + timedelta(minutes=7)):
        assert service.due_ids() == [volume.pk]
        service.build(volume.pk)
    volume.refresh_from_db()
    assert (volume.state, "cut off twice" in volume.problem) == (ProceedingsState.FAILED, True)


def test_a_paper_with_another_number_of_pages_than_counted_fails_in_words(
    workshop, papers, chen_chair
):
    volume = asked(workshop, chen_chair)
    FormatReport.objects.filter(version__purpose="final", pages=3).update(pages=2)
    with clock.at(AFTER):
        service.build(volume.pk)
    volume.refresh_from_db()
    assert volume.state == ProceedingsState.FAILED
    assert "Paper 2" in volume.problem
    assert "3 pages, 2 expected" in volume.problem


def test_what_fails_leaves_no_file_behind(workshop, papers, chen_chair, monkeypatch):
    volume = asked(workshop, chen_chair)
    stored = []
    kept = default_storage.save
    monkeypatch.setattr(default_storage, "save", lambda *a: stored.append(kept(*a)) or stored[-1])
    FormatReport.objects.filter(version__purpose="final", pages=3).update(pages=2)
    with clock.at(AFTER):
        service.build(volume.pk)
    assert [default_storage.exists(name) for name in stored] == [False]


def test_a_fault_of_ours_is_logged_and_told_without_details(
    workshop, papers, chen_chair, monkeypatch, caplog
):
    volume = asked(workshop, chen_chair)
    monkeypatch.setattr(press, "typeset", lambda volume: 1 / 0)
    with clock.at(AFTER):
        service.build(volume.pk)
    volume.refresh_from_db()
    assert (volume.state, "ZeroDivision" in volume.problem) == (ProceedingsState.FAILED, False)
    assert "ZeroDivisionError" in caplog.text


@pytest.mark.both_databases
def test_publishing_publishes_the_papers_all_at_once(workshop, papers, chen_chair):
    volume = published(workshop, chen_chair)
    assert (volume.state, volume.published_at) == (ProceedingsState.PUBLISHED, AFTER)
    assert set(Submission.objects.values_list("status", flat=True)) == {SubmissionStatus.PUBLISHED}


def test_a_change_after_the_build_asks_for_another_build(workshop, papers, chen_chair):
    built(workshop, chen_chair)
    texts(workshop, chen_chair, publisher="Another Press")
    with clock.at(AFTER), pytest.raises(NotNow, match="Build again"):
        service.publish(workshop=workshop, by=chen_chair)
    assert not Submission.objects.filter(status=SubmissionStatus.PUBLISHED).exists()


def test_a_final_version_reopened_after_the_build_blocks_publication(workshop, papers, chen_chair):
    built(workshop, chen_chair)
    with clock.at(AFTER):
        camera_ready.reopen(
            paper=papers[0], by=chen_chair, reason="x", until=AFTER + timedelta(days=3)
        )
        with pytest.raises(NotNow, match="came up"):
            service.publish(workshop=workshop, by=chen_chair)


def test_an_unbuilt_volume_is_not_published(workshop, papers, chen_chair):
    with clock.at(AFTER), pytest.raises(NotNow, match="Build"):
        service.publish(workshop=workshop, by=chen_chair)


def test_what_is_published_stays_as_it_is(workshop, papers, chen_chair, ada_author):
    volume = published(workshop, chen_chair)
    with clock.at(AFTER):
        for act in (
            lambda: service.save_texts(workshop=workshop, by=chen_chair, values={"title": "X"}),
            lambda: service.ask_for_build(workshop=workshop, by=chen_chair),
            lambda: camera_ready.reopen(
                paper=fresh(papers[0]), by=chen_chair, reason="x", until=AFTER + timedelta(days=3)
            ),
            lambda: camera_ready.correct_title(paper=fresh(papers[0]), by=chen_chair, title="X"),
        ):
            with pytest.raises(NotNow):
                act()
    assert service.publish(workshop=workshop, by=chen_chair).published_at == volume.published_at


@pytest.mark.both_databases
def test_the_database_refuses_a_built_volume_without_a_file(workshop, papers, chen_chair):
    texts(workshop, chen_chair)
    with pytest.raises(IntegrityError), transaction.atomic():
        Proceedings.objects.update(state=ProceedingsState.READY)
    volume = Proceedings.objects.get()
    with pytest.raises(IntegrityError), transaction.atomic():
        ProceedingsPaper.objects.create(
            proceedings=volume, submission=papers[0], place=1, title="x", first_page=3, last_page=2,
            size=1,
        )  # fmt: skip


def test_progress_is_told_step_by_step(workshop, papers, chen_chair):
    volume = asked(workshop, chen_chair)
    volume.workshop = workshop
    told = []
    compose.build(volume, lambda *step: told.append(step))
    assert told == [
        ("Setting the front matter", 0, 4), ("Paper 1 of 2: A Twin That Knows", 1, 4),
        ("Paper 2 of 2: 6G & <b>Beyond</b>: 100% {Sure}", 2, 4), ("Binding", 3, 4),
    ]  # fmt: skip


def test_a_file_that_ends_its_child_ends_the_build_in_words(
    workshop, papers, chen_chair, monkeypatch
):
    volume = asked(workshop, chen_chair)
    real = sandbox.call

    def crash(function, *args, **kwargs):
        if function.endswith("stamped_paper"):
            kwargs["limits"] = sandbox.Limits(answer_bytes=10)
        return real(function, *args, **kwargs)

    monkeypatch.setattr(sandbox, "call", crash)
    with clock.at(AFTER):
        service.build(volume.pk)
    volume.refresh_from_db()
    assert (volume.state, "Paper 1: its PDF cannot be taken apart" in volume.problem) == (
        ProceedingsState.FAILED, True,
    )  # fmt: skip


def test_names_of_jobs_lead_to_functions():
    assert callable(jobs.stamped_paper)
    assert callable(jobs.plain_pages)
