"""Twelve papers: figures of the right papers, and none from which one of them could be told."""

import re
from datetime import timedelta

import pytest

from dtms_site import clock
from reviews.models import Assignment, Decision, Review, ReviewScore
from reviews.services import decisions, reviews
from reviews.statistics import figures
from submissions.enums import ConflictSource
from submissions.models import Author, Submission
from submissions.services.conflicts import add_conflict
from tests.editions import (
    CLOSED,
    DECIDING,
    REVIEWING,
    add_member,
    answers,
    decided,
    make_edition,
)
from tests.people import make_person
from tests.program.accepted import fresh
from tests.reading import as_read

pytestmark = pytest.mark.django_db
RELEASED = DECIDING + timedelta(hours=2)


@pytest.fixture
def season(db):
    """Papers 1 to 7 are full papers, the rest position papers; 1 to 6 are to be accepted.

    Xavi, a chair, is in conflict with paper 1. Chen handles all. Written as rows, for speed.
    """
    workshop = make_edition(chairs=("chen_chair", "xavi_conflicted_chair"))
    chen = make_person("chen_chair")
    members = [add_member(workshop, make_person(key)) for key in ("rex_reviewer", "lena_lead")]
    kinds = list(workshop.paper_types.all())
    papers = Submission.objects.bulk_create(
        Submission(
            workshop=workshop, number=n, title=f"Paper of the season {n}", status="under_review",
            paper_type=kinds[n > 7], created_at=CLOSED, edited_at=CLOSED, submitted_at=CLOSED,
        )
        for n in range(1, 13)
    )  # fmt: skip
    ada = make_person("ada_author")
    Author.objects.bulk_create(
        Author(submission=p, user=ada, email=ada.email, order=0, is_contact=True) for p in papers
    )
    given = Assignment.objects.bulk_create(
        Assignment(submission=p, reviewer=member, status="accepted", assigned_at=REVIEWING)
        for p in papers for member in members
    )  # fmt: skip
    sent = Review.objects.bulk_create(
        Review(assignment=one, status="submitted", saved_at=DECIDING, submitted_at=DECIDING,
               revision=1)
        for one in given
    )  # fmt: skip
    merit = workshop.criteria.get(key="merit", paper_type=None)
    ReviewScore.objects.bulk_create(
        ReviewScore(review=review, criterion=merit,
                    value=(5 if n // 2 < 6 else 2) - n % 2)
        for n, review in enumerate(sent)
    )  # fmt: skip
    Decision.objects.bulk_create(
        Decision(submission=p, outcome="accept" if p.number < 7 else "reject", decided_by=chen,
                 decided_at=DECIDING)
        for p in papers
    )  # fmt: skip
    xavi = make_person("xavi_conflicted_chair")
    add_conflict(paper=papers[0], user=xavi, by=chen, source=ConflictSource.CHAIR)
    return workshop


def release(workshop):
    with clock.at(RELEASED):
        return decisions.release_decisions(workshop=workshop, by=make_person("chen_chair"))


def of(workshop, key):
    return figures.for_chair(make_person(key), workshop)


def charts(found):
    return {chart.title: chart for chart in found.charts}


def counts(chart):
    return [(bar.label, *bar.counts) for bar in chart.bars]


def test_a_chair_reads_what_came_in_and_what_is_decided_over_their_papers(season):
    found = of(season, "chen_chair")
    shown = charts(found)
    assert (found.papers, found.reviews) == (12, 24)
    assert (found.acceptance.accepted, found.acceptance.of) == (6, 12)
    # Seven and five: a third type has none, and is counted with the smaller.
    types = [kind.name for kind in season.paper_types.all()]
    assert counts(shown["By type"]) == [(types[0], 7), (", ".join(types[1:]), 5)]
    assert counts(shown["Scores"]) == [("1", 6), ("2", 6), ("3 or 4", 6), ("5", 6)]
    assert [step.so_far for step in shown["Reviews over time"].steps] == [24]


def test_a_chair_in_conflict_reads_the_same_figures_whatever_became_of_that_paper(season, sign_in):
    client, path = sign_in(make_person("xavi_conflicted_chair")), "/dtms/chair/statistics/"
    with clock.at(RELEASED):
        before = client.get(path)
        paper = fresh(Submission.objects.get(number=1))
        decided(paper, make_person("chen_chair"), "reject")
        rex = make_person("rex_reviewer")
        assignments = paper.assignments.filter(reviewer=rex)
        based_on = assignments.get().review.edit_version
        reviews.send_review(paper=paper, by=rex, answers=answers(paper, 1), based_on=based_on)
        after = client.get(path)
    assert (before.context["figures"].papers, before.context["figures"].reviews) == (11, 22)
    assert bare(before) == bare(after)


def bare(response):
    hidden = rb'(csrfmiddlewaretoken" value|nonce)="[^"]*"'
    return re.sub(hidden, b"", response.content)


def test_nobody_reads_statistics_before_the_last_decision_is_released(season, client):
    assert client.get("/dtms/statistics/").status_code == 404
    with clock.at(RELEASED):
        decisions.release_decisions(workshop=season, by=make_person("xavi_conflicted_chair"))
        assert client.get("/dtms/statistics/").status_code == 404
        release(season)
        page = client.get("/dtms/statistics/")
    assert page.status_code == 200
    assert "<h1> 12 papers </h1>" in as_read(page)
    assert b'href="/dtms/statistics/"' in client.get("/dtms/").content


def test_published_scores_and_shares_do_not_tell_a_chair_of_the_paper_they_are_kept_from(season):
    release(season)
    with_it = figures.published(season)
    paper = Submission.objects.get(number=1)
    for review in paper.assignments.all():
        review.review.scores.filter(criterion__key="merit").update(value=1)
    Submission.objects.filter(number=1).update(status="rejected")
    assert figures.published(season) == with_it
    assert with_it.acceptance.accepted is None
    assert with_it.acceptance.share == 45  # 5 of 11, to the nearest five


def test_exact_outcomes_are_published_with_the_list_of_accepted_papers(season, monkeypatch):
    release(season)
    monkeypatch.setattr("reviews.statistics.policy._lists", [lambda workshop: True])
    found = figures.published(season)
    assert (found.acceptance.accepted, found.acceptance.of) == (6, 12)
    # One full paper was rejected: a column of one is not shown, nor what is left beside it.
    assert "Acceptance by type" not in charts(found)


def test_of_fewer_than_five_papers_nothing_is_told(season):
    Submission.objects.filter(number__gt=4).update(status="withdrawn")
    found = of(season, "chen_chair")
    assert (found.papers, found.charts, found.acceptance) == (0, [], None)


def test_the_pages_draw_and_take_the_same_queries_whatever_they_count(
    season, sign_in, client, django_assert_num_queries
):
    signed = sign_in(make_person("chen_chair"))
    with clock.at(RELEASED):
        page = as_read(signed.get("/dtms/chair/statistics/"))
        assert page.count('<svg class="drawing"') == page.count("<table") == 5
        assert " style=" not in page
        with django_assert_num_queries(19):
            signed.get("/dtms/chair/statistics/")
        Submission.objects.filter(number=12).update(status="withdrawn")
        with django_assert_num_queries(19):
            signed.get("/dtms/chair/statistics/")
