import pytest

from dtms_site import clock
from reviews.models import Review
from reviews.services import reviews
from tests.editions import DECIDING, OPEN, REVIEWING, answers, in_review, submitted
from tests.masking import masked
from tests.program.accepted import check
from tests.reading import as_read

pytestmark = pytest.mark.django_db
JSON = {"accept": "application/json"}


def look(sign_in, person, path, when=REVIEWING):
    with clock.at(when):
        return sign_in(person).get(path)


def review_data(paper, merit=4, **more):
    given = answers(paper, merit)
    by_pk = {c.pk: c for c in reviews.criteria_for(paper)}
    data = {f"q-{by_pk[pk].key}": value for pk, value in {**given.scores, **given.texts}.items()}
    return data | {"base": "0"} | more


def test_a_members_list_says_how_many_reviews_are_to_go(sign_in, world):
    page = as_read(look(sign_in, world.todd_todo, "/dtms/reviews/"))
    assert f"1 review to go, {world.todd_todo.given_name}" in page
    assert "A Twin That Knows When It Is Wrong" in page


def test_others_scores_appear_after_ones_own(sign_in, world):
    todo = as_read(look(sign_in, world.todd_todo, "/dtms/reviews/"))
    done = as_read(look(sign_in, world.rex_reviewer, "/dtms/reviews/"))
    assert "Scores" not in todo
    assert 'aria-label="Scores 2"' in done


def test_the_list_takes_the_same_queries_for_one_paper_and_for_three(
    sign_in, world, django_assert_num_queries
):
    client = sign_in(world.rex_reviewer)
    with clock.at(REVIEWING), django_assert_num_queries(11):
        client.get("/dtms/reviews/")
    for title in ("Second", "Third"):
        in_review(
            submitted(world.workshop, world.otto_other, title=title),
            world.chen_chair,
            world.rex_reviewer,
        )
    with clock.at(REVIEWING), django_assert_num_queries(11):
        client.get("/dtms/reviews/")


def test_a_review_is_saved_as_data_for_the_script(sign_in, world):
    client = sign_in(world.todd_todo)
    with clock.at(REVIEWING):
        first = client.post(
            "/dtms/reviews/1/review/", {"q-summary": "So far", "base": "0"}, headers=JSON
        )
        assert first.json()["base"] == 2
        again = client.post(
            "/dtms/reviews/1/review/", {"q-summary": "More", "base": "2"}, headers=JSON
        )
    assert again.json()["base"] == 3
    review = Review.objects.get(assignment__reviewer=world.todd_todo)
    assert [t.text for t in review.texts.all()] == ["More"]
    assert review.status == "draft"


def test_a_review_is_sent_in_one_step(sign_in, world):
    client = sign_in(world.todd_todo)
    with clock.at(REVIEWING):
        response = client.post("/dtms/reviews/1/review/", review_data(world.paper, send="yes"))
    assert response.headers["Location"] == "/dtms/reviews/"
    assert Review.objects.get(assignment__reviewer=world.todd_todo).status == "submitted"


def test_an_unfinished_review_keeps_what_was_written(sign_in, world):
    client = sign_in(world.todd_todo)
    with clock.at(REVIEWING):
        data = {"q-summary": "A long and careful summary.", "base": "0", "send": "yes"}
        response = client.post("/dtms/reviews/1/review/", data)
    page = as_read(response)
    assert response.status_code == 422
    assert "A long and careful summary." in page
    assert "Still to answer: Overall merit" in page


def test_two_windows_meet_on_a_page_with_both_texts(sign_in, world):
    client = sign_in(world.todd_todo)
    with clock.at(REVIEWING):
        client.post("/dtms/reviews/1/review/", {"q-summary": "From one window", "base": "0"})
        response = client.post(
            "/dtms/reviews/1/review/", {"q-summary": "From the other", "base": "0"}
        )
    page = as_read(response)
    assert response.status_code == 409
    assert "From one window" in page
    assert "From the other" in page


@pytest.mark.parametrize(
    "who", ["kim_conflicted", "amir_author_member", "sam_stranger", "ada_author"]
)
@pytest.mark.parametrize("part", ["", "pdf/", "review/", "others/", "discussion/", "decline/"])
def test_for_those_outside_there_is_no_such_paper(sign_in, world, who, part):
    person = getattr(world, who)
    hidden = look(sign_in, person, f"/dtms/reviews/1/{part}")
    unknown = look(sign_in, person, f"/dtms/reviews/77/{part}")
    assert hidden.status_code == unknown.status_code == 404
    assert masked(hidden) == masked(unknown)


@pytest.mark.parametrize(
    ("who", "part", "status"),
    [
        ("rex_reviewer", "others/", 200), ("rex_reviewer", "discussion/", 200),
        ("todd_todo", "others/", 404), ("todd_todo", "discussion/", 404), ("todd_todo", "review/", 200),
        ("nina_unassigned", "", 200), ("nina_unassigned", "pdf/", 200),
        ("nina_unassigned", "review/", 404), ("nina_unassigned", "others/", 404),
        ("chen_chair", "others/", 200), ("chen_chair", "discussion/", 200), ("chen_chair", "review/", 404),
        ("xavi_conflicted_chair", "", 404), ("xavi_conflicted_chair", "others/", 404),
    ],
)  # fmt: skip
def test_each_part_opens_for_whom_the_policy_says(sign_in, world, who, part, status):
    assert look(sign_in, getattr(world, who), f"/dtms/reviews/1/{part}").status_code == status


