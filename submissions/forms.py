from collections.abc import Iterator
from typing import Any

from django import forms
from django.http import QueryDict

from dtms_site.accounts.models import User
from dtms_site.web.forms import PickMany, whole_number
from dtms_site.workshops.models import Workshop
from submissions.models import Submission
from submissions.querysets import committee_of
from submissions.services.details import AuthorDetails, PaperDetails, details_of

LONGEST_ABSTRACT = 10_000


class AuthorForm(forms.Form):
    given_name = forms.CharField(max_length=80, required=False)
    family_name = forms.CharField(max_length=80, required=False)
    # Not an EmailField: a draft keeps an address as far as it was typed.
    email = forms.CharField(
        label="E-mail", max_length=254, required=False,
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
    )  # fmt: skip
    affiliation = forms.CharField(label="Institution", max_length=160, required=False)

    def is_blank(self) -> bool:
        return not any(self.cleaned_data.values())


class AuthorRows(forms.BaseFormSet[AuthorForm]):
    """Rows in the order of the paper. A row left blank is no author."""

    def details(self, contact: str) -> list[AuthorDetails]:
        return [
            AuthorDetails(
                given_name=row.cleaned_data["given_name"],
                family_name=row.cleaned_data["family_name"],
                email=row.cleaned_data["email"].lower(),
                affiliation=row.cleaned_data["affiliation"],
                is_contact=contact == str(place),
            )
            for place, row in enumerate(self.forms)
            if not row.is_blank()
        ]


AuthorFormSet: Any = forms.formset_factory(
    AuthorForm, formset=AuthorRows, extra=0, max_num=60, absolute_max=60
)


class DetailsForm(forms.Form):
    """The text of a paper. Lenient: what a submission must have, the policy says."""

    paper_type: Any = forms.ModelChoiceField(None, required=False, widget=forms.RadioSelect)
    title = forms.CharField(max_length=300, required=False)
    abstract = forms.CharField(
        max_length=LONGEST_ABSTRACT, required=False, widget=forms.Textarea(attrs={"rows": 8})
    )
    topics = PickMany(None, required=False, widget=forms.CheckboxSelectMultiple)
    conflicts = PickMany(None, required=False, widget=forms.CheckboxSelectMultiple)
    conflicts_confirmed = forms.BooleanField(required=False)

    def __init__(self, workshop: Workshop, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.declarations = list(workshop.declarations.all())
        fields: dict[str, Any] = self.fields
        fields["paper_type"].queryset = workshop.paper_types.all()
        fields["topics"].queryset = workshop.topics.all()
        fields["conflicts"].queryset = committee_of(workshop)
        for declaration in self.declarations:
            self.fields[f"declaration-{declaration.pk}"] = _declaration_field(declaration)

    def declaration_fields(self) -> Iterator[forms.BoundField]:
        for declaration in self.declarations:
            yield self[f"declaration-{declaration.pk}"]


def _declaration_field(declaration: Any) -> forms.Field:
    """Not required here: a draft may be without. `is_asked` says that the policy will ask."""
    field: forms.Field = forms.BooleanField(label=declaration.label, required=False)
    if declaration.kind == "text":
        field = forms.CharField(
            label=declaration.label, required=False, max_length=4000,
            widget=forms.Textarea(attrs={"rows": 2}),
        )  # fmt: skip
    field.is_asked = declaration.required  # type: ignore[attr-defined]
    return field


class PaperForm:
    """The whole submission form: text, authors and the version it was opened on."""

    def __init__(
        self, paper: Submission, data: QueryDict | None = None, kept: PaperDetails | None = None
    ) -> None:
        kept = kept or details_of(paper)
        self.paper = paper
        self.details = DetailsForm(paper.workshop, data, initial=_initial(kept))
        self.authors = AuthorFormSet(data, prefix="authors", initial=_initial_rows(kept))
        contacts = [str(n) for n, a in enumerate(kept.authors) if a.is_contact]
        self.contact = data.get("contact", "") if data is not None else next(iter(contacts), "0")
        self.base = whole_number(data.get("base", "")) if data is not None else paper.edit_version

    @classmethod
    def blank(cls, paper: Submission, author: User) -> "PaperForm":
        """For a draft that does not exist yet: its first author is who opens the form."""
        row = AuthorDetails(
            author.given_name, author.family_name, author.email, author.affiliation, True
        )
        return cls(paper, kept=PaperDetails(authors=[row]))

    def is_valid(self) -> bool:
        return all([self.details.is_valid(), self.authors.is_valid()])

    def typed(self) -> PaperDetails:
        data = self.details.cleaned_data
        return PaperDetails(
            paper_type_id=data["paper_type"].pk if data["paper_type"] else None,
            title=" ".join(data["title"].split()),
            abstract=data["abstract"].strip(),
            topic_ids=[topic.pk for topic in data["topics"]],
            authors=self.authors.details(self.contact),
            conflict_ids=[user.pk for user in data["conflicts"]],
            conflicts_confirmed=data["conflicts_confirmed"],
            answers={d.pk: data[f"declaration-{d.pk}"] for d in self.details.declarations},
        )


def _initial(kept: PaperDetails) -> dict[str, Any]:
    answers = {f"declaration-{pk}": value for pk, value in kept.answers.items()}
    return answers | {
        "paper_type": kept.paper_type_id,
        "title": kept.title,
        "abstract": kept.abstract,
        "topics": kept.topic_ids,
        "conflicts": kept.conflict_ids,
        "conflicts_confirmed": kept.conflicts_confirmed,
    }


def _initial_rows(kept: PaperDetails) -> list[dict[str, str]]:
    return [
        {
            "given_name": a.given_name, "family_name": a.family_name, "email": a.email,
            "affiliation": a.affiliation,
        }
        for a in kept.authors
    ]  # fmt: skip


class WithdrawForm(forms.Form):
    reason = forms.CharField(
        label="Why", required=False, max_length=1000, widget=forms.Textarea(attrs={"rows": 3})
    )
