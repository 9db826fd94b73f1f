from typing import Any
from uuid import uuid4

import pytest


@pytest.fixture(autouse=True)
def _limits_count_from_zero(settings: Any) -> None:
    """Each test has a cache of its own: how often something was tried is kept there."""
    settings.CACHES = {"default": {**settings.CACHES["default"], "KEY_PREFIX": uuid4().hex}}
