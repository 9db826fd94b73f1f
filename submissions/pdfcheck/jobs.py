"""What runs in the sandbox: functions from the bytes of a PDF to bytes."""

from __future__ import annotations

import json
from dataclasses import asdict

from .examine import examine
from .front_page import front_page
from .render import render

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


def measurement_to_json(data: bytes) -> bytes:
    """`Measurement.to_dict` as JSON."""
    return json.dumps(examine(data).to_dict()).encode()


def front_page_to_json(data: bytes) -> bytes:
    """A `FrontPage` as JSON."""
    return json.dumps(asdict(front_page(data))).encode()


def page_to_webp(data: bytes, *, page: int, width_px: int) -> bytes:
    return render(data, page, width_px)
