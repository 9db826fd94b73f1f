"""The review form's own form: a chair's questions, each with its anchors and its readers."""

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.functional import cached_property

from dtms_site.workshops.models import PaperType, Workshop
from reviews.enums import CriterionKind
from reviews.models import ReviewCriterion

FEWEST_ANCHORS, MOST_ANCHORS = 2, 9
MOST_QUESTIONS = 60
MERIT = "merit"


class CriterionForm(forms.ModelForm[ReviewCriterion]):
    """A question of the review form. A score runs from 1 to the number of its anchors."""

    class Meta:
        model = ReviewCriterion
        fields = [
            "label", "kind", "anchors", "hint", "paper_type", "audience", "required", "order",
        ]  # fmt: skip
        labels = {"paper_type": "Asked of", "anchors": "Anchors of a score, lowest first",
                  "audience": "Read by", "required": "Must be answered"}  # fmt: skip
        widgets = {"anchors": forms.Textarea(attrs={"rows": 5})}
        help_texts = {
            "anchors": "One word or phrase a line, two to nine of them. A text has none.",
            "order": "The lowest is asked first.",
        }

    def __init__(self, *args: Any, types: QuerySet[PaperType], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        asked_of: Any = self.fields["paper_type"]
        asked_of.queryset = types
        asked_of.choices = [("", "every paper"), *((t.pk, str(t)) for t in types)]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("kind") == CriterionKind.SCORE:
            anchors = [line.strip() for line in cleaned.get("anchors", "").splitlines()]
            anchors = [line for line in anchors if line]
            if not FEWEST_ANCHORS <= len(anchors) <= MOST_ANCHORS:
                self.add_error("anchors", "A score needs two to nine anchors, one a line.")
            else:
                cleaned["anchors"] = "\n".join(anchors)
                self.instance.min, self.instance.max = 1, len(anchors)
        if self.instance.key == MERIT and cleaned.get("kind") == CriterionKind.TEXT:
            self.add_error("kind", "Lists and decisions sort by this score. It stays a score.")
        return cleaned


class CriterionRowsBase(forms.BaseInlineFormSet):
    instance: Workshop

    @cached_property
    def types(self) -> QuerySet[PaperType]:
        """Read once for all rows."""
        return self.instance.paper_types.all()

    def add_fields(self, form: Any, index: int | None) -> None:
        super().add_fields(form, index)
        form.fields["DELETE"].label = "Ask this no more"

    def get_form_kwargs(self, index: int | None) -> dict[str, Any]:
        return {**super().get_form_kwargs(index), "types": self.types}

    def clean(self) -> None:
        super().clean()
        if any(form.instance.key == MERIT for form in self.deleted_forms):
            raise forms.ValidationError(
                "Overall merit stays: lists and decisions sort by it. Nothing was changed."
            )


CriterionRows = forms.inlineformset_factory(
    Workshop, ReviewCriterion, form=CriterionForm, formset=CriterionRowsBase, extra=1,
    max_num=MOST_QUESTIONS, absolute_max=MOST_QUESTIONS,
)  # fmt: skip
