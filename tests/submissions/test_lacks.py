"""Everything that can stand between a draft and its submission, each alone and where it stands."""

from typing import Any

import pytest

from dtms_site.workshops.models import Workshop
from submissions.models import Author, Submission
from submissions.policy import lacks
from tests.editions import complete, draft, make_edition
from tests.program.accepted import fresh

pytestmark = pytest.mark.django_db


@pytest.fixture
def paper(ada_author: Any) -> Submission:
    found = complete(draft(make_edition(), ada_author), ada_author)
    assert told(found) == []
    return found


def told(paper: Submission) -> list[tuple[str, str]]:
    return [(lack.field, lack.text) for lack in lacks(fresh(paper))]


def change(paper: Submission, **values: Any) -> list[tuple[str, str]]:
    before = {name: getattr(paper, name) for name in values}
    Submission.objects.filter(pk=paper.pk).update(**values)
    found = told(paper)
    Submission.objects.filter(pk=paper.pk).update(**before)
    return found


def test_what_is_missing_of_the_text(paper: Submission):
    assert change(paper, title=" ") == [("title", "Give the paper a title.")]
    assert change(paper, abstract=" ") == [("abstract", "Add the abstract.")]
    assert change(paper, paper_type=None) == [("paper_type", "Choose a paper type.")]
    assert change(paper, conflicts_confirmed=False) == [
        ("conflicts_confirmed", "Confirm that you went through the committee.")
    ]
    most = paper.workshop.abstract_words
    assert change(paper, abstract="word " * most) == []
    assert change(paper, abstract="word " * (most + 1)) == [
        ("abstract", f"Shorten the abstract: it has {most + 1} words, at most {most}.")
    ]
    paper.versions.all().delete()
    assert told(paper) == [("pdf", "Add the PDF.")]


def test_between_one_topic_and_as_many_as_are_allowed_where_there_are_any(paper: Submission):
    Workshop.objects.filter(pk=paper.workshop_id).update(most_topics=2)
    lack = ("topics", "Choose between one and 2 topics.")
    topics = list(paper.workshop.topics.all())
    for count, expected in ((0, [lack]), (1, []), (2, []), (3, [lack])):
        paper.topics.set(topics[:count])
        assert told(paper) == expected
    paper.workshop.topics.all().delete()
    assert told(paper) == []


def author(paper: Submission, **values: Any) -> list[tuple[str, str]]:
    """What is lacking with a second author like this."""
    given = {"given_name": "Rin", "family_name": "Asakura", "email": "rin@orrin.example",
             "affiliation": "Orrin"}  # fmt: skip
    row = Author.objects.create(submission=paper, order=2, **(given | values))
    found = told(paper)
    row.delete()
    return found


def test_what_is_missing_of_an_author(paper: Submission):
    names = ("authors-1", "Give author 2 a given and a family name.")
    ada = paper.authors.get()
    assert author(paper) == []
    assert author(paper, given_name="") == [names]
    assert author(paper, family_name="") == [names]
    assert author(paper, affiliation="") == [("authors-1", "Where does Rin Asakura work?")]
    assert author(paper, email="") == [("authors-1", "No address. How do we reach Rin Asakura?")]
    assert author(paper, email="rin@orrin") == [
        ("authors-1", "“rin@orrin” is not a complete address. How do we reach Rin Asakura?")
    ]
    assert author(paper, email=ada.email) == [
        ("authors-1", f"{ada.email} stands twice. Each author needs an address of their own.")
    ]
    assert author(paper, given_name="", family_name="", email="", affiliation="") == [
        names,
        ("authors-1", "Where does Author 2 work?"),
        ("authors-1", "No address. How do we reach author 2?"),
    ]


def test_somebody_is_written_to_and_somebody_wrote_it(paper: Submission):
    paper.authors.update(is_contact=False)
    assert told(paper) == [("authors", "Say which author we should write to.")]
    paper.authors.all().delete()
    assert told(paper) == [("authors", "Add the authors.")]


def test_each_declaration_that_is_required_has_its_answer(paper: Submission):
    declarations = list(paper.workshop.declarations.all())
    first = next(d for d in declarations if d.kind == "confirm")
    lack = (f"declaration-{first.pk}", f"Answer: {first.label}")
    for required, expected in ((True, [lack]), (False, [])):
        type(first).objects.filter(pk=first.pk).update(required=required)
        answer = paper.declarations.filter(declaration=first)
        answer.update(confirmed=False)
        assert told(paper) == expected
        answer.update(confirmed=True)
        assert told(paper) == []
    type(first).objects.filter(pk=first.pk).update(required=True)
    paper.declarations.filter(declaration=first).delete()
    assert told(paper) == [lack]
