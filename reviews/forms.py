from collections.abc import Iterable
from typing import Any

from django import forms
from django.http import QueryDict

from dtms_site.accounts.models import User
from dtms_site.web.forms import PickMany
from dtms_site.workshops.models import Topic, Workshop
from reviews.enums import (
    AFTER_REVIEW,
    Advice,
    Audience,
    CriterionKind,
    DeclineReason,
    DeskReason,
    Outcome,
)
from reviews.models import AssignmentRules, InstitutionNames, ReviewCriterion, ReviewerProfile
from reviews.services.reviews import Answers

LONGEST_TEXT = 40_000
# When a review was saved in two windows: told to the page's script, and on the page itself.
SEE_BOTH = "This review was saved in another window. Press Save to see both texts; none is lost."
BOTH_SHOWN = (
    "This review was saved in another window. What stands there is shown below yours; Save keeps "
    "yours."
)
COMMENT_AUDIENCES = (Audience.REVIEWERS, Audience.CHAIRS)


class ReviewForm(forms.Form):
    """The edition's questions for one type of paper."""

    def __init__(
        self, criteria: list[ReviewCriterion], data: QueryDict | None = None,
        kept: Answers | None = None,
    ) -> None:  # fmt: skip
        self.criteria = criteria
        super().__init__(data, initial=_initial(criteria, kept or Answers()))
        for criterion in criteria:
            self.fields[name_of(criterion)] = _field(criterion)

    def answers(self) -> Answers:
        scores, texts = {}, {}
        for criterion in self.criteria:
            value = self.cleaned_data.get(name_of(criterion))
            if value in (None, ""):
                continue
            if criterion.kind == CriterionKind.SCORE:
                scores[criterion.pk] = int(value)
            else:
                texts[criterion.pk] = value
        return Answers(scores, texts)

    def questions(self) -> list[tuple[ReviewCriterion, forms.BoundField]]:
        return [(criterion, self[name_of(criterion)]) for criterion in self.criteria]


def name_of(criterion: ReviewCriterion) -> str:
    return f"q-{criterion.key}"


def _field(criterion: ReviewCriterion) -> forms.Field:
    if criterion.kind == CriterionKind.SCORE:
        return forms.ChoiceField(
            label=criterion.label, help_text=criterion.hint, required=False,
            choices=criterion.choices, widget=forms.RadioSelect,
        )  # fmt: skip
    return forms.CharField(
        label=criterion.label, help_text=criterion.hint, required=False, max_length=LONGEST_TEXT,
        widget=forms.Textarea(attrs={"rows": 4}),
    )  # fmt: skip


def _initial(criteria: list[ReviewCriterion], kept: Answers) -> dict[str, Any]:
    given = {**kept.scores, **kept.texts}
    return {name_of(c): given[c.pk] for c in criteria if c.pk in given}


