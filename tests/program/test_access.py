"""Who gets which page of this side, in each phase."""

import re
from datetime import timedelta

import pytest

from dtms_site import clock
from dtms_site.workshops.enums import Role
from program.models import Slot
from program.services import announcing, proceedings
from program.urls import urlpatterns
from submissions.enums import ConflictSource
from submissions.models import Author
from submissions.services.conflicts import add_conflict
from tests.editions import add_member, make_edition
from tests.people import make_person
from tests.program.accepted import (
    AFTER,
    built,
    fresh,
    handed_in,
    placed,
    release,
    texts,
    unreleased,
)
from tests.program.visits import address, masked, signed_in

pytestmark = pytest.mark.django_db

ROLES = {
    "author": "ada_author",
    "unconfirmed": "pablo_pending",
    "other author": "otto_other",
    "member": "nina_unassigned",
    "chair": "chen_chair",
    "conflicted chair": "xavi_conflicted_chair",
    "publication chair": "pia_publication",
    "organizer": "walt_web",
    "steering": "stella_steering",
    "stranger": "sam_stranger",
    "anonymous": None,
}
PAPER = {"number": 1}
CAMERA = [("camera-ready", PAPER), ("final-format", PAPER), ("final-own-pdf", PAPER)]
DESK = [("desk", {}), ("finals", {}), ("programme-desk", {}), ("proceedings-texts", {})]
DETAIL = [("final", PAPER), ("final-pdf", PAPER)]


@pytest.fixture
def workshop(chen_chair):
    """Paper 1 is accepted, with a chair and an author who has not confirmed; 2 is rejected."""
    workshop = make_edition()
    for key, role in (
        ("nina_unassigned", Role.MEMBER), ("xavi_conflicted_chair", Role.CHAIR),
        ("pia_publication", Role.PUBLICATION), ("walt_web", Role.ORGANIZER),
        ("stella_steering", Role.STEERING),
    ):  # fmt: skip
        add_member(workshop, make_person(key), role)
    paper = unreleased(workshop, make_person("ada_author"), chen_chair, title="A Hidden Twin")
    pablo = make_person("pablo_pending")
    Author.objects.create(submission=paper, order=1, given_name=pablo.given_name,
                          family_name=pablo.family_name, email=pablo.email)  # fmt: skip
    add_conflict(paper=paper, user=make_person("xavi_conflicted_chair"), by=chen_chair,
                 source=ConflictSource.CHAIR)  # fmt: skip
    unreleased(
        workshop, make_person("otto_other"), chen_chair, outcome="reject", title="Turned Down"
    )
    return workshop


def advance(workshop, phase):
    """Bring the edition to a phase."""
    chair = make_person("chen_chair")
    if phase == "decided":
        return
    release(workshop, chair)
    paper = fresh(workshop.submissions.get(number=1))
    handed_in(paper, make_person("ada_author"))
    placed(workshop, chair)
    texts(workshop, chair)
    if phase == "released":
        return
    with clock.at(AFTER):
        announcing.publish_programme(workshop=workshop, by=chair)
    if phase == "published":
        built(workshop, chair)
        with clock.at(AFTER):
            proceedings.publish(workshop=workshop, by=chair)


def answers(workshop, pages):
    """{role: {status of each page}}."""
    found = {}
    for role, key in ROLES.items():
        person = make_person(key) if key else None
        with signed_in(person, at=AFTER + timedelta(days=1)) as client:
            found[role] = {
                client.get(address(name, workshop, *args.values())).status_code
                for name, args in pages
            }
    return found


def expect(**given):
    """404 for everyone but those named; who is not signed in is asked to."""
    rest = {role: {404} for role in ROLES} | {"anonymous": {302}}
    told = {role: {it} if isinstance(it, int) else it for role, it in given.items()}
    return rest | {role.replace("_", " "): statuses for role, statuses in told.items()}


OPEN_TO = {
    "decided": {"author": 404, "final": 404, "programme": 404, "proceedings": 404},
    "released": {"author": 200, "final": 200, "programme": 404, "proceedings": 404},
    "programme": {"author": 200, "final": 200, "programme": 200, "proceedings": 404},
    "published": {"author": {302, 404}, "final": 200, "programme": 200, "proceedings": 200},
}
PROCEEDINGS = [("proceedings", {}), ("volume-pdf", {}), ("volume-bib", {}), ("paper-pdf", PAPER),
               ("paper-bib", PAPER)]  # fmt: skip


@pytest.mark.parametrize("phase", OPEN_TO)
def test_who_gets_which_page(workshop, phase):
    """The camera-ready page is its confirmed authors', and only in time; the desk, the chairs' and
    the publication chair's; a final version is never open to a conflicted chair, nor the whole
    volume before others read it; programme and proceedings are everybody's once they are public.
    """
    advance(workshop, phase)
    status = OPEN_TO[phase]
    desk = {"chair": 200, "publication_chair": 200, "conflicted_chair": 200}
    free = {"chair": status["final"], "publication_chair": status["final"]}
    everybody = {role: {status["programme"]} for role in ROLES}
    assert answers(workshop, CAMERA) == expect(author=status["author"])
    assert answers(workshop, DESK) == expect(**desk)
    assert answers(workshop, DETAIL) == expect(**free)
    assert answers(workshop, [("programme-calendar", {})]) == everybody
    assert answers(workshop, [("programme", {})]) == everybody | {
        role.replace("_", " "): {200} for role in desk
    }
    assert answers(workshop, PROCEEDINGS) == {role: {status["proceedings"]} for role in ROLES}
    if phase in {"released", "programme"}:
        built(workshop, make_person("chen_chair"))
    assert answers(workshop, [("preview", {})]) == expect(**free)


