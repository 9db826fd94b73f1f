"""Title and authors on page 1, compared with the form."""

import pytest

from dtms_site import clock
from submissions.front_pages import differences
from tests.editions import OPEN, make_edition
from tests.paper_factory import typeset
from tests.submissions.checked import checked

pytestmark = pytest.mark.django_db
TITLE = "A Twin That Knows When It Is Wrong"


def printed(title=TITLE, *names):
    authors = "".join(f"<div>{name}<br>University of A<br>x@a.example</div>" for name in names)
    return typeset(1, title=title, authors=authors, abstract="We measure how a replica drifts.")


def paper_with(author, content):
    return checked(make_edition(), author, content, title=TITLE)


def found(paper):
    return [item.what for item in differences(paper, paper.current)]


def test_what_agrees_is_not_mentioned(ada_author):
    paper = paper_with(ada_author, printed("A twin that knows when it is wrong", str(ada_author)))
    assert found(paper) == []


def test_another_title_is_shown_beside_the_forms(sign_in, ada_author):
    paper = paper_with(ada_author, printed("A Twin That Is Never Wrong", str(ada_author)))
    assert found(paper) == ["Title"]
    with clock.at(OPEN):
        page = sign_in(ada_author).get(f"/dtms/papers/{paper.number}/printed/").content.decode()
    assert "A Twin That Is Never Wrong" in page
    assert TITLE in page


def test_an_author_who_is_missing_on_the_form_is_found(ada_author):
    paper = paper_with(ada_author, printed(TITLE, str(ada_author), "Nora Nordmann"))
    assert found(paper) == ["Authors"]


def test_initials_and_accents_are_no_difference(ada_author):
    given, family = ada_author.given_name, ada_author.family_name
    paper = paper_with(ada_author, printed(TITLE, f"{given[0]}. {family}"))
    assert found(paper) == []


def test_of_a_file_that_cannot_be_read_nothing_is_said(ada_author):
    assert found(paper_with(ada_author, b"%PDF-1.4 of nothing")) == []
