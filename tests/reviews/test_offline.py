from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from hypothesis import given, settings
from hypothesis import strategies as st

from dtms_site import clock
from dtms_site.workshops.models import Workshop
from reviews import offline
from reviews.differences import pieces
from reviews.models import Review, ReviewCriterion
from reviews.policy import view_of
from reviews.services.reviews import Answers, answers_of, save_review
from reviews.sheets import sheets_of
from tests.editions import CLOSED, DECIDING, OPEN, REVIEWING, answers, in_review, submitted

QUERIES_OUT, QUERIES_IN = 9, 10

CRITERIA = [
    ReviewCriterion(pk=1, key="merit", label="Merit", kind="score", min=1, max=5, anchors="No"),
    ReviewCriterion(pk=2, key="summary", label="Summary", kind="text"),
    ReviewCriterion(pk=3, key="weak-points", label="Weak points", kind="text", required=False),
]
LINES = st.lists(st.text("ab=*- 1é\t", max_size=12), max_size=5).map("\n".join)


@settings(deadline=None)
@given(st.integers(1, 5) | st.none(), LINES, LINES)
def test_what_goes_out_comes_in_again(merit, summary, weak):
    texts = {pk: text for pk, text in ((2, summary), (3, weak)) if text.strip()}
    told = Answers({1: merit} if merit else {}, texts)
    found = offline.read(offline.written(12, "A\nTitle", 3, CRITERIA, told), CRITERIA)
    assert (found.paper, found.base, found.problems) == (12, 3, [])
    assert found.answers.scores == told.scores
    plain = {pk: squeezed(text) for pk, text in found.answers.texts.items()}
    assert plain == {pk: squeezed(text) for pk, text in texts.items()}


def squeezed(text):
    return [line.strip() for line in text.strip().splitlines()]


@given(LINES, LINES)
def test_a_difference_holds_both_texts(old, new):
    found = pieces(old, new)
    assert "".join(p.text for p in found if p.kind != "come") == old
    assert "".join(p.text for p in found if p.kind != "gone") == new


def test_what_cannot_be_understood_is_named():
    found = offline.read("==*== merit\nnine\n==*== nonsense\nx\n", CRITERIA)
    assert found.problems == [
        "The form asks no question “nonsense”; its answer is left out.",
        "The first line, with the paper's number, is missing.",
        "“Merit” takes a number from 1 to 5, not “nine”.",
    ]


# ---- pages


def bring_back(client, text, name="r.txt"):
    data = text if isinstance(text, bytes) else text.encode()
    with clock.at(REVIEWING):
        return client.post("/dtms/reviews/1/review/file/", {"file": SimpleUploadedFile(name, data)})


@pytest.mark.django_db
def test_a_file_shows_what_it_changes_and_lands_only_then(sign_in, world):
    client = sign_in(world.todd_todo)
    with clock.at(REVIEWING):
        save_review(paper=world.paper, by=world.todd_todo, answers=Answers(), based_on=0)
        out = client.get("/dtms/reviews/1/review.txt").content.decode()
    filled = out.replace("==*== summary", "==*== summary\nBrave new words.\n==-==")
    page = bring_back(client, filled)
    assert "1 answer would change" in page.content.decode()
    assert "<ins>Brave new words.</ins>" in page.content.decode()
    review = Review.objects.get(assignment__reviewer=world.todd_todo)
    assert answers_of(review).texts == {}
    with clock.at(REVIEWING):
        client.post("/dtms/reviews/1/review/",
                    {"base": page.context["base"], "q-summary": "Brave new words.", "save": "yes"})  # fmt: skip
    assert list(answers_of(review).texts.values()) == ["Brave new words."]


@pytest.mark.django_db
def test_a_file_older_than_the_review_says_so(sign_in, world):
    client = sign_in(world.todd_todo)
    with clock.at(REVIEWING):
        out = client.get("/dtms/reviews/1/review.txt").content.decode()
        save_review(paper=world.paper, by=world.todd_todo, answers=Answers(), based_on=0)
    page = bring_back(client, out.replace("==*== summary", "==*== summary\nOld.\n==-=="))
    assert "newer than the one you took along" in page.content.decode()


@pytest.mark.django_db
def test_a_file_of_another_paper_is_not_taken(sign_in, world):
    page = bring_back(sign_in(world.todd_todo), "==+== paper 2 version 0\n==*== summary\nX\n")
    assert page.status_code == 422
    assert "This file is the review of paper 2" in page.content.decode()


@pytest.mark.django_db
@pytest.mark.parametrize("data", [b"\xff\xfe\x00x", b"%PDF-1.7", b""])
def test_a_file_that_is_no_form_says_what_is_wrong(sign_in, world, data):
    assert bring_back(sign_in(world.todd_todo), data or b"\n").status_code == 422


