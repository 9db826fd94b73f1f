import pytest
from django.core.cache import cache

from dtms_site.web.keep import kept


def test_what_was_made_is_kept():
    made = []
    for _ in range(3):
        assert kept("keep:once", lambda: made.append(1) or "page", seconds=60) == "page"
    assert made == [1]
    cache.delete("keep:once")


def test_what_could_not_be_made_is_asked_for_again():
    assert kept("keep:none", lambda: None, seconds=60) is None
    assert kept("keep:none", lambda: "now", seconds=60) == "now"
    cache.delete("keep:none")


@pytest.fixture
def no_cache(settings, tmp_path):
    settings.CACHES = {
        "default": {
            "BACKEND": "django.core.cache.backends.redis.RedisCache",
            "LOCATION": f"unix://{tmp_path}/nobody.sock",
        }
    }


def test_without_a_cache_it_is_made_each_time(no_cache):
    assert kept("keep:away", lambda: "page", seconds=60) == "page"
