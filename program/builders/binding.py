"""Binds fragments into a PDF, one after the other: only one of them is ever held in memory."""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import IO

from .fragment import FIRST_FREE, ROOT_OF_PAGES, Fragment

CATALOGUE, INFORMATION, LABELS = 1, 3, 4
HEADER = b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n"


@dataclass(frozen=True, slots=True)
class Bookmark:
    """A line of the outline: where it leads, and the lines below it."""

    title: str
    page: int
    below: tuple["Bookmark", ...] = ()


@dataclass(frozen=True, slots=True)
class Facts:
    """What a file says of itself. `date` is YYYYMMDD; `subject` where it belongs."""

    title: str
    author: str = ""
    subject: str = ""
    date: str = ""


class Binder:
    """Writes a file from front to back. Same fragments, same facts: same bytes."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file = file
        self._at = 0
        self._digest = hashlib.sha256()
        self._places: dict[int, int] = {}
        self._nodes: dict[int, tuple[int, int]] = {}
        self.next_free = FIRST_FREE
        self._write(HEADER)

    def _write(self, data: bytes) -> None:
        self._file.write(data)
        self._digest.update(data)
        self._at += len(data)

    def add(self, fragment: Fragment, *, place: int) -> None:
        """Write a fragment. `place` says where its pages stand among the others."""
        if any(fragment.first <= number < fragment.next_free for number in self._places):
            raise ValueError("two fragments use the same numbers")
        for step, offset in enumerate(fragment.offsets):
            self._places[fragment.first + step] = self._at + offset
        self._write(fragment.body)
        self._nodes[place] = (fragment.first, len(fragment.pages))
        self.next_free = max(self.next_free, fragment.next_free)

    def finish(
        self, facts: Facts, bookmarks: Sequence[Bookmark] = (), *,
        labels: Iterable[tuple[int, str, int]] = (),
    ) -> None:  # fmt: skip
        """Write what holds the fragments together.

        `labels` are (page from 0, style such as "r" or "D", first number) of the page numbers.
        """
        outline = self._outline(bookmarks)
        nodes = [self._nodes[place] for place in sorted(self._nodes)]
        kids = " ".join(f"{number} 0 R" for number, _ in nodes)
        count = sum(pages for _, pages in nodes)
        self._object(ROOT_OF_PAGES, f"<< /Type /Pages /Kids [{kids}] /Count {count} >>")
        self._object(INFORMATION, _information(facts))
        self._object(LABELS, _labels(labels))
        mode = f"/Outlines {outline} 0 R /PageMode /UseOutlines " if outline else ""
        self._object(
            CATALOGUE,
            f"<< /Type /Catalog /Pages {ROOT_OF_PAGES} 0 R {mode}/PageLabels {LABELS} 0 R "
            f"/Lang (en) /ViewerPreferences << /DisplayDocTitle true >> >>",
        )
        self._cross_references()

    def _object(self, number: int, text: str) -> None:
        self._places[number] = self._at
        self._write(f"{number} 0 obj\n{text}\nendobj\n".encode())

    def _outline(self, bookmarks: Sequence[Bookmark]) -> int:
        """Number of the outline's root, 0 if there is none."""
        if not bookmarks:
            return 0
        root = self.next_free
        self.next_free += 1
        first, last = self._level(bookmarks, root)
        self._object(root, f"<< /Type /Outlines /First {first} 0 R /Last {last} 0 R "
                           f"/Count {len(bookmarks)} >>")  # fmt: skip
        return root

    def _level(self, bookmarks: Sequence[Bookmark], parent: int) -> tuple[int, int]:
        numbers = range(self.next_free, self.next_free + len(bookmarks))
        self.next_free = numbers.stop
        for number, mark in zip(numbers, bookmarks, strict=True):
            parts = [f"/Title {text_string(mark.title)} /Parent {parent} 0 R"]
            parts.append(f"/Dest [{mark.page} 0 R /Fit]")
            if number > numbers.start:
                parts.append(f"/Prev {number - 1} 0 R")
            if number < numbers.stop - 1:
                parts.append(f"/Next {number + 1} 0 R")
            if mark.below:
                first, last = self._level(mark.below, number)
                # A negative count: closed until somebody opens it.
                parts.append(f"/First {first} 0 R /Last {last} 0 R /Count -{len(mark.below)}")
            self._object(number, f"<< {' '.join(parts)} >>")
        return numbers.start, numbers.stop - 1

    def _cross_references(self) -> None:
        start = self._at
        identity = self._digest.hexdigest()[:32]
        self._write(b"xref\n0 1\n0000000000 65535 f \n")
        for run in _runs(sorted(self._places)):
            self._write(f"{run.start} {len(run)}\n".encode())
            self._write(b"".join(b"%010d 00000 n \n" % self._places[n] for n in run))
        self._write(
            f"trailer\n<< /Size {max(self._places) + 1} /Root {CATALOGUE} 0 R "
            f"/Info {INFORMATION} 0 R /ID [<{identity}> <{identity}>] >>\n"
            f"startxref\n{start}\n%%EOF\n".encode()
        )


def _runs(numbers: list[int]) -> list[range]:
    """Sorted numbers as runs without gaps."""
    runs: list[range] = []
    for number in numbers:
        if runs and runs[-1].stop == number:
            runs[-1] = range(runs[-1].start, number + 1)
        else:
            runs.append(range(number, number + 1))
    return runs


def text_string(text: str) -> str:
    """A text string of PDF in UTF-16, so that no sign of it can end it."""
    return f"<FEFF{text.encode('utf-16-be', 'replace').hex().upper()}>"


def _information(facts: Facts) -> str:
    texts = {"Title": facts.title, "Author": facts.author, "Subject": facts.subject}
    entries = [f"/{key} {text_string(text)}" for key, text in texts.items() if text]
    if facts.date:
        entries.append(f"/CreationDate (D:{facts.date}000000Z) /ModDate (D:{facts.date}000000Z)")
    return f"<< {' '.join(entries)} /Producer (DTMS) >>"


def _labels(labels: Iterable[tuple[int, str, int]]) -> str:
    rows = " ".join(f"{page} << /S /{style} /St {first} >>" for page, style, first in labels)
    return f"<< /Nums [{rows}] >>"
