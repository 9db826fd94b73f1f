"""What stands between the accepted papers and their printed volume, found without building it."""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Any

from django.db.models import BooleanField, ExpressionWrapper, Value

from dtms_site.web.text import counted
from dtms_site.workshops import dates
from dtms_site.workshops.models import Workshop
from program import policy
from program.timetable import Block, timetable
from submissions.front_pages import same_words
from submissions.models import Submission
from submissions.querysets import has_conflict

MISSING, UNPLACED = "Final PDF is missing", "Not in the programme"
RIGHTS = "The rights form is not settled"
# More of one kind are told together.
FEW = 5


@dataclass(frozen=True)
class Finding:
    """One thing to settle: what, why, and where it is done. Blockers hold the volume up."""

    what: str
    why: str
    is_blocker: bool = True
    paper: Submission | None = None
    verb: str = ""
    url_name: str = ""

    @property
    def has_paper_url(self) -> bool:
        return self.paper is not None and self.url_name == "program:final"


@dataclass(frozen=True)
class Row:
    """A part of the volume in its order."""

    paper: Submission
    pages: str
    pdf: str
    confirmed: int
    authors: int
    is_open: bool = True
    """Whether this person works on the paper, or knows no more of it than its title."""


@dataclass
class DryRun:
    blocks: list[Block] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    rows: list[Row] = field(default_factory=list)
    ready: int = 0
    pages: int = 0
    missing: int = 0
    """Papers without a final version, and those without a slot."""
    unplaced: int = 0

    @property
    def papers(self) -> int:
        """Those that this person works on."""
        return sum(row.is_open for row in self.rows)

    @property
    def blockers(self) -> list[Finding]:
        return [f for f in self.findings if f.is_blocker]

    @property
    def warnings(self) -> list[Finding]:
        return [f for f in self.findings if not f.is_blocker]


def dry_run(workshop: Workshop, user: Any = None) -> DryRun:
    """Everything there is to settle, as `user` of the publication desk may know it.

    Without a user: all of it, for the services.
    """
    desk = policy.desk_of(user, workshop) if user is not None else None
    papers = {paper.pk: paper for paper in _papers(workshop, user, desk)}
    blocks = timetable(workshop, desk.hidden if desk else ())
    run = DryRun(blocks=blocks)
    run.findings += _of_volume(workshop, blocks, bool(papers))
    for paper in _in_order(papers, blocks):
        _add(run, paper, blocks)
    run.findings = _gathered(run)
    return run


def final_versions(workshop: Workshop, user: Any) -> list[Row]:
    """The accepted papers with the state of their final version, those of this person first."""
    papers = _papers(workshop, user, policy.desk_of(user, workshop))
    rows = [_row(paper) for paper in papers]
    return sorted(rows, key=lambda row: (not row.is_open, row.paper.number))


def _papers(workshop: Workshop, user: Any, desk: policy.Desk | None) -> list[Submission]:
    """What is known to the person, each marked with whether they are `conflicted` with it."""
    papers = workshop.submissions.all().accepted()
    mark: Any = Value(value=False)
    if desk is not None:
        papers = papers.exclude(pk__in=desk.hidden)
        mark = ExpressionWrapper(has_conflict(user), output_field=BooleanField())
    beside = ("final__version__report", "paper_type", "printed", "rights")
    rows = papers.annotate(conflicted=mark).select_related(*beside)
    found: list[Submission] = list(rows.prefetch_related("authors"))
    for paper in found:
        paper.workshop = workshop
    return found


def _gathered(run: DryRun) -> list[Finding]:
    """Many findings of one kind are one thing to do."""
    kept = list(run.findings)
    for what, count, words, url in (
        (MISSING, run.missing, "final PDFs are missing", "program:finals"),
        (UNPLACED, run.unplaced, "papers are not in the programme", "program:programme-desk"),
        (RIGHTS, _count(run, RIGHTS), "rights forms are not settled", "program:finals"),
    ):
        same = [f for f in kept if f.what == what]
        if count > FEW:
            first = kept.index(same[0])
            kept = [f for f in kept if f.what != what]
            kept.insert(first, replace(same[0], what=f"{count} {words}", paper=None, url_name=url))
    return kept


def _count(run: DryRun, what: str) -> int:
    return sum(f.what == what for f in run.findings)


def _in_order(papers: dict[int, Submission], blocks: list[Block]) -> list[Submission]:
    """As in the programme; those without a slot last."""
    placed = [
        t.slot.submission_id for b in blocks for t in b.talks if t.slot.submission_id in papers
    ]
    rest = [pk for pk in papers if pk not in set(placed)]
    return [papers[pk] for pk in (*placed, *rest) if pk is not None]


