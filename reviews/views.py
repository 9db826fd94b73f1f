"""The committee's pages: one's own reviews, a paper with its tabs, conflicts."""

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.formats import date_format
from django.views.decorators.http import require_POST, require_safe

from dtms_site.accounts.models import User
from dtms_site.web.forms import sent, typed, whole_number
from dtms_site.workshops.doors import EditionRequest, committee_page
from dtms_site.workshops.enums import DeadlineKind
from dtms_site.workshops.models import Workshop
from reviews import policy
from reviews.enums import Audience, DeclineReason
from reviews.forms import (
    LONGEST_TEXT,
    AdviceForm,
    CommentForm,
    DeclineForm,
    ProfileForm,
    ReviewForm,
    SummaryForm,
)
from reviews.models import Comment
from reviews.querysets import committee_papers, shepherded_by
from reviews.reading import assignments_of, median_load, reviews_for
from reviews.services import assignments, evidence, reviews
from reviews.services import conflicts as settling
from reviews.services import discussion as talk
from reviews.services.bids import bidding_is_open
from reviews.services.errors import NotAllowed
from submissions import files
from submissions.models import Submission


@require_safe
@committee_page
def mine(request: EditionRequest, workshop: Workshop) -> HttpResponse:
    rows = assignments_of(request.user, workshop)
    done = sum(row.is_done for row in rows)
    return render(
        request,
        "reviews/mine.html",
        {
            "rows": sorted(rows, key=lambda row: (row.is_done, row.number)),
            "done": done,
            "to_go": len(rows) - done,
            "due": workshop.schedule.of_person(request.user).get(DeadlineKind.REVIEW),
            "median": median_load(request.user, workshop),
            "bidding": bidding_is_open(workshop, request.user),
            "conflicts": committee_papers(workshop).conflicted_with(request.user).count(),
            "shepherded": shepherded_by(request.user, workshop),
        },
    )


def _tab(
    request: EditionRequest, paper: Submission, view: policy.PaperView, tab: str, **context: Any
) -> HttpResponse:
    """One tab of a paper's page: PDF on the left, the tab on the right."""
    base = {
        "paper": paper, "view": view, "tab": tab, "own": view.own, "authors": paper.authors.all(),
        "version": paper.current,
    }  # fmt: skip
    status = context.pop("status", 200)
    return render(request, f"reviews/{tab}.html", base | context, status=status)


@require_safe
@committee_page
def paper(request: EditionRequest, workshop: Workshop, number: int) -> HttpResponse:
    paper, view = policy.paper_for_member(request.user, workshop, number, request.roles)
    return _tab(
        request, paper, view, "paper", topics=paper.topics.all(),
        revision=policy.revision_of(paper, view),
        advice_form=AdviceForm() if view.is_shepherd else None,
    )  # fmt: skip


@require_safe
@committee_page
def pdf(request: EditionRequest, workshop: Workshop, number: int) -> HttpResponseBase:
    paper, view = policy.paper_for_member(request.user, workshop, number, request.roles)
    version = paper.current
    if not view.opens or version is None:
        raise Http404
    return files.send(request, version.file, name=version.download_name)


@committee_page
def review(request: EditionRequest, workshop: Workshop, number: int) -> HttpResponseBase:
    paper, view = policy.paper_for_member(request.user, workshop, number, request.roles)
    if not view.is_reviewer:
        raise Http404
    if request.method == "POST":
        return _keep_review(request, paper, view)
    own = view.own
    criteria = reviews.criteria_for(paper)
    form = ReviewForm(criteria, kept=reviews.answers_for_form(own, criteria) if own else None)
    return _show_review(request, paper, view, form, own.edit_version if own else 0)


def _show_review(
    request: EditionRequest, paper: Submission, view: policy.PaperView, form: ReviewForm,
    base: int, **context: Any,
) -> HttpResponse:  # fmt: skip
    dates = paper.workshop.schedule.of_person(request.user)
    due = dates.get(DeadlineKind.REVIEW, paper.paper_type_id)
    return _tab(request, paper, view, "review", form=form, base=base, due=due, **context)


