"""The review form, edited by the chairs, with what was asked before."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render

from dtms_site.web.forms import sent
from dtms_site.workshops.doors import EditionRequest, chair_page
from dtms_site.workshops.models import Workshop
from reviews.criterion_forms import CriterionRows
from reviews.forms import ReviewForm
from reviews.services.criteria import save_form


@chair_page
def review_form(request: EditionRequest, workshop: Workshop) -> HttpResponse:
    asked = workshop.criteria.asked()
    rows = CriterionRows(sent(request), instance=workshop, queryset=asked, prefix="criteria")
    if request.method == "POST" and rows.is_valid():
        save_form(workshop=workshop, by=request.user, rows=rows)
        messages.success(request, "Review form saved. What is answered keeps the old wording.")
        return redirect(request.get_full_path())
    types = list(workshop.paper_types.all())
    shown = next(
        (t for t in types if t.key == request.GET.get("type")), types[0] if types else None
    )
    questions = [c for c in asked if c.paper_type_id in {None, shown.pk if shown else None}]
    context = {
        "rows": rows, "retired": workshop.criteria.retired().order_by("-retired_at"),
        "types": types, "shown": shown, "form": ReviewForm(questions),
    }  # fmt: skip
    status = 422 if request.method == "POST" else 200
    return render(request, "chair/review_form.html", context, status=status)
