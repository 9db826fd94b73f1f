"""Suspicions in an edition: what they block, who settles them, what the pages say."""

import pytest

from dtms_site import clock
from reviews.models import Assignment, DismissedEvidence
from reviews.services import assignments, conflicts, evidence, proposals
from reviews.services.errors import NotAllowed
from submissions.models import Conflict, Submission
from tests.editions import REVIEWING, submitted
from tests.reading import as_read

pytestmark = pytest.mark.django_db


@pytest.fixture
def suspect(world):
    """Nina works where Otto works, so paper 2 may be too close to her."""
    world.nina_unassigned.affiliation = world.otto_other.affiliation
    world.nina_unassigned.save()
    return world


def doubt(world):
    return evidence.doubt_about(world.other, world.nina_unassigned)


def assign(world):
    with clock.at(REVIEWING):
        return assignments.assign(
            paper=world.other, reviewer=world.nina_unassigned, by=world.chen_chair
        )


def test_nobody_is_assigned_over_an_open_strong_suspicion(suspect):
    with pytest.raises(NotAllowed, match="same institution as Otto"):
        assign(suspect)
    assert not suspect.other.assignments.exists()


def test_a_proposal_keeps_them_apart_too(suspect):
    with clock.at(REVIEWING):
        found = proposals.propose(workshop=suspect.workshop, by=suspect.chen_chair)
    assert suspect.nina_unassigned.pk not in found.pairs.values_list("reviewer_id", flat=True)


def test_a_dismissal_with_a_reason_opens_the_way(suspect):
    with clock.at(REVIEWING):
        conflicts.dismiss(paper=suspect.other, user=suspect.nina_unassigned, by=suspect.chen_chair,
                          reason="Two campuses, 400 km apart.")  # fmt: skip
    assert assign(suspect).reviewer == suspect.nina_unassigned
    assert doubt(suspect).said == ["Two campuses, 400 km apart."]


def test_a_dismissal_does_not_cover_what_is_found_later(suspect):
    with clock.at(REVIEWING):
        conflicts.dismiss(paper=suspect.other, user=suspect.nina_unassigned,
                          by=suspect.nina_unassigned, reason="Another faculty.")  # fmt: skip
        assert not doubt(suspect).holds
        suspect.workshop.reviewer_profiles.create(
            user=suspect.nina_unassigned, collaborators=suspect.otto_other.email
        )
    assert [t.kind for t in doubt(suspect).open] == ["collaborator"]
    assert doubt(suspect).holds


def test_confirming_makes_it_a_conflict_with_its_reason(suspect):
    with clock.at(REVIEWING):
        conflicts.confirm(paper=suspect.other, user=suspect.nina_unassigned, by=suspect.chen_chair)
    named = Conflict.objects.get(user=suspect.nina_unassigned)
    assert (named.source, named.submission) == ("chair", suspect.other)
    assert "same institution as" in named.reason


def test_confirming_takes_the_paper_away(world):
    assign(world)
    world.nina_unassigned.affiliation = world.otto_other.affiliation
    world.nina_unassigned.save()
    with clock.at(REVIEWING):
        conflicts.confirm(paper=world.other, user=world.nina_unassigned, by=world.nina_unassigned)
    assert not Assignment.objects.active().of(world.nina_unassigned).exists()
    assert Conflict.objects.get(user=world.nina_unassigned).source == "member"


def test_a_dismissal_needs_a_reason(suspect):
    with pytest.raises(NotAllowed, match="Say why"), clock.at(REVIEWING):
        conflicts.dismiss(
            paper=suspect.other, user=suspect.nina_unassigned, by=suspect.chen_chair, reason=" "
        )


def test_coauthors_of_this_year_are_not_dismissed(world):
    """Amir is on paper 1 with Ada; Ada's second paper is therefore not for him."""
    second = submitted(world.workshop, world.ada_author, title="A Second One")
    found = evidence.doubt_about(second, world.amir_author_member)
    assert found.strength == "hard"
    for by in (world.chen_chair, world.amir_author_member):
        with pytest.raises(NotAllowed, match="It stays"), clock.at(REVIEWING):
            conflicts.dismiss(paper=second, user=world.amir_author_member, by=by, reason="Mild.")
    assert not DismissedEvidence.objects.exists()


def test_a_chair_lifts_nothing_of_their_own(world):
    world.chen_chair.affiliation = world.otto_other.affiliation
    world.chen_chair.save()
    with pytest.raises(NotAllowed, match="Another chair"), clock.at(REVIEWING):
        conflicts.dismiss(
            paper=world.other, user=world.chen_chair, by=world.chen_chair, reason="Surely not."
        )


@pytest.mark.parametrize("who", ["rex_reviewer", "kim_conflicted", "otto_other", "pia_publication"])
def test_others_settle_nothing(suspect, who):
    with pytest.raises(NotAllowed), clock.at(REVIEWING):
        conflicts.dismiss(
            paper=suspect.other, user=suspect.nina_unassigned, by=getattr(suspect, who), reason="x"
        )


