import pytest

from dtms_site import clock
from reviews.listing.finding import find
from reviews.listing.language import SearchError
from reviews.listing.papers import ChairsPapers
from reviews.listing.words import KEYS
from reviews.services.discussion import name_lead
from reviews.services.listing import tag
from tests.editions import DECIDING, decided

pytestmark = pytest.mark.django_db


@pytest.fixture
def marked(world):
    """Paper 1 has merits 4 and 2, a lead, a tag and a decision. Paper 2 has nothing."""
    with clock.at(DECIDING):
        name_lead(paper=world.paper, reviewer=world.rex_reviewer, by=world.chen_chair)
    tag(workshop=world.workshop, by=world.chen_chair, numbers=[1], name="Best-Paper")
    decided(world.paper, world.chen_chair)
    return world


def numbers(world, text, chair="chen_chair"):
    papers = ChairsPapers(getattr(world, chair), world.workshop)
    return sorted(papers.all[pk].number for pk in find(papers, text))


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("", [1, 2]), ("twin", [1, 2]), ("another entirely", [2]), ('"another twin"', [2]),
        ('"entirely another"', []), ("replica", [1, 2]), ("#2", [2]), ("2", [2]),
        ("title:another", [2]), ("-title:another", [1]), ("title:replica", []),
        ("author:brekkestad", [1]), ("brekkestad", [1]), ("-brekkestad", [2]),
        ("status:under-review", [1, 2]), ("status:under", [1, 2]), ("status:accepted", []),
        ("score>2.9", [1]), ("score=3", [1]), ("score>3", []), ("-score>3", [1, 2]),
        ("score<=3", [1]), ("mean", []), ("spread>=2", [1]), ("spread<2", []),
        ("reviews<3", [1, 2]), ("reviews>=2", [1]), ("missing>0", [1]), ("confidence>=3", [1]),
        ("reviewer:aldermoor", [1]), ("reviewer:none", [2]), ("reviewer:me", []),
        ("lead:rex", [1]), ("lead:none", [2]), ("lead:lena", []),
        ("tag:best-paper", [1]), ("tag:BEST-PAPER", [1]), ("tag:none", [2]), ("-tag:x", [1, 2]),
        ("decision:accept", [1]), ("decision:none", [2]), ("decision:acc OR another", [1, 2]),
        ("comments=0", [1, 2]), ("comments>0", []), ("format:none", [1, 2]), ("topic:none", []), ("type:technical", [1, 2]),
        ("(another OR score>2) -tag:best-paper", [2]),
    ],
)  # fmt: skip
def test_a_search_finds_what_it_says(marked, text, found):
    assert numbers(marked, text) == found


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("foo:bar", "There is no “foo:”"), ("scroe>3", "Do you mean “score>”"), ("status:foo", "none of: submitted, desk reject"),
        ("type:foo", "none of: "), ("score>high", "wants a number"), ("score>nan", "a number"),
        ("reviews<99999999999", "a number"), ("status>accepted", "takes a colon"),
        ('tag:""', "missing after “tag:”"), ("status: accepted", "No space after the colon"),
        ("reviewer:zebedee", "Nobody on the committee is called “zebedee”"),
        ("http://x.example", "There is no “http:”"), ("format:---", "none of: pass"),
    ],
)  # fmt: skip
def test_an_unknown_word_is_told_with_what_is_known(marked, text, why):
    with pytest.raises(SearchError, match=why):
        numbers(marked, text)


SEARCHES = [
    "", "replica", "-replica", "drifts", "-drifts", "status:under", "-status:under", "score>2",
    "-score>2", "spread>1", "-spread>1", "reviews>1", "-reviews>1", "missing>0", "-missing>0",
    "confidence>1", "-confidence>1", "reviewer:rex", "-reviewer:rex", "reviewer:none",
    "-reviewer:none", "lead:rex", "-lead:rex", "lead:none", "tag:best-paper", "-tag:best-paper",
    "tag:none", "-tag:none", "decision:accept", "-decision:accept", "decision:none",
    "-decision:none", "format:none", "-format:none", "topic:none", "-topic:none",
    "type:technical", "-type:technical", "comments=0", "-comments=0",
    "score>2 OR score<=2", "-(score>2 -score>2)",
]  # fmt: skip
OPEN_TO_ALL = ("", "title:knows", "author:brekkestad", "-title:another")


@pytest.mark.parametrize("text", SEARCHES)
def test_a_paper_in_conflict_is_found_by_no_fact_and_by_the_lack_of_none(marked, text):
    assert (1 in numbers(marked, text, "xavi_conflicted_chair")) == (text in OPEN_TO_ALL)


@pytest.mark.parametrize("text", ["knows", "brekkestad", "score>9 OR knows", *OPEN_TO_ALL])
def test_a_paper_in_conflict_is_found_by_title_and_authors(marked, text):
    assert 1 in numbers(marked, text, "xavi_conflicted_chair")


def test_every_word_of_the_language_is_tried_over_a_conflict():
    open_words = {"title", "author"}
    assert {
        key for key in KEYS if any(key in text for text in SEARCHES)
    } == KEYS.keys() - open_words
