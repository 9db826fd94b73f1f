import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from hypothesis import given, settings
from hypothesis import strategies as st

from dtms_site import clock
from reviews import offline
from reviews.differences import pieces
from reviews.models import Review, ReviewCriterion
from reviews.services.reviews import Answers, answers_of, save_review
from tests.editions import REVIEWING

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
