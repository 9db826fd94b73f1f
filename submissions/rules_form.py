"""The edition's format rules as a chair edits them: inches for lengths, points for type."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.forms import BoundField

from dtms_site.workshops.models import PaperType
from submissions.enums import RULE_NAMES
from submissions.pdfcheck.rules import POINTS_PER_INCH, RULES, RuleSet
from submissions.pdfcheck.words import PAPERS

LENGTHS = ("column_width", "gutter", "block_width", "block_height")
TOLERANCES = (
    "paper_tolerance", "size_tolerance", "column_width_tolerance", "gutter_tolerance",
    "block_width_tolerance", "block_height_tolerance",
)  # fmt: skip
PLAIN = (
    "min_body_size", "min_reference_size", "columns", "min_spacing", "max_spacing", "anonymous",
)  # fmt: skip
# What a chair sets for each rule, and how far off it may be. Rules without need no setting.
FIELDS: dict[str, tuple[tuple[str, ...], str]] = {
    "paper_size": (("paper",), "paper_tolerance"),
    "body_font": (("min_body_size", "min_reference_size"), "size_tolerance"),
    "columns": (("columns",), ""),
    "column_width": (("column_width",), "column_width_tolerance"),
    "gutter": (("gutter",), "gutter_tolerance"),
    "block_width": (("block_width",), "block_width_tolerance"),
    "block_height": (("block_height",), "block_height_tolerance"),
    "line_spacing": (("min_spacing", "max_spacing"), ""),
    "safe": (("anonymous",), ""),
}
WORDS = {
    "readable": "Not damaged, no password.",
    "page_count": "As set above.",
    "fonts_embedded": "Those of the running text.",
}
CONSEQUENCES = [("hard", "Refuses the PDF"), ("soft", "A person looks")]


@dataclass(frozen=True)
class RuleRow:
    """One line of the table: a rule, its limits, its tolerance, what breaking it means."""

    name: str
    words: str
    limits: list[BoundField]
    tolerance: BoundField | None
    consequence: BoundField


@dataclass(frozen=True)
class TypeRow:
    name: str
    max_pages: BoundField
    references_counted: BoundField


class RulesForm(forms.Form):
    paper = forms.ChoiceField(label="Paper", choices=[(name, name) for name in PAPERS])
    min_body_size = forms.FloatField(label="Body at least, pt", min_value=5, max_value=20)
    min_reference_size = forms.FloatField(
        label="References comfortable from, pt", min_value=3, max_value=20
    )
    columns = forms.IntegerField(label="Columns", min_value=1, max_value=3)
    column_width = forms.FloatField(label="At most, in", min_value=1, max_value=12)
    gutter = forms.FloatField(label="At least, in", min_value=0, max_value=3)
    block_width = forms.FloatField(label="At most, in", min_value=1, max_value=12)
    block_height = forms.FloatField(label="At most, in", min_value=1, max_value=17)
    min_spacing = forms.FloatField(label="At least", min_value=0.8, max_value=3)
    max_spacing = forms.FloatField(label="At most", min_value=0.8, max_value=4)
    anonymous = forms.BooleanField(label="Point out names in the file’s metadata", required=False)

    def __init__(
        self, rules: RuleSet, types: list[PaperType], limits: Mapping[str, Any], data: Any = None
    ) -> None:
        super().__init__(data, initial=_initial(rules))
        self.rules, self.types = rules, types
        for name in TOLERANCES:
            self.fields[name] = forms.FloatField(
                label="Tolerance, pt", min_value=0, max_value=36, initial=getattr(rules, name)
            )
        for rule in RULES:
            self.fields[f"{rule}_counts"] = forms.ChoiceField(
                label=f"If {RULE_NAMES[rule].lower()} is broken", choices=CONSEQUENCES,
                initial="hard" if rule in rules.hard else "soft",
            )  # fmt: skip
        for kind in types:
            pages, counted = limits.get(str(kind.pk), (kind.max_pages, kind.references_counted))
            self.fields[f"pages_{kind.pk}"] = forms.IntegerField(
                label="Pages at most", min_value=1, max_value=100, initial=pages
            )
            self.fields[f"counted_{kind.pk}"] = forms.BooleanField(
                label="References count", required=False, initial=counted
            )

    def rule_rows(self) -> Iterator[RuleRow]:
        for rule in RULES:
            limits, tolerance = FIELDS.get(rule, ((), ""))
            yield RuleRow(
                RULE_NAMES[rule],
                WORDS.get(rule, ""),
                [self[name] for name in limits],
                self[tolerance] if tolerance else None,
                self[f"{rule}_counts"],
            )

    def type_rows(self) -> Iterator[TypeRow]:
        for kind in self.types:
            yield TypeRow(kind.name, self[f"pages_{kind.pk}"], self[f"counted_{kind.pk}"])

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        least, most = cleaned.get("min_spacing"), cleaned.get("max_spacing")
        if least and most and least > most:
            raise ValidationError("The least line spacing is more than the most.")
        return cleaned

    def rule_set(self) -> RuleSet:
        """The rules as typed, the rest as it is."""
        given = self.cleaned_data
        width, height = PAPERS[given["paper"]]
        return RuleSet.from_dict(
            self.rules.to_dict()
            | {name: given[name] for name in (*PLAIN, *TOLERANCES)}
            | {name: round(given[name] * POINTS_PER_INCH, 2) for name in LENGTHS}
            | {"paper_width": width, "paper_height": height}
            | {"comfortable_spacing": max(self.rules.comfortable_spacing, given["min_spacing"])}
            | {"hard": [rule for rule in RULES if given[f"{rule}_counts"] == "hard"]}
        )

    def limits(self) -> dict[str, tuple[int, bool]]:
        given = self.cleaned_data
        return {
            str(kind.pk): (given[f"pages_{kind.pk}"], given[f"counted_{kind.pk}"])
            for kind in self.types
        }


def _initial(rules: RuleSet) -> dict[str, Any]:
    shown = {name: getattr(rules, name) for name in PLAIN}
    shown |= {name: round(getattr(rules, name) / POINTS_PER_INCH, 3) for name in LENGTHS}
    is_a4 = abs(rules.paper_height - PAPERS["A4"][1]) < 1
    return {**shown, "paper": "A4" if is_a4 else "US Letter"}
