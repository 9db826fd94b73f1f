"""The sample edition's content: complete, varied, and typeset as each paper says it is."""

import ctypes
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache
from itertools import pairwise

import pypdfium2
import pypdfium2.raw as pdfium
import pytest

from dtms_site.management.demo.content import (
    TOPICS,
    PaperContent,
    ReviewContent,
    load_papers,
    load_people,
    load_programme,
)
from dtms_site.management.demo.paper_pdf import LAYOUTS, build_pdf

PAPERS = load_papers()
REVIEWED = [paper for paper in PAPERS if paper.under_review]
REVIEWS = [
    pytest.param(review, id=f"{paper.number}-{index}")
    for paper in REVIEWED
    for index, review in enumerate(paper.reviews)
]
CAST = {
    "chen_chair": "workshop_chair",
    "xavi_conflicted_chair": "workshop_chair",
    "maya_chair": "workshop_chair",
    "pia_publication": "publication_chair",
    "walt_web": "web_chair",
    "stella_steering": "steering",
    "rex_reviewer": "pc_member",
    "lena_lead": "pc_member",
    "todd_todo": "pc_member",
    "nina_unassigned": "pc_member",
    "kim_conflicted": "pc_member",
    "amir_author_member": "pc_member",
    "olga_operator": "operator",
    "ada_author": None,
    "cora_coauthor": None,
    "pablo_pending": None,
    "otto_other": None,
    "sam_stranger": None,
}


def words(text: str) -> int:
    return len(text.split())


def test_named_cast_has_its_names_and_roles() -> None:
    people = load_people()
    assert {key: people[key].role for key in CAST} == CAST
    assert {key: people[key].given.lower() for key in CAST} == {
        key: key.split("_")[0] for key in CAST
    }


def test_committee_has_the_asked_size() -> None:
    roles = Counter(person.role for person in load_people().values() if person.role)
    assert roles == {
        "workshop_chair": 3,
        "publication_chair": 1,
        "web_chair": 1,
        "steering": 4,
        "pc_member": 12,
        "keynote": 1,
        "operator": 1,
    }


def test_committee_members_say_what_they_know() -> None:
    for person in load_people().values():
        if person.role in {"workshop_chair", "steering", "pc_member"}:
            assert person.topics, person.key
            assert words(person.expertise) >= 15, person.key


def test_everybody_lives_under_a_domain_that_nobody_can_own() -> None:
    assert [p.key for p in load_people().values() if not p.email.endswith(".example")] == []


def test_orcids_have_valid_check_digits_outside_the_assigned_range() -> None:
    orcids = [person.orcid for person in load_people().values() if person.orcid]
    assert len(orcids) == len(set(orcids)) > 40
    assert [orcid for orcid in orcids if not orcid.startswith("0009-0099-")] == []
    assert [orcid for orcid in orcids if check_digit(orcid) != orcid[-1]] == []


def check_digit(orcid: str) -> str:
    """ISO 7064 MOD 11-2, as ORCID uses it."""
    total = 0
    for digit in orcid.replace("-", "")[:-1]:
        total = (total + int(digit)) * 2
    return "0123456789X"[(12 - total % 11) % 11]


def test_only_the_stranger_has_neither_role_nor_paper() -> None:
    authors = {key for paper in PAPERS for key in paper.authors}
    idle = [p.key for p in load_people().values() if p.role is None and p.key not in authors]
    assert idle == ["sam_stranger"]


def test_forty_papers_in_the_asked_mixture() -> None:
    assert len(PAPERS) == 40
    assert Counter(p.type for p in PAPERS) == {"technical": 27, "position": 7, "survey": 6}
    assert Counter(p.state for p in PAPERS) == {
        "submitted": 37,
        "draft": 1,
        "complete_draft": 1,
        "withdrawn": 1,
    }
    assert {topic for paper in PAPERS for topic in paper.topics} == set(TOPICS)
    assert max(len(paper.topics) for paper in PAPERS) <= 3


def test_every_fault_stands_in_one_paper() -> None:
    faults = Counter(paper.format for paper in PAPERS if paper.format != "ok")
    assert faults == dict.fromkeys(set(LAYOUTS) - {"ok"}, 1)


