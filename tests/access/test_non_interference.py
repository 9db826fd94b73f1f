"""Two editions that differ only in what somebody may not know give that person the same bytes."""

import pytest

from tests.access.differences import DIFFERENCES, differing, differing_for

pytestmark = pytest.mark.django_db
CASES = [(difference.phase, name) for name, difference in DIFFERENCES.items()]


@pytest.mark.parametrize(("visits", "what"), CASES, indirect=["visits"])
def test_nobody_who_may_not_know_can_tell_the_editions_apart(visits, what):
    assert differing(visits, DIFFERENCES[what]) == {}


@pytest.mark.parametrize("visits", ["D"], indirect=True)
@pytest.mark.parametrize("leak", ["id_gap", "count", "order", "etag", "error_text", "size"])
def test_a_leak_of_each_kind_would_be_found(visits, leak, settings):
    settings.MIDDLEWARE = [*settings.MIDDLEWARE, f"tests.access.planted.{leak}"]
    handler = visits.clients["author"].handler
    handler.load_middleware()
    try:
        found = differing_for(visits, DIFFERENCES["whether anything happens"], "author")
    finally:
        settings.MIDDLEWARE = settings.MIDDLEWARE[:-1]
        handler.load_middleware()
    assert found["author"]
