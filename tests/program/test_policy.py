"""Who may see and do what after the decisions, said once more paper by paper."""

from datetime import timedelta
from itertools import product
from typing import Any

import pytest
from django.http import Http404

from dtms_site import clock
from dtms_site.workshops.enums import DeadlineKind
from program import policy
from program.enums import ProceedingsState, SlotKind
from program.models import FinalVersion, Proceedings, ProceedingsPaper, Programme, Session, Slot
from submissions.enums import ConflictSource, SubmissionStatus
from submissions.models import Author, Conflict, Submission
from tests.grid import NOW, Grid, Made, Paper, same, where
from tests.people import make_person
from tests.program.accepted import fresh

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]

S = SubmissionStatus
ACCEPTED = {S.ACCEPTED, S.CAMERA_READY, S.PUBLISHED}
MINUTE = timedelta(minutes=1)


def ours(grid: Grid) -> list[Paper]:
    return [paper for paper in grid.papers if paper.is_here]


def opened(ask: Any, *args: Any) -> bool:
    """Whether the paper is found, and with the edition that was asked for."""
    try:
        return bool(ask(*args).workshop is args[1])
    except Http404:
        return False


def publish(workshop: Any) -> None:
    Programme.objects.create(workshop=workshop, published_at=NOW, changed_at=NOW)


def volume(workshop: Any, state: ProceedingsState, **more: Any) -> Proceedings:
    return Proceedings.objects.create(
        workshop=workshop, title="Proceedings", state=state, built_at=NOW, fingerprint="f",
        file="volume.pdf", sha256="0", size=1, pages=1, published_at=NOW if state == "published" else None, **more,
    )  # fmt: skip


def test_each_paper_for_its_author_and_at_the_desk(grid: Grid):
    kim, here = grid.kim, grid.workshop
    numbers = {p.row.number for p in grid.papers}
    assert numbers == {p.row.number for p in ours(grid)}  # the same elsewhere
    for paper in ours(grid):
        mine, number = paper.relation == "wrote", paper.row.number
        awaits = paper.status in {S.ACCEPTED, S.CAMERA_READY}
        assert opened(policy.paper_of_author, kim, here, number) == (mine and awaits)
        printed = mine and paper.status == S.PUBLISHED
        assert policy.is_printed_for(kim, here, number) == printed
        at_desk = paper.status in ACCEPTED and not paper.is_apart
        assert opened(policy.paper_at_desk, kim, here, number) == at_desk


def test_at_the_desk_an_outcome_is_hidden_until_everybody_knows_it_but_not_from_its_author(
    grid: Grid,
):
    accepted = [paper for paper in ours(grid) if paper.status in ACCEPTED]
    apart = [paper for paper in accepted if paper.is_apart]
    for is_public in (None, False, True):
        if is_public is not None:
            Programme.objects.update_or_create(
                workshop=grid.workshop,
                defaults={"published_at": NOW if is_public else None, "changed_at": NOW},
            )
        desk = policy.desk_of(grid.kim, grid.workshop)
        same(desk.papers, where(accepted, lambda p: not p.is_apart))
        told = [p for p in apart if is_public or p.relation == "wrote"]
        same(desk.by_title, told)
        assert desk.hidden == {p.row.pk for p in apart if p not in told}
        assert (desk.programme is not None, desk.is_public) == (
            is_public is not None,
            is_public is True,
        )


def person_with(workshop: Any, key: str, *statuses: str, is_author: bool = False) -> Any:
    """Somebody in conflict with a paper of each of these states, or its author."""
    person = make_person(key)
    for status in statuses:
        paper = workshop.submissions.filter(status=status, conflicts=None, authors=None).first()
        if is_author:
            Author.objects.create(submission=paper, user=person, order=0)
        else:
            Conflict.objects.create(
                submission=paper, user=person, source=ConflictSource.CHAIR, entered_at=NOW
            )
    return person


