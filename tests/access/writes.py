"""How each write of the matrix is tried: by a real form, and undone. What counts is what changed."""

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.urls import reverse

from dtms_site.accounts.models import User
from dtms_site.workshops.models import CommitteeMembership, Workshop
from dtms_site.workshops.schedule_forms import ScheduleForm
from reviews.models import Assignment, AuthorResponse, Comment, Decision, Review
from reviews.services.reviews import criteria_for
from submissions.models import PaperVersion, Submission
from tests.access import helpers
from tests.access.actors import HELPERS
from tests.access.matrix import Ask
from tests.access.resolver import address
from tests.access.visits import Visits
from tests.access.world import ANSWERING, TITLE, person
from tests.editions import TINY_PDF, pdf
from tests.people import make_person


def tried(
    visits: Visits, actor: str, name: str, data: dict[str, Any], state: Callable[[], Any],
    path: str = "",
) -> str:  # fmt: skip
    """200 when the state changed, 404 or sign-in as answered, else 403."""
    with visits.trial():
        before = state()
        response = visits.clients[actor].post(path or address(name, visits.edition), data)
        changed = state() != before
    if changed:
        return "200"
    if response.status_code == 404 or _asks_to_sign_in(response):
        return "404" if response.status_code == 404 else "302L"
    assert response.status_code < 500
    return "403"


def _asks_to_sign_in(response: Any) -> bool:
    return response.status_code == 302 and "/accounts/login/" in response["Location"]


def upload(visits: Visits, actor: str) -> str:
    """By the authors' form; a chair may open the form in their stead."""
    if visits.opens(actor, "chair:edit-on-behalf"):
        return "200"
    data = {"pdf": pdf(TINY_PDF + b"% another")}
    return tried(visits, actor, "submissions:upload", data, PaperVersion.objects.count)


def _paper(visits: Visits) -> Submission:
    return Submission.objects.get(pk=visits.edition.paper.pk)


def withdraw(visits: Visits, actor: str) -> str:
    """By the authors' form, or by that of a chair in their stead."""
    data = {"reason": "Found an error."}
    in_their_stead = visits.opens(actor, "chair:withdraw")
    name = "chair:withdraw" if in_their_stead else "submissions:withdraw"
    return tried(visits, actor, name, data, lambda: _paper(visits).status)


def assign(visits: Visits, actor: str) -> str:
    data = {"reviewer": make_person("nina_unassigned").pk}
    return tried(visits, actor, "chair:assign", data, Assignment.objects.count)


def write_review(visits: Visits, actor: str) -> str:
    """Sent again in full, based on what was sent before."""
    if actor in HELPERS:
        return helpers.write(visits, actor)
    paper = visits.edition.paper
    own = Review.objects.filter(assignment__submission=paper, assignment__reviewer=person(actor))
    data = {f"q-{c.key}": "1" for c in criteria_for(paper)}
    data |= {"send": "yes", "base": str(getattr(own.first(), "edit_version", 0))}

    def state() -> list[Any]:
        return list(Review.objects.filter(assignment__submission=paper).values_list("edit_version"))

    return tried(visits, actor, "reviews:review", data, state)


def respond(visits: Visits, actor: str) -> str:
    """In the hours that authors have for it, which begin after phase D is looked at."""
    moment = visits.edition.at
    if visits.phase == "D":
        visits.edition.at = ANSWERING
    data = {"q-response": "In metres.", "base": "0", "send": "yes"}
    answers = AuthorResponse.objects.filter(submission=visits.edition.paper)
    seen = tried(visits, actor, "reviews:respond", data, lambda: list(answers.values()))
    visits.edition.at = moment
    return seen


def comment(visits: Visits, actor: str) -> str:
    data = {"text": "Hm.", "audience": "reviewers"}
    return tried(visits, actor, "reviews:discussion", data, Comment.objects.count)


def decide(visits: Visits, actor: str) -> str:
    data = {"outcome": "reject", "reason": "No.", "conditions": "", "shepherd": ""}
    name = "chair:change-decision" if visits.edition.is_since("X") else "chair:decide"
    return tried(visits, actor, name, data, Decision.objects.count)