def test_paper_one_has_the_authors_and_conflicts_that_tests_rely_on() -> None:
    paper = PAPERS[0]
    assert paper.authors == ("ada_author", "cora_coauthor", "amir_author_member", "pablo_pending")
    assert (paper.contact, paper.unconfirmed) == ("ada_author", ("pablo_pending",))
    assert {conflict.member for conflict in paper.conflicts} == {
        "xavi_conflicted_chair",
        "kim_conflicted",
    }
    people = load_people()
    assert people["kim_conflicted"].affiliation == people["ada_author"].affiliation


def test_otto_is_contact_of_paper_two_only() -> None:
    assert [p.number for p in PAPERS if "otto_other" in p.authors] == [2]
    assert PAPERS[1].contact == "otto_other"


def test_committee_writes_papers_too() -> None:
    people = load_people()
    written = {key for paper in PAPERS for key in paper.authors if people[key].role}
    assert written == {"xavi_conflicted_chair", "amir_author_member", "hugo_member", "dara_member"}


@pytest.mark.parametrize("paper", [p for p in PAPERS if p.state != "draft"], ids=lambda p: p.slug)
def test_complete_paper_has_all_its_parts(paper: PaperContent) -> None:
    assert 90 <= words(paper.abstract) <= 150
    assert len(paper.sections) >= 5
    assert sum(section.words for section in paper.sections) >= 1000
    assert 8 <= len(paper.references) <= 14
    assert paper.table is not None
    assert paper.figure is not None
    text = " ".join(paragraph for section in paper.sections for paragraph in section.paragraphs)
    assert "Figure 1" in text
    assert "Table 1" in text
    assert cited(text) <= set(range(1, len(paper.references) + 1))
    assert not re.search(r"[{}]", text), "a shared paragraph kept an empty place"


def cited(text: str) -> set[int]:
    groups = re.findall(r"\[(\d+(?:, \d+)*)\]", text)
    return {int(number) for group in groups for number in group.split(", ")}


def test_incomplete_draft_has_no_text_yet() -> None:
    (draft,) = (paper for paper in PAPERS if paper.state == "draft")
    assert draft.sections == ()


@pytest.mark.parametrize("review", REVIEWS)
def test_review_says_all_that_the_form_asks(review: ReviewContent) -> None:
    parts = (review.summary, review.strengths, review.weaknesses, review.comments, review.questions)
    assert min(map(words, parts)) >= 4
    total = sum(map(words, (*parts, review.to_committee, review.to_chairs)))
    assert 80 <= total <= 200
    assert 1 <= review.confidence <= 4
    assert 1 <= review.relevance <= 4
    scores = (review.merit, review.originality, review.quality, review.presentation)
    assert {1, 2, 3, 4, 5}.issuperset(scores)


def test_only_positions_and_surveys_have_their_extra_score() -> None:
    for paper in REVIEWED:
        for review in paper.reviews:
            assert (review.provokes is not None) == (paper.type == "position"), paper.slug
            assert (review.coverage is not None) == (paper.type == "survey"), paper.slug


def test_no_review_text_is_used_twice() -> None:
    texts = Counter(
        text
        for paper in REVIEWED
        for review in paper.reviews
        for text in (review.summary, review.strengths, review.weaknesses, review.comments)
    )
    assert [text for text, times in texts.items() if times > 1] == []


def test_scores_spread_as_in_a_real_committee() -> None:
    merits = Counter(review.merit for paper in REVIEWED for review in paper.reviews)
    assert set(merits) == {1, 2, 3, 4, 5}
    apart = [p for p in REVIEWED if spread(p) >= 2]
    assert len(apart) >= 12


def spread(paper: PaperContent) -> int:
    merits = [review.merit for review in paper.reviews]
    return max(merits) - min(merits)


def test_papers_with_scores_far_apart_were_discussed() -> None:
    discussed = [paper for paper in PAPERS if paper.discussion]
    assert len(discussed) == 12
    assert [paper.number for paper in discussed if spread(paper) < 2] == []
    for paper in discussed:
        assert 2 <= len(paper.discussion) <= 5
        assert {comment.by for comment in paper.discussion} <= {0, 1, 2, "chair"}