def test_what_concerns_all_papers_waits_while_it_could_tell_of_one_in_conflict(grid: Grid):
    here = grid.workshop
    people = {
        person_with(here, "maya_chair"): (True, True),
        person_with(here, "stella_steering", "draft", "withdrawn"): (True, True),
        person_with(here, "pia_publication", "rejected"): (False, False),
        person_with(here, "hugo_member", "accepted"): (False, False),
        person_with(here, "ada_author", "accepted", "rejected", is_author=True): (True, True),
    }
    for person, (sees, reads) in people.items():
        assert policy.sees_all(person, here) == sees, person
        assert policy.may_read_volume(person, here) == reads, person
    publish(here)
    for person, (_, reads) in people.items():
        assert policy.sees_all(person, here)
        in_conflict_with_an_accepted_one = person == make_person("hugo_member")
        assert policy.may_read_volume(person, here) == (not in_conflict_with_an_accepted_one)
        assert reads or person.email.startswith(("pia", "hugo"))


def test_the_programme_and_the_list_of_accepted_papers(grid: Grid):
    here, elsewhere = grid.workshop, grid.papers[-1].row.workshop
    assert policy.programme_of(here) is None
    publish(elsewhere)
    mine = Programme.objects.create(workshop=here, changed_at=NOW)
    assert policy.programme_of(here) == mine
    assert (policy.programme_is_public(here), policy.programme_is_public(elsewhere)) == (
        False,
        True,
    )
    same(Programme.objects.published(), [Made(policy.programme_of(elsewhere))])
    here.submissions.filter(submitted_at=None).delete()
    for status in (S.ACCEPTED, S.CAMERA_READY, S.PUBLISHED, S.CONDITIONALLY_ACCEPTED):
        here.submissions.update(status=S.REJECTED)
        paper = here.submissions.first()
        here.submissions.filter(pk=paper.pk).update(status=status)
        Slot.objects.all().delete()
        mine.published_at = NOW
        mine.save()
        assert not policy.accepted_are_listed(here)
        slot(here, paper)
        assert policy.accepted_are_listed(here)
        mine.published_at = None
        mine.save()
        assert not policy.accepted_are_listed(here)


def slot(workshop: Any, paper: Submission | None, kind: str = "paper", **more: Any) -> Slot:
    session = Session.objects.get_or_create(workshop=workshop, title="Morning")[0]
    return Slot.objects.create(
        workshop=workshop, session=session if paper else None, kind=kind, submission=paper, **more
    )


def test_slots_that_stand_and_those_without_a_speaker(grid: Grid):
    told = [
        Made(slot(grid.workshop, None, kind), None) for kind in SlotKind if kind != SlotKind.PAPER
    ]
    plain = [p for p in ours(grid) if p.relation == "none"]
    for paper, (presenter, final) in zip(
        sorted(plain, key=lambda p: (p.row.number % 9, p.status)),
        [*product(("", "Ada"), (None, "", "Ada"))] * 20,
        strict=False,
    ):
        if final is not None:
            FinalVersion.objects.create(submission=paper.row, presenter=final)
        row = slot(grid.workshop, paper.row, presenter=presenter)
        told.append(Made(row, (paper.status in ACCEPTED, presenter or final)))
    rows = Slot.objects
    same(rows.standing(), where(told, lambda s: s.paper is None or s.paper[0]))
    same(
        rows.unpresented(),
        where(told, lambda s: s.paper is not None and s.paper[0] and not s.paper[1]),
    )


