"""Addresses that are made to keep a pattern busy are refused in a moment, in every form."""

import time
from collections.abc import Iterator

import pytest
from django import forms
from django.core.exceptions import ValidationError
from django.urls import get_resolver

MOST_SECONDS = 1
BAD = {
    forms.EmailField: ["a@" + "a." * 50_000, "a" * 100_000 + "@x", '"' * 50_000 + "@x.example"],
    forms.URLField: [
        "http://" + "a" * 100_000,
        "http://" + "a." * 50_000,
        "http://[" + ":" * 50_000,
    ],
}


def forms_below(kind: type) -> Iterator[type]:
    for below in kind.__subclasses__():
        yield below
        yield from forms_below(below)


def fields() -> dict[str, forms.Field]:
    """Every field for an address in a form of this site."""
    assert get_resolver().url_patterns
    return {
        f"{form.__module__}.{form.__name__}.{name}": field
        for form in forms_below(forms.BaseForm)
        if form.__module__.startswith(("dtms_site", "submissions", "reviews", "program"))
        for name, field in getattr(form, "base_fields", {}).items()
        if isinstance(field, tuple(BAD))
    }


FIELDS = fields()


@pytest.mark.parametrize("name", FIELDS)
def test_it_is_refused_in_a_moment(name):
    (bad,) = (texts for kind, texts in BAD.items() if isinstance(FIELDS[name], kind))
    for text in bad:
        begun = time.process_time()
        with pytest.raises(ValidationError):
            FIELDS[name].clean(text)
        assert time.process_time() - begun < MOST_SECONDS