def _keep_review(
    request: EditionRequest, paper: Submission, view: policy.PaperView
) -> HttpResponseBase:
    """Save or send. Asked for by the page's script, the answer is data."""
    quiet = not request.accepts("text/html")
    form = ReviewForm(reviews.criteria_for(paper), request.POST)
    base = whole_number(request.POST.get("base", ""))
    if not form.is_valid():
        return _refused(request, paper, view, form, base, 422, "One answer is too long.")
    act = reviews.send_review if "send" in request.POST else reviews.save_review
    try:
        saved = act(paper=paper, by=request.user, answers=form.answers(), based_on=base)
    except reviews.EditedMeanwhile as clash:
        text = (
            "This review was saved in another window. Press Save to see both texts; none is lost."
        )
        return _refused(
            request, paper, view, form, clash.review.edit_version, 409, text,
            theirs=reviews.answers_for_form(clash.review, form.criteria),
        )  # fmt: skip
    except reviews.Unfinished as lack:
        return _refused(
            request, paper, view, form, base, 422, f"Still to answer: {lack}.",
            missing={c.key for c in lack.missing},
        )  # fmt: skip
    except NotAllowed:
        return _refused(request, paper, view, form, base, 403, "Reviewing of this paper has ended.")
    if quiet:
        at = date_format(saved.saved_at, "H:i:s")
        return JsonResponse({"base": saved.edit_version, "saved": at})
    messages.success(request, "Review sent. Thank you." if "send" in request.POST else "Saved.")
    if "send" in request.POST:
        return redirect("reviews:mine", paper.workshop.slug)
    return redirect(request.path)


def _refused(
    request: EditionRequest, paper: Submission, view: policy.PaperView, form: ReviewForm,
    base: int, status: int, text: str, **context: Any,
) -> HttpResponseBase:  # fmt: skip
    if not request.accepts("text/html"):
        return JsonResponse({"error": text, "base": base}, status=status)
    return _show_review(request, paper, view, form, base, status=status, problem=text, **context)


@require_POST
@committee_page
def preview(request: EditionRequest, workshop: Workshop) -> HttpResponse:
    """A text as its readers will see it: Markdown with maths."""
    text = typed(request, "text", longest=LONGEST_TEXT)
    return render(request, "reviews/_preview.html", {"text": text})


@require_safe
@committee_page
def others(request: EditionRequest, workshop: Workshop, number: int) -> HttpResponse:
    """The others' reviews, once one's own is in."""
    paper, view = policy.paper_for_member(request.user, workshop, number, request.roles)
    if not view.reads_reviews:
        raise Http404
    return _tab(request, paper, view, "others", reviews=reviews_for(request.user, paper, view))


@committee_page
def discussion(request: EditionRequest, workshop: Workshop, number: int) -> HttpResponse:
    paper, view = policy.paper_for_member(request.user, workshop, number, request.roles)
    if not view.reads_discussion:
        raise Http404
    readers = [p for p in policy.readers_of(paper, Audience.REVIEWERS) if p != request.user]
    is_summary = "summary" in request.POST
    form = CommentForm(readers, None if is_summary else sent(request))
    kept = policy.summary_of(paper, view)
    summary = SummaryForm(sent(request) if is_summary else None,
                          initial={"summary": kept.text if kept else ""})  # fmt: skip
    if request.method == "POST" and (summary if is_summary else form).is_valid():
        try:
            if is_summary:
                text = summary.cleaned_data["summary"]
                talk.summarise(paper=paper, by=request.user, text=text)
            else:
                talk.comment(
                    paper=paper, by=request.user, text=form.cleaned_data["text"],
                    audience=Audience(form.cleaned_data["audience"]), mentions=form.mentioned(),
                )  # fmt: skip
        except NotAllowed:
            form.add_error(None, "The discussion has closed.")
        else:
            return redirect(request.path)
    before = talk.visit(paper=paper, user=request.user)
    comments = list(policy.readable_comments(request.user, paper, view))
    return _tab(
        request, paper, view, "discussion", form=form, summary_form=summary, summary=kept,
        comments=comments, new=_first_new(comments, before, request.user),
        due=workshop.schedule.get(DeadlineKind.DISCUSSION),
    )  # fmt: skip


