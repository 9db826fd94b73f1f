"""The submission form as a page: shown, saved as it is typed, submitted, and kept on a clash."""

from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.http import HttpResponseBase, JsonResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.urls import reverse

from dtms_site.workshops.doors import EditionRequest
from dtms_site.workshops.enums import DeadlineKind
from submissions import files, policy
from submissions.forms import PaperForm
from submissions.models import Submission
from submissions.offers import offer_from
from submissions.querysets import committee_of
from submissions.services import details, lifecycle, versions
from submissions.services.errors import Closed, NotReady
from submissions.suggestions import conflict_hints


class FormPage:
    """The form in an author's hands."""

    as_chair = False
    edit_url_name = "submissions:edit"

    def __init__(self, request: EditionRequest, paper: Submission) -> None:
        self.request, self.paper = request, paper
        self.workshop = request.workshop
        paper.workshop = request.workshop

    @classmethod
    def for_new_paper(cls, request: EditionRequest) -> "FormPage":
        """The form of a draft that does not exist yet."""
        return cls(request, Submission(workshop=request.workshop))

    def show(
        self,
        form: PaperForm | None = None,
        *,
        status: int = 200,
        lacks: Sequence[policy.Lack] = (),
        **more: Any,
    ) -> HttpResponseBase:
        form = form or self._opened_form()
        context = {
            "paper": self.paper,
            "form": form,
            "left": policy.lacks(self.paper) if self.paper.pk else [],
            "lacks": {lack.field: lack.text for lack in lacks},
            "versions": self.paper.versions.for_review().newest_first() if self.paper.pk else [],
            "people": self._people(form),
            "due": self._due(),
            "in_grace": self.paper.dates.in_grace(DeadlineKind.SUBMISSION),
            "save_url": self._save_url(),
            "upload_url": self._upload_url(),
            **more,
        }
        return render(self.request, "submissions/form.html", context, status=status)

    def _opened_form(self) -> PaperForm:
        if self.paper.pk:
            return PaperForm(self.paper)
        return PaperForm.blank(self.paper, self.request.user)

    def _due(self) -> Any:
        return self.paper.dates.get(DeadlineKind.SUBMISSION)

    def _save_url(self) -> str:
        if not self.paper.pk:
            return self.request.path
        return reverse(self.edit_url_name, args=[self.workshop.slug, self.paper.number])

    def _upload_url(self) -> str:
        """Where the page's script sends a dropped file; empty while there is no draft."""
        if not self.paper.pk or self.as_chair:
            return ""
        return reverse("submissions:upload", args=[self.workshop.slug, self.paper.number])

    def _done(self) -> str:
        return self.paper.get_absolute_url()

    def _people(self, form: PaperForm) -> list[dict[str, Any]]:
        """The committee with what was ticked and what we think, suggestions first."""
        committee = list(committee_of(self.workshop))
        authors = list(self.paper.authors.all()) if self.paper.pk else []
        hints = conflict_hints(authors, committee)
        ticked = {str(value) for value in form.details["conflicts"].value() or []}
        mine = {author.user_id for author in authors if author.user_id}
        people = [
            {"user": user, "hint": hints.get(user.pk, ""), "ticked": str(user.pk) in ticked}
            for user in committee
            if user.pk not in mine
        ]
        return sorted(people, key=lambda p: (not p["hint"], not p["ticked"]))

    def save(self) -> HttpResponseBase:
        """Keep what was typed; then, if that was the button, submit."""
        form = PaperForm(self.paper, self.request.POST)
        if not form.is_valid():
            return self._answer(form, status=422)
        # A form that was opened before the draft existed is based on its first state.
        based_on = form.base or self.paper.edit_version
        try:
            self.paper = details.save_details(
                paper=self.paper,
                by=self.request.user,
                details=form.typed(),
                based_on=based_on,
                as_chair=self.as_chair,
            )
            self._take_file()
        except details.EditedMeanwhile as clash:
            return self._clash(form, clash.paper)
        except NotReady as found:
            return self._answer(form, status=422, lacks=found.lacks)
        except Closed:
            return self.closed()
        except files.UnusableFile as why:
            return self._answer(
                PaperForm(self.paper), status=422, lacks=[policy.Lack("pdf", str(why))]
            )
        if "submit" in self.request.POST:
            return self._submit()
        if self._is_quiet:
            return JsonResponse(self.state())
        messages.success(self.request, "Draft kept." if self.paper.is_draft else "Changes saved.")
        return redirect(self._done())

    def _take_file(self) -> None:
        chosen = files.chosen_file(self.request, "pdf")
        if chosen is None:
            return
        stored = files.store(chosen, largest_mb=self.workshop.max_upload_mb)
        versions.add_version(
            paper=self.paper, by=self.request.user, stored=stored, as_chair=self.as_chair
        )
        self.paper.__dict__.pop("current", None)
        offer = offer_from(self.paper)
        details.fill_blanks(
            paper=self.paper, by=self.request.user, offer=offer, as_chair=self.as_chair
        )

    def _submit(self) -> HttpResponseBase:
        try:
            lifecycle.submit(paper=self.paper, by=self.request.user, as_chair=self.as_chair)
        except NotReady as found:
            return self._answer(PaperForm(self.paper), status=422, lacks=found.lacks)
        except Closed:
            return self.closed()
        if self._is_quiet:
            return JsonResponse({"go": self._done()})
        return redirect(self._done())

    @property
    def _is_quiet(self) -> bool:
        """Asked for by the page's own script, which wants data and no page."""
        return not self.request.accepts("text/html")

    def _answer(self, form: PaperForm, *, status: int, lacks: Any = ()) -> HttpResponseBase:
        if self._is_quiet:
            errors = [lack.text for lack in lacks] or _errors(form)
            return JsonResponse({"error": " ".join(errors)}, status=status)
        return self.show(form, status=status, lacks=list(lacks))

    def _clash(self, form: PaperForm, theirs: Submission) -> HttpResponseBase:
        """Somebody saved meanwhile: both texts on one page, and nothing lost."""
        who = str(theirs.edited_by or "Somebody")
        if self._is_quiet:
            return JsonResponse({"clash": f"{who} changed this paper meanwhile."}, status=409)
        form.base = theirs.edit_version
        other = details.details_of(theirs)
        return self.show(
            form, status=409, clash={"who": who, "theirs": other, "mine": form.typed().authors}
        )

    def closed(self) -> HttpResponseBase:
        if self._is_quiet:
            return JsonResponse({"error": "The deadline has passed."}, status=403)
        context = {"due": self._due(), "paper": self.paper}
        return render(self.request, "submissions/closed.html", context, status=403)

    def state(self) -> dict[str, Any]:
        """What the page's script needs to go on: where to save, on what base, what is left."""
        left = policy.lacks(self.paper)
        context = {"left": left, "paper": self.paper, "saved_at": self.workshop.now()}
        return {
            "base": self.paper.edit_version,
            "save_url": self._save_url(),
            "upload_url": self._upload_url(),
            "bar": render_to_string("submissions/_left.html", context, self.request),
        }

    def after_upload(self) -> dict[str, Any]:
        """The receipt, at once: what page 1 says is asked for apart."""
        self.paper.__dict__.pop("current", None)
        file = render_to_string(
            "submissions/_file.html", {"paper": self.paper, "version": self.paper.current},
            self.request,
        )  # fmt: skip
        return self.state() | {"file": file, "offer_url": self._offer_url(), "go": self._go()}

    def _offer_url(self) -> str:
        """Where the first page's words can be had, while the form still lacks them."""
        if not self.paper.is_draft or (self.paper.title and self.paper.abstract):
            return ""
        return reverse("submissions:offer", args=[self.workshop.slug, self.paper.number])

    def _go(self) -> str:
        """A submitted paper's page shows the verdict; a draft's form stays open."""
        return "" if self.paper.is_draft else self.paper.get_absolute_url()


class ChairFormPage(FormPage):
    """The form in the hands of a chair who helps an author, also after the deadline."""

    as_chair = True
    edit_url_name = "chair:edit-on-behalf"

    def _done(self) -> str:
        if self.paper.is_draft:
            return self._save_url()
        return reverse("chair:paper", args=[self.workshop.slug, self.paper.number])


def _errors(form: PaperForm) -> list[str]:
    found = [str(e) for errors in form.details.errors.values() for e in errors]
    rows = [str(e) for row in form.authors.errors for errors in row.values() for e in errors]
    return found + rows + [str(e) for e in form.authors.non_form_errors()]
