from dataclasses import fields

import pytest

from dtms_site import clock
from reviews import policy
from reviews.models import Review
from reviews.reading import reviews_for
from reviews.sets import papers_for, papers_for_chair
from tests.editions import DECIDING, OPEN, REVIEWING, make_edition, submitted

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]

NOBODY = {"opens": False, "reads_reviews": False, "reads_discussion": False, "handles": False,
          "writes_review": False, "comments": False, "knows_outcome": False}  # fmt: skip
EXPECTED = {
    "rex_reviewer": {"opens": True, "reads_reviews": True, "reads_discussion": True,
                     "writes_review": True, "comments": True, "handles": False},
    "todd_todo": {"opens": True, "reads_reviews": False, "reads_discussion": False,
                  "writes_review": True, "comments": False, "handles": False},
    "nina_unassigned": {"opens": True, "reads_reviews": False, "reads_discussion": False,
                        "writes_review": False, "comments": False, "handles": False},
    "chen_chair": {"opens": True, "reads_reviews": True, "reads_discussion": True,
                   "writes_review": False, "comments": True, "handles": True},
    "kim_conflicted": NOBODY | {"knows": True, "conflicted": True},
    "xavi_conflicted_chair": NOBODY | {"knows": True, "conflicted": True},
    "amir_author_member": NOBODY | {"knows": True, "conflicted": True},
    "pia_publication": NOBODY | {"knows": False},
    "stella_steering": NOBODY | {"knows": False},
    "sam_stranger": NOBODY | {"knows": False},
    "ada_author": NOBODY | {"knows": False},
}  # fmt: skip


def test_a_view_allows_nothing_that_it_was_not_told():
    assert not any(getattr(policy.NOTHING, field.name) for field in fields(policy.NOTHING))


def test_a_conflict_leaves_the_knowledge_of_title_and_authors(world):
    with clock.at(REVIEWING):
        for person in (world.kim_conflicted, world.xavi_conflicted_chair):
            view = policy.view_of(person, world.paper)
            assert view == policy.PaperView(knows=True, conflicted=True)


@pytest.mark.parametrize("who", EXPECTED)
def test_each_person_sees_and_does_what_their_part_allows(world, who):
    with clock.at(REVIEWING):
        view = policy.view_of(getattr(world, who), world.paper)
    assert {name: getattr(view, name) for name in EXPECTED[who]} == EXPECTED[who]


@pytest.mark.parametrize("when", [OPEN, REVIEWING, DECIDING])
def test_the_sets_and_the_single_answers_agree(world, when):
    people = [p for p in vars(world).values() if hasattr(p, "given_name")]
    with clock.at(when):
        for person in people:
            roles = policy.workshops.roles_of(person, world.workshop)
            for paper in (world.paper, world.other):
                view = policy.view_of(person, paper)
                chair = "chair" in roles
                papers = papers_for_chair if chair else papers_for
                opened = papers(person, world.workshop).filter(pk=paper.pk).exists()
                if roles & {"chair", "member"}:
                    assert view.opens == opened, (person, paper)
                assert bool(view.held) <= view.reads_reviews, (person, paper)
                sent = Review.objects.sent().filter(assignment__submission=paper)
                others = sent.exclude(assignment__reviewer=person)
                written = set(others.values_list("public_id", flat=True))
                read = {review.public_id for review in reviews_for(person, paper, view)}
                assert read == (written if view.reads_reviews else set()), (person, paper)


def test_a_draft_review_is_its_writers_alone(world):
    from reviews.services.reviews import Answers, save_review

    with clock.at(REVIEWING):
        save_review(paper=world.paper, by=world.todd_todo, answers=Answers({}, {}), based_on=0)
        views = {
            person: policy.view_of(person, world.paper)
            for person in (world.chen_chair, world.rex_reviewer, world.todd_todo)
        }
        for person, view in views.items():
            read = reviews_for(person, world.paper, view)
            assert world.todd_todo not in {review.writer for review in read}
        assert views[world.todd_todo].own.status == "draft"


def test_an_unconfirmed_author_is_conflicted_all_the_same(ada_author, rex_reviewer):
    from dtms_site.workshops.enums import Role
    from dtms_site.workshops.services import appoint
    from submissions.services.details import AuthorDetails

    workshop = make_edition("later")
    appoint(workshop=workshop, user=rex_reviewer, role=Role.MEMBER, by=None)
    listed = [
        AuthorDetails(u.given_name, u.family_name, u.email, "X", u == ada_author)
        for u in (ada_author, rex_reviewer)
    ]
    paper = submitted(workshop, ada_author, authors=listed)
    assert workshop.submissions.all().conflicted_with(rex_reviewer).get() == paper


def test_the_committee_knows_no_paper_before_its_deadline(world, otto_other):
    with clock.at(OPEN):
        early = submitted(world.workshop, otto_other)
        assert not papers_for(world.rex_reviewer, world.workshop).filter(pk=early.pk).exists()
        assert not policy.view_of(world.rex_reviewer, early).knows
        assert policy.view_of(world.chen_chair, early).opens


def test_another_chair_answers_for_a_conflicted_paper(world):
    assert policy.handling_chair(world.paper) == world.chen_chair