def test_decisions_are_explained() -> None:
    decisions = [paper.decision for paper in REVIEWED if paper.decision]
    outcomes = Counter(decision.outcome for decision in decisions)
    assert outcomes == {"accept": 16, "conditional": 3, "reject": 18}
    assert min(words(decision.reason) for decision in decisions) >= 15
    for decision in decisions:
        is_conditional = decision.outcome == "conditional"
        assert bool(decision.conditions) == bool(decision.shepherd) == is_conditional


def test_no_shepherd_has_a_conflict() -> None:
    people = load_people()
    for paper in REVIEWED:
        if paper.decision and paper.decision.shepherd:
            shepherd = people[paper.decision.shepherd]
            homes = {people[key].affiliation for key in paper.authors}
            assert shepherd.affiliation not in homes
            assert shepherd.key not in {conflict.member for conflict in paper.conflicts}


def test_programme_fills_one_day_without_gaps() -> None:
    items = load_programme()
    assert Counter(item.kind for item in items) == {
        "opening": 1,
        "keynote": 1,
        "session": 4,
        "break": 3,
        "panel": 1,
        "closing": 1,
    }
    starts = [item.start.hour * 60 + item.start.minute for item in items]
    ends = [start + item.minutes for start, item in zip(starts, items, strict=True)]
    assert ends[:-1] == starts[1:]


def test_session_chairs_present_nothing_in_their_session() -> None:
    for item in load_programme():
        authors = {key for number in item.papers for key in PAPERS[number - 1].authors}
        assert bool(item.chair) == (item.kind in {"keynote", "session", "panel"})
        assert item.chair not in authors


# What the typesetter makes of it, measured in the PDF

# Points; shorter lines say nothing about the edges of a column.
SHORTEST_LINE = 150


@dataclass(frozen=True)
class Run:
    """A stretch of text in one size; in points from the page's lower left corner."""

    page: int
    size: float
    left: float
    bottom: float
    right: float
    top: float
    baseline: float

    def is_page_number(self, page_width: float) -> bool:
        in_the_middle = abs(self.left + self.right - page_width) < 4
        return in_the_middle and self.right - self.left < 12


@dataclass(frozen=True)
class Typeset:
    pdf: bytes

    @cached_property
    def document(self) -> pypdfium2.PdfDocument:
        return pypdfium2.PdfDocument(self.pdf)

    @cached_property
    def runs(self) -> list[Run]:
        return [run for number in range(len(self.document)) for run in self._runs(number)]

    def _runs(self, number: int) -> Iterator[Run]:
        page = self.document[number]
        for text in page.get_objects(filter=[pdfium.FPDF_PAGEOBJ_TEXT]):
            size = ctypes.c_float()
            pdfium.FPDFTextObj_GetFontSize(text.raw, size)
            matrix = text.get_matrix()
            run = Run(number, round(size.value * matrix.d, 2), *text.get_bounds(), matrix.f)
            if not run.is_page_number(page.get_width()):
                yield run

    @cached_property
    def body_size(self) -> float:
        widths: Counter[float] = Counter()
        for run in self.runs:
            widths[run.size] += run.right - run.left
        return widths.most_common(1)[0][0]

    @cached_property
    def lines(self) -> list[Run]:
        return [
            run
            for run in self.runs
            if run.size == self.body_size and run.right - run.left > SHORTEST_LINE
        ]

    @cached_property
    def columns(self) -> list[tuple[float, float]]:
        """Left and right edge of each column, as most of its lines have them."""
        lefts = Counter(round(line.left) for line in self.lines)
        many = sorted(left for left, times in lefts.items() if times > len(self.lines) / 5)
        starts = [left for left in many if left - 1 not in many]
        return [(start, self._right_edge(start)) for start in starts]

    def _right_edge(self, start: float) -> float:
        rights = Counter(round(x.right, 1) for x in self.lines if abs(x.left - start) < 2)
        return max(right for right, times in rights.items() if times > 3)

    @cached_property
    def leading(self) -> float:
        left = self.columns[0][0]
        gaps: Counter[float] = Counter()
        for number in range(len(self.document)):
            baselines = sorted(
                x.baseline for x in self.lines if x.page == number and abs(x.left - left) < 2
            )
            gaps.update(round(b - a, 1) for a, b in pairwise(baselines))
        return gaps.most_common(1)[0][0]

    @cached_property
    def height(self) -> float:
        return max(
            max(x.top for x in self.runs if x.page == number)
            - min(x.bottom for x in self.runs if x.page == number)
            for number in range(len(self.document))
        )

    def broken_rules(self) -> set[str]:
        width, height = self.document[0].get_size()
        block_width = self.columns[-1][1] - self.columns[0][0]
        gutters = [b[0] - a[1] for a, b in pairwise(self.columns)]
        kept = {
            "page_count": len(self.document) <= 6,
            "paper_size": abs(width - 612) < 2 and abs(height - 792) < 2,
            "body_font": self.body_size >= 9.9,
            "columns": len(self.columns) == 2,
            "column_width": max(b - a for a, b in self.columns) <= 3.33 * 72 + 3,
            "gutter": all(gutter >= 0.33 * 72 - 1.5 for gutter in gutters),
            "block_width": block_width <= 7.0 * 72 + 4,
            "block_height": self.height <= 9.25 * 72 + 4,
            "line_spacing": 1.125 <= self.leading / self.body_size <= 1.45,
        }
        return {rule for rule, is_kept in kept.items() if not is_kept}


