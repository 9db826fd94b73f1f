"""Who a file says its author is: in its properties, its XMP metadata, or its comments."""

from __future__ import annotations

import re
from collections.abc import Iterator

from .active import get, items, text_in
from .structure import Structure
from .words import printable

CREATOR = re.compile(rb"<dc:creator>.{0,400}?<rdf:li[^>]*>\s*([^<]{1,200})", re.DOTALL)
# What templates and programs write where nobody is named.
NOBODY = re.compile(
    r"\s*(?:anonym\w*|authors?\b|unknown|nobody|none\b|n/?a\b|paper\b|submission\b|user\b|owner\b"
    r"|admin\w*|python-docx|microsoft|(?:la)?tex\b|[\W\d_]*$)",
    re.IGNORECASE,
)
# Annotations whose title is the name of whoever wrote them.
COMMENTS = frozenset(
    f"/{kind}"
    for kind in (
        "Text", "FreeText", "Highlight", "Underline", "Squiggly", "StrikeOut", "Caret", "Ink",
        "Stamp", "Popup", "Line", "Square", "Circle", "Polygon", "PolyLine",
    )
)  # fmt: skip
LONGEST_NAME = 60
MOST_ANNOTATIONS = 5_000


def identity(structure: Structure) -> str:
    """The first name found; empty if there is none but those that stand for nobody."""
    for find, where in ((_property, ""), (_creator, ""), (_commenters, " (in a comment)")):
        try:
            for name in find(structure):
                if name.strip() and not NOBODY.match(name):
                    return printable(name, LONGEST_NAME) + where
        except Exception:  # noqa: BLE001, S112 - a parser over hostile bytes raises anything
            continue
    return ""


def _property(structure: Structure) -> Iterator[str]:
    metadata = structure.reader.metadata
    if metadata:
        yield str(metadata.author or "")


def _creator(structure: Structure) -> Iterator[str]:
    stream = structure.catalog.get("/Metadata")
    creator = CREATOR.search(stream.get_object().get_data()) if stream is not None else None
    if creator:
        yield creator[1].decode("utf-8", "replace")


def _commenters(structure: Structure) -> Iterator[str]:
    left = MOST_ANNOTATIONS
    for page in structure.pages:
        for annotation in items(get(page, "/Annots")):
            left -= 1
            if left < 0:
                return
            if get(annotation, "/Subtype") in COMMENTS:
                yield text_in(get(annotation, "/T") or "")
