"""Nobody who may not know can tell what the committee's people did behind their backs."""

from itertools import groupby

import pytest

from tests.access.committee_acts import DIFFERENCES
from tests.access.differences import differing, together

pytestmark = pytest.mark.django_db


def _kind(name: str) -> tuple[str, list[str]]:
    return DIFFERENCES[name].phase, sorted(DIFFERENCES[name].knowing)


CASES = [
    pytest.param(phase, list(names), id=phase)
    for (phase, _), names in groupby(sorted(DIFFERENCES, key=_kind), key=_kind)
]


@pytest.mark.parametrize(("visits", "names"), CASES, indirect=["visits"])
def test_nobody_who_may_not_know_can_tell_the_editions_apart(visits, names):
    found = differing(visits, together(DIFFERENCES[name] for name in names))
    # Each alone says by its name which of them is seen.
    alone = {name: differing(visits, DIFFERENCES[name]) for name in names} if found else {}
    assert (found, alone) == ({}, {})
