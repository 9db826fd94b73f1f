"""One site for the committee's browser tests, with a helper that presses keys and counts."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.live import LiveSite

SCENE = Path(__file__).parent / "scene.py"


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LiveSite]:
    with LiveSite(tmp_path_factory.mktemp("committee")) as site:
        site.shell("from tests.reviews.browser import scene; scene.make()")
        yield site
