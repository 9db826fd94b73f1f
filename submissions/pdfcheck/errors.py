"""Why a file cannot be checked, in words an author can act on."""

from __future__ import annotations


class UnreadableError(Exception):
    """The file is not a PDF that can be opened and measured; the text says why, for its author."""


class DamagedError(UnreadableError):
    """Its inner tables are broken, which some readers can mend."""