def _add(run: DryRun, paper: Any, blocks: list[Block]) -> None:
    placed = any(t.slot.submission_id == paper.pk for b in blocks for t in b.talks)
    found = list(_of_paper(paper, placed=placed))
    if paper.conflicted:
        run.rows.append(_row(paper))
        if any(f.is_blocker for f in found):
            why = "You are conflicted with a paper in it. Another chair sees what is missing."
            run.findings.append(Finding("One paper is not ready", why))
        return
    pages = _pages(paper)
    span = f"{run.pages + 1}–{run.pages + pages}" if pages and placed else ""
    run.rows.append(_row(paper, span))
    run.findings += found
    run.missing += any(f.what == MISSING for f in found)
    run.unplaced += not placed
    run.pages += pages if placed else 0
    run.ready += not any(f.is_blocker for f in found)


def _row(paper: Any, span: str = "") -> Row:
    if paper.conflicted:
        return Row(paper, "", "", 0, 0, is_open=False)
    authors = list(paper.authors.all())
    confirmed = sum(author.user_id is not None for author in authors)
    return Row(paper, span, _pdf_state(paper), confirmed, len(authors))


def _pages(paper: Submission) -> int:
    report = _report(paper)
    return (report.pages or 0) if report and report.is_done else 0


def _handed_in(paper: Submission) -> Any:
    final = policy.final_of(paper)
    return final if final and final.submitted_at else None


def _report(paper: Submission) -> Any:
    final = _handed_in(paper)
    return getattr(final.version, "report", None) if final else None


def _pdf_state(paper: Submission) -> str:
    """A state of `format`: missing, waiting, or the check's verdict."""
    if _handed_in(paper) is None:
        return "missing"
    report = _report(paper)
    return report.overall if report and report.is_done else ""


def _of_paper(paper: Submission, *, placed: bool) -> Iterator[Finding]:
    final = _handed_in(paper)
    if final is None:
        yield Finding(MISSING, _due_words(paper), True, paper, "Open", "program:final")
    else:
        yield from _of_pdf(paper, final)
    if policy.rights_are_asked(paper.workshop) and policy.rights_of(paper) is None:
        why = "Its corresponding author completes it with the publisher, and says so here."
        yield Finding(RIGHTS, why, True, paper, "Open", "program:final")
    if not placed:
        yield Finding(UNPLACED, "Its place there is its place in the volume.", True,
                      paper, "Place it", "program:programme-desk")  # fmt: skip
    printed = getattr(paper, "printed", None)
    if printed is not None and printed.unstamped:
        why = (
            f"Its text or figures reach down to the edge on page {printed.unstamped} of the paper."
        )
        yield Finding("No room for the page number", why, False, paper, "Open", "program:final")
    names = [str(author) for author in paper.authors.all() if author.user_id is None]
    if names:
        verb = "has" if len(names) == 1 else "have"
        why = f"{', '.join(names)} {verb} not confirmed to be an author. Their names are printed."
        yield Finding("An author is not confirmed", why, False, paper, "Open", "program:final")


def _of_pdf(paper: Submission, final: Any) -> Iterator[Finding]:
    report = _report(paper)
    if report is None or not report.is_done:
        yield Finding("The format check still runs", "It takes seconds; look again in a moment.",
                      True, paper, "Look again", "program:proceedings-desk")  # fmt: skip
    elif report.pages is None:
        yield Finding("The final PDF cannot be opened", "Ask its authors for another one.", True,
                      paper, "Open", "program:final")  # fmt: skip
    elif report.is_refused and not final.format_waiver:
        yield Finding("The format check fails", _first_fault(report), True, paper, "Open",
                      "program:final")  # fmt: skip
    if final.title_read and not same_words(final.title_read, paper.title):
        why = f"PDF: “{final.title_read}” Form: “{paper.title}”"
        yield Finding("Title differs from the form", why, False, paper, "Open", "program:final")


def _first_fault(report: Any) -> str:
    faults = [r["message"] for r in report.result["rules"].values() if r["verdict"] == "fail"]
    return next(iter(faults), "A rule is broken.")


def _due_words(paper: Submission) -> str:
    due = policy.due_of(paper)
    if due is None:
        return "No date is set for final versions."
    word = "Due since" if due <= paper.workshop.now() else "Due"
    return f"{word} {dates.in_mail(due)}."


def _of_volume(workshop: Workshop, blocks: list[Block], any_papers: bool) -> Iterator[Finding]:
    volume = policy.volume_of(workshop)
    texts = "program:proceedings-texts"
    if not any_papers:
        yield Finding("No accepted papers yet", "They come here with the release of decisions.")
        return
    if volume is None or not volume.message.strip():
        yield Finding("The message from the chairs is missing", "It opens the volume.", True, None,
                      "Write it", texts)  # fmt: skip
    if volume is not None and not volume.editor_names:
        yield Finding("No editors are named", "They stand on the title page and in references.",
                      True, None, "Name them", texts)  # fmt: skip
    if volume is None or not volume.rights.strip():
        why = "Say who holds the rights, and what readers may do with the papers."
        yield Finding("The copyright page is empty", why, False, None, "Write it", texts)
    unchaired = [b.session for b in blocks if b.session and b.talks and not b.session.chaired_by]
    if unchaired:
        yield Finding(f"{counted(len(unchaired), 'session')} without a chair",
                      "The contents name who chairs a session.", False, None, "Name them",
                      "program:programme-desk")  # fmt: skip