@lru_cache
def typeset(number: int) -> Typeset:
    return Typeset(build_pdf(PAPERS[number - 1], load_people()))


@pytest.fixture(scope="module", autouse=True)
def _documents_are_closed() -> Iterator[None]:
    yield
    typeset.cache_clear()


@pytest.mark.parametrize("number", [1, 13, 18])
def test_good_paper_keeps_every_rule(number: int) -> None:
    paper = typeset(number)
    assert paper.broken_rules() == set()
    assert (paper.body_size, paper.leading) == (10.0, 12.0)
    assert len(paper.document) in {3, 4, 5}


@pytest.mark.parametrize(
    ("fault", "broken"),
    [
        ("nine_point", {"body_font"}),
        ("a4", {"paper_size"}),
        ("seven_pages", {"page_count"}),
        ("narrow_gutter", {"gutter"}),
        ("single_column", {"columns", "column_width"}),
        ("wide_block", {"block_width"}),
        ("tall_block", {"block_height"}),
        ("tight_leading", {"line_spacing"}),
    ],
)
def test_faulty_paper_breaks_its_own_rule_only(fault: str, broken: set[str]) -> None:
    (paper,) = (paper for paper in PAPERS if paper.format == fault)
    assert typeset(paper.number).broken_rules() == broken


def test_fault_goes_with_the_format() -> None:
    (wide,) = (paper for paper in PAPERS if paper.format == "wide_block")
    mended = Typeset(build_pdf(replace(wide, format="ok"), load_people()))
    assert mended.broken_rules() == set()


def test_same_paper_gives_the_same_bytes() -> None:
    assert build_pdf(PAPERS[2], load_people()) == build_pdf(PAPERS[2], load_people())


def test_letters_of_the_second_font_file_keep_a_font_of_their_own() -> None:
    """Under one family name all of the paper's letters would come out as wrong glyphs."""
    names = {name.partition("+")[2] for name, _ in fonts_with_text(typeset(13))}
    assert {name for name in names if "Ext" in name} == {"Source-Serif-4-Ext"}
    assert "Łucja Wyrzykowiec" in typeset(13).document[0].get_textpage().get_text_range()


def fonts_with_text(paper: Typeset) -> Iterator[tuple[str, bool]]:
    """Name of each text's font, and whether the file carries it."""
    for number in range(len(paper.document)):
        page = paper.document[number]
        for text in page.get_objects(filter=[pdfium.FPDF_PAGEOBJ_TEXT]):
            font = pdfium.FPDFTextObj_GetFont(text.raw)
            name = ctypes.create_string_buffer(100)
            pdfium.FPDFFont_GetBaseFontName(font, name, 100)
            yield name.value.decode(), bool(pdfium.FPDFFont_GetIsEmbedded(font))


def test_all_fonts_are_embedded() -> None:
    assert {embedded for _, embedded in fonts_with_text(typeset(1))} == {True}
