"""The edition's format rules: tried before they count, then judged from kept measurements."""

import pytest

from dtms_site import clock
from dtms_site.audit.models import AuditEvent
from dtms_site.mail.models import OutboxMessage
from submissions import checks, measurements
from submissions.enums import CheckState
from submissions.models import FormatMeasurement, FormatReport
from submissions.pdfcheck.rules import RULES, RuleSet
from submissions.services import rules
from tests.editions import OPEN, conflicts, make_edition
from tests.reading import as_read
from tests.submissions.checked import NARROW_GUTTER, SEVEN_PAGES, SMALL, SOUND, checked

pytestmark = pytest.mark.django_db
URL = "/dtms/chair/format/"


def typed(workshop, **changes):
    """The form as the page shows it, with changes."""
    sent = {
        "paper": "US Letter", "min_body_size": "10", "min_reference_size": "7", "columns": "2",
        "column_width": "3.33", "gutter": "0.33", "block_width": "6.99", "block_height": "9.25",
        "min_spacing": "1.09", "max_spacing": "1.45", "paper_tolerance": "2",
        "size_tolerance": "0.12", "column_width_tolerance": "3", "gutter_tolerance": "1.5",
        "block_width_tolerance": "4", "block_height_tolerance": "4",
    }  # fmt: skip
    sent |= {f"{rule}_counts": "hard" for rule in RULES} | {"fonts_embedded_counts": "soft"}
    for kind in workshop.paper_types.all():
        sent |= {f"pages_{kind.pk}": "6", f"counted_{kind.pk}": "on"}
    return sent | changes


def overall(paper):
    return FormatReport.objects.get(version=paper.current).overall


def tried(client, workshop, **changes):
    with clock.at(OPEN):
        answer = client.post(URL, typed(workshop, **changes))
    assert answer.status_code == 302
    trial = workshop.rules_trials.get()
    rules.run_trial(trial.pk)
    return workshop.rules_trials.get()


def test_what_is_typed_unchanged_is_the_shipped_rule_set(sign_in, chen_chair):
    workshop = make_edition()
    trial = tried(sign_in(chen_chair), workshop)
    assert RuleSet.from_dict(trial.rules) == checks.rules_of(workshop)


def test_a_trial_says_which_papers_would_change_and_changes_nothing(
    sign_in, chen_chair, ada_author, otto_other
):
    workshop = make_edition()
    small, sound = checked(workshop, ada_author, SMALL), checked(workshop, otto_other, SOUND)
    client = sign_in(chen_chair)
    trial = tried(client, workshop, min_body_size="9")
    assert trial.changes == [
        {"paper": small.pk, "before": "reject", "after": "review", "rules": ["body_font"]}
    ]
    page = as_read(client.get(URL))
    assert "1 paper would change its verdict" in page
    assert small.shown_title in page
    assert (overall(small), overall(sound)) == ("reject", "review")
    assert checks.rules_of(workshop).min_body_size == 10.0


def test_saved_rules_judge_the_papers_again_without_their_pdfs(sign_in, chen_chair, ada_author):
    workshop = make_edition()
    paper = checked(workshop, ada_author, NARROW_GUTTER)
    paper.current.file.storage.delete(paper.current.file.name)
    client = sign_in(chen_chair)
    tried(client, workshop, gutter="0.2")
    with clock.at(OPEN):
        client.post(f"{URL}save/")
        assert "1 of 1 to go" in as_read(client.get(URL))
        rules.judge_again(workshop.pk)
        assert "1 paper is judged by the rules below" in as_read(client.get(URL))
    assert overall(paper) == "review"
    assert AuditEvent.objects.filter(verb="format rules changed").count() == 1


def test_a_paper_that_new_rules_refuse_is_told_to_its_authors_once(sign_in, chen_chair, ada_author):
    workshop = make_edition()
    paper = checked(workshop, ada_author, SOUND)
    tried(sign_in(chen_chair), workshop, min_body_size="11")
    with clock.at(OPEN):
        rules.save_rules(trial=workshop.rules_trials.get(), by=chen_chair)
        rules.judge_again(workshop.pk)
        rules.judge_again(workshop.pk)
    assert overall(paper) == "reject"
    mails = OutboxMessage.objects.filter(kind="submission.format_failed")
    assert [mail.to_email for mail in mails] == [ada_author.email]


