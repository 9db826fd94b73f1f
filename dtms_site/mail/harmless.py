"""Values that people typed about themselves and their papers lead nobody anywhere.

A name such as "Click http://evil.example to confirm" would otherwise send its link, in our mail,
to whomever its owner chooses: a co-author, a reviewer. Mail programs make links of plain text.
"""

import re
from collections.abc import Mapping

from django.conf import settings

# Addresses of this site, and texts that a colleague wrote to be read, which may hold a link.
LEADING = frozenset({"site", "link", "call", "note", "words", "reason", "conditions", "response"})
NAMES = frozenset({"name", "contact", "inviter", "person", "by", "writer", "chair", "operator",
                   "presenter"})  # fmt: skip
LONGEST_NAME = 80
LINK = re.compile(r"(?:\b[a-z][a-z0-9+.-]{0,20}://|\bwww\.|\bmailto:|//(?=\w))\S+", re.IGNORECASE)


def harmless(values: Mapping[str, str]) -> dict[str, str]:
    """The same values, in which nothing that was typed is a link, and no name is a letter."""
    return {key: _harmless(key, value) for key, value in values.items()}


def _harmless(key: str, value: str) -> str:
    if key in LEADING or key.endswith("url"):
        return value
    if key in NAMES and len(value) > LONGEST_NAME:
        value = f"{value[: LONGEST_NAME - 1]}…"
    return LINK.sub(_unlinked, value)


def _unlinked(found: re.Match[str]) -> str:
    """`http[:]//evil[.]example`: to be read, and not to be followed."""
    if found[0].startswith(f"{settings.SITE_ADDRESS}/"):
        return found[0]
    return found[0].replace(":", "[:]", 1).replace(".", "[.]").replace("@", "[at]")
