from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.forms.renderers import TemplatesSetting
from django.http import HttpRequest, QueryDict

LONGEST_ID = 18
LONGEST_NUMBER = 9
YEARS = range(2000, 2200)
CLASSES = {
    "select": "form-select",
    "selectmultiple": "form-select",
    "checkbox": "form-check-input",
    "radio": "form-check-input m-0",
}


class FormRenderer(TemplatesSetting):
    """Fields look the same everywhere: label, hint, control, error."""

    field_template_name = "web/field.html"
    form_template_name = "web/form.html"

    def render(self, template_name: str, context: Any, request: Any = None) -> str:
        widget = context.get("widget")
        if widget is not None and "class" not in widget["attrs"] and not widget.get("is_hidden"):
            kind = widget.get("type") or template_name.rpartition("/")[2].removesuffix(".html")
            widget["attrs"]["class"] = CLASSES.get(kind, "form-control")
        return super().render(template_name, context, request)


def sent(request: HttpRequest) -> QueryDict | None:
    """What a form was sent with, be it nothing at all; None when the page is only looked at."""
    return request.POST if request.method == "POST" else None


def typed(request: HttpRequest, name: str, *, longest: int) -> str:
    """A text that was sent outside a form class, without the null bytes that no database keeps."""
    return request.POST.get(name, "").replace("\x00", "")[:longest]


def whole_number(text: str) -> int:
    """The whole number that was sent, or 0 for anything else: no row has it."""
    return int(text) if text.isdecimal() and len(text) <= LONGEST_NUMBER else 0


def of_our_years(day: date) -> None:
    """At the ends of the calendar a day has no counterpart in other zones; nobody means them."""
    if day.year not in YEARS:
        raise ValidationError("This year is a slip, surely. Write all four digits.")


class PickMany(forms.ModelMultipleChoiceField):
    """Several rows by their ids. An id longer than any database has is simply not one of them."""

    def _check_values(self, value: Any) -> Any:
        if any(len(str(pk)) > LONGEST_ID for pk in value):
            raise ValidationError("Choose from the list.")
        return super()._check_values(value)  # type: ignore[misc]  # private to Django
