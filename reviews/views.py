"""The committee's pages: one's own reviews, a paper with its tabs, conflicts."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import redirect, render
from django.utils.formats import date_format
from django.views.decorators.http import require_POST, require_safe

from dtms_site.accounts.models import User
from dtms_site.web.forms import sent, typed, whole_number
from dtms_site.web.text import counted
from dtms_site.workshops.doors import EditionRequest, committee_page, signed_in_page
from dtms_site.workshops.enums import DeadlineKind, Role
from dtms_site.workshops.models import Workshop
from reviews import navigation, policy
from reviews.digests import unread
from reviews.enums import Audience, DeclineReason
from reviews.forms import (
    BOTH_SHOWN,
    LONGEST_TEXT,
    SEE_BOTH,
    AdviceForm,
    CommentForm,
    DeclineForm,
    ProfileForm,
    ReviewForm,
    SummaryForm,
)
from reviews.models import Comment
from reviews.reading import assignments_of, median_load, reviews_for
from reviews.services import assignments, reviews
from reviews.services import discussion as talk
from reviews.services.bids import bidding_is_open
from reviews.services.errors import NotAllowed
from reviews.services.past_papers import joined, read_past_papers
from reviews.sets import apart_and_in_care
from reviews.tabs import show_tab
from reviews.to_do import discussions, waiting_for
from reviews.versions import own_versions
from submissions import files
from submissions.models import Submission


@require_safe
@committee_page
def mine(request: EditionRequest, workshop: Workshop) -> HttpResponse:
    rows = assignments_of(request.user, workshop)
    navigation.know_statuses(request, [row.status for row in rows])
    done = sum(row.is_done for row in rows)
    special = list(apart_and_in_care(request.user, workshop))
    apart = [paper.pk for paper in special if paper.is_apart]
    unread_threads = unread(workshop, request.user).get(request.user, []) if done else []
    news = {one.paper.number: one.count for one in unread_threads}
    waiting = (
        [] if rows or Role.MEMBER not in request.roles else waiting_for(request.user, workshop)
    )
    return render(
        request,
        "reviews/mine.html",
        {
            "rows": sorted(rows, key=lambda row: (row.is_done, row.number)),
            "done": done,
            "to_go": len(rows) - done,
            "due": workshop.schedule.of_person(request.user).get(DeadlineKind.REVIEW),
            "median": median_load(workshop, apart),
            "bidding": bidding_is_open(workshop, request.user),
            "news": news,
            "tasks": [*waiting, *discussions(workshop, news)],
            "conflicts": len(apart),
            "shepherded": [paper for paper in special if not paper.is_apart],
        },
    )


@require_safe
@committee_page
def paper(request: EditionRequest, workshop: Workshop, number: int) -> HttpResponse:
    paper, view = policy.paper_for_member(request.user, workshop, number, request.roles)
    return show_tab(
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
    return show_tab(
        request, paper, view, "review", form=form, base=base, due=due,
        versions=own_versions(view.own), **context,
    )  # fmt: skip


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
        text = SEE_BOTH if quiet else BOTH_SHOWN
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
@signed_in_page
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
    return show_tab(request, paper, view, "others", reviews=reviews_for(request.user, paper, view))


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
        anchor = ""
        try:
            if is_summary:
                text = summary.cleaned_data["summary"]
                talk.summarise(paper=paper, by=request.user, text=text)
            else:
                said = talk.comment(
                    paper=paper, by=request.user, text=form.cleaned_data["text"],
                    audience=Audience(form.cleaned_data["audience"]), mentions=form.mentioned(),
                )  # fmt: skip
                anchor = f"#comment-{said.public_id}"
        except NotAllowed:
            form.add_error(None, "The discussion has closed.")
        else:
            return redirect(f"{request.path}{anchor}")
    comments = list(policy.readable_comments(request.user, paper, view))
    talk.visit(paper=paper, user=request.user)
    return show_tab(
        request, paper, view, "discussion", form=form, summary_form=summary, summary=kept,
        comments=comments, new=_first_new(comments, request.user),
        due=workshop.schedule.get(DeadlineKind.DISCUSSION),
    )  # fmt: skip


def _first_new(comments: list[Any], reader: User) -> Comment | None:
    """The first comment that others wrote since this reader's last visit."""
    return next(
        (c for c in comments if c.writer != reader and c.seen_at and c.written_at > c.seen_at), None
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
def profile(request: EditionRequest, workshop: Workshop) -> HttpResponse:
    """What a member would like to read, knows, and can carry."""
    kept = workshop.reviewer_profiles.filter(user=request.user).first()
    form = ProfileForm(workshop, sent(request), instance=kept)
    if request.method == "POST" and form.is_valid():
        papers = read_past_papers(request.FILES.getlist("papers"))
        data = form.cleaned_data
        data["expertise"] = joined(data["expertise"], papers)
        assignments.save_profile(workshop=workshop, user=request.user, data=data)
        for name in papers.unread:
            messages.error(request, f"“{name}” could not be read. Paste its title and abstract.")
        read = f" {counted(len(papers.texts), 'paper')} read." if papers.texts else ""
        messages.success(request, f"Saved.{read} The next proposal counts with it.")
        if papers.unread:
            return redirect(request.path)
        return redirect("reviews:mine", workshop.slug)
    return render(request, "reviews/profile.html", {"form": form})