class CommentForm(forms.Form):
    text = forms.CharField(
        label="Your comment",
        max_length=LONGEST_TEXT,
        widget=forms.Textarea(attrs={"rows": 4, "data-reply": ""}),
    )
    audience = forms.ChoiceField(
        label="Who reads it", choices=[(a.value, a.label) for a in COMMENT_AUDIENCES],
        initial=Audience.REVIEWERS, widget=forms.RadioSelect,
    )  # fmt: skip
    mentions = forms.TypedMultipleChoiceField(
        label="Mention", coerce=int, required=False, widget=forms.CheckboxSelectMultiple,
        help_text="They get a mail at once, if they may read it. The others find it in their daily "
        "mail.",
    )  # fmt: skip

    def __init__(self, readers: Iterable[User], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._readers = {person.pk: person for person in readers}
        fields: dict[str, Any] = self.fields
        fields["mentions"].choices = [(pk, str(person)) for pk, person in self._readers.items()]

    def mentioned(self) -> list[User]:
        return [self._readers[pk] for pk in self.cleaned_data["mentions"]]


class SummaryForm(forms.Form):
    summary = forms.CharField(
        label="What the discussion comes to", max_length=LONGEST_TEXT,
        widget=forms.Textarea(attrs={"rows": 4}),
    )  # fmt: skip


class DeclineForm(forms.Form):
    reason = forms.ChoiceField(choices=DeclineReason.choices, widget=forms.RadioSelect)
    note = forms.CharField(
        label="A word to the chairs", required=False, max_length=300,
        widget=forms.Textarea(attrs={"rows": 2}),
    )  # fmt: skip


class InstitutionNamesForm(forms.ModelForm[InstitutionNames]):
    class Meta:
        model = InstitutionNames
        fields = ["lines"]
        widgets = {"lines": forms.Textarea(attrs={"rows": 4, "spellcheck": "false"})}


class AssignmentRulesForm(forms.ModelForm[AssignmentRules]):
    class Meta:
        model = AssignmentRules
        fields = [
            "most_papers",
            "least_papers",
            "one_per_institution",
            "no_exchange",
            "needs_senior",
            "topics_percent",
            "bids_percent",
            "accepted_after_days",
        ]


class ProfileForm(forms.ModelForm[ReviewerProfile]):
    topics = PickMany(Topic.objects.none(), required=False, widget=forms.CheckboxSelectMultiple)

    class Meta:
        model = ReviewerProfile
        fields = ["topics", "expertise", "collaborators", "most_papers"]
        labels = {"expertise": "Your own work", "most_papers": "Most papers you can take"}
        help_texts = {
            "expertise": "Titles and abstracts of your own papers, with an empty line between two.",
            "most_papers": "Empty: an even share.",
        }
        widgets = {
            "expertise": forms.Textarea(attrs={"rows": 8}),
            "collaborators": forms.Textarea(attrs={"rows": 4}),
        }

    def __init__(self, workshop: Workshop, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: dict[str, Any] = self.fields
        fields["topics"].queryset = workshop.topics.all()


class DecisionForm(forms.Form):
    outcome = forms.ChoiceField(
        choices=[(o.value, o.label) for o in AFTER_REVIEW], widget=forms.RadioSelect
    )
    reason = forms.CharField(
        label="Reason, for the authors", required=False, max_length=8000,
        widget=forms.Textarea(attrs={"rows": 4}),
    )  # fmt: skip
    conditions = forms.CharField(
        label="Conditions, for the authors", required=False, max_length=8000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )  # fmt: skip
    shepherd = forms.ChoiceField(required=False)

    def __init__(self, committee: Iterable[User], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._people = {str(person.pk): person for person in committee}
        named = [(pk, str(person)) for pk, person in self._people.items()]
        fields: dict[str, Any] = self.fields
        fields["shepherd"].choices = [("", "A chair"), *named]

    def clean_shepherd(self) -> User | None:
        return self._people.get(self.cleaned_data["shepherd"])

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("outcome") == Outcome.CONDITIONAL and not cleaned.get("conditions"):
            self.add_error("conditions", "Say what the authors must do.")
        return cleaned


class RevisionForm(forms.Form):
    response = forms.CharField(
        label="How you met each condition", max_length=LONGEST_TEXT,
        widget=forms.Textarea(attrs={"rows": 8}),
        help_text="The committee reads this beside the new PDF.",
    )  # fmt: skip


class AdviceForm(forms.Form):
    advice = forms.ChoiceField(
        label="Are the conditions met?", choices=Advice.choices, widget=forms.RadioSelect
    )
    note = forms.CharField(
        label="A word to the chairs", required=False, max_length=8000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )  # fmt: skip


class SettleForm(forms.Form):
    note = forms.CharField(
        label="A word to the authors", required=False, max_length=8000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )  # fmt: skip


class DeskRejectForm(forms.Form):
    code = forms.ChoiceField(label="Why", choices=[("", "Choose a reason"), *DeskReason.choices])
    reason = forms.CharField(
        label="A word to the authors", required=False, max_length=8000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )  # fmt: skip


class ReleaseForm(forms.Form):
    count = forms.IntegerField(label="Type the number of papers to release")

    def __init__(self, expected: int, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.expected = expected

    def clean_count(self) -> int:
        count: int = self.cleaned_data["count"]
        if count != self.expected:
            raise forms.ValidationError(
                f"{self.expected} papers would be released, you typed {count}. Nothing was sent."
            )
        return count


class LimitForm(forms.Form):
    """How many papers a member takes, and whether they count as senior."""

    most_papers = forms.IntegerField(required=False, min_value=0, max_value=500)
    is_senior = forms.BooleanField(required=False)
