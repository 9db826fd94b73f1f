"""Waivers: authors ask with a reason, chairs answer with words, and the paper counts anew."""

from datetime import timedelta

import pytest

from dtms_site import clock
from dtms_site.audit.models import AuditEvent
from dtms_site.mail.models import OutboxMessage
from submissions import checks
from submissions.enums import WaiverState
from submissions.models import FormatReport, FormatWaiver
from submissions.services import waivers
from submissions.services.errors import Closed, NotReady
from tests.editions import CLOSED, OPEN, conflicts, make_edition, pdf, submitted
from tests.reading import as_read
from tests.submissions.checked import NARROW_GUTTER, SMALL, SOUND, checked, replaced

pytestmark = pytest.mark.django_db


def asked(paper, author, *rules, reason="The style of our funder needs it."):
    with clock.at(OPEN):
        return waivers.ask(paper=paper, by=author, rules=rules, reason=reason)


def overall(paper):
    return FormatReport.objects.get(version=paper.current).overall


def test_an_author_asks_on_the_page_and_a_chair_grants(sign_in, client, ada_author, chen_chair):
    workshop = make_edition()
    paper = checked(workshop, ada_author, SMALL)
    with clock.at(OPEN):
        page = as_read(sign_in(ada_author).get(paper.get_absolute_url()))
        assert "Ask the chairs to waive" in page
        client.post(
            f"/dtms/papers/{paper.number}/waiver/",
            {"rules": ["body_font"], "reason": "Our school demands 9 pt."},
        )
        desk = as_read(sign_in(chen_chair).get("/dtms/chair/"))
        assert "waiver asked for by authors" in desk
        page = as_read(client.get("/dtms/chair/waivers/"))
        assert "Running text is 9 pt" in page
        assert "1 waiver to answer" in page
        assert "Our school demands 9 pt." in page
        waiver = FormatWaiver.objects.get()
        answer = {"grant": "1", "words": "Fine this once."}
        client.post(f"/dtms/chair/waivers/{waiver.pk}/", answer)
        page = as_read(sign_in(ada_author).get(paper.get_absolute_url()))
    assert overall(paper) == "waived"
    assert "The chairs waive what the check found." in page
    mail = OutboxMessage.objects.get(kind="submission.waiver_granted")
    assert mail.to_email == ada_author.email
    assert "Fine this once." in mail.text
    verbs = AuditEvent.objects.filter(about_id=paper.pk).values_list("verb", flat=True)
    assert {"waiver asked for", "waiver granted"} <= set(verbs)


def test_a_refusal_needs_words_and_keeps_the_rule(ada_author, chen_chair):
    paper = checked(make_edition(), ada_author, SMALL)
    waiver = asked(paper, ada_author, "body_font")
    with pytest.raises(NotReady):
        waivers.refuse(waiver=waiver, by=chen_chair, words="  ")
    waivers.refuse(waiver=waiver, by=chen_chair, words="Set it in 10 pt.")
    assert overall(paper) == "reject"
    mail = OutboxMessage.objects.get(kind="submission.waiver_refused")
    assert "Set it in 10 pt." in mail.text


def test_a_waiver_holds_for_later_versions_and_for_nothing_else(ada_author, chen_chair):
    paper = checked(make_edition(), ada_author, SMALL)
    waivers.grant(waiver=asked(paper, ada_author, "body_font"), by=chen_chair)
    assert overall(replaced(paper, ada_author, SMALL + b"%% again")) == "waived"
    assert overall(replaced(paper, ada_author, NARROW_GUTTER)) == "reject"


def test_only_what_is_broken_can_be_waived(ada_author, otto_other):
    workshop = make_edition()
    paper = checked(workshop, ada_author, SMALL)
    with pytest.raises(NotReady):
        asked(paper, ada_author, "gutter")
    with pytest.raises(NotReady):
        asked(paper, ada_author, "body_font", reason=" ")
    with pytest.raises(Closed):
        asked(checked(workshop, otto_other, SOUND), otto_other, "body_font")


def test_a_file_that_cannot_be_opened_is_never_waived(ada_author):
    paper = checked(make_edition(), ada_author, b"%PDF-1.4 of nothing")
    assert overall(paper) == "reject"
    with pytest.raises(Closed):
        asked(paper, ada_author, "readable")


