"""A run of PDF objects with numbers of their own, ready to be bound with others into one file.

The same bytes serve the paper alone and the whole volume: only what stands around them differs.
"""

import json
from dataclasses import dataclass

# The node above all pages; each fragment's own node of the page tree hangs from it.
ROOT_OF_PAGES = 2
FIRST_FREE = 10
LONGEST_HEADER = 64 << 20


@dataclass(frozen=True, slots=True)
class Fragment:
    """Objects `first`, `first + 1`, ...; the first one is the node that holds the `pages`.

    `offsets` are the places of the objects in `body`. `unstamped` are pages, from 1, that had
    no room for a foot.
    """

    first: int
    offsets: tuple[int, ...]
    pages: tuple[int, ...]
    body: bytes
    unstamped: tuple[int, ...] = ()

    @property
    def next_free(self) -> int:
        return self.first + len(self.offsets)

    def to_bytes(self) -> bytes:
        header = [self.first, self.offsets, self.pages, self.unstamped]
        return json.dumps(header).encode() + b"\n" + self.body

    @classmethod
    def from_bytes(cls, data: bytes) -> "Fragment":
        """Raises ValueError for anything that `to_bytes` would not have written."""
        header, found, body = data.partition(b"\n")
        if not found or len(header) > LONGEST_HEADER:
            raise ValueError("not a fragment")
        first, offsets, pages, unstamped = json.loads(header)
        numbers = range(first, first + len(offsets))
        if not all(0 <= offset < len(body) for offset in offsets):
            raise ValueError("an object lies outside its fragment")
        if not pages or not all(page in numbers for page in pages):
            raise ValueError("a page is not among the objects")
        return cls(first, tuple(offsets), tuple(pages), body, tuple(unstamped))
