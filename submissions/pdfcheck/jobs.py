"""What runs in the sandbox: functions from the bytes of a PDF to bytes."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from .check import check
from .front_page import front_page
from .render import render
from .rules import RuleSet

# pypdf and the text decoders import these only when a file needs them; by then it is too late.
PRELOAD = (
    "encodings.ascii",
    "encodings.cp1252",
    "encodings.latin_1",
    "encodings.utf_16",
    "encodings.utf_16_be",
    "encodings.utf_16_le",
    "pypdf.filters",
    "pypdf.xmp",
)


def check_to_json(data: bytes, *, rules: Mapping[str, Any]) -> bytes:
    """`Report.to_dict` as JSON."""
    return json.dumps(check(data, RuleSet.from_dict(rules)).to_dict()).encode()


def front_page_to_json(data: bytes) -> bytes:
    """A `FrontPage` as JSON."""
    return json.dumps(asdict(front_page(data))).encode()


def page_to_webp(data: bytes, *, page: int, width_px: int) -> bytes:
    return render(data, page, width_px)
