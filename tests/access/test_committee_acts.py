"""Nobody who may not know can tell what the committee's people did behind their backs."""

import pytest

from tests.access.committee_acts import DIFFERENCES
from tests.access.differences import differing

pytestmark = pytest.mark.django_db
CASES = [(difference.phase, name) for name, difference in DIFFERENCES.items()]


@pytest.mark.parametrize(("visits", "what"), CASES, indirect=["visits"])
def test_nobody_who_may_not_know_can_tell_the_editions_apart(visits, what):
    assert differing(visits, DIFFERENCES[what]) == {}