@pytest.mark.django_db
@pytest.mark.parametrize("who", ["nina_unassigned", "kim_conflicted", "ada_author"])
def test_the_file_is_for_the_reviewer_alone(sign_in, world, who):
    client = sign_in(getattr(world, who))
    with clock.at(REVIEWING):
        assert client.get("/dtms/reviews/1/review.txt").status_code == 404
    assert bring_back(client, "x").status_code == 404


# ---- all in one file


def bring_all(client, **fields):
    with clock.at(REVIEWING):
        return client.post("/dtms/reviews/file/", fields)


@pytest.mark.django_db
def test_one_file_carries_all_reviews_and_lands_those_that_are_ticked(sign_in, world):
    in_review(world.other, world.chen_chair, world.todd_todo)
    client = sign_in(world.todd_todo)
    with clock.at(REVIEWING):
        out = client.get("/dtms/reviews/all.txt").content.decode()
    assert [offline.paper_of(part) for part in offline.parts(out)] == [1, 2]
    filled = out.replace("==*== summary", "==*== summary\nOn the train.\n==-==")
    page = bring_all(client, file=SimpleUploadedFile("r.txt", filled.encode()))
    assert "2 reviews would change" in page.content.decode()
    assert page.content.decode().count("<ins>On the train.</ins>") == 2
    assert not Review.objects.filter(assignment__reviewer=world.todd_todo).exists()
    bring_all(client, land="yes", text=filled, paper=["2"], **{"base-1": 0, "base-2": 0})
    (review,) = Review.objects.filter(assignment__reviewer=world.todd_todo)
    assert review.assignment.submission == world.other
    assert list(answers_of(review).texts.values()) == ["On the train."]
    again = bring_all(client, land="yes", text=filled.replace("train", "bus"), paper=["2"],
                      **{"base-2": 0})  # fmt: skip
    assert again.status_code == 302
    assert list(answers_of(review).texts.values()) == ["On the train."]


@pytest.mark.django_db
def test_of_a_paper_that_is_not_theirs_the_file_says_nothing_and_changes_nothing(sign_in, world):
    text = "==+== paper 1 version 0\n==*== summary\nX\n"
    client = sign_in(world.nina_unassigned)
    page = bring_all(client, file=SimpleUploadedFile("r.txt", text.encode()))
    assert "You have no review of paper 1 to write now." in page.content.decode()
    assert world.paper.title not in page.content.decode()
    bring_all(client, land="yes", text=text, paper=["1"], **{"base-1": 0})
    assert not Review.objects.filter(assignment__reviewer=world.nina_unassigned).exists()


@pytest.mark.django_db
def test_a_file_without_reviews_says_so(sign_in, world):
    page = bring_all(sign_in(world.todd_todo), file=SimpleUploadedFile("r.txt", b"hello"))
    assert (page.status_code, "No review was found in it" in page.content.decode()) == (422, True)


@pytest.mark.django_db
def test_all_in_one_file_takes_the_same_queries_for_one_paper_and_for_three(
    sign_in, world, django_assert_num_queries
):
    client = sign_in(world.todd_todo)
    papers = [world.paper]
    for count in (1, 3):
        while len(papers) < count:
            title = f"Twin {len(papers)}"
            papers.append(submitted(world.workshop, world.otto_other, title=title))
            in_review(papers[-1], world.chen_chair, world.todd_todo)
        with clock.at(REVIEWING):
            for paper in papers:
                base = Review.objects.filter(
                    assignment__submission=paper, assignment__reviewer=world.todd_todo
                )
                known = base.values_list("edit_version", flat=True).first() or 0
                save_review(paper=paper, by=world.todd_todo, answers=answers(paper),
                            based_on=known)  # fmt: skip
            with django_assert_num_queries(QUERIES_OUT):
                out = client.get("/dtms/reviews/all.txt").content.decode()
        assert len(offline.parts(out)) == count
        with django_assert_num_queries(QUERIES_IN):
            bring_all(client, file=SimpleUploadedFile("r.txt", out.encode()))


@pytest.mark.django_db
@pytest.mark.parametrize("when", [OPEN, CLOSED, REVIEWING, DECIDING, DECIDING + timedelta(days=9)])
def test_the_set_of_reviews_to_write_agrees_with_the_policy_of_each(world, when):
    in_review(world.other, world.chen_chair, world.todd_todo)
    names = ("rex_reviewer", "todd_todo", "nina_unassigned", "kim_conflicted", "chen_chair",
             "amir_author_member", "ada_author", "xavi_conflicted_chair")  # fmt: skip
    with clock.at(when):
        for name in names:
            person = getattr(world, name)
            workshop = Workshop.objects.get(pk=world.workshop.pk)
            single = {
                paper.number for paper in workshop.submissions.all()
                if view_of(person, paper).writes_review
            }  # fmt: skip
            assert set(sheets_of(person, workshop)) == single, name
