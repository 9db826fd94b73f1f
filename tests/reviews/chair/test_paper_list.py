import csv
import zipfile
from io import BytesIO, StringIO

import pytest

from dtms_site import clock
from dtms_site.audit.models import AuditEvent
from reviews.chair.exports import harmless
from reviews.models import PaperTag, SavedView
from reviews.services.errors import NotAllowed
from reviews.services.listing import save_view, tag, tag_of
from submissions.models import Submission
from tests.editions import REVIEWING, in_review, reviewed, submitted

pytestmark = pytest.mark.django_db
LIST = "/dtms/chair/papers/"


@pytest.fixture
def chen(sign_in, world):
    return sign_in(world.chen_chair)


@pytest.fixture
def xavi(sign_in, world):
    return sign_in(world.xavi_conflicted_chair)


def page(client, query=""):
    with clock.at(REVIEWING):
        return client.get(f"{LIST}?{query}")


def shown(client, query=""):
    return [row.number for row in page(client, query).context["rows"]]


def act(client, verb, papers=("1", "2"), **more):
    with clock.at(REVIEWING):
        return client.post(f"{LIST}selection/", {"act": verb, "papers": papers, **more})


def test_a_search_without_a_hit_says_so_and_not_that_none_is_submitted(chen):
    answer = page(chen, "q=zebra").content.decode()
    assert "No paper fits this search" in answer
    assert "Submitted papers appear" not in answer


def test_a_search_that_cannot_be_read_says_why_and_keeps_what_was_typed(chen):
    answer = page(chen, "q=status:foo+drift").content.decode()
    assert "“status:foo” is none of: submitted" in answer
    assert 'value="status:foo drift"' in answer


@pytest.mark.parametrize(
    ("sort", "order"),
    [("", [1, 2]), ("-number", [2, 1]), ("title", [1, 2]), ("-title", [2, 1]), ("mean", [1, 2]),
     ("-mean", [2, 1]), ("reviews", [2, 1]), ("-reviews", [1, 2]), ("nonsense", [1, 2])],
)  # fmt: skip
def test_a_heading_orders_the_list_and_turns_it_round(chen, sort, order):
    assert shown(chen, f"sort={sort}") == order


@pytest.mark.parametrize("sort", ["number", "-number", "title", "mean", "-mean", "decision"])
def test_a_paper_in_conflict_stands_last_in_every_order(xavi, sort):
    assert shown(xavi, f"sort={sort}") == [2, 1]


def test_a_conflicted_chair_gets_the_same_list_whatever_the_hidden_paper_has(xavi, world):
    queries = [
        "",
        "sort=mean",
        "q=-tag:late",
        "q=spread<9&sort=-spread",
        "column=topics&column=lead",
    ]
    before = [page(xavi, query).content for query in queries]
    tag(workshop=world.workshop, by=world.chen_chair, numbers=[1], name="late")
    reviewed(world.paper, world.todd_todo, 5)
    assert [strip(page(xavi, q).content) for q in queries] == [strip(b) for b in before]


def strip(body):
    token = body.split(b'name="csrfmiddlewaretoken" value="')[1][:64]
    return body.replace(token, b"")


def test_the_columns_that_were_chosen_are_shown(chen):
    answer = page(chen, "column=lead&column=topics")
    assert [h["label"] for h in answer.context["state"].headings] == [
        "#",
        "Title",
        "Topics",
        "Lead",
    ]
    assert "Scores 2, 4" not in answer.content.decode()


def test_searching_takes_the_same_queries_for_one_paper_and_for_three(
    chen, world, django_assert_num_queries
):
    query = "q=reviewer:aldermoor+score>1+-tag:late+twin"
    Submission.objects.filter(pk=world.other.pk).update(status="withdrawn")
    with django_assert_num_queries(12):
        page(chen, query)
    for title in ("Second twin", "Third twin"):
        paper = submitted(world.workshop, world.otto_other, title=title)
        in_review(paper, world.chen_chair, world.rex_reviewer)
        reviewed(paper, world.rex_reviewer)
    with django_assert_num_queries(12):
        page(chen, query)


def test_a_tag_is_pinned_searched_and_taken_off(chen):
    act(chen, "tag", tag="#Late")
    assert shown(chen, "q=tag:late") == [1, 2]
    act(chen, "untag", papers=["2"], tag="late")
    assert shown(chen, "q=tag:late") == [1]
    assert list(AuditEvent.objects.filter(verb__startswith="tag ").values_list("verb", flat=True)) == [
        "tag added", "tag added", "tag removed"
    ]  # fmt: skip


def test_ticked_papers_are_written_to_on_the_page_of_a_letter(chen):
    answer = act(chen, "mail", papers=["9", "1", "2", "3", "12"])
    with clock.at(REVIEWING):
        letter = chen.get(answer["Location"]).context["form"]
    assert letter["numbers"].value() == "1-3, 9, 12"
    assert letter["group"].value() == "contacts"
    assert letter.fields["numbers"].max_length >= len(", ".join(map(str, range(1, 1001, 2))))


