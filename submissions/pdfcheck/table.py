"""A report as a table for people, and as one line of JSON for programs."""

from __future__ import annotations

import json
import textwrap

from .report import Report, Verdict

SIGNS = {
    Verdict.PASS: "ok",
    Verdict.WARN: "look",
    Verdict.FAIL: "FAIL",
    Verdict.UNKNOWN: "?",
    Verdict.NA: "-",
}
HEADLINES = {
    "accept": "meets every rule",
    "review": "a person must look at it",
    "reject": "breaks a rule",
}
WIDTH = 96
INDENT = " " * 22


def as_json_line(file: str, report: Report) -> str:
    """`file`, `sha256`, `overall`, `pages`, `ms`, `checker`, and each rule's result."""
    values = report.to_dict()
    document = {"file": file}
    for key in ("sha256", "overall", "pages", "ms", "checker", "rules", "notes"):
        document[key] = values[key]
    return json.dumps(document, ensure_ascii=False)


def as_table(file: str, report: Report) -> str:
    rows = [f"{file}: {report.overall} ({HEADLINES[report.overall]})"]
    for name, result in report.rules.items():
        rows += _row(f"  {SIGNS[result.verdict]:<4}  {name:<14}", result.message)
        if result.verdict in (Verdict.FAIL, Verdict.WARN):
            rows += _row(INDENT, f"LaTeX: {result.fix['latex']}")
            rows += _row(INDENT, f"Word: {result.fix['word']}")
    return "\n".join(rows)


def _row(first: str, text: str) -> list[str]:
    return textwrap.wrap(
        text, WIDTH, initial_indent=f"{first:<22}", subsequent_indent=INDENT + "  "
    )
