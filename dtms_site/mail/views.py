"""Where somebody stops a kind of mail that they may do without: from the link in the mail."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt

from dtms_site.mail import catalogue, optional
from dtms_site.web import errors
from dtms_site.web.access import Access, mark


@csrf_exempt
@never_cache
@mark(Access.PUBLIC)
def unsubscribe(request: HttpRequest, token: str) -> HttpResponse:
    """The signed link is the right to do it: mail programs post to it without having been here."""
    found = optional.read_token(token)
    if found is None:
        return errors.not_found(request, Http404())
    kind, email = found
    if request.method == "POST" and "again" in request.POST:
        optional.want_again(kind=kind, email=email)
    elif request.method == "POST":
        optional.refuse(kind=kind, email=email)
    context = {
        "email": email,
        "what": catalogue.kind_of(kind).optional,
        "is_stopped": optional.is_refused(kind, email),
    }
    return render(request, "mail/unsubscribe.html", context)