def release(visits: Visits, actor: str) -> str:
    """With the number that the page names. 200o when decisions go, and that on paper 1 does not."""
    named = re.search(r"Release (\d+) decision", visits.get(actor, "chair:release").text)
    decisions = Decision.objects.filter(submission__workshop=visits.edition.workshop)
    went: set[int] = set()

    def state() -> frozenset[int]:
        went.update(decisions.released().values_list("submission__number", flat=True))
        return frozenset(went)

    data = {"count": named[1] if named else "0"}
    seen = tried(visits, actor, "chair:release", data, state)
    return "200o" if seen == "200" and 1 not in went else seen


def lift_conflict(visits: Visits, actor: str) -> str:
    """One's own on the page that lists them; that of another member on a chair's page."""
    if visits.opens(actor, "chair:paper"):
        return _lift_another(visits, actor)
    data = {"paper": visits.edition.paper.number, "take_back": "yes"}
    binding = visits.edition.paper.conflicts.binding
    seen = tried(visits, actor, "reviews:conflicts", data, lambda: binding().count())
    return "404|403" if seen == "403" else seen  # the page is there, such a button is not


def _lift_another(visits: Visits, actor: str) -> str:
    paper, conflicted = visits.edition.paper, make_person("kim_conflicted")
    path = reverse("chair:lift-conflict", args=[visits.edition.workshop.slug, 1, conflicted.pk])
    kept = paper.conflicts.binding().filter(user=conflicted)
    return tried(visits, actor, "", {"reason": "Another Kim."}, kept.exists, path)


def set_dates(visits: Visits, actor: str) -> str:
    """The form as the page has it, with the opening a day earlier."""
    workshop = visits.edition.workshop
    form = ScheduleForm(Workshop.objects.get(pk=workshop.pk))
    fields = [field for part in (form.opening, *form.rows) for field in part]
    data = {f.html_name: str(f.value()) for f in fields if f.value() not in (None, False, "")}
    data["opens"] = str(form.opening["opens"].value() - timedelta(days=1))
    return tried(
        visits, actor, "workshops:deadlines", data,
        lambda: Workshop.objects.get(pk=workshop.pk).opens_at,
    )  # fmt: skip


def correct_title(visits: Visits, actor: str) -> str:
    data = {"title": f"{TITLE}, Mended"}
    return tried(visits, actor, "program:retitle", data, lambda: _paper(visits).title)


def assign_fields(visits: Visits, actor: str) -> str:
    """Fields that no form has, sent along with those that it has."""
    more = {"is_staff": "on", "is_superuser": "on", "role": "chair", "status": "accepted",
            "email": "other@evil.example", "submitted_at": "2020-01-01"}  # fmt: skip
    data = {"given_name": "A", "family_name": "B", "time_zone": "", **more}

    def state() -> Any:
        roles = list(CommitteeMembership.objects.order_by("pk").values_list("role", "user"))
        rights = list(User.objects.order_by("pk").values_list("is_staff", "is_superuser", "email"))
        return roles, rights, _paper(visits).status

    seen = tried(visits, actor, "profile", data, state)
    return {"403": "IGNORED"}.get(seen, seen)


def look_as_another(visits: Visits, actor: str) -> str:
    """Nobody looks at an edition that is meant as somebody else; a rehearsal has people for it."""
    client = visits.clients[actor]

    def acting() -> list[str]:
        return [key for key, _ in client.session.items() if key.startswith("acting-in-")]

    return tried(visits, actor, "rehearsal:look", {"person": visits.edition.ids["todo"]}, acting)


def write_to_authors(visits: Visits, actor: str) -> str:
    """A letter about paper 1 as it is shown before it is held."""
    data = {"group": "contacts", "numbers": "1", "subject": "News", "body": "Dear {name}"}
    with visits.trial():
        answer = visits.clients[actor].post(address("chair:write", visits.edition), data)
    if answer.status_code != 200:
        return "302L" if _asks_to_sign_in(answer) else "404"
    return "200" if make_person("ada_author").email in answer.content.decode() else "200r"


WRITES: dict[str, Ask] = {
    "W01": upload,
    "W02": withdraw,
    "W03": assign,
    "W04": write_review,
    "W06": comment,
    "W07": respond,
    "W08": decide,
    "W09": release,
    "W10": lift_conflict,
    "W12": look_as_another,
    "W13": set_dates,
    "W14": write_to_authors,
    "W15": correct_title,
    "W18": assign_fields,
}
