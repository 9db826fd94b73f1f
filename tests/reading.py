"""A page as a browser reads it."""

from typing import Any


def as_read(page: Any) -> str:
    """The answer's text, in which line breaks and indents are one space."""
    return " ".join(page.content.decode().split())
