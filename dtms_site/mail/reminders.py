"""Who is told what, and when, because something is not done yet.

An app registers a rule: a name and a function that, for this instant, tells whoever still has
the work to do. The function writes into the outbox with a key that names rule, thing and due
moment, so that a second run, or a second scheduler, says nothing twice.
"""

import logging
from collections.abc import Callable
from datetime import datetime

from dtms_site import clock

log = logging.getLogger(__name__)
Rule = Callable[[datetime], int]
_rules: dict[str, Rule] = {}


def register(name: str, rule: Rule) -> None:
    _rules[name] = rule


def run() -> int:
    """Run every rule. Returns how many mails were written; one rule's fault stops no other."""
    written = 0
    for name, rule in _rules.items():
        try:
            written += rule(clock.now())
        except Exception:
            log.exception("reminder rule %s failed", name)
    return written
