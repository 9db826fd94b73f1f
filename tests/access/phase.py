"""All that is asked in one phase is asked by one worker, which makes its edition once."""

import re

# A parameter of its own: one of tests.access.actors.PHASES, which needs the settings.
PHASE = re.compile(r"[\[-]([SRDNXP])[\]-]")


def phase_of(nodeid: str) -> str | None:
    """The group of a test of this folder, None for others. Those without a phase look at S."""
    path = nodeid.partition("::")[0]
    if not path.startswith("tests/access/"):
        return None
    if path.endswith("test_crawl.py"):
        return path  # it goes through two phases, and what it knows of forms counts in both
    found = PHASE.search(nodeid)
    return f"phase {found[1] if found else 'S'}"
