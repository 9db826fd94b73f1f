"""What a PDF can do besides being read: scripts, launches, form mail, attachments (with pypdf)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from pypdf.generic import ArrayObject, DictionaryObject, StreamObject

from .structure import Structure

MOST_VISITS = 20_000
LONGEST_CHAIN = 50

# A publisher's rights stamp is a link whose script only opens a web page when clicked.
OPENS_A_WEB_PAGE = re.compile(
    r"\s*(?:app\.launchURL|(?:this\.)?getURL)\s*\(\s*(['\"])https?://[^'\"]*\1[^;{}]*\)\s*;?\s*"
)
SCHEMES_THAT_ACT = re.compile(r"\s*(?:javascript|file|data|vbscript)\s*:", re.IGNORECASE)

ALWAYS_UNSAFE = {
    "/Launch": "starts another program",
    "/SubmitForm": "sends form data to a server",
    "/ImportData": "reads data from the reader's disk",
}
MEDIA = frozenset({"/Movie", "/Sound", "/Screen", "/RichMedia", "/3D"})
MEDIA_ACTIONS = frozenset({"/Movie", "/Sound", "/Rendition", "/RichMediaExecute", "/GoTo3DView"})


@dataclass(frozen=True, slots=True, order=True)
class Finding:
    """Something active in the file. `grave` findings refuse it, others ask for a look."""

    grave: bool
    what: str
    page: int = 0


class _Budget:
    """Counts visited objects, so that a file of endless links is answered in bounded time."""

    def __init__(self) -> None:
        self.left = MOST_VISITS

    def spend(self) -> bool:
        self.left -= 1
        return self.left >= 0


def active_content(structure: Structure) -> list[Finding]:
    """All findings, each kind once a page, document-wide ones with page 0."""
    budget = _Budget()
    catalog = structure.catalog
    found = set(_in_document(catalog, budget))
    for number, page in enumerate(structure.pages, start=1):
        for finding in _on_page(page, budget):
            found.add(Finding(finding.grave, finding.what, number))
    if budget.left < 0:
        found.add(Finding(False, "has too many links and outline entries to look at them all"))
    return sorted(found, key=lambda finding: (not finding.grave, finding.page, finding.what))


def _in_document(catalog: DictionaryObject, budget: _Budget) -> Iterator[Finding]:
    yield from _actions(get(catalog, "/OpenAction"), budget, alone=True)
    yield from _triggers(get(catalog, "/AA"), budget)
    names = get(catalog, "/Names")
    if isinstance(names, DictionaryObject):
        if _name_tree_filled(get(names, "/JavaScript")):
            yield Finding(True, "runs a script when it is opened")
        if _name_tree_filled(get(names, "/EmbeddedFiles")):
            yield Finding(True, "carries attached files")
    if get(catalog, "/AF") or "/Collection" in catalog:
        yield Finding(True, "carries attached files")
    form = get(catalog, "/AcroForm")
    if isinstance(form, DictionaryObject):
        if "/XFA" in form:
            yield Finding(True, "holds an XFA form")
        for widget in _tree(items(get(form, "/Fields")), "/Kids", budget):
            yield from _in_annotation(widget, budget)
    for entry in _outline(get(catalog, "/Outlines"), budget):
        yield from _actions(get(entry, "/A"), budget)


def _on_page(page: DictionaryObject, budget: _Budget) -> Iterator[Finding]:
    yield from _triggers(get(page, "/AA"), budget)
    if get(page, "/AF"):
        yield Finding(True, "carries attached files")
    for annotation in items(get(page, "/Annots")):
        if not budget.spend():
            return
        yield from _in_annotation(annotation, budget)


def _in_annotation(annotation: DictionaryObject, budget: _Budget) -> Iterator[Finding]:
    kind = get(annotation, "/Subtype")
    if kind == "/FileAttachment":
        yield Finding(True, "carries attached files")
    elif kind in MEDIA:
        yield Finding(False, "holds sound, film or 3D")
    yield from _actions(get(annotation, "/A"), budget)
    yield from _triggers(get(annotation, "/AA"), budget)


def _triggers(actions: Any, budget: _Budget) -> Iterator[Finding]:
    """Additional actions run by themselves: when a page opens, a pointer enters, a file prints."""
    if isinstance(actions, DictionaryObject):
        for key in list(actions)[:LONGEST_CHAIN]:
            yield from _actions(get(actions, key), budget, alone=True)


def _actions(first: Any, budget: _Budget, *, alone: bool = False) -> Iterator[Finding]:
    """Findings along a chain of actions; `alone` if nobody needs to click for them to run."""
    waiting, steps = [first], 0
    while waiting and steps < LONGEST_CHAIN and budget.spend():
        action, steps = waiting.pop(), steps + 1
        if isinstance(action, ArrayObject):
            waiting.extend(list(items(action))[:LONGEST_CHAIN])
        elif isinstance(action, DictionaryObject):
            yield from _judged(action, alone)
            waiting.append(get(action, "/Next"))


def _judged(action: DictionaryObject, alone: bool) -> Iterator[Finding]:
    kind = str(get(action, "/S"))
    if kind in ALWAYS_UNSAFE:
        yield Finding(True, ALWAYS_UNSAFE[kind])
    elif kind == "/JavaScript" or "/JS" in action:
        if alone:
            yield Finding(True, "runs a script when it is opened")
        elif OPENS_A_WEB_PAGE.fullmatch(text_in(get(action, "/JS"))):
            yield Finding(False, "has links that use a script to open a web page")
        else:
            yield Finding(True, "runs a script when clicked")
    elif kind in MEDIA_ACTIONS:
        yield Finding(alone, "plays sound, film or 3D")
    elif kind in ("/GoToR", "/GoToE") and alone:
        yield Finding(True, "opens another file")
    elif kind == "/URI" and SCHEMES_THAT_ACT.match(text_in(get(action, "/URI"))):
        yield Finding(False, "has links that do not lead to the web")
    elif kind == "/URI" and alone:
        yield Finding(True, "opens a web page by itself")


def _outline(root: Any, budget: _Budget) -> Iterator[DictionaryObject]:
    """Every outline entry once, by /First and /Next; loops end at what was seen."""
    seen: set[int] = set()
    waiting = [get(root, "/First")] if isinstance(root, DictionaryObject) else []
    while waiting and budget.spend():
        entry = waiting.pop()
        if not isinstance(entry, DictionaryObject) or id(entry) in seen:
            continue
        seen.add(id(entry))
        yield entry
        waiting += [get(entry, "/Next"), get(entry, "/First")]


def _tree(
    roots: Iterable[DictionaryObject], key: str, budget: _Budget
) -> Iterator[DictionaryObject]:
    seen: set[int] = set()
    waiting = list(roots)
    while waiting and budget.spend():
        node = waiting.pop()
        if id(node) not in seen:
            seen.add(id(node))
            yield node
            waiting.extend(items(get(node, key)))


def _name_tree_filled(tree: Any) -> bool:
    return isinstance(tree, DictionaryObject) and bool(get(tree, "/Names") or get(tree, "/Kids"))


def items(value: Any) -> Iterator[DictionaryObject]:
    if not isinstance(value, ArrayObject):
        return
    for item in value:
        resolved = _resolved(item)
        if isinstance(resolved, DictionaryObject):
            yield resolved


def get(holder: Any, key: str) -> Any:
    return _resolved(holder.raw_get(key)) if key in holder else None


def _resolved(value: Any) -> Any:
    """The object behind a reference; a damaged one counts as absent."""
    try:
        return value.get_object()
    except Exception:  # noqa: BLE001 - a parser over hostile bytes raises anything
        return None


def text_in(value: Any) -> str:
    if isinstance(value, StreamObject):
        value = value.get_data()
    return value.decode("latin-1") if isinstance(value, bytes) else str(value)
