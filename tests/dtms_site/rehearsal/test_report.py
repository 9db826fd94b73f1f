"""What the report says is what was done: counted again here, by hand, from the rows."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from dtms_site.rehearsal.charts import Column, chart
from dtms_site.rehearsal.report import Report
from dtms_site.rehearsal.stage import DAY, HOUR, Stage
from dtms_site.workshops.enums import DeadlineKind
from dtms_site.workshops.models import Rehearsal, Workshop
from tests.dtms_site.rehearsal.stage import rehearse
from tests.editions import add_member, in_review, make_edition, reviewed, submitted
from tests.people import make_person
from tests.reading import as_read


@pytest.fixture
def play(db):
    """Two papers, one of them of the last hour; three reviews in, one of them late; one missing."""
    made = rehearse(make_edition())
    # The helpers of the tests say when by the site's clock.
    Workshop.objects.filter(pk=made.workshop_id).update(clock_offset=timedelta())
    copy = Workshop.objects.get(pk=made.workshop_id)
    rex, lena = (add_member(copy, make_person(key)) for key in ("rex_reviewer", "lena_lead"))
    chair = Stage(made).chairs()[0]
    papers = [
        in_review(submitted(copy, make_person(key), title=key), chair, rex, lena)
        for key in ("ada_author", "otto_other")
    ]
    sent = [reviewed(papers[0], rex), reviewed(papers[0], lena), reviewed(papers[1], rex)]
    due = copy.schedule.at(DeadlineKind.REVIEW)
    for review, at in zip(sent, (due - 3 * DAY, due - HOUR, due + DAY), strict=True):
        review.submitted_at = at
        review.save()
    papers[0].submitted_at = copy.schedule.at(DeadlineKind.SUBMISSION) - HOUR / 2
    papers[0].save()
    return Rehearsal.objects.get()


def at(play, instant):
    play.stands_at = instant
    play.save()
    return Report(Rehearsal.objects.get())


def test_reviews_are_counted_by_whether_and_when_they_came(play):
    due = play.workshop.schedule.at(DeadlineKind.REVIEW)
    report = at(play, due + 2 * DAY)
    assert (len(report.sent), report.late, report.missing) == (3, 1, 1)
    columns = report.by_day.columns
    assert [c.value for c in columns] == [1, 0, 0, 1, 1]
    assert [c.marked for c in columns] == [0, 0, 0, 0, 1]
    assert not report.holds
    words = " ".join(found.words for found in report.findings)
    assert "3 of 4 reviews came, 1 of them late." in words


def test_papers_count_by_the_reviews_that_they_had_in_time(play):
    report = at(play, play.workshop.schedule.at(DeadlineKind.REVIEW) + 2 * DAY)
    assert {c.label: c.value for c in report.by_reviews.columns} == {
        "0 reviews": 0, "1 review": 1, "2 reviews": 1, "3 reviews": 0,
    }  # fmt: skip
    assert report.short == 2


def test_the_last_hour_is_told_apart(play):
    report = at(play, play.workshop.schedule.at(DeadlineKind.SUBMISSION))
    assert (report.submitted, report.last_hour) == (2, 1)
    assert "2 papers came in, 1 of them (50 %) in the last hour." in report.findings[0].words


def test_columns_stand_on_the_axis_and_the_marked_part_on_top():
    made = chart([Column("a", 4, 1), Column("b", 0), Column("c", 2)], line_after=1.5)
    assert [(b.y, b.height, b.is_marked) for b in made.boxes] == [
        (30.0, 90.0, False), (0.0, 30.0, True), (60.0, 60.0, False),
    ]  # fmt: skip
    assert (made.most, made.total, made.rule) == (4, 6, 320.0)
    assert chart([]).boxes == []


def test_its_page_asks_no_more_for_more_papers(play, sign_in, django_assert_num_queries):
    client = sign_in(make_person("chen_chair"))
    at(play, play.workshop.schedule.at(DeadlineKind.REVIEW) + 2 * DAY)
    path = reverse("rehearsal:report", args=["dtms"])
    with CaptureQueriesContext(connection) as once:
        assert "The plan does not hold" in as_read(client.get(path))
    chair = Stage(play).chairs()[0]
    for key in ("cora_coauthor", "pablo_pending"):
        paper = submitted(play.workshop, make_person(key), title=key)
        in_review(paper, chair, make_person("rex_reviewer"))
    with django_assert_num_queries(len(once)):
        client.get(path)
