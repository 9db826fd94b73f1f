"""The committee's pages: one's own reviews, a paper with its tabs, conflicts."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.formats import date_format
from django.views.decorators.http import require_GET

from dtms_site.web.forms import sent, typed, whole_number
from dtms_site.workshops.doors import EditionRequest, committee_page
from dtms_site.workshops.enums import DeadlineKind
from dtms_site.workshops.models import Workshop
from reviews import policy
from reviews.enums import DeclineReason
from reviews.forms import AdviceForm, CommentForm, DeclineForm, ProfileForm, ReviewForm
from reviews.querysets import committee_papers, shepherded_by
from reviews.reading import assignments_of, reviews_for
from reviews.services import assignments, reviews
from reviews.services import discussion as talk
from reviews.services.errors import NotAllowed
from submissions import files
from submissions.models import Submission


@require_GET
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
            "due": workshop.schedule.get(DeadlineKind.REVIEW),
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


@require_GET
@committee_page
def paper(request: EditionRequest, workshop: Workshop, number: int) -> HttpResponse:
    paper, view = policy.paper_for_member(request.user, workshop, number, request.roles)
    return _tab(
        request, paper, view, "paper", topics=paper.topics.all(),
        revision=policy.revision_of(paper, view),
        advice_form=AdviceForm() if view.is_shepherd else None,
    )  # fmt: skip


@require_GET
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
    form = ReviewForm(reviews.criteria_for(paper), kept=reviews.answers_of(own) if own else None)
    return _show_review(request, paper, view, form, own.edit_version if own else 0)


def _show_review(
    request: EditionRequest, paper: Submission, view: policy.PaperView, form: ReviewForm,
    base: int, **context: Any,
) -> HttpResponse:  # fmt: skip
    due = paper.workshop.schedule.get(DeadlineKind.REVIEW, paper.paper_type_id)
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
        text = "This review was saved in another window. Both texts are kept: look at the other."
        return _refused(
            request, paper, view, form, clash.review.edit_version, 409, text,
            theirs=reviews.answers_of(clash.review),
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


@require_GET
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
    form = CommentForm(sent(request))
    if request.method == "POST" and form.is_valid():
        try:
            text = form.cleaned_data["text"]
            talk.comment(paper=paper, by=request.user, text=text, audience=form.audience)
        except NotAllowed:
            form.add_error("text", "The discussion has closed.")
        else:
            return redirect(request.path)
    return _tab(
        request, paper, view, "discussion", form=form,
        comments=policy.readable_comments(request.user, paper, view),
        due=workshop.schedule.get(DeadlineKind.DISCUSSION),
    )  # fmt: skip


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
    """All papers by title and authors, to say which one should not see."""
    papers = committee_papers(workshop).prefetch_related("authors").select_related("paper_type")
    if request.method == "POST":
        paper = get_object_or_404(papers, number=whole_number(request.POST.get("paper", "")))
        paper.workshop = workshop
        if "declare" in request.POST:
            reason = typed(request, "reason", longest=300)
            assignments.declare_conflict(paper=paper, member=request.user, reason=reason)
        return redirect(f"{request.path}#paper-{paper.number}")
    conflicted = set(papers.conflicted_with(request.user).values_list("pk", flat=True))
    context = {"papers": papers, "conflicted": conflicted}
    return render(request, "reviews/conflicts.html", context)


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
