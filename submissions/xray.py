"""A page under X-ray: what the check measured and what it found, drawn over the page's picture."""

from dataclasses import dataclass

from dtms_site.web.keep import kept
from submissions import files
from submissions.enums import RULE_NAMES
from submissions.models import PaperVersion, PublicCheck
from submissions.pdfcheck import sandboxed
from submissions.pdfcheck.report import Box, PageGeometry, Report, RuleResult, Verdict
from submissions.pdfcheck.words import length

PICTURE_WIDTH = 1000
PICTURE_LIFE = 3600
# In points of the page, for labels of 9 pt.
FLAG_HEIGHT, LETTER_WIDTH = 13, 5.1
PROBLEMS = (Verdict.FAIL, Verdict.WARN, Verdict.UNKNOWN)


@dataclass(frozen=True)
class Rect:
    """A rectangle in SVG coordinates of the page: points, origin top left, with its label.

    One around the whole page is drawn as a frame, so that the page can be read.
    """

    kind: str
    x: float
    y: float
    width: float
    height: float
    label: str = ""
    whole: bool = False

    @property
    def flag(self) -> "Rect":
        """A small flag over the rectangle's upper left corner, wide enough for the label."""
        width = LETTER_WIDTH * len(self.label) + 8
        return Rect("flag", max(self.x, 2), max(self.y - FLAG_HEIGHT, 2), width, FLAG_HEIGHT)

    @property
    def text_x(self) -> float:
        return self.x + 4

    @property
    def base_line(self) -> float:
        """Of the text on a flag."""
        return self.y + self.height - 3.5


@dataclass(frozen=True)
class Page:
    number: int
    width: float
    height: float
    problem: str
    shapes: list[Rect]
    offences: list[Rect]
    notes: list[str]
    facts: list[str]


def drawn_page(report: Report, geometry: PageGeometry) -> Page:
    drawn = [b for b in (geometry.block, *geometry.columns, *geometry.gutters) if b is not None]
    bad = [
        (name, result, box)
        for name, result in report.rules.items()
        for box in result.boxes
        if box.page == geometry.number and result.verdict in PROBLEMS
    ]
    concerned = [
        result
        for result in report.rules.values()
        if geometry.number in result.pages and result.verdict in PROBLEMS
    ]
    verdicts = {result.verdict for _, result, _ in bad} | {r.verdict for r in concerned}
    return Page(
        geometry.number,
        geometry.width,
        geometry.height,
        next((v.value for v in PROBLEMS if v in verdicts), ""),
        [_rect(box, geometry.height) for box in drawn],
        _offences(bad, geometry.height),
        list(dict.fromkeys(result.message for result in concerned)),
        _facts(geometry),
    )


def _offences(bad: list[tuple[str, RuleResult, Box]], height: float) -> list[Rect]:
    """Rectangles for the boxes; the first one of each label on the page carries it.

    What several rules could not judge is drawn once.
    """
    labelled: set[str] = set()
    found: dict[Box, Rect] = {}
    for name, result, box in bad:
        if result.verdict is Verdict.UNKNOWN and box in found:
            continue
        label = _label(name, result)
        kind = "fail" if result.verdict is Verdict.FAIL else "warn"
        found[box] = _rect(box, height, kind, "" if label in labelled else label)
        labelled.add(label)
    return list(found.values())


def _label(name: str, result: RuleResult) -> str:
    if result.verdict is Verdict.UNKNOWN:
        return "Not measured"
    measured = amount(result.measured, result.unit)
    return f"{RULE_NAMES[name]}: {measured}" if measured else RULE_NAMES[name]


def _facts(geometry: PageGeometry) -> list[str]:
    """What is drawn over the page, in words."""
    if geometry.block is None:
        return ["No text was measured on this page."]
    block = geometry.block
    sizes = f"{length(block.x1 - block.x0)} wide and {length(block.y1 - block.y0)} tall"
    facts = [f"The text block is {sizes}."]
    widths = [length(column.x1 - column.x0) for column in geometry.columns]
    facts.append(f"{_columns(len(widths))}: {', '.join(widths)} wide.")
    if gaps := [length(gutter.x1 - gutter.x0) for gutter in geometry.gutters]:
        facts.append(f"Between them: {', '.join(gaps)}.")
    return facts


def _columns(count: int) -> str:
    return "One column" if count == 1 else f"{count} columns"


def _rect(box: Box, height: float, kind: str = "", label: str = "") -> Rect:
    return Rect(
        kind or box.kind, box.x0, round(height - box.y1, 1), round(box.x1 - box.x0, 1),
        round(box.y1 - box.y0, 1), label, box.kind == "paper",
    )  # fmt: skip


def picture_of(
    file: PaperVersion | PublicCheck, page: int, *, life: int = PICTURE_LIFE
) -> bytes | None:
    """The picture is kept in the cache for `life` seconds."""
    key = f"page:{file.sha256}:{page}:{PICTURE_WIDTH}"
    return kept(key, lambda: _drawn(file, page), seconds=life)


def _drawn(file: PaperVersion | PublicCheck, page: int) -> bytes | None:
    try:
        return sandboxed.render_in_sandbox(files.read(file.file), page, PICTURE_WIDTH)
    except Exception:  # noqa: BLE001  # whatever the file does to its child, there is no picture
        return None


def amount(value: float | str | None, unit: str) -> str:
    """A measure in words; a text says its unit itself, a ratio has none."""
    if value is None:
        return ""
    if isinstance(value, str):
        return value
    if value == 1:
        unit = unit.removesuffix("s")
    return f"{value:.4g} {unit}".removesuffix(" ratio").strip()
