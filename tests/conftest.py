from collections.abc import Iterator
from copy import deepcopy
from dataclasses import replace
from typing import Any

import pytest
from django.db import connection, transaction
from xdist.scheduler import LoadScopeScheduling

from dtms_site import clock
from dtms_site.processes import settle
from tests import people
from tests.access.phase import phase_of
from tests.grid import NOW, Grid, make_grid

globals().update({key: getattr(people, key) for key in people.CAST})


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Any:
    return Together(config, log)


class Together(LoadScopeScheduling):
    """One worker runs all of a file, so that what its tests share is made once."""

    def _split_scope(self, nodeid: str) -> str:
        return phase_of(nodeid) or nodeid.partition("::")[0]


def pytest_collection_finish() -> None:
    """What is loaded by now stays, and need not be looked through while the tests run."""
    settle()


@pytest.fixture(autouse=True)
def _log_may_be_emptied_between_tests(request: pytest.FixtureRequest) -> Iterator[None]:
    """The append-only trigger would also stop the emptying of tables after a transactional test."""
    yield
    marker = request.node.get_closest_marker("django_db")
    is_transactional = marker and (marker.kwargs.get("transaction") or False)
    if is_transactional or "transactional_db" in request.fixturenames:
        _without_triggers()


def _without_triggers() -> None:
    from dtms_site.audit.models import AuditEvent

    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("DROP TRIGGER IF EXISTS audit_no_delete")
            cursor.execute("DELETE FROM audit_auditevent")
            from dtms_site.audit.triggers import statements

            cursor.execute(next(s for s in statements("sqlite") if "audit_no_delete" in s))
        else:
            cursor.execute(f"TRUNCATE {AuditEvent._meta.db_table}")


@pytest.fixture
def sign_in(client: Any) -> Any:
    """sign_in(person) gives a client in which that person is signed in."""

    def enter(person: Any) -> Any:
        client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
        return client

    return enter


@pytest.fixture(scope="module")
def made_grid(django_db_setup: None, django_db_blocker: Any) -> Iterator[Grid]:
    """Made once for the tests of a module, in a transaction that is never committed."""
    with django_db_blocker.unblock(), transaction.atomic(), clock.at(NOW):
        yield make_grid()
        transaction.set_rollback(True)


@pytest.fixture
def grid(made_grid: Grid, db: None) -> Iterator[Grid]:
    """Papers in every state with every relation to Kim; reviewing began a day ago."""
    with clock.at(NOW):
        kim, workshop = deepcopy(made_grid.kim), deepcopy(made_grid.workshop)
        yield replace(made_grid, kim=kim, workshop=workshop)