def test_references_count_or_not_by_kind_of_paper(sign_in, chen_chair, ada_author):
    workshop = make_edition()
    paper = checked(workshop, ada_author, SEVEN_PAGES)
    kind = paper.paper_type_id
    changes = typed(workshop)
    del changes[f"counted_{kind}"]
    with clock.at(OPEN):
        sign_in(chen_chair).post(URL, changes)
    trial = workshop.rules_trials.get()
    rules.run_trial(trial.pk)
    with clock.at(OPEN):
        rules.save_rules(trial=workshop.rules_trials.get(), by=chen_chair)
        rules.judge_again(workshop.pk)
    assert overall(paper) == "review"
    assert workshop.paper_types.get(pk=kind).references_counted is False
    assert workshop.paper_types.exclude(pk=kind).filter(references_counted=False).count() == 0


def test_a_soft_rule_asks_for_a_look_only(sign_in, chen_chair, ada_author):
    workshop = make_edition()
    paper = checked(workshop, ada_author, NARROW_GUTTER)
    trial = tried(sign_in(chen_chair), workshop, gutter_counts="soft")
    assert [(c["paper"], c["after"]) for c in trial.changes] == [(paper.pk, "review")]


def test_a_conflicted_chair_sees_nothing_of_the_paper(
    sign_in, ada_author, chen_chair, xavi_conflicted_chair
):
    workshop = make_edition(chairs=("chen_chair", "xavi_conflicted_chair"))
    paper = checked(workshop, ada_author, SMALL)
    with clock.at(OPEN):
        conflicts.add_conflict(
            paper=paper, user=xavi_conflicted_chair, by=xavi_conflicted_chair, source="member"
        )
    client = sign_in(xavi_conflicted_chair)
    tried(client, workshop, min_body_size="9")
    page = as_read(client.get(URL))
    assert "No paper would change its verdict" in page
    assert paper.shown_title not in page
    assert "Try on 0 papers" in page


def test_a_measurement_of_an_older_release_is_made_again(ada_author, chen_chair):
    workshop = make_edition()
    paper = checked(workshop, ada_author, SMALL)
    FormatMeasurement.objects.update(checker="dtms-pdfcheck 0")
    assert measurements.kept(paper.current) is None
    with clock.at(OPEN):
        trial = rules.try_rules(
            workshop=workshop, by=chen_chair, rules=RuleSet(min_body_size=9.0), limits={}
        )
        rules.save_rules(trial=trial, by=chen_chair)
        rules.judge_again(workshop.pk)
        report = FormatReport.objects.get(version=paper.current)
        assert report.state == CheckState.QUEUED
        checks.run(report.pk)
    assert overall(paper) == "review"


@pytest.mark.parametrize(
    ("field", "value"),
    [("min_body_size", "0"), ("columns", "9"), ("gutter", "wide"), ("paper", "Foolscap"),
     ("min_spacing", "2"), ("block_height", "")],
)  # fmt: skip
def test_impossible_rules_are_not_tried(sign_in, chen_chair, field, value):
    workshop = make_edition()
    with clock.at(OPEN):
        answer = sign_in(chen_chair).post(URL, typed(workshop, **{field: value}))
    assert "needs a second look" in as_read(answer)
    assert not workshop.rules_trials.exists()


@pytest.mark.parametrize(("path", "queries"), [("", 13), ("state/", 10)])
def test_the_rules_take_the_same_queries_for_one_paper_and_for_three(
    sign_in, chen_chair, ada_author, otto_other, django_assert_num_queries, path, queries
):
    workshop = make_edition()
    client = sign_in(chen_chair)
    for author in (ada_author, otto_other):
        checked(workshop, author, SMALL)
        tried(client, workshop, min_body_size="9")
        with django_assert_num_queries(queries):
            client.get(URL + path)
        checked(workshop, author, SMALL)


@pytest.mark.parametrize("who", ["ada_author", "sam_stranger", "rex_reviewer"])
@pytest.mark.parametrize("path", ["format/", "format/state/", "waivers/"])
def test_only_chairs_see_the_rules_and_the_waivers(sign_in, request, who, path):
    make_edition()
    client = sign_in(request.getfixturevalue(who))
    assert client.get(f"/dtms/chair/{path}").status_code == 404
