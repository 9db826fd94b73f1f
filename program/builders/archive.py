"""Several files as the one row of bytes that goes into a child process, or comes out of it."""

import json
from collections.abc import Mapping
from io import BytesIO
from typing import Any
from zipfile import ZIP_STORED, ZipFile, ZipInfo


def pack(files: Mapping[str, bytes]) -> bytes:
    """The same files give the same bytes."""
    buffer = BytesIO()
    with ZipFile(buffer, "w", ZIP_STORED) as packed:
        for name, content in files.items():
            packed.writestr(ZipInfo(name), content)
    return buffer.getvalue()


def unpack(data: bytes) -> dict[str, bytes]:
    with ZipFile(BytesIO(data)) as packed:
        return {name: packed.read(name) for name in packed.namelist()}


def as_json(value: Any) -> bytes:
    return json.dumps(value, sort_keys=True).encode()
