"""The pages of statistics: a chair's own, and the one for everybody once all is decided."""

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from dtms_site.workshops.doors import EditionRequest, chair_page, public_page
from dtms_site.workshops.models import Workshop
from reviews.statistics import figures, policy


@require_safe
@chair_page
def of_chair(request: EditionRequest, workshop: Workshop) -> HttpResponse:
    context = {
        "figures": figures.for_chair(request.user, workshop),
        "is_published": policy.are_published(workshop),
    }
    return render(request, "statistics/chair.html", context)


@require_safe
@public_page
def published(request: EditionRequest, workshop: Workshop) -> HttpResponse:
    if not policy.are_published(workshop):
        raise Http404
    context = {"workshop": workshop, "figures": figures.published(workshop)}
    return render(request, "statistics/published.html", context)
