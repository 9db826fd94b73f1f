import logging
from collections import Counter
from collections.abc import Callable, Iterator
from functools import cache
from typing import Any

import pytest
from django.db import transaction
from django.template import Template
from django.test.utils import _TestState

from tests.access.actors import PHASES
from tests.access.visits import Visits


@pytest.fixture(scope="package")
def _visits_in(django_db_setup: None, django_db_blocker: Any) -> Iterator[Callable[[str], Visits]]:
    """_visits_in(phase) gives the edition in that phase, made once for all these tests.

    They lie in one transaction that is never committed; each test has a savepoint inside it. So
    fixtures alone may ask for one: what a test makes is gone after it.
    """
    with django_db_blocker.unblock(), transaction.atomic():
        yield cache(Visits)
        transaction.set_rollback(True)


@pytest.fixture(scope="package", autouse=True)
def _thousands_of_404_are_no_news() -> Iterator[None]:
    log = logging.getLogger("django.request")
    level = log.level
    log.setLevel(logging.ERROR)
    yield
    log.setLevel(level)


@pytest.fixture(scope="package", autouse=True)
def _nobody_asks_which_templates_were_used() -> Iterator[None]:
    """Each would be told of by a signal, and its context copied."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Template, "_render", _TestState.saved_data.template_render)
        yield


@pytest.fixture(scope="package", params=PHASES)
def visits(request: pytest.FixtureRequest, _visits_in: Callable[[str], Visits]) -> Visits:
    """The edition in each phase, and what everybody gets of it."""
    return _visits_in(request.param)


@pytest.fixture(scope="package")
def open_visits(_visits_in: Callable[[str], Visits]) -> Visits:
    """While papers are taken, for what does not depend on the phase."""
    return _visits_in("S")


@pytest.fixture(scope="package")
def other_visits(_visits_in: Callable[[str], Visits]) -> Visits:
    """Of another edition than the open one."""
    return _visits_in("R")


def pytest_terminal_summary(terminalreporter: Any) -> None:
    """How much of the authorization matrix was asked."""
    from tests.access.matrix import RESOURCES
    from tests.access.test_matrix import BUILT

    counts: Counter[str] = Counter()
    for report in [
        *terminalreporter.stats.get("passed", ()),
        *terminalreporter.stats.get("failed", ()),
    ]:
        for name, found in report.user_properties:
            if name == "matrix":
                counts.update({key: n for key, n in found.items() if key != "phase"})
    if not counts:
        return
    terminalreporter.section("authorization matrix")
    ran = sum(counts.values())
    terminalreporter.line(f"{ran} cells asked: " + ", ".join(f"{n} {k}" for k, n in counts.items()))
    missing = [f"{key} {what}" for key, what in RESOURCES.items() if key not in BUILT]
    terminalreporter.line(
        f"{len(missing)} of {len(RESOURCES)} resources are not built or not asked:"
    )
    for line in missing:
        terminalreporter.line(f"  {line}")