def test_a_rejected_paper_is_as_unknown_as_one_that_does_not_exist(workshop):
    advance(workshop, "published")
    pages = [(name, {"number": n}) for name in ("paper-pdf", "paper-bib") for n in (2, 99)]
    assert answers(workshop, pages) == {role: {404} for role in ROLES}
    pages = [(name, {"number": n}) for name in ("final", "camera-ready") for n in (2, 99)]
    assert answers(workshop, pages) == expect()


def test_hidden_and_unknown_pages_look_alike(workshop, xavi_conflicted_chair):
    advance(workshop, "released")
    with signed_in(xavi_conflicted_chair) as client:
        pages = [client.get(address("final", workshop, number)) for number in (1, 2, 99)]
    bodies = {(page.status_code, masked(page.content.decode())) for page in pages}
    assert [status for status, _ in bodies] == [404]


@pytest.mark.parametrize("name", ["reopen", "waive", "retitle"])
def test_a_conflicted_chair_cannot_act_on_the_paper(workshop, xavi_conflicted_chair, name):
    advance(workshop, "programme")
    with signed_in(xavi_conflicted_chair) as client:
        answer = client.post(
            address(name, workshop, 1), {"reason": "x", "title": "Mine", "until": "2027-03-01"}
        )
    paper = fresh(workshop.submissions.get(number=1))
    assert (answer.status_code, paper.title, paper.status) == (404, "A Hidden Twin", "camera_ready")


def test_a_conflicted_chair_cannot_touch_the_papers_slot(workshop, xavi_conflicted_chair):
    advance(workshop, "programme")
    slot = Slot.objects.get(submission__number=1)
    with signed_in(xavi_conflicted_chair) as client:
        statuses = [
            client.post(address(name, workshop, slot.public_id), {"remove": "yes"}).status_code
            for name in ("slot", "move-slot")
        ]
    assert (statuses, Slot.objects.filter(pk=slot.pk).exists()) == ([404, 404], True)


PAGES = ("desk", "finals", "programme-desk", "programme", "proceedings-desk")


def desk_pages(workshop, person):
    with signed_in(person) as client:
        pages = [client.get(address(name, workshop)) for name in PAGES]
    assert [page.status_code for page in pages] == [200] * 5
    return [masked(page.content.decode()) for page in pages]


def test_before_the_programme_a_conflicted_chair_reads_nothing_of_the_paper(
    workshop, xavi_conflicted_chair
):
    advance(workshop, "released")
    text = "".join(desk_pages(workshop, xavi_conflicted_chair))
    assert [word in text for word in ("Hidden Twin", "Turned Down", "Brekkestad")] == [False] * 3


def test_the_desk_of_a_conflicted_chair_is_the_same_whatever_the_outcome(
    chen_chair, xavi_conflicted_chair, ada_author, otto_other
):
    """Paper 1, in conflict, accepted or rejected: the same bytes on every page of the desk."""
    found = []
    for slug, outcome in (("aaaa", "accept"), ("bbbb", "reject")):
        workshop = make_edition(slug)
        add_member(workshop, xavi_conflicted_chair, Role.CHAIR)
        paper = unreleased(workshop, ada_author, chen_chair, outcome=outcome)
        unreleased(workshop, otto_other, chen_chair)
        add_conflict(
            paper=paper, user=xavi_conflicted_chair, by=chen_chair, source=ConflictSource.CHAIR
        )
        release(workshop, chen_chair)
        if outcome == "accept":
            handed_in(fresh(paper), ada_author)
        placed(workshop, chen_chair)
        pages = desk_pages(workshop, xavi_conflicted_chair)
        found.append([re.sub(r"((?:items|sessions)/|(?:slot|session|title)-)[\w-]+", r"\1N", page)
                      .replace(slug, "SLUG") for page in pages])  # fmt: skip
    assert found[0] == found[1]
    assert "Paper 2" in found[0][2]


def test_once_the_programme_is_public_they_read_title_and_nothing_more(
    workshop, xavi_conflicted_chair
):
    advance(workshop, "programme")
    finals = desk_pages(workshop, xavi_conflicted_chair)[1]
    row = finals[finals.index("A Hidden Twin") :]
    assert "You are conflicted" in row
    assert not any(word in finals for word in ("Camera-ready</span>", "Pass", "UTC</td>"))


def test_the_publication_chair_sees_no_paper_that_is_not_accepted(workshop, pia_publication):
    advance(workshop, "released")
    text = "".join(desk_pages(workshop, pia_publication))
    assert ("A Hidden Twin" in text, "Turned Down" in text) == (True, False)


def test_every_view_has_its_mark():
    assert {p.callback.access for p in urlpatterns} == {
        "author of the paper", "publication or workshop chair", "public",
    }  # fmt: skip
