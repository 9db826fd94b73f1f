"""The outbox as chairs see it: every mail of the edition, with the reason it exists.

Mail about a paper that the chair is conflicted with is not there, nor in any count. Nor is mail
that lists papers, for a chair with any conflict, but what they wrote themselves: a list that is
missing would tell who reviews as much as one that is shown.
"""

from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Count
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from dtms_site import clock
from dtms_site.mail import catalogue
from dtms_site.mail import services as mail
from dtms_site.mail.enums import MailState
from dtms_site.web.forms import typed, whole_number
from dtms_site.web.text import counted
from dtms_site.workshops.doors import EditionRequest, chair_page
from dtms_site.workshops.models import Workshop
from reviews.mail_policy import mail_for

WAITING = [MailState.HELD, MailState.QUEUED]


@require_safe
@chair_page
def outbox(request: EditionRequest, workshop: Workshop) -> HttpResponse:
    rows = mail_for(request.user, workshop)
    counts = dict(rows.order_by().values_list("state").annotate(n=Count("pk")))
    state = request.GET.get("state", "")
    shown = rows.filter(state=state) if state in MailState else rows
    words = request.GET.get("q", "").replace("\x00", "").strip()[:100]
    shown = shown.mentioning(words) if words else shown
    page = Paginator(shown.newest_first(), 100).get_page(request.GET.get("page"))
    waiting = _waiting(rows, MailState.QUEUED)
    return render(
        request,
        "chair/mail.html",
        {
            "page": page,
            "state": state,
            "total": sum(counts.values()),
            "counts": [(s, counts[s]) for s in MailState if s in counts],
            "q": words,
            "query": urlencode({"state": state, "q": words}) + "&",
            "held": rows.filter(state=MailState.HELD).count(),
            "waiting": waiting.count(),
            "leaves": waiting.order_by("not_before").first(),
        },
    )


@require_safe
@chair_page
def message(request: EditionRequest, workshop: Workshop, public_id: str) -> HttpResponse:
    row = get_object_or_404(mail_for(request.user, workshop), public_id=public_id)
    secret = catalogue.kind_of(row.kind).secret
    return render(request, "chair/mail_message.html", {"row": row, "secret": secret})


@require_POST
@chair_page
def act(request: EditionRequest, workshop: Workshop) -> HttpResponse:
    """Send what waits now, stop it, or send one mail again. Many leave by their number typed."""
    rows = mail_for(request.user, workshop)
    if chosen := typed(request, "message", longest=40):
        rows = rows.filter(public_id=chosen)
    waiting = _waiting(rows, typed(request, "which", longest=10))
    total = waiting.count()
    if "stop" in request.POST:
        messages.success(request, f"{counted(mail.cancel(waiting), 'mail')} stopped.")
    elif "send" in request.POST and not chosen and total != _typed_count(request):
        messages.error(request, f"Nothing left. Type {total}, the number of mails that wait.")
    elif "send" in request.POST:
        messages.success(request, f"On their way: {counted(mail.send_now(waiting), 'mail')}.")
    elif "again" in request.POST and chosen:
        mail.resend(get_object_or_404(rows))
        messages.success(request, "It is on its way again.")
    return redirect("chair:mail", workshop.slug)


def _waiting(rows: Any, which: str) -> Any:
    """What can still be stopped: held, or queued and not due yet, or both."""
    if which == MailState.HELD:
        return rows.filter(state=MailState.HELD)
    if which == MailState.QUEUED:
        return rows.filter(state=MailState.QUEUED, not_before__gt=clock.now())
    return rows.filter(state__in=WAITING)


def _typed_count(request: EditionRequest) -> int:
    return whole_number(typed(request, "count", longest=9))
