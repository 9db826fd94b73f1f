from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from dtms_site.web.access import Access, mark

TOPICS = frozenset({"accessibility", "privacy", "keyboard"})


@mark(Access.PUBLIC)
def about(request: HttpRequest, topic: str) -> HttpResponse:
    if topic not in TOPICS:
        raise Http404
    return render(request, f"web/about_{topic}.html")
