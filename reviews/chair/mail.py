"""The outbox as chairs see it: every mail of the edition, with the reason it exists.

Mail about a paper that the chair is conflicted with is not there, nor in any count.
"""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Count, Exists, Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_POST

from dtms_site.accounts.models import User
from dtms_site.mail import catalogue
from dtms_site.mail import services as mail
from dtms_site.mail.enums import MailState
from dtms_site.mail.models import OutboxMessage
from dtms_site.workshops.doors import EditionRequest, chair_page
from dtms_site.workshops.models import Workshop

# Mails that name all papers of a reviewer. A chair with a conflict sees those they wrote, and none
# of the others.
LISTS_OF_PAPERS = ["review.assigned", "review.reminder", "review.overdue", "review.nudge"]
WAITING = [MailState.HELD, MailState.QUEUED]


def mail_for(chair: Any, workshop: Workshop) -> Any:
    """The edition's mail less what concerns papers this chair is conflicted with."""
    conflicted = workshop.submissions.conflicted_with(chair).values("pk")
    rows = OutboxMessage.objects.of(workshop)
    of_papers = rows.filter(about="submissions.Submission", about_id__in=conflicted)
    # Who gets such a mail, or gets none, would tell who reviews the paper.
    own = Q(about=User._meta.label, about_id=chair.pk)
    of_lists = rows.filter(Exists(conflicted), ~own, kind__in=LISTS_OF_PAPERS)
    return rows.exclude(pk__in=of_papers.values("pk")).exclude(pk__in=of_lists.values("pk"))


@require_GET
@chair_page
def outbox(request: EditionRequest, workshop: Workshop) -> HttpResponse:
    rows = mail_for(request.user, workshop)
    counts = dict(rows.order_by().values_list("state").annotate(n=Count("pk")))
    state = request.GET.get("state", "")
    shown = rows.filter(state=state) if state in MailState else rows
    page = Paginator(shown.newest_first(), 100).get_page(request.GET.get("page"))
    waiting = rows.filter(state=MailState.QUEUED, not_before__gt=workshop.now())
    return render(
        request,
        "chair/mail.html",
        {
            "page": page,
            "state": state,
            "total": sum(counts.values()),
            "counts": [(s, counts[s]) for s in MailState if s in counts],
            "waiting": waiting.count(),
            "leaves": waiting.order_by("not_before").first(),
        },
    )


@require_GET
@chair_page
def message(request: EditionRequest, workshop: Workshop, pk: int) -> HttpResponse:
    row = get_object_or_404(mail_for(request.user, workshop), pk=pk)
    secret = catalogue.kind_of(row.kind).secret
    return render(request, "chair/mail_message.html", {"row": row, "secret": secret})


@require_POST
@chair_page
def act(request: EditionRequest, workshop: Workshop) -> HttpResponse:
    """Send what waits now, stop it, or send one mail again."""
    rows = mail_for(request.user, workshop)
    if pk := request.POST.get("message", ""):
        rows = rows.filter(pk=int(pk) if pk.isdecimal() else 0)
    waiting = rows.filter(state__in=WAITING)
    if "stop" in request.POST:
        messages.success(request, f"{mail.cancel(waiting)} mails stopped.")
    elif "send" in request.POST:
        messages.success(request, f"{mail.send_now(waiting)} mails are leaving.")
    elif "again" in request.POST and pk:
        mail.resend(get_object_or_404(rows))
        messages.success(request, "It is on its way again.")
    return redirect("chair:mail", workshop.slug)
