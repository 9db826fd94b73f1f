"""The rule that no page, form or task starts from all rows of a table covers each of them."""

from fnmatch import fnmatch
from pathlib import Path

import yaml
from django.conf import settings
from django.urls import URLPattern

from tests.access.resolver import walk

OURS = ("dtms_site", "submissions", "reviews", "program")
RULE = "reading-past-the-policy"


def _module_of(pattern: URLPattern) -> str:
    return str(getattr(pattern.callback, "__module__", ""))


def with_views() -> set[str]:
    """The modules, as paths, of all views of our own that stand behind an address."""
    modules = {_module_of(pattern) for _, pattern in walk()}
    return {f"/{name.replace('.', '/')}.py" for name in modules if name.startswith(OURS)}


def is_covered(path: str, patterns: list[str]) -> bool:
    return any(fnmatch(path, pattern) for pattern in patterns)


def test_every_module_with_a_view_behind_an_address_is_under_the_rule():
    rules = yaml.safe_load(Path(settings.ROOT, ".ci", "semgrep.yml").read_text())["rules"]
    paths = next(rule for rule in rules if rule["id"] == RULE)["paths"]
    # What operators do with accounts is the admin's own way of reading.
    found = with_views() - {"/dtms_site/accounts/admin.py"}
    assert len(found) > 20
    assert {path for path in found if not is_covered(path, paths["include"])} == set()
    assert {path for path in found if is_covered(path, paths["exclude"])} == set()


def test_ci_checks_the_rule():
    assert ".ci/semgrep" in Path(settings.ROOT, ".ci", "run").read_text()
