"""A member's page about conflicts: what was found, and all papers to say which one not to see."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.db.models import BooleanField, ExpressionWrapper
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from dtms_site.web.forms import typed, whole_number
from dtms_site.workshops.doors import EditionRequest, committee_page
from dtms_site.workshops.models import Workshop
from reviews.evidence import Known
from reviews.services import conflicts as service
from reviews.services import evidence
from reviews.services.errors import NotAllowed
from reviews.sets import committee_papers
from submissions.enums import ConflictSource
from submissions.models import Submission
from submissions.querysets import has_conflict

LONGEST_REASON = 300


@dataclass(frozen=True)
class Row:
    """One paper by title and authors, with what speaks for a conflict and what was said of it."""

    paper: Submission
    authors: Sequence[Known]
    is_mine: bool
    doubt: evidence.Doubt | None
    said: str

    @property
    def is_open(self) -> bool:
        """It keeps the two apart until somebody settles it."""
        return not self.is_mine and self.doubt is not None and self.doubt.holds

    def matches(self, words: list[str]) -> bool:
        people = " ".join(f"{author.name} {author.affiliation}" for author in self.authors)
        text = f"{self.paper.number} {self.paper.shown_title} {people}".casefold()
        return all(word in text for word in words)


@committee_page
def conflicts(request: EditionRequest, workshop: Workshop) -> HttpResponse:
    """All papers by title and authors, suspicions first."""
    papers = committee_papers(workshop)
    if request.method == "POST":
        return _settle(request, workshop, papers)
    is_mine = ExpressionWrapper(has_conflict(request.user), BooleanField())
    listed = papers.in_short().annotate(is_mine=is_mine)
    found = evidence.compare(workshop, [request.user])
    named = {paper.key: paper.authors for paper in found.papers}
    by_paper = {paper: doubt for (paper, _), doubt in found.doubts.items()}
    said = _said(request, workshop)
    rows = [
        Row(p, named.get(p.pk, ()), p.is_mine, by_paper.get(p.pk), said.get(p.pk, ""))
        for p in listed
    ]
    words = request.GET.get("q", "")
    return render(
        request,
        "reviews/conflicts.html",
        {
            "rows": [row for row in rows if row.matches(words.casefold().split()[:10])],
            "doubts": [row for row in rows if row.is_open],
            "lacks": [lack for _, lacks in found.lacks() for lack in lacks],
            "past_editions": found.past_editions,
            "total": len(rows),
            "mine": sum(row.is_mine for row in rows),
            "q": words,
        },
    )


def _said(request: EditionRequest, workshop: Workshop) -> dict[int, str]:
    """By paper, what this member told of a conflict they named themselves."""
    own = request.user.conflicts.filter(
        submission__workshop=workshop, source=ConflictSource.MEMBER
    ).exclude(reason="")
    return dict(own.values_list("submission_id", "reason"))


def _settle(request: EditionRequest, workshop: Workshop, papers: Any) -> HttpResponse:
    chosen = request.POST.get("declare") or request.POST.get("paper", "")
    paper = get_object_or_404(papers, number=whole_number(chosen))
    paper.workshop = workshop
    reason = typed(request, "reason", longest=LONGEST_REASON).strip()
    try:
        if "dismiss" in request.POST:
            service.dismiss(paper=paper, user=request.user, by=request.user, reason=reason)
        elif "confirm" in request.POST:
            service.confirm(paper=paper, user=request.user, by=request.user, note=reason)
        elif "declare" in request.POST:
            service.declare_conflict(paper=paper, member=request.user, reason=reason)
    except NotAllowed as why:
        messages.error(request, str(why) or "This is not yours to settle.")
    else:
        kept = "may come to you" if "dismiss" in request.POST else "is kept from you"
        messages.success(request, f"Paper {paper.number} {kept}. The chairs read why.")
    return redirect(f"{request.get_full_path()}#paper-{paper.number}")
