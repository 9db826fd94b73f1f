"""Where chairs give the mails of their edition words of their own."""

import itertools
from dataclasses import dataclass

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render

from dtms_site.mail import catalogue, letters, texts
from dtms_site.mail.models import MailText
from dtms_site.web.forms import sent
from dtms_site.workshops import mail_readers
from dtms_site.workshops.doors import EditionRequest, chair_page
from dtms_site.workshops.forms import MailTextForm
from dtms_site.workshops.models import Workshop
from dtms_site.workshops.services import recipient

# By the first word of the key, in the order in which an edition passes them.
PHASES = {
    "deadline": "Dates",
    "digest": "Dates",
    "committee": "Committee",
    "submission": "Call for papers",
    "bidding": "Reviews",
    "review": "Reviews",
    "external": "Reviews",
    "discussion": "Reviews",
    "meeting": "Reviews",
    "response": "Decisions",
    "decision": "Decisions",
    "shepherd": "Decisions",
    "conditions": "Decisions",
    "camera_ready": "Final versions",
    "rights": "Final versions",
    "programme": "Programme",
    "presenter": "Programme",
    "chair": "Chairs",
    "retention": "Chairs",
}


@dataclass(frozen=True)
class Row:
    """A mail on the list, with sample values, and the edition's own change, if any."""

    kind: catalogue.MailKind
    subject: str
    why: str
    own: MailText | None


@chair_page
def mail_texts(request: EditionRequest, workshop: Workshop) -> HttpResponse:
    changed = texts.changed_in(workshop)
    rows = [_row(request, kind, changed.get(kind.key)) for kind in _kinds()]
    groups = itertools.groupby(rows, key=lambda row: _phase(row.kind))
    phases = [(phase, list(found)) for phase, found in groups]
    return render(request, "workshops/mail_texts.html", {"phases": phases})


@chair_page
def mail_text(request: EditionRequest, workshop: Workshop, kind: str) -> HttpResponse:
    """The editor. What htmx sends while somebody types is answered with the preview alone."""
    found = next((k for k in _kinds() if k.key == kind), None)
    if found is None:
        raise Http404
    last = texts.newest(kind, workshop)
    words = texts.words_in(last, kind)
    start = {"subject": words[0], "body": words[1], "base": last.pk if last else 0}
    form = MailTextForm(found, sent(request), initial=start)
    if request.headers.get("HX-Request"):
        shown = {"form": form, **_preview(request, form, words)}
        return render(request, "workshops/_mail_preview.html", shown)
    saves = request.method == "POST" and "preview" not in request.POST
    if saves and _took(request, form):
        return redirect("workshops:mail-text", workshop.slug, kind)
    context = {
        "kind": found,
        "now": _row(request, found, last),
        "form": form,
        "allowed": sorted(found.allowed),
        "needed": catalogue.needed(kind),
        **_preview(request, form, words),
        "history": texts.history(kind, workshop),
    }
    status = 422 if form.errors else 200
    return render(request, "workshops/mail_text.html", context, status=status)


def _took(request: EditionRequest, form: MailTextForm) -> bool:
    """Save or reset as asked. False when the form needs a second look."""
    key, edition = form.kind.key, request.workshop
    if "reset" in request.POST:
        texts.reset(key=key, edition=edition, by=request.user)
        messages.success(request, "The shipped text is back.")
        return True
    if not form.is_valid():
        return False
    given = form.cleaned_data
    try:
        texts.change(key=key, edition=edition, by=request.user, subject=given["subject"],
                     body=given["body"], based_on=given["base"])  # fmt: skip
    except texts.TextClash as clash:
        form.add_error(None, f"{clash} changed this text while you were writing. See below.")
        return False
    messages.success(request, "Saved. The next mail of this kind has these words.")
    return True


def _kinds() -> list[catalogue.MailKind]:
    """The mails of an edition, by phase. Those about accounts are the site's own."""
    order = list(PHASES)
    found = [kind for kind in catalogue.kinds() if kind.key.partition(".")[0] in PHASES]
    return sorted(found, key=lambda kind: order.index(kind.key.partition(".")[0]))


def _phase(kind: catalogue.MailKind) -> str:
    return PHASES[kind.key.partition(".")[0]]


def _sample(request: EditionRequest, kind: catalogue.MailKind) -> mail_readers.View:
    """As if the mail went to this chair, about something made up."""
    return mail_readers.sample_for(request.workshop, recipient(request.user), kind)


def _row(request: EditionRequest, kind: catalogue.MailKind, last: MailText | None) -> Row:
    values = _sample(request, kind).values
    subject, _ = texts.words_in(last, kind.key)
    own = last if last and not last.is_shipped else None
    return Row(kind, catalogue.fill(subject, values), catalogue.fill(kind.why, values), own)


def _preview(
    request: EditionRequest, form: MailTextForm, words: tuple[str, str]
) -> dict[str, object]:
    """What the person who was looked for would get of these words; no letter while these do not do.

    Without anybody, or where nobody fits, it is the chair, with sample values.
    """
    text = ""
    if form.is_bound:
        if not form.is_valid():
            return {"letter": None}
        given = form.cleaned_data
        words, text = (given["subject"], given["body"]), given["reader"].strip()
    reader, problem = _looked_for(request, form.kind, text) if text else (None, "")
    view = _sample(request, form.kind)
    if reader is not None:
        view = mail_readers.view_for(request.workshop, reader, form.kind, "\n".join(words))
    prefix = request.workshop.mail_prefix
    letter = letters.set_in(words, form.kind.key, view.values, prefix=prefix)
    return {
        "letter": letter, "to": view.to.email, "view": view, "problem": problem,
        "is_real": reader is not None, "made_up": catalogue.in_braces(view.made_up),
    }  # fmt: skip


def _looked_for(
    request: EditionRequest, kind: catalogue.MailKind, text: str
) -> tuple[mail_readers.Reader | None, str]:
    """The person these words fit, or why there is none: hidden and unknown answer alike."""
    try:
        reader = mail_readers.find(request.workshop, request.user, kind, text)
    except mail_readers.HiddenFromYou as why:
        return None, str(why)
    return reader, "" if reader else f"You can read this mail as nobody like “{text}”."
