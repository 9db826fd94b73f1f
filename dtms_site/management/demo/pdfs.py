"""The sample papers as PDFs: typeset once a machine, in two processes, kept for the next time."""

import os
import tempfile
from collections.abc import Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor
from hashlib import sha256
from multiprocessing import get_context
from pathlib import Path

from dtms_site.management.demo import background, chart, content, paper_pdf, shapes
from dtms_site.management.demo.content import PaperContent, load_papers, load_people


def made(papers: Iterable[PaperContent]) -> Iterator[tuple[PaperContent, bytes]]:
    """Each paper with its PDF, in order, as they are ready."""
    papers = list(papers)
    missing = [p.number for p in papers if not _kept(p.number).exists()]
    if not missing:
        yield from ((paper, _kept(paper.number).read_bytes()) for paper in papers)
        return
    with ProcessPoolExecutor(2, mp_context=get_context("spawn")) as pool:
        yield from zip(papers, pool.map(typeset, [p.number for p in papers]), strict=True)


def typeset(number: int) -> bytes:
    """One paper's PDF, from the shelf or typeset now."""
    shelf = _kept(number)
    if shelf.exists():
        return shelf.read_bytes()
    data = paper_pdf.build_pdf(load_papers()[number - 1], load_people())
    shelf.parent.mkdir(parents=True, exist_ok=True)
    part = shelf.with_suffix(f".{os.getpid()}")
    part.write_bytes(data)
    part.replace(shelf)
    return data


def _kept(number: int) -> Path:
    """Where a paper's PDF is kept: under a name that changes with its text and its typesetter."""
    digest = sha256(_typesetter())
    digest.update(load_papers()[number - 1].slug.encode())
    digest.update(
        (
            Path(content.__file__).parent / "papers" / f"{load_papers()[number - 1].slug}.toml"
        ).read_bytes()
    )
    place = os.environ.get("DTMS_SAMPLE_PAPERS") or Path(
        tempfile.gettempdir(), "dtms-sample-papers"
    )
    return Path(place, f"{digest.hexdigest()[:24]}.pdf")


def _typesetter() -> bytes:
    modules = (background, chart, content, paper_pdf, shapes)
    words = Path(content.__file__).parent
    parts = [Path(str(module.__file__)).read_bytes() for module in modules]
    return b"".join(
        [*parts, (words / "people.toml").read_bytes(), (words / "background.toml").read_bytes()]
    )
