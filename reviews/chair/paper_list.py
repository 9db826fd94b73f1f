"""The chair's list of papers: searched, ordered, with the columns that were chosen."""

from dataclasses import dataclass, replace
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from dtms_site.web.forms import typed
from dtms_site.workshops.doors import EditionRequest, chair_page
from dtms_site.workshops.models import Workshop
from reviews.listing.finding import find
from reviews.listing.language import LONGEST, SearchError
from reviews.listing.papers import ChairsPapers
from reviews.listing.rows import COLUMNS, SORTS, USUAL, PaperRow, headed, ordered, rows_of
from reviews.listing.words import KEYS
from reviews.services import listing as service
from reviews.sets import saved_views_of

# Views that every list begins with: a name, a search, an order.
VIEWS = (
    ("All", "", ""),
    ("Undecided", "status:under-review decision:none", "mean"),
    ("Missing reviews", "missing>0", "reviews"),
    ("Scores far apart", "spread>=3", "spread"),
    ("Conditional", "status:conditional", ""),
    ("Format problems", "format:fail", ""),
)


@dataclass(frozen=True)
class ListState:
    """What the address of a list says: its search, its order, its columns."""

    q: str = ""
    sort: str = ""
    columns: tuple[str, ...] = USUAL

    @classmethod
    def read(cls, sent: QueryDict) -> "ListState":
        asked = sent.getlist("column")
        columns = tuple(name for name in COLUMNS if name in asked) or USUAL
        sort = sent.get("sort", "")
        known = sort.removeprefix("-") in SORTS
        return cls(sent.get("q", "").strip(), sort if known else "", columns)

    @property
    def query(self) -> str:
        """As it stands behind the question mark; what is usual is left out."""
        pairs = [("q", self.q), ("sort", self.sort)]
        if self.columns != USUAL:
            pairs += [("column", name) for name in self.columns]
        return urlencode([(name, value) for name, value in pairs if value])

    def heading(self, column: str, label: str) -> dict[str, str]:
        """A heading with the link that sorts by it, or turns the order round."""
        link, order = "", ""
        if column in SORTS:
            mine = self.sort.removeprefix("-") == column or (column == "number" and not self.sort)
            turned = f"-{column}" if mine and not self.sort.startswith("-") else column
            link = f"?{replace(self, sort=turned).query}"
            down = SORTS[column][1] != self.sort.startswith("-")
            order = ("descending" if down else "ascending") if mine else ""
        return {"column": column, "label": label, "link": link, "order": order}

    @property
    def headings(self) -> list[dict[str, str]]:
        return [self.heading(column, label) for column, label in headed(self.columns).items()]


def listed(papers: ChairsPapers, state: ListState) -> list[PaperRow]:
    """The rows that the search finds, in order. Raises SearchError."""
    return ordered(rows_of(papers, find(papers, state.q), state.columns), state.sort)


@require_safe
@chair_page
def papers(request: EditionRequest, workshop: Workshop) -> HttpResponse:
    state = ListState.read(request.GET)
    rows, problem = [], ""
    try:
        rows = listed(ChairsPapers(request.user, workshop), state)
    except SearchError as why:
        problem = str(why)
    return render(
        request,
        "chair/papers.html",
        {
            "rows": rows,
            "problem": problem,
            "nothing": "No paper fits this search. “All” brings them back." if state.q else "",
            "state": state,
            "views": [(name, ListState(q, sort)) for name, q, sort in VIEWS],
            "saved": saved_views_of(request.user, workshop),
            "columns": [(name, label, name in state.columns) for name, label in COLUMNS.items()],
            "keys": KEYS.values(),
            "longest": LONGEST,
        },
    )


@require_POST
@chair_page
def save_view(request: EditionRequest, workshop: Workshop) -> HttpResponse:
    """Give the list as it is now a name, or forget one."""
    name = typed(request, "name", longest=40).strip()
    query = ListState.read(QueryDict(typed(request, "query", longest=1000))).query
    if "forget" in request.POST:
        service.forget_view(workshop=workshop, by=request.user, name=name)
        messages.success(request, f"“{name}” is gone. The papers are not.")
    elif name:
        service.save_view(workshop=workshop, by=request.user, name=name, query=query)
        messages.success(request, f"“{name}” stands above the list now.")
    else:
        messages.error(request, "Give the view a name.")
    return back_to_list(workshop, query)


def back_to_list(workshop: Workshop, query: str) -> HttpResponse:
    return redirect(f"{reverse('chair:papers', args=[workshop.slug])}?{query}")
