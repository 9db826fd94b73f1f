"""Text that is made to take for ever takes a moment."""

import time

import pytest

from dtms_site.web.text import to_html

MOST_SECONDS = 5
LONG = 40_000
BOMBS = {
    "quotes in quotes": ">" * LONG,
    "lists in lists": "- " * (LONG // 2),
    "open brackets": "[" * LONG,
    "links in links": "[a](" * (LONG // 4),
    "stars": "*a " * (LONG // 3),
    "open code": "`" * LONG + "a",
    "cells": "|" * 200 + "\n" + "|-" * 200 + "|\n" + "|a" * (LONG // 2),
    "open formulas": "$a" * (LONG // 2),
    "braces in a formula": "$" + "{" * 1900 + "$",
    "a macro of itself": "$\\def\\x{\\x\\x}\\x$" * 500,
    "fractions": "$" + "\\frac{" * 300 + "$",
    "entities": "&amp" * (LONG // 4),
    "wide letters": "ﷺ" * LONG,
    "marks on one letter": "e" + "\u0301" * LONG,
}


@pytest.mark.parametrize("source", BOMBS.values(), ids=BOMBS.keys())
def test_no_text_of_a_review_keeps_a_page_waiting(source):
    begun = time.process_time()
    to_html(source)
    assert time.process_time() - begun < MOST_SECONDS
