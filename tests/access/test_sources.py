"""Pages, forms and tasks never start from all rows of a table: they ask a policy or a queryset."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from django.conf import settings
from django.urls import URLPattern

from tests.access.resolver import walk

OURS = ("dtms_site", "submissions", "reviews", "program")
MANAGERS = {"objects", "_default_manager", "_base_manager"}
# The editions are public, the sessions narrowed to their owner, and `none` gives no row.
HARMLESS = {"Workshop.objects", "UserSession.objects", "Topic.objects.none"}
EXEMPT = {
    "dtms_site/accounts/admin.py",  # rows of accounts, which operators look after
}
KINDS = re.compile(r"(^|_)(forms|tables|tasks|views|page)$")


def _module_of(pattern: URLPattern) -> str:
    return str(getattr(pattern.callback, "__module__", ""))


def sources() -> set[Path]:
    """All modules with a view behind an address, and all forms, tables and tasks."""
    views = {
        settings.ROOT / f"{_module_of(pattern).replace('.', '/')}.py"
        for _, pattern in walk()
        if _module_of(pattern).startswith(OURS)
    }
    named = {
        path
        for app in OURS
        for path in Path(settings.ROOT, app).rglob("*.py")
        if (KINDS.search(path.stem) and path.parent.name != "services")
        or path.parent.name == "chair"
    }
    exempt = {settings.ROOT / path for path in EXEMPT}
    return {path for path in views | named if path.exists()} - exempt


def starts(source: str) -> Iterator[str]:
    """Each use of a manager, as it is written up to the call."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Attribute) and node.attr in MANAGERS:
            yield ast.unparse(node)


def found_in(source: str) -> list[str]:
    harmless = [use for use in HARMLESS if use.count(".") == 2 and use in source]
    allowed = HARMLESS | {use.rpartition(".")[0] for use in harmless}
    return [use for use in starts(source) if use not in allowed]


def test_no_page_form_or_task_starts_from_all_rows():
    found = {
        str(path.relative_to(settings.ROOT)): uses
        for path in sources()
        if (uses := found_in(path.read_text()))
    }
    assert found == {}


def test_no_template_asks_the_database_itself():
    templates = Path(settings.ROOT, "templates").rglob("*.*")
    asking = re.compile(r"\.(objects|all_objects|filter|_default_manager)\b")
    assert [path.name for path in templates if asking.search(path.read_text())] == []


def test_the_search_finds_what_it_is_for():
    assert found_in("def view(request): return Review.objects.filter(pk=1)") == ["Review.objects"]
    assert found_in("rows = models.Review._default_manager.all()") == [
        "models.Review._default_manager"
    ]
    assert found_in("papers = papers_for(user, workshop)") == []
    assert len(sources()) > 20
