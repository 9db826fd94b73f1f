"""What a volume of proceedings costs, and whether its memory grows with the number of papers."""

import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from dtms_site.management.bench import data
from dtms_site.management.demo import pdfs
from dtms_site.management.demo.content import load_papers
from dtms_site.workshops.models import Workshop
from program import compose
from program.enums import SlotKind
from program.models import FinalVersion, Session, Slot
from program.services.proceedings import proceedings_of
from submissions import files
from submissions.enums import VersionPurpose
from submissions.models import Author, FormatReport, PaperVersion, Submission
from submissions.pdfcheck.rules import RuleSet
from submissions.pdfcheck.sandboxed import check_in_sandbox

SIZES = (20, 100)
DIFFERENT = 20
IN_A_SESSION = 5


def run() -> Iterator[dict[str, Any]]:
    for papers in SIZES:
        workshop = data.open_edition(f"bench-volume-{papers}")
        _accepted(workshop, papers)
        yield {"name": "proceedings", "papers": papers, **_build(workshop)}


def _build(workshop: Workshop) -> dict[str, Any]:
    """Seconds from the rows to the stored volume, and megabytes of this process at its peak.

    Papers are opened in the sandbox, which has a limit of its own.
    """
    before = _peak_from_here()
    cpu, began = time.process_time(), time.perf_counter()
    built = compose.build(proceedings_of(workshop), lambda step, done, total: None)
    seconds, cpu = time.perf_counter() - began, time.process_time() - cpu
    return {
        "seconds": round(seconds, 1), "own_cpu_s": round(cpu, 1), "pages": built.pages,
        "mb": round(built.file.size / 1e6, 1), "before_mb": before, "peak_mb": _status("VmHWM"),
    }  # fmt: skip


def _peak_from_here() -> int:
    """Forget the peak of memory so far; megabytes in use now."""
    Path("/proc/self/clear_refs").write_text("5")
    return _status("VmRSS")


def _status(name: str) -> int:
    lines = Path("/proc/self/status").read_text().splitlines()
    return next(int(line.split()[1]) // 1024 for line in lines if line.startswith(f"{name}:"))


def _accepted(workshop: Workshop, count: int) -> None:
    """So many papers with their final PDFs, in sessions."""
    now, kind = workshop.now(), workshop.paper_types.first()
    samples = [(content, pdf) for content, pdf in pdfs.made(load_papers()[:DIFFERENT])]
    reports = [check_in_sandbox(pdf, RuleSet()).to_dict() for _, pdf in samples]
    for place in range(count):
        content, pdf = samples[place % DIFFERENT]
        stored = files.store_bytes(pdf + b"%% %d" % place, "final.pdf")
        paper = Submission.objects.create(
            workshop=workshop, number=place + 1, paper_type=kind, title=content.title,
            abstract="Words.", status="camera_ready", conflicts_confirmed=True, created_at=now,
            edited_at=now, submitted_at=now,
        )  # fmt: skip
        Author.objects.bulk_create(
            Author(submission=paper, order=k, given_name=f"Given{k}", family_name=f"Writer{place}",
                   email=f"a{place}.{k}@authors.example", is_contact=not k)
            for k in range(3)
        )  # fmt: skip
        version = PaperVersion.objects.create(
            submission=paper, purpose=VersionPurpose.FINAL, number=1, file=stored.name,
            sha256=stored.sha256, size=stored.size, original_name="final.pdf", uploaded_at=now,
        )  # fmt: skip
        found = reports[place % DIFFERENT]
        FormatReport.objects.create(
            version=version, state="done", queued_at=now, finished_at=now, overall="accept",
            pages=len(found["geometry"]), result=found,
        )  # fmt: skip
        FinalVersion.objects.create(
            submission=paper, version=version, presenter="A. Writer", metadata_confirmed=True,
            submitted_at=now,
        )  # fmt: skip
        session, _ = Session.objects.get_or_create(
            workshop=workshop, title=f"Session {place // IN_A_SESSION + 1}",
            defaults={"order": place // IN_A_SESSION},
        )  # fmt: skip
        Slot.objects.create(
            workshop=workshop, session=session, kind=SlotKind.PAPER, submission=paper, order=place
        )
