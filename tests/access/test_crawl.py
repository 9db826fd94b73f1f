"""Nobody who follows every link and sends every form with junk ever breaks a page."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.core.cache import cache

from tests.access.crawl import Crawl

pytestmark = pytest.mark.django_db
CRAWLERS = {
    "D": ["anon", "chair", "author", "pc_done", "pc_conflicted", "publication", "staff"],
    # What others meet has not changed.
    "P": ["anon", "chair", "author", "publication"],
}


@pytest.fixture(autouse=True)
def _limits_of_the_crawl_bind_nobody_else() -> Iterator[None]:
    yield
    cache.clear()


@pytest.fixture(scope="module")
def known() -> set[Any]:
    """Forms that were tried in every way already; after that two ways are enough."""
    return set()


@pytest.mark.parametrize("visits", ["D", "P"], indirect=True)
def test_no_link_and_no_form_breaks_a_page_for_anybody(visits, known):
    home = f"/{visits.edition.workshop.slug}/"
    starts = ["/", home, *(f"{home}{page}/" for page in ("check", "chair", "publication"))]
    starts.append("/accounts/profile/")
    crawls = [Crawl(visits, actor, known).run(*starts) for actor in CRAWLERS[visits.phase]]
    assert {crawl.actor: crawl.wrong for crawl in crawls if crawl.wrong} == {}
    assert [c.actor for c in crawls if c.pages < 15 or c.sent < 10] == []
