"""What holds of every page, whoever opens it: its headers, and that looking changes nothing."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.access.addresses import PAGES
from tests.access.resolver import address

pytestmark = pytest.mark.django_db
WRITING = ("INSERT", "UPDATE", "DELETE", "REPLACE")
ACTORS = ("anon", "author", "pc_done", "chair", "publication", "staff")
HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "X-Frame-Options": "DENY",
}


@pytest.mark.parametrize("phase", "DP")
def test_every_answer_says_what_a_browser_may_do_with_it(visits_in, phase):
    visits = visits_in(phase)
    for actor in ACTORS:
        for name in PAGES:
            headers = visits.get(actor, name).headers
            told = {key: headers.get(key) for key in HEADERS}
            assert told == HEADERS, (name, actor)
            assert "default-src 'none'" in headers["Content-Security-Policy"], (name, actor)
            if actor != "anon":
                assert {"private", "no-store"} <= set(headers["Cache-Control"].split(", ")), name


@pytest.mark.parametrize("phase", "DP")
def test_looking_changes_nothing(visits_in, phase):
    visits, wrote = visits_in(phase), set()
    for actor in ACTORS:
        for name in PAGES:
            with CaptureQueriesContext(connection) as asked:
                visits.ask(actor, address(name, visits.edition))
            if any(query["sql"].startswith(WRITING) for query in asked):
                wrote.add((name, actor))
    assert wrote == set()
