import pytest

from dtms_site import clock
from tests.editions import DECIDING, in_review, reviewed, submitted

pytestmark = pytest.mark.django_db


def page(client):
    with clock.at(DECIDING):
        return client.get("/dtms/chair/scores/")


def test_who_is_for_a_paper_and_who_against_is_named(sign_in, world):
    (row,) = page(sign_in(world.chen_chair)).context["papers"]
    assert (row.champion.reviewer, row.champion.value) == ("Rex Aldermoor", 4)
    assert (row.detractor.value, row.merit, row.mean) == (2, (2, 4), 3)


def test_one_score_is_for_and_against_nothing(sign_in, world):
    in_review(world.other, world.chen_chair, world.rex_reviewer)
    reviewed(world.other, world.rex_reviewer, 5)
    row = page(sign_in(world.chen_chair)).context["papers"][1]
    assert (row.champion, row.detractor) == (None, None)


def test_a_chair_in_conflict_gets_the_same_page_whatever_the_hidden_paper_has(sign_in, world):
    client = sign_in(world.xavi_conflicted_chair)
    before = page(client)
    reviewed(world.paper, world.todd_todo, 5)
    assert [page(client).context[key] for key in ("papers", "habits")] == [[], []]
    assert before.context["papers"] == []


def test_the_page_takes_the_same_queries_for_one_paper_and_for_three(
    sign_in, world, django_assert_num_queries
):
    client = sign_in(world.chen_chair)
    page(client)
    with django_assert_num_queries(7):
        page(client)
    for title in ("Second", "Third"):
        paper = submitted(world.workshop, world.otto_other, title=title)
        in_review(paper, world.chen_chair, world.rex_reviewer)
        reviewed(paper, world.rex_reviewer)
    with django_assert_num_queries(7):
        page(client)
