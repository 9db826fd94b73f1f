"""Nobody who follows every link and sends every form with junk ever breaks a page."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.core.cache import cache

from tests.access.crawl import Crawl

pytestmark = pytest.mark.django_db
CRAWLERS = ["anon", "chair", "author", "pc_done", "pc_conflicted", "publication", "staff"]


@pytest.fixture(autouse=True)
def _limits_of_the_crawl_bind_nobody_else() -> Iterator[None]:
    yield
    cache.clear()


@pytest.mark.parametrize("visits", ["D", "P"], indirect=True)
def test_no_link_and_no_form_breaks_a_page_for_anybody(visits):
    home = f"/{visits.edition.workshop.slug}/"
    starts = ["/", home, *(f"{home}{page}/" for page in ("check", "chair", "publication"))]
    known: set[Any] = set()
    crawls = [Crawl(visits, actor, known).run(*starts, "/accounts/profile/") for actor in CRAWLERS]
    assert {crawl.actor: crawl.wrong for crawl in crawls if crawl.wrong} == {}
    assert [c.actor for c in crawls if c.pages < 15 or c.sent < 10] == []