# ---- pages


def test_the_chair_settles_on_a_page(sign_in, suspect):
    client = sign_in(suspect.chen_chair)
    path = f"/dtms/chair/conflicts/2/{suspect.nina_unassigned.pk}/"
    with clock.at(REVIEWING):
        page = as_read(client.get("/dtms/chair/conflicts/"))
        assert "1 possible conflict to settle" in page
        assert "same institution as Otto" in page
        client.post(path, {"dismiss": "yes", "reason": "Another campus."})
        page = as_read(client.get("/dtms/chair/conflicts/"))
    assert "No conflict waits to be settled" in page
    assert "dismissed: Another campus." in page


def test_what_could_not_be_compared_reads_unchecked(sign_in, world):
    with clock.at(REVIEWING):
        page = as_read(sign_in(world.chen_chair).get("/dtms/chair/conflicts/"))
    assert "collaborators: no list given" in page
    assert "past editions: none on this site" in page


def test_a_conflicted_chair_sees_no_suspicion_of_that_paper(sign_in, world):
    world.nina_unassigned.affiliation = world.ada_author.affiliation
    world.nina_unassigned.save()
    client = sign_in(world.xavi_conflicted_chair)
    with clock.at(REVIEWING):
        assert "A Twin That Knows" not in as_read(client.get("/dtms/chair/conflicts/"))
        answer = client.post(
            f"/dtms/chair/conflicts/1/{world.nina_unassigned.pk}/", {"confirm": ""}
        )
    assert answer.status_code == 404


def test_the_page_takes_the_same_queries_for_one_paper_and_for_three(
    sign_in, suspect, django_assert_num_queries
):
    client = sign_in(suspect.chen_chair)
    Submission.objects.filter(pk=suspect.paper.pk).update(status="withdrawn")
    with clock.at(REVIEWING), django_assert_num_queries(10):
        client.get("/dtms/chair/conflicts/")
    for title in ("Second", "Third"):
        submitted(suspect.workshop, suspect.otto_other, title=title)
    with clock.at(REVIEWING), django_assert_num_queries(10):
        client.get("/dtms/chair/conflicts/")


def test_a_members_page_takes_the_same_queries_for_one_paper_and_for_three(
    sign_in, suspect, django_assert_num_queries
):
    client = sign_in(suspect.nina_unassigned)
    Submission.objects.filter(pk=suspect.paper.pk).update(status="withdrawn")
    with clock.at(REVIEWING), django_assert_num_queries(11):
        client.get("/dtms/conflicts/")
    for title in ("Second", "Third"):
        submitted(suspect.workshop, suspect.otto_other, title=title)
    with clock.at(REVIEWING), django_assert_num_queries(11):
        client.get("/dtms/conflicts/")


def test_a_member_settles_their_own(sign_in, suspect):
    client = sign_in(suspect.nina_unassigned)
    with clock.at(REVIEWING):
        assert "Is this a conflict?" in as_read(client.get("/dtms/conflicts/"))
        client.post("/dtms/conflicts/", {"paper": "2", "confirm": "yes"})
        assert client.get("/dtms/reviews/2/").status_code == 404


def test_a_member_says_why_reads_it_again_and_what_could_not_be_compared(sign_in, world):
    client = sign_in(world.nina_unassigned)
    with clock.at(REVIEWING):
        before = as_read(client.get("/dtms/conflicts/"))
        assert "Unchecked for you: collaborators: no list given" in before
        answer = client.post("/dtms/conflicts/?q=otto", {"declare": "2", "reason": "My advisor."})
        assert answer.headers["Location"] == "/dtms/conflicts/?q=otto#paper-2"
        found = client.get("/dtms/conflicts/?q=otto+ENTIRELY")
        none = as_read(client.get("/dtms/conflicts/?q=nobody"))
    assert [row.paper.number for row in found.context["rows"]] == [2]
    assert "You said: My advisor." in as_read(found)
    assert "None matches “nobody”" in none
    kept = world.other.conflicts.get(user=world.nina_unassigned)
    assert (kept.reason, kept.source) == ("My advisor.", "member")


def test_people_are_checked_before_they_are_asked(sign_in, world):
    client = sign_in(world.chen_chair)
    pasted = {
        "people": f"Per,Lund,per@far.example,{world.otto_other.affiliation}\nIda <ida@gmail.com>",
        "role": "member", "note": "",
    }  # fmt: skip
    with clock.at(REVIEWING):
        page = as_read(client.post("/dtms/chair/invite/", pasted))
        assert "same institution as Otto" in page
        assert "mail domain: only a free-mail address is known" in page
        assert not world.workshop.invitations.exists()
        client.post("/dtms/chair/invite/", pasted | {"send": "yes", "ask": ["ida@gmail.com"]})
    assert [i.email for i in world.workshop.invitations.all()] == ["ida@gmail.com"]
