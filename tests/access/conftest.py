from collections.abc import Callable, Iterator
from functools import cache
from typing import Any

import pytest
from django.db import transaction

from tests.access.actors import PHASES
from tests.access.visits import Visits


@pytest.fixture(scope="package")
def visits_in(django_db_setup: None, django_db_blocker: Any) -> Iterator[Callable[[str], Visits]]:
    """visits_in(phase) gives the edition in that phase, made once for all these tests.

    They lie in one transaction that is never committed; each test has a savepoint inside it.
    """
    with django_db_blocker.unblock(), transaction.atomic():
        yield cache(Visits)
        transaction.set_rollback(True)


@pytest.fixture(scope="package", params=PHASES)
def visits(request: pytest.FixtureRequest, visits_in: Callable[[str], Visits]) -> Visits:
    """The edition in each phase, and what everybody gets of it."""
    return visits_in(request.param)


@pytest.fixture(scope="package")
def open_visits(visits_in: Callable[[str], Visits]) -> Visits:
    """While papers are taken, for what does not depend on the phase."""
    return visits_in("S")