def _first_new(comments: list[Comment], seen_at: datetime | None, reader: User) -> Comment | None:
    """The first comment that others wrote since this reader's last visit."""
    return next(
        (c for c in comments if c.writer != reader and seen_at and c.written_at > seen_at), None
    )


@committee_page
def decline(request: EditionRequest, workshop: Workshop, number: int) -> HttpResponse:
    paper, view = policy.paper_for_member(request.user, workshop, number, request.roles)
    if not view.writes_review:
        raise Http404
    form = DeclineForm(sent(request))
    if request.method == "POST" and form.is_valid():
        assignment = paper.assignments.active().of(request.user).get()
        try:
            assignments.decline(
                assignment=assignment, reason=DeclineReason(form.cleaned_data["reason"]),
                note=form.cleaned_data["note"],
            )  # fmt: skip
        except NotAllowed as why:
            form.add_error(None, str(why))
        else:
            messages.success(request, f"Paper {number} went back to the chairs.")
            return redirect("reviews:mine", workshop.slug)
    return render(request, "reviews/decline.html", {"paper": paper, "form": form})


@committee_page
def conflicts(request: EditionRequest, workshop: Workshop) -> HttpResponse:
    """All papers by title and authors, to say which one should not see; suspicions first."""
    papers = committee_papers(workshop).prefetch_related("authors").select_related("paper_type")
    if request.method == "POST":
        return _settle_own(request, workshop, papers)
    conflicted = set(papers.conflicted_with(request.user).values_list("pk", flat=True))
    found = evidence.doubts(workshop, [request.user])
    doubts = [
        (paper, doubt)
        for paper in papers
        if (doubt := found.get((paper.pk, request.user.pk))) and doubt.holds
    ]
    context = {
        "papers": papers, "conflicted": conflicted,
        "doubts": [(paper, doubt) for paper, doubt in doubts if paper.pk not in conflicted],
    }  # fmt: skip
    return render(request, "reviews/conflicts.html", context)


def _settle_own(request: EditionRequest, workshop: Workshop, papers: Any) -> HttpResponse:
    paper = get_object_or_404(papers, number=whole_number(request.POST.get("paper", "")))
    paper.workshop = workshop
    reason = typed(request, "reason", longest=300).strip()
    try:
        if "dismiss" in request.POST:
            settling.dismiss(paper=paper, user=request.user, by=request.user, reason=reason)
        elif "confirm" in request.POST:
            settling.confirm(paper=paper, user=request.user, by=request.user, note=reason)
        elif "declare" in request.POST:
            settling.declare_conflict(paper=paper, member=request.user, reason=reason)
    except NotAllowed as why:
        messages.error(request, str(why) or "This is not yours to settle.")
    return redirect(f"{request.path}#paper-{paper.number}")


@committee_page
def profile(request: EditionRequest, workshop: Workshop) -> HttpResponse:
    """What a member would like to read, knows, and can carry."""
    kept = workshop.reviewer_profiles.filter(user=request.user).first()
    form = ProfileForm(workshop, sent(request), instance=kept)
    if request.method == "POST" and form.is_valid():
        assignments.save_profile(workshop=workshop, user=request.user, data=form.cleaned_data)
        messages.success(request, "Saved. The next proposal counts with it.")
        return redirect(request.path)
    return render(request, "reviews/profile.html", {"form": form})
