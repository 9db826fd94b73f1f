"""How much each member takes, what they know, and who counts as senior."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render

from dtms_site.web.forms import sent
from dtms_site.workshops.doors import EditionRequest, chair_page
from dtms_site.workshops.models import Workshop
from reviews.forms import LimitForm
from reviews.models import ReviewerProfile
from reviews.services.assignments import save_limits


@chair_page
def limits(request: EditionRequest, workshop: Workshop) -> HttpResponse:
    told = workshop.reviewer_profiles.prefetch_related("topics")
    profiles = {profile.user_id: profile for profile in told}
    members = workshop.memberships.members().select_related("user").order_by("user__family_name")
    rows = [
        (m.user, profiles.get(m.user_id), _form(request, m.user_id, profiles.get(m.user_id)))
        for m in members
    ]
    if request.method == "POST" and all(form.is_valid() for _, _, form in rows):
        chosen = {
            user: (form.cleaned_data["most_papers"], form.cleaned_data["is_senior"])
            for user, _, form in rows if form.has_changed()
        }  # fmt: skip
        save_limits(workshop=workshop, by=request.user, limits=chosen)
        messages.success(request, "Limits saved. The next proposal obeys them.")
        return redirect("chair:limits", workshop.slug)
    status = 422 if request.method == "POST" else 200
    return render(request, "chair/limits.html", {"rows": rows}, status=status)


def _form(request: EditionRequest, member: int, profile: ReviewerProfile | None) -> LimitForm:
    initial = {
        "most_papers": profile.most_papers if profile else None,
        "is_senior": profile.is_senior if profile else False,
    }
    return LimitForm(sent(request), prefix=f"m{member}", initial=initial)
