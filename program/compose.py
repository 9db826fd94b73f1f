"""The volume as a file: front matter set, papers stamped one by one, all of it bound and stored."""

import json
import os
import secrets
import tempfile
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from hashlib import file_digest
from typing import IO, Any

from django.core.files.base import File
from django.core.files.storage import default_storage

from dtms_site import sandbox
from program import press
from program.builders import archive, bibtex, jobs
from program.builders.binding import Binder, Bookmark, Facts
from program.builders.fragment import Fragment
from program.builders.volume import Paper, Volume
from program.contents import fingerprint, volume_of
from program.models import Proceedings
from submissions import files
from submissions.files import StoredFile
from submissions.models import PaperVersion

LIMITS = replace(
    sandbox.DEFAULT_LIMITS, cpu_seconds=60, wall_seconds=75.0, answer_bytes=128 * sandbox.MEGABYTE
)
FRONT_NAMES = {
    "title-page": "Title page",
    "message": "Message from the chairs",
    "committees": "Committees",
    "contents": "Contents",
}
Progress = Callable[[str, int, int], None]


class NotComposed(Exception):
    """The volume could not be made. The text says which part, for whoever asked for it."""


@dataclass(frozen=True)
class Built:
    """A bound volume in storage, and what is kept of each paper in it."""

    file: StoredFile
    papers: list[dict[str, Any]]
    pages: int
    front_pages: int
    bibtex: str
    fingerprint: str

    @property
    def names(self) -> list[str]:
        return [self.file.name, *(row["file"] for row in self.papers)]


def build(proceedings: Proceedings, progress: Progress) -> Built:
    """Make the volume and its single papers and store them. Raises NotComposed.

    One paper at a time is in memory. If it fails, nothing is left behind in storage.
    """
    volume, versions = volume_of(proceedings)
    stored: list[str] = []
    try:
        with tempfile.TemporaryFile() as out:
            return _Composition(volume, versions, out, progress, stored).made()
    except BaseException:
        discard(stored)
        raise


def discard(names: Iterable[str]) -> None:
    for name in filter(None, names):
        default_storage.delete(name)


class _Composition:
    """One volume in the making."""

    def __init__(
        self, volume: Volume, versions: dict[int, PaperVersion], out: IO[bytes],
        progress: Progress, stored: list[str],
    ) -> None:  # fmt: skip
        self.volume, self.versions = volume, versions
        self.out, self.progress, self.stored = out, progress, stored
        self.binder = Binder(out)
        self.first_pages: dict[int, int] = {}
        self.keys = bibtex.keys(volume)

    def made(self) -> Built:
        papers = list(self.volume.papers)
        total = len(papers) + 2
        self.progress("Setting the front matter", 0, total)
        try:
            parts = press.typeset(self.volume)
        except press.NotSet as why:
            raise NotComposed(f"The front matter could not be set: {why}") from why
        rows = []
        for place, paper in enumerate(papers, 1):
            self.progress(f"Paper {place} of {len(papers)}: {paper.title}"[:160], place, total)
            rows.append(self._bound(paper, place, parts["feet.pdf"]))
        self.progress("Binding", total - 1, total)
        front = self._own_pages(parts["front.pdf"], 0)
        back = self._own_pages(parts["back.pdf"], len(papers) + 1)
        marks = self._bookmarks(front, json.loads(parts["anchors.json"]), back)
        facts = Facts(self.volume.title, "; ".join(self.volume.editors), date=self.volume.date)
        self.binder.finish(facts, marks, labels=[(0, "r", 1), (len(front.pages), "D", 1)])
        return Built(
            file=self._kept(self.out), papers=rows, front_pages=len(front.pages),
            pages=len(front.pages) + self.volume.paper_pages + len(back.pages),
            bibtex=bibtex.bibliography(self.volume),
            fingerprint=fingerprint(self.volume, self.versions),
        )  # fmt: skip

    def _bound(self, paper: Paper, place: int, feet: bytes) -> dict[str, Any]:
        """Stamp one paper, add it to the volume, and store it alone."""
        version = self.versions[paper.number]
        data = archive.pack({"paper.pdf": files.read(version.file), "feet.pdf": feet})
        fragment = self._in_sandbox(
            "stamped_paper", data, f"Paper {paper.number}: its PDF cannot be taken apart",
            first_page=paper.first_page, pages=paper.pages,
        )  # fmt: skip
        self.binder.add(fragment, place=place)
        self.first_pages[paper.number] = fragment.pages[0]
        return {
            **self._row(paper, place),
            **self._alone(paper, fragment),
            "unstamped": ", ".join(map(str, fragment.unstamped))[:120],
            "submission_id": version.submission_id,
        }

    def _row(self, paper: Paper, place: int) -> dict[str, Any]:
        part = next(part for part in self.volume.parts if paper in part.papers)
        return {
            "place": place,
            "part": part.title,
            "title": paper.title,
            "authors": [[a.given, a.family, a.affiliation] for a in paper.authors],
            "first_page": paper.first_page,
            "last_page": paper.last_page,
            "bibtex": bibtex.paper_entry(self.volume, paper, self.keys[paper.number]),
        }

    def _alone(self, paper: Paper, fragment: Fragment) -> dict[str, Any]:
        names = "; ".join(author.name for author in paper.authors)
        with tempfile.TemporaryFile() as out:
            binder = Binder(out)
            binder.add(fragment, place=1)
            facts = Facts(paper.title, names, f"In: {self.volume.title}", self.volume.date)
            binder.finish(facts, labels=[(0, "D", paper.first_page)])
            kept = self._kept(out)
        return {"file": kept.name, "size": kept.size, "sha256": kept.sha256}

    def _own_pages(self, pdf: bytes, place: int) -> Fragment:
        places = {p.link: self.first_pages[p.number] for p in self.volume.papers}
        fragment = self._in_sandbox(
            "plain_pages", pdf, "The front matter could not be bound", places=places
        )
        self.binder.add(fragment, place=place)
        return fragment

    def _in_sandbox(self, job: str, data: bytes, trouble: str, **params: Any) -> Fragment:
        try:
            answer = sandbox.call(
                f"{jobs.JOBS}:{job}", data, params={"first": self.binder.next_free, **params},
                limits=LIMITS, preload=jobs.PRELOAD,
            )  # fmt: skip
            return Fragment.from_bytes(answer)
        except (sandbox.SandboxError, ValueError) as why:
            raise NotComposed(f"{trouble}. {why}") from why

    def _bookmarks(
        self, front: Fragment, anchors: dict[str, int], back: Fragment
    ) -> list[Bookmark]:
        own = sorted((page, name) for name, page in anchors.items() if name in FRONT_NAMES)
        marks = [Bookmark(FRONT_NAMES[name], front.pages[page]) for page, name in own]
        for part in self.volume.parts:
            below = tuple(Bookmark(p.title, self.first_pages[p.number]) for p in part.papers)
            marks.append(Bookmark(part.title, below[0].page, below))
        return [*marks, Bookmark("Author index", back.pages[0])]

    def _kept(self, out: IO[bytes]) -> StoredFile:
        """Store a finished file under a random name."""
        size = out.seek(0, os.SEEK_END)
        out.seek(0)
        digest = file_digest(out, "sha256").hexdigest()  # type: ignore[arg-type]
        out.seek(0)
        token = secrets.token_hex(16)
        name = default_storage.save(f"proceedings/{token[:2]}/{token}.pdf", File(out))
        self.stored.append(name)
        return StoredFile(name, digest, size, "")
