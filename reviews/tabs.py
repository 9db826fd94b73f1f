"""One tab of a paper's page: PDF on the left, the tab on the right."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse

from dtms_site.workshops.doors import EditionRequest
from reviews.format_summary import format_summary
from reviews.policy import PaperView
from reviews.response_policy import sent_response
from submissions.models import Submission


def show_tab(
    request: EditionRequest, paper: Submission, view: PaperView, tab: str, **context: Any
) -> HttpResponse:
    knows_format = view.is_reviewer or view.handles
    base = {
        "format": format_summary(paper.current) if tab == "paper" and knows_format else None,
        "paper": paper, "view": view, "tab": tab, "own": view.own, "authors": paper.authors.all(),
        "response": sent_response(paper, view),
        "version": paper.current, "pdf_url": reverse("reviews:pdf", args=_place(paper)),
    }  # fmt: skip
    status = context.pop("status", 200)
    return render(request, f"reviews/{tab}.html", base | context, status=status)


def _place(paper: Submission) -> tuple[str, int]:
    return paper.workshop.slug, paper.number
