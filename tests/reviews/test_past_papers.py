"""Expertise from past papers: title and abstract read in the real sandbox."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from tests.paper_factory import typeset

pytestmark = pytest.mark.django_db
ABSTRACT = "Twins of networks are compared. " * 6


def pdf(data, name="past.pdf"):
    return SimpleUploadedFile(name, data, "application/pdf")


def told(world, sign_in, *files, expertise=""):
    data = {"expertise": expertise, "collaborators": "", "papers": list(files)}
    page = sign_in(world.nina_unassigned).post("/dtms/reviews/profile/", data, follow=True)
    kept = world.workshop.reviewer_profiles.get(user=world.nina_unassigned).expertise
    return kept, page.content.decode()


@pytest.fixture(scope="module")
def paper():
    return typeset(1, title="Digital Twins of Mobile Networks", abstract=ABSTRACT)


def test_title_and_abstract_of_a_past_paper_are_added_once(world, sign_in, paper):
    kept, page = told(world, sign_in, pdf(paper), expertise="My own words.")
    assert kept == f"My own words.\n\nDigital Twins of Mobile Networks\n{ABSTRACT.strip()}"
    assert "1 paper read." in page
    assert told(world, sign_in, pdf(paper), expertise=kept)[0] == kept


@pytest.mark.parametrize("data", [b"", b"no pdf at all", b"%PDF-1.7\n" + b"x" * 4000])
def test_a_file_that_cannot_be_read_is_named_and_the_words_are_kept(world, sign_in, data):
    kept, page = told(world, sign_in, pdf(data, "odd<b>.pdf"), expertise="My own words.")
    assert kept == "My own words."
    assert "could not be read" in page
    assert "odd<b>" not in page
