"""All that the rules are judged by, as values that can be kept: no document, no words of it.

`to_dict` and `from_dict` lose nothing: a verdict on a kept measurement is the verdict on the file.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

from .active import Finding
from .columns import Column, Layout
from .frames import Frame
from .hidden import HiddenText
from .lines import Line
from .page_layout import PageLayout
from .passages import Kind, Passage, passages_of
from .report import CHECKER, Box
from .structure import Sheet


@dataclass(frozen=True, slots=True)
class FontUse:
    """A font that shows as ink, the pages it is on, and its share of the running text."""

    name: str
    embedded: bool
    type3: bool
    pages: tuple[int, ...]
    share: float


@dataclass
class Measurement:
    """What one file is made of.

    `unreadable` says why it could not be opened, `unmeasured` why its pages could not be
    measured, `failure` how the check itself failed; all are empty for a sound file. `why_unknown`
    is told where a page shows too little. `reference_pages` hold references alone. `ms` is CPU
    time.
    """

    sha256: str
    checker: str = CHECKER
    unreadable: str = ""
    unmeasured: str = ""
    failure: str = ""
    sheets: tuple[Sheet, ...] = ()
    capped: bool = False
    declared_pages: int | None = None
    encrypted: bool = False
    mended: bool = False
    active: tuple[Finding, ...] = ()
    hidden: tuple[HiddenText, ...] = ()
    identity: str = ""
    fonts: tuple[FontUse, ...] = ()
    body_size: float = 0.0
    why_unknown: str = ""
    reference_pages: tuple[int, ...] = ()
    pages: list[PageLayout] = field(default_factory=list)
    ms: float = 0.0

    @property
    def passages(self) -> list[Passage]:
        return [passage for page in self.pages for passage in page.passages]

    def page(self, number: int) -> PageLayout:
        return self.pages[number - 1]

    def to_dict(self) -> dict[str, Any]:
        """JSON-like values."""
        plain = {name: getattr(self, name) for name in _PLAIN}
        return plain | {
            "sheets": [asdict(sheet) for sheet in self.sheets],
            "active": [asdict(finding) for finding in self.active],
            "hidden": [asdict(text) for text in self.hidden],
            "fonts": [asdict(font) for font in self.fonts],
            "reference_pages": list(self.reference_pages),
            "pages": [_page_to_dict(page) for page in self.pages],
        }

    @classmethod
    def from_dict(cls, values: Mapping[str, Any]) -> Measurement:
        """Read what `to_dict` gave; raises KeyError, TypeError or ValueError on anything else."""
        sheets = tuple(_sheet(sheet) for sheet in values["sheets"])
        return cls(
            **{name: values[name] for name in _PLAIN},
            sheets=sheets,
            active=tuple(Finding(**finding) for finding in values["active"]),
            hidden=tuple(
                HiddenText(**{**text, "box": Box(**text["box"])}) for text in values["hidden"]
            ),
            fonts=tuple(
                FontUse(**{**font, "pages": tuple(font["pages"])}) for font in values["fonts"]
            ),
            reference_pages=tuple(values["reference_pages"]),
            pages=[
                _page(page, sheet) for page, sheet in zip(values["pages"], sheets, strict=False)
            ],
        )


_PLAIN = (
    "sha256", "checker", "unreadable", "unmeasured", "failure", "capped", "declared_pages",
    "encrypted", "mended", "identity", "body_size", "why_unknown", "ms",
)  # fmt: skip


def _sheet(values: Mapping[str, Any]) -> Sheet:
    media = values["media"]
    return Sheet(
        **dict(values) | {"crop": tuple(values["crop"]), "media": tuple(media) if media else None}
    )


def _page_to_dict(page: PageLayout) -> dict[str, Any]:
    return {
        "sideways": page.frame.sideways,
        "columns": [
            [column.x0, column.x1, column.full, _lines_to_list(column.lines)]
            for column in page.layout.columns
        ],
        "spanning": _lines_to_list(page.layout.spanning),
        "passages": [_told(passage) for passage in page.passages],
    }


def _page(values: Mapping[str, Any], sheet: Sheet) -> PageLayout:
    columns = [Column(x0, x1, full, _lines(lines)) for x0, x1, full, lines in values["columns"]]
    layout = Layout(columns, _lines(values["spanning"]))
    passages = passages_of(layout, sheet.number)
    for passage, told in zip(passages, values["passages"], strict=True):
        _tell(passage, told)
    return PageLayout(sheet, Frame(sheet, values["sideways"]), layout, passages)


def _told(passage: Passage) -> list[Any]:
    places = [passage.lines.index(line) for line in passage.sticking_out]
    return [passage.kind.value, passage.before_caption, passage.has_caption, places]


def _tell(passage: Passage, told: list[Any]) -> None:
    kind, passage.before_caption, passage.has_caption, places = told
    passage.kind = Kind(kind)
    passage.sticking_out = [passage.lines[place] for place in places]


def _lines_to_list(lines: list[Line]) -> list[list[float]]:
    return [
        [line.x0, line.x1, line.y, line.size, int(line.monospaced), line.stretch] for line in lines
    ]


def _lines(values: list[list[float]]) -> list[Line]:
    return [
        Line(x0, x1, y, size, (), bool(monospaced), stretch)
        for x0, x1, y, size, monospaced, stretch in values
    ]
