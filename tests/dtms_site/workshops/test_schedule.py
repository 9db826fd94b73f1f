from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.core.exceptions import ValidationError

from dtms_site import clock
from dtms_site.workshops.enums import DeadlineKind
from dtms_site.workshops.models import DeadlineChange
from dtms_site.workshops.schedule import remarks
from dtms_site.workshops.schedule_forms import bound_of, in_zone
from dtms_site.workshops.services import set_deadline
from tests.editions import CLOSED, OPEN, SUBMISSION_DAY, draft, make_edition
from tests.people import make_person

DAY = datetime(2027, 2, 5, tzinfo=UTC)


def dates(**days):
    return {kind: DAY + timedelta(days=offset) for kind, offset in days.items()}


def test_a_bound_lasts_until_the_day_has_ended_everywhere():
    assert bound_of(SUBMISSION_DAY) == datetime(2027, 2, 6, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    "zone", ["Europe/Helsinki", "America/New_York", "Australia/Sydney", "Europe/London"]
)
def test_a_time_that_the_clocks_skip_is_refused(zone):
    spring = {"Europe/Helsinki": ((2027, 3, 28), 3, 30), "America/New_York": ((2027, 3, 14), 2, 30),
              "Australia/Sydney": ((2027, 10, 3), 2, 30), "Europe/London": ((2027, 3, 28), 1, 30)}  # fmt: skip
    day, hour, minute = spring[zone]
    wall = datetime(*day, hour, minute)
    with pytest.raises(ValidationError, match="skip"):
        in_zone(wall.date(), wall.time(), ZoneInfo(zone))


def test_an_impossible_order_is_an_error():
    found = remarks(dates(submission=10, review=3))
    assert [(r.is_error, r.text) for r in found] == [
        (True, "“Reviews due” must come after “Papers due”.")
    ]


def test_short_lead_times_are_advice_only():
    found = remarks(dates(submission=0, review=9, notification=12, camera_ready=30, workshop=64))
    assert [r.is_error for r in found] == [False, False]


def test_a_generous_schedule_gets_no_remark():
    assert (
        remarks(dates(submission=0, review=9, notification=12, camera_ready=30, workshop=120)) == []
    )


def closed_types(workshop):
    """By the condition on papers, tried on one draft of each type and one without."""
    types = [None, *workshop.paper_types.all()]
    for paper_type in types:
        paper = draft(workshop, make_person("otto_other"))
        type(paper).objects.filter(pk=paper.pk).update(paper_type=paper_type)
    papers = workshop.submissions.filter(workshop.schedule.closed_papers())
    return set(papers.values_list("paper_type", flat=True))


@pytest.mark.django_db
class TestEdition:
    def test_a_date_of_a_type_overrides_the_editions(self):
        workshop = make_edition()
        survey = workshop.paper_types.get(key="survey")
        set_deadline(workshop=workshop, by=None, kind=DeadlineKind.SUBMISSION, paper_type=survey,
                     at=OPEN + timedelta(days=1))  # fmt: skip
        with clock.at(OPEN + timedelta(days=2)):
            assert not workshop.schedule.is_open_for_submission(survey.pk)
            assert workshop.schedule.is_open_for_submission()
            assert workshop.schedule.any_closed()
            assert closed_types(workshop) == {survey.pk}

    def test_a_later_date_of_a_type_keeps_that_type_open(self):
        workshop = make_edition()
        survey = workshop.paper_types.get(key="survey")
        others = set(workshop.paper_types.values_list("pk", flat=True)) - {survey.pk}
        with clock.at(OPEN):
            assert (workshop.schedule.any_closed(), closed_types(workshop)) == (False, set())
        set_deadline(workshop=workshop, by=None, kind=DeadlineKind.SUBMISSION, paper_type=survey,
                     at=CLOSED + timedelta(days=9))  # fmt: skip
        with clock.at(CLOSED):
            assert closed_types(workshop) == others

    def test_nothing_is_open_before_the_call_opens(self):
        workshop = make_edition()
        with clock.at(workshop.opens_at - timedelta(seconds=1)):
            assert not workshop.schedule.is_open_for_submission()
        with clock.at(workshop.opens_at):
            assert workshop.schedule.is_open_for_submission()

    def test_a_soft_date_never_refuses(self):
        workshop = make_edition()
        with clock.at(workshop.schedule.at(DeadlineKind.REVIEW) + timedelta(days=30)):
            assert workshop.schedule.accepts(DeadlineKind.REVIEW)

    def test_a_moved_date_keeps_the_old_one(self, chen_chair):
        workshop = make_edition()
        old = workshop.schedule.at(DeadlineKind.SUBMISSION)
        set_deadline(workshop=workshop, by=chen_chair, kind=DeadlineKind.SUBMISSION,
                     at=old + timedelta(days=7), reason="a storm")  # fmt: skip
        change = DeadlineChange.objects.get()
        assert (change.old, change.new, change.reason) == (old, old + timedelta(days=7), "a storm")
        assert workshop.schedule.get(DeadlineKind.SUBMISSION).sequence == 1