def test_a_paper_is_not_open_to_the_committee_before_the_deadline(sign_in, world):
    with clock.at(OPEN):
        early = submitted(world.workshop, world.otto_other)
    assert (
        look(sign_in, world.nina_unassigned, f"/dtms/reviews/{early.number}/", OPEN).status_code
        == 404
    )


def test_a_declared_conflict_closes_the_paper_and_its_member_cannot_take_it_back(sign_in, world):
    client = sign_in(world.nina_unassigned)
    with clock.at(REVIEWING):
        client.post("/dtms/conflicts/", {"declare": "2"})
        assert client.get("/dtms/reviews/2/").status_code == 404
        client.post("/dtms/conflicts/", {"paper": "2", "take_back": "yes"})
        assert client.get("/dtms/reviews/2/").status_code == 404


def test_a_late_review_still_counts(sign_in, world):
    client = sign_in(world.todd_todo)
    with clock.at(DECIDING):
        page = as_read(client.get("/dtms/reviews/1/review/"))
        assert "It still counts." in page
        client.post("/dtms/reviews/1/review/", review_data(world.paper, send="yes"))
    assert Review.objects.get(assignment__reviewer=world.todd_todo).status == "submitted"


def test_the_thread_grows(sign_in, world):
    client = sign_in(world.rex_reviewer)
    with clock.at(REVIEWING):
        talk = {"text": "Shall we *accept* it?", "audience": "reviewers"}
        client.post("/dtms/reviews/1/discussion/", talk)
        page = as_read(client.get("/dtms/reviews/1/discussion/"))
    assert "<em>accept</em>" in page


def test_a_member_tells_topics_and_load(sign_in, world):
    topic = world.workshop.topics.first()
    client = sign_in(world.nina_unassigned)
    client.post(
        "/dtms/reviews/profile/", {"topics": [topic.pk], "expertise": "Radio.", "most_papers": "4"}
    )
    profile = world.workshop.reviewer_profiles.get(user=world.nina_unassigned)
    assert (profile.expertise, profile.most_papers) == ("Radio.", 4)
    assert list(profile.topics.all()) == [topic]


def test_a_script_in_a_review_is_shown_inert(sign_in, world):
    client = sign_in(world.todd_todo)
    with clock.at(REVIEWING):
        data = review_data(world.paper, send="yes") | {"q-summary": "<script>alert(1)</script>"}
        client.post("/dtms/reviews/1/review/", data)
        page = as_read(look(sign_in, world.chen_chair, "/dtms/reviews/1/others/"))
    assert "<script>alert" not in page


def test_a_preview_shows_markdown_and_maths_and_no_script(sign_in, world):
    client = sign_in(world.todd_todo)
    text = "*Sound*, since $x^2$ <script>alert(1)</script>"
    page = as_read(client.post("/dtms/reviews/preview/", {"text": text}))
    assert "<em>Sound</em>" in page
    assert "<math" in page
    assert "<script" not in page


def test_each_version_marks_what_it_changed_for_those_who_may_read_it(sign_in, world):
    chairs = next(c for c in world.workshop.criteria.all() if c.key == "chairs")
    for merit, remark in ((1, "Between us."), (3, "Between you and me.")):
        sent = answers(world.paper, merit, "Rex was here, again.")
        with clock.at(REVIEWING):
            review = Review.objects.get(assignment__reviewer=world.rex_reviewer)
            reviews.send_review(
                paper=world.paper, by=world.rex_reviewer, based_on=review.edit_version,
                answers=reviews.Answers(sent.scores, {**sent.texts, chairs.pk: remark}),
            )  # fmt: skip
    pages = {
        who: as_read(look(sign_in, getattr(world, who), f"/dtms/reviews/1/{page}/"))
        for who, page in (("lena_lead", "others"), ("chen_chair", "others"),
                          ("rex_reviewer", "review"))
    }  # fmt: skip
    for page in pages.values():
        assert "3 versions, and what each changed" in page
        assert "<del>4</del><ins>1</ins>" in page
        assert "<del>1</del><ins>3</ins>" in page
    assert "revised, version 3" in pages["lena_lead"]
    assert {who for who, page in pages.items() if "Between <del>us.</del>" in page} == {
        "chen_chair", "rex_reviewer"
    }  # fmt: skip


def test_ones_own_load_stands_beside_the_median(sign_in, world):
    page = as_read(look(sign_in, world.todd_todo, "/dtms/reviews/"))
    assert "You have 1, the median member 0.5" in page


def test_of_a_small_committee_no_median_is_told(sign_in, world):
    for membership in world.workshop.memberships.members()[:3]:
        membership.ended_at = REVIEWING
        membership.save()
    page = as_read(look(sign_in, world.nina_unassigned, "/dtms/reviews/"))
    assert "median" not in page


def test_declining_tells_the_reason(sign_in, world):
    client = sign_in(world.todd_todo)
    with clock.at(REVIEWING):
        client.post("/dtms/reviews/1/decline/", {"reason": "load", "note": "A new child."})
    row = world.paper.assignments.get(reviewer=world.todd_todo)
    assert (row.status, row.decline_reason, row.decline_note) == (
        "declined",
        "load",
        "A new child.",
    )


def test_a_reviewer_reads_the_verdict_of_the_format_check_and_nobody_unassigned_does(
    sign_in, world
):
    check(world.paper.current)
    with clock.at(REVIEWING):
        told = as_read(sign_in(world.todd_todo).get("/dtms/reviews/1/"))
        other = as_read(sign_in(world.nina_unassigned).get("/dtms/reviews/1/"))
    assert "It keeps every rule." in told
    assert "Format</h2>" not in other
