"""Whether a page costs more in a larger edition: the same pages at 100, 1,000 and 10,000 papers."""

from collections.abc import Iterator
from typing import Any

from dtms_site.management.bench import cost, data
from dtms_site.management.bench.pages import pages_of

SIZES = (100, 1_000, 10_000)
ROUNDS = 5


def run() -> Iterator[dict[str, Any]]:
    """One row a page and size. Members grow with the papers: thirty reviews for each."""
    for papers in SIZES:
        workshop = data.make_edition(
            slug=f"bench-{papers}", papers=papers, members=max(10, papers // 10)
        )
        for page in pages_of(workshop):
            row = cost.of(page.opener(), rounds=ROUNDS)
            yield {"name": "growth", "page": page.name, "papers": papers, **row}
