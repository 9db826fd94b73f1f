"""Whatever is pasted as a list of people is answered, soon."""

import time

import pytest

from dtms_site.workshops.forms import InviteForm

MOST_SECONDS = 5
PEOPLE = {
    "a cell longer than any": "a" * 200_000,
    "an address without end": "a@" + "a." * 50_000,
    "open quotes": '"' * 50_000,
    "open angles": "<" * 50_000,
    "angles and dots": "<a@" + "." * 50_000 + ">",
    "brackets": "(" * 50_000,
    "brackets on a short line": "(" * 599,
    "a null byte": "a\x00,b,c@x.example",
    "cells": "," * 50_000,
}


@pytest.mark.parametrize("people", PEOPLE.values(), ids=PEOPLE.keys())
def test_no_pasted_list_of_people_breaks_or_stalls_the_invitation(people):
    begun = time.process_time()
    assert not InviteForm({"people": people, "role": "member", "note": ""}).is_valid()
    assert time.process_time() - begun < MOST_SECONDS
