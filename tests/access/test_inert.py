"""What people type is text on every page that shows it, whoever looks."""

from html.parser import HTMLParser

import pytest

from dtms_site.accounts.models import User
from reviews.models import Comment, ReviewText
from submissions.models import Author, PaperVersion
from tests.access.addresses import PAGES
from tests.access.resolver import address

pytestmark = pytest.mark.django_db
TYPED = '\'"><img src=x onerror=alert(1)>" autofocus onfocus=alert(1) x="'


class Acting(HTMLParser):
    """Notes every tag that would do what was typed."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.found: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if dict(attrs).keys() & {"onerror", "onfocus"}:
            self.found.append(self.get_starttag_text() or tag)


WORDS = [
    (User, ("given_name", "family_name", "affiliation")),
    (Author, ("given_name", "family_name", "affiliation")),
    (PaperVersion, ("original_name",)),
    (ReviewText, ("text",)),
    (Comment, ("text",)),
]


@pytest.mark.parametrize("visits", "DP", indirect=True)
def test_nothing_that_was_typed_is_markup(visits):
    shown = set()
    with visits.trial():
        visits.edition.workshop.submissions.update(title=TYPED, abstract=TYPED)
        for model, names in WORDS:
            model.objects.update(**dict.fromkeys(names, TYPED))
        for actor in ("anon", "author", "pc_done", "chair", "publication", "staff"):
            for name in PAGES:
                answer = visits.ask(actor, address(name, visits.edition))
                if answer.headers.get("Content-Type", "").startswith("text/html"):
                    assert Acting(answer.text).found == [], (name, actor)
                    if answer.status == 200 and "onerror=alert" in answer.text:
                        shown.add(name)
    assert len(shown) > 9
