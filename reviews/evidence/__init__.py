"""What speaks for a conflict that nobody has named: people and papers in, reasons out.

No database: `reviews.services.evidence` gathers what these modules compare.
"""

from reviews.evidence.names import group_names
from reviews.evidence.rules import (
    STRENGTH,
    Kind,
    Known,
    Paper,
    Past,
    Person,
    Strength,
    Trace,
    find,
    unchecked,
    unchecked_authors,
)

__all__ = [
    "STRENGTH", "Kind", "Known", "Paper", "Past", "Person", "Strength", "Trace", "find",
    "group_names", "unchecked", "unchecked_authors",
]  # fmt: skip