def test_a_final_version_is_taken_until_its_own_date_or_the_editions(grid: Grid):
    papers = [p.row for p in ours(grid) if p.relation == "none" and p.ruling is None]
    bound = grid.workshop.schedule.get(DeadlineKind.CAMERA_READY)
    end, beyond = bound.closes_at, bound.closes_at + MINUTE
    told = []
    for paper in papers:
        for given in (None, "", end - MINUTE, beyond):
            found = fresh(paper)
            FinalVersion.objects.filter(submission=paper).delete()
            if given is not None:
                FinalVersion.objects.create(submission=paper, open_until=given or None)
            assert (policy.final_of(found) is None) == (given is None)
            assert policy.due_of(found) == max(bound.at, given or bound.at)
            for moment in (bound.at, end - MINUTE, end, beyond - MINUTE / 60, beyond):
                awaits = paper.status in {S.ACCEPTED, S.CAMERA_READY}
                in_time = moment < end or bool(given and moment < given)
                with clock.at(moment):
                    assert policy.may_hand_in(found) == (awaits and in_time)
        told.append(Made(FinalVersion.objects.get(submission=paper)))
    FinalVersion.objects.filter(pk=told[0].row.pk).update(open_until=None)
    grid.workshop.deadlines.filter(kind=DeadlineKind.CAMERA_READY).delete()
    assert policy.due_of(fresh(papers[0])) is None
    assert policy.due_of(fresh(papers[1])) == beyond


def test_the_volume_at_its_desk_and_in_public(grid: Grid):
    here, elsewhere = grid.workshop, grid.papers[-1].row.workshop
    assert policy.volume_of(here) is None
    volume(elsewhere, ProceedingsState.PUBLISHED)
    for state in ProceedingsState:
        Proceedings.objects.filter(workshop=here).delete()
        row = volume(here, state)
        assert policy.volume_of(here) == row
        assert policy.volume_of(here).workshop is here
        paper = ours(grid)[0].row
        printed = ProceedingsPaper.objects.create(
            proceedings=row, submission=paper, place=1, title="T", first_page=1, last_page=2,
            file="p.pdf", size=1, sha256="0", bibtex="",
        )  # fmt: skip
        is_public = state == ProceedingsState.PUBLISHED
        assert policy.published_proceedings(here) == (row if is_public else None)
        if is_public:
            assert policy.proceedings_for_all(here) == row
            assert policy.printed_paper(here, paper.number) == printed
        else:
            with pytest.raises(Http404):
                policy.proceedings_for_all(here)
            with pytest.raises(Http404):
                policy.printed_paper(here, paper.number)
        with pytest.raises(Http404):
            policy.printed_paper(here, paper.number + 1)
        with pytest.raises(Http404):
            policy.printed_paper(elsewhere, paper.number)


def test_volumes_to_be_built(grid: Grid):
    here = grid.workshop
    for state, until in product(ProceedingsState, (NOW - MINUTE, NOW, NOW + MINUTE)):
        Proceedings.objects.all().delete()
        row = volume(here, state, leased_until=until)
        is_due = state == "queued" or (state == "building" and until <= NOW)
        assert list(Proceedings.objects.due(NOW)) == ([row] if is_due else [])
        is_public = state == "published"
        assert list(Proceedings.objects.published()) == ([row] if is_public else [])


def test_final_versions_that_were_handed_in(grid: Grid):
    first, second = (p.row for p in ours(grid)[:2])
    row = FinalVersion.objects.create(submission=first)
    FinalVersion.objects.create(submission=second)
    version = first.versions.create(
        file="x", sha256="0", size=1, original_name="x.pdf", uploaded_at=NOW, purpose="final"
    )
    row.version, row.metadata_confirmed, row.presenter, row.submitted_at = version, True, "A", NOW
    row.save()
    same(FinalVersion.objects.handed_in(), [Made(row)])


def test_rights_are_asked_where_they_have_a_date(grid: Grid):
    papers = [p.row for p in ours(grid)[:1]]
    grid.workshop.deadlines.filter(kind=DeadlineKind.RIGHTS).delete()
    assert not policy.rights_are_asked(fresh(papers[0]).workshop)
    grid.workshop.deadlines.create(kind=DeadlineKind.RIGHTS, at=NOW)
    assert policy.rights_are_asked(fresh(papers[0]).workshop)