@pytest.mark.parametrize("name", ["", "two words", "none", "a" * 41, '"x"', "(x)", "-x"])
def test_a_tag_that_no_search_could_find_is_refused(chen, name):
    with pytest.raises(NotAllowed):
        tag_of(name)
    assert act(chen, "tag", tag=name).status_code == 302
    assert PaperTag.objects.count() == 0


def test_a_tag_never_lands_on_a_paper_of_conflict(xavi):
    act(xavi, "tag", tag="mine")
    assert [t.submission.number for t in PaperTag.objects.select_related("submission")] == [2]


def test_authors_and_members_never_see_a_tag(sign_in, world):
    tag(workshop=world.workshop, by=world.chen_chair, numbers=[1], name="zebra-word")
    with clock.at(REVIEWING):
        for person in (world.ada_author, world.rex_reviewer):
            client = sign_in(person)
            paths = ["/dtms/papers/1/", "/dtms/reviews/", "/dtms/reviews/1/", "/dtms/chair/papers/"]
            assert not any(b"zebra-word" in client.get(path).content for path in paths)


def test_ticked_papers_are_given_to_a_member_who_may_have_them(chen, world):
    act(chen, "assign", reviewer=world.kim_conflicted.pk)
    assert not world.paper.assignments.active().filter(reviewer=world.kim_conflicted).exists()
    assert world.other.assignments.active().filter(reviewer=world.kim_conflicted).exists()


@pytest.mark.parametrize("verb", ["", "tag", "csv", "nonsense"])
def test_nothing_ticked_changes_nothing(chen, verb):
    assert act(chen, verb, papers=["", "x", "0"]).status_code == 302


def table(answer):
    return list(csv.DictReader(StringIO(answer.content.decode())))


def test_the_table_holds_what_the_list_shows(chen):
    rows = table(act(chen, "csv"))
    assert [(r["number"], r["merit"], r["mean"], r["reviews"], r["asked"]) for r in rows] == [
        ("1", "2 4", "3.00", "2", "3"), ("2", "", "", "0", "0")
    ]  # fmt: skip
    assert "Ada Brekkestad" in rows[0]["authors"]


def test_the_table_leaves_out_a_paper_of_conflict(xavi):
    assert [row["number"] for row in table(act(xavi, "csv"))] == ["2"]


def test_no_cell_is_a_formula(chen, world):
    Submission.objects.filter(pk=world.other.pk).update(title='=HYPERLINK("http://evil.example")')
    assert table(act(chen, "csv"))[1]["title"] == '\'=HYPERLINK("http://evil.example")'
    for cell in ("+1", "-1", "@x", "\tx", "\rx", " =1", "\n=1", "＝1", "；=1"):
        assert "'" in harmless(cell)
    assert harmless("A twin; =1;+1;x") == "A twin;' =1;'+1;x"
    assert harmless("2 4; 3-5 = x") == "2 4; 3-5 = x"


def test_the_pdfs_come_in_one_archive_under_neutral_names(chen, world):
    answer = act(chen, "pdfs")
    archive = zipfile.ZipFile(BytesIO(b"".join(answer.streaming_content)))
    assert archive.namelist() == ["dtms-1-v1.pdf", "dtms-2-v1.pdf"]
    assert archive.read("dtms-2-v1.pdf") == world.other.current.file.open().read()
    assert archive.testzip() is None


def test_the_archive_leaves_out_a_paper_of_conflict(xavi):
    answer = act(xavi, "pdfs")
    assert zipfile.ZipFile(BytesIO(b"".join(answer.streaming_content))).namelist() == [
        "dtms-2-v1.pdf"
    ]


def test_a_view_is_saved_replaced_and_forgotten(chen):
    for query in ("q=tag%3Alate", "q=score%3E3&sort=mean"):
        chen.post(f"{LIST}view/", {"name": "Mine", "query": query})
    assert [(v.name, v.query) for v in SavedView.objects.all()] == [("Mine", query)]
    assert "Mine</a>" in page(chen).content.decode()
    chen.post(f"{LIST}view/", {"name": "Mine", "forget": "yes", "query": ""})
    assert not SavedView.objects.exists()


def test_nobody_sees_the_views_of_another_chair(xavi, world):
    save_view(workshop=world.workshop, by=world.chen_chair, name="Zebra", query="")
    assert "Zebra" not in page(xavi).content.decode()


def test_a_view_holds_no_address_of_another_page(chen):
    answer = chen.post(f"{LIST}view/", {"name": "x", "query": "next=//evil.example&q=drift"})
    assert SavedView.objects.get().query == "q=drift"
    assert answer["Location"] == f"{LIST}?q=drift"