def test_one_request_at_a_time_and_one_answer(ada_author, chen_chair, maya_chair):
    paper = checked(make_edition(), ada_author, SMALL)
    waiver = asked(paper, ada_author, "body_font")
    with pytest.raises(Closed):
        asked(paper, ada_author, "body_font")
    waivers.grant(waiver=waiver, by=chen_chair)
    with pytest.raises(Closed):
        waivers.refuse(waiver=waiver, by=maya_chair, words="No.")
    assert FormatWaiver.objects.get().state == WaiverState.GRANTED


def test_a_conflicted_chair_neither_sees_nor_answers(sign_in, ada_author, xavi_conflicted_chair):
    workshop = make_edition(chairs=("chen_chair", "xavi_conflicted_chair"))
    paper = checked(workshop, ada_author, SMALL)
    waiver = asked(paper, ada_author, "body_font")
    with clock.at(OPEN):
        conflicts.add_conflict(
            paper=paper, user=xavi_conflicted_chair, by=xavi_conflicted_chair, source="member"
        )
    client = sign_in(xavi_conflicted_chair)
    assert "No waiver to answer" in as_read(client.get("/dtms/chair/waivers/"))
    answer = client.post(f"/dtms/chair/waivers/{waiver.pk}/", {"grant": "1"})
    assert answer.status_code == 404
    assert overall(paper) == "reject"


def test_the_queue_takes_the_same_queries_for_one_request_and_for_three(
    sign_in, ada_author, otto_other, chen_chair, django_assert_num_queries
):
    workshop = make_edition()
    asked(checked(workshop, ada_author, SMALL), ada_author, "body_font")
    client = sign_in(chen_chair)
    for _ in range(2):
        with django_assert_num_queries(7):
            client.get("/dtms/chair/waivers/")
        for _ in range(2):
            asked(checked(workshop, otto_other, SMALL), otto_other, "body_font")


def after_the_deadline(hours):
    return CLOSED.replace(day=6, hour=12, minute=15) + timedelta(hours=hours)


def upload_at(sign_in, paper, author, instant):
    with clock.at(instant):
        answer = sign_in(author).post(
            f"/dtms/papers/{paper.number}/upload/",
            {"pdf": pdf(SOUND + b"%% mended")},
            headers={"accept": "application/json"},
        )
        return answer.status_code


@pytest.mark.parametrize(("hours", "status"), [(0.1, 200), (23.9, 200), (24.1, 422)])
def test_a_format_problem_can_be_mended_for_some_hours(sign_in, ada_author, hours, status):
    paper = checked(make_edition(), ada_author, SMALL)
    assert upload_at(sign_in, paper, ada_author, after_the_deadline(hours)) == status


def test_the_chair_sets_the_window(sign_in, ada_author):
    workshop = make_edition()
    workshop.correction_hours = 2
    workshop.save()
    paper = checked(workshop, ada_author, SMALL)
    assert upload_at(sign_in, paper, ada_author, after_the_deadline(1.9)) == 200
    other = checked(workshop, ada_author, SMALL)
    assert upload_at(sign_in, other, ada_author, after_the_deadline(2.1)) == 422


def test_in_the_window_nothing_but_the_pdf_of_a_refused_paper_can_change(sign_in, ada_author):
    workshop = make_edition()
    refused, sound = (checked(workshop, ada_author, content) for content in (SMALL, SOUND))
    late = after_the_deadline(1)
    assert upload_at(sign_in, sound, ada_author, late) == 422
    with clock.at(late):
        edit = sign_in(ada_author).get(f"/dtms/papers/{refused.number}/edit/")
        page = as_read(sign_in(ada_author).get(refused.get_absolute_url()))
    assert edit.status_code == 403
    assert "nothing else can change" in page


def test_a_waived_paper_needs_no_window(sign_in, ada_author, chen_chair):
    paper = checked(make_edition(), ada_author, SMALL)
    waivers.grant(waiver=asked(paper, ada_author, "body_font"), by=chen_chair)
    assert upload_at(sign_in, paper, ada_author, after_the_deadline(1)) == 422


def test_a_draft_that_was_not_checked_yet_shows_no_waiver_form(sign_in, ada_author):
    paper = submitted(make_edition(), ada_author)
    with clock.at(OPEN):
        page = as_read(sign_in(ada_author).get(paper.get_absolute_url()))
    assert "Ask the chairs to waive" not in page
    assert checks.due_ids() == [paper.current.report.pk]
