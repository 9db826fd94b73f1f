"""A row of the chairs' list, drawn once for each way it can look.

A list of a thousand papers changes by a few rows from one look to the next. All that a row shows
is in the `PaperRow` and the columns, which are what it is kept by: nothing of the reader can get
in, and a row that changed is another one.
"""

from functools import lru_cache

from django import template
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from reviews.listing.rows import PaperRow

register = template.Library()
MOST_KEPT = 20_000


@register.simple_tag
@lru_cache(maxsize=MOST_KEPT)
def paper_row(row: PaperRow, columns: tuple[str, ...]) -> SafeString:
    return render_to_string("chair/_paper_row.html", {"row": row, "columns": columns})
