import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from dtms_site import clock
from reviews.models import Review, ReviewCriterion
from reviews.services import reviews
from tests.editions import REVIEWING, answers

pytestmark = pytest.mark.django_db
FIELDS = ("label", "kind", "anchors", "hint", "paper_type", "audience", "required", "order")


def filled(client, **changes):
    """What the page would send, with fields changed by key: merit__label="Worth"."""
    with clock.at(REVIEWING):
        rows = client.get("/dtms/chair/review-form/").context["rows"]
    data = {"criteria-TOTAL_FORMS": len(rows.forms), "criteria-INITIAL_FORMS": len(rows.forms) - 1}
    for form in rows.forms:
        own = {name: form[name].value() for name in FIELDS} | {"id": form.instance.pk or ""}
        key = form.instance.key or "new"
        own |= {
            name.partition("__")[2]: v for name, v in changes.items() if name.startswith(f"{key}__")
        }
        data |= {
            f"{form.prefix}-{name}": v
            for name, v in own.items()
            if v is not None and v is not False
        }
    return data


def save(client, **changes):
    data = filled(client, **changes)
    with clock.at(REVIEWING):
        return client.post("/dtms/chair/review-form/", data)


@pytest.fixture
def chen(sign_in, world):
    return sign_in(world.chen_chair)


def labels(world):
    return {c.key: c.label for c in world.workshop.criteria.asked()}


def test_saving_without_a_change_changes_nothing(chen, world):
    before = list(world.workshop.criteria.values())
    assert save(chen).status_code == 302
    assert list(world.workshop.criteria.values()) == before


def test_no_question_of_the_form_costs_a_query(chen, world):
    def queries():
        with clock.at(REVIEWING), CaptureQueriesContext(connection) as asked:
            assert chen.get("/dtms/chair/review-form/").status_code == 200
        return len(asked)

    before = queries()
    for n in range(3):
        ReviewCriterion.objects.create(
            workshop=world.workshop, key=f"more{n}", label=f"More {n}", kind="text", order=90 + n
        )
    assert queries() == before


def test_a_question_nobody_answered_is_simply_changed(chen, world):
    save(chen, questions__label="Open questions")
    assert labels(world)["questions"] == "Open questions"
    assert not world.workshop.criteria.retired().exists()


def test_an_answered_question_is_kept_with_its_answers_and_asked_anew(chen, world):
    save(chen, merit__label="Worth", merit__anchors="Low\nMiddle\nGood\nTop")
    old = ReviewCriterion.objects.retired().get(key="merit")
    new = world.workshop.criteria.asked().get(key="merit")
    assert (old.label, old.max, new.label, new.max) == ("Overall merit", 5, "Worth", 4)
    review = Review.objects.get(assignment__reviewer=world.rex_reviewer)
    assert review.scores.get(criterion__key="merit").criterion == old


def test_lists_go_on_counting_the_old_scores(chen, world):
    save(chen, merit__label="Worth")
    with clock.at(REVIEWING):
        assert 'aria-label="Scores 2, 4"' in chen.get("/dtms/chair/papers/").content.decode()


def test_a_reworded_question_keeps_its_answer_in_the_form_if_it_fits(sign_in, world):
    chair = sign_in(world.chen_chair)
    save(chair, merit__label="Worth", merit__anchors="Low\nMiddle\nGood")
    review = Review.objects.get(assignment__reviewer=world.lena_lead)
    now = reviews.criteria_for(world.paper)
    merit = next(c for c in now if c.key == "merit")
    assert reviews.answers_for_form(review, now).scores[merit.pk] == 2
    rex = Review.objects.get(assignment__reviewer=world.rex_reviewer)
    assert merit.pk not in reviews.answers_for_form(rex, now).scores


def test_a_revision_goes_onto_the_new_form(chen, world):
    save(chen, merit__label="Worth")
    review = Review.objects.get(assignment__reviewer=world.rex_reviewer)
    with clock.at(REVIEWING):
        reviews.send_review(paper=world.paper, by=world.rex_reviewer,
                            answers=answers(world.paper, 3), based_on=review.edit_version)  # fmt: skip
    assert review.scores.get(criterion__key="merit").criterion.label == "Worth"
    assert world.paper.comments.get().text == "changed “Worth” from 4 to 3"


def test_a_new_question_gets_a_key_of_its_own(chen, world):
    position = world.workshop.paper_types.get(key="position")
    save(chen, new__label="Originality", new__kind="text", new__audience="chairs",
         new__paper_type=position.pk, new__order=30)  # fmt: skip
    new = world.workshop.criteria.get(key="originality-2")
    assert (new.kind, new.paper_type, new.audience) == ("text", position, "chairs")


def test_a_deleted_question_leaves_the_form_and_not_the_reviews(chen, world):
    save(chen, relevance__DELETE="on", questions__DELETE="on")
    assert {"relevance", "questions"}.isdisjoint(labels(world))
    assert not world.workshop.criteria.filter(key="questions").exists()
    assert world.workshop.criteria.retired().get().key == "relevance"


def test_merit_stays_a_score(chen, world):
    assert save(chen, merit__DELETE="on").status_code == 422
    assert save(chen, merit__kind="text").status_code == 422
    assert labels(world)["merit"] == "Overall merit"


@pytest.mark.parametrize("anchors", ["", "One", "\n".join("abcdefghij")])
def test_a_score_needs_its_anchors(chen, anchors):
    answer = save(chen, relevance__anchors=anchors)
    assert answer.status_code == 422
    assert "two to nine anchors" in answer.content.decode()


def test_the_chair_sees_the_form_of_each_type_as_its_reviewers_do(chen, world):
    shown = {}
    with clock.at(REVIEWING):
        for key in ("technical", "position", "survey", "' OR 1=1"):
            form = chen.get("/dtms/chair/review-form/", {"type": key}).context["form"]
            shown[key] = {c.key for c in form.criteria} & {"provokes", "coverage", "merit"}
    assert shown["position"] == {"merit", "provokes"}
    assert shown["survey"] == {"merit", "coverage"}
    first = world.workshop.paper_types.all()[0].key
    assert shown["' OR 1=1"] == shown.get(first, {"merit"})
