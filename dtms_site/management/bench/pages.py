"""What the pages of a large edition cost: queries, CPU of program and database, time, bytes."""

import secrets
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from html.parser import HTMLParser
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client

from dtms_site.accounts.models import User
from dtms_site.accounts.services import person_with
from dtms_site.management.bench import cost, data, drawn
from dtms_site.workshops.models import Workshop
from reviews.enums import CriterionKind
from reviews.forms import name_of
from reviews.models import Review
from reviews.services.reviews import criteria_for
from reviews.templatetags.paper_rows import paper_row
from submissions.models import Submission
from submissions.services.details import create_draft

PAPERS = 1000
UPLOAD_BYTES = 1_260_000


def run() -> Iterator[dict[str, Any]]:
    """One row a page, for a thousand papers with three reviews each; then two that write."""
    yield {"name": "machine", "cpu_ms": cost.speed()}
    workshop = data.make_edition(papers=PAPERS)
    pages = pages_of(workshop)
    for page in pages:
        yield {"name": page.name, "papers": PAPERS, **page.measure()}
    yield {"name": "chair_list_new", "papers": PAPERS, **cost.of(_without_drawn_rows(pages[0]))}
    yield {"name": "save_review", "papers": PAPERS, **cost.of(_saving_a_review(workshop))}
    yield {"name": "upload_1260_kb", **cost.of(_uploading())}
    yield from drawn.run(pages[0])


@dataclass(frozen=True)
class Page:
    name: str
    user: User | None
    path: str

    def client(self) -> Client:
        client = Client()
        if self.user:
            client.force_login(self.user, backend="django.contrib.auth.backends.ModelBackend")
        return client

    def opener(self) -> Callable[[], HttpResponse]:
        """Opens the page. Raises RuntimeError when it is refused."""
        client = self.client()

        def open_it() -> HttpResponse:
            answer: HttpResponse = client.get(self.path)  # type: ignore[assignment]
            if answer.status_code != 200:
                raise RuntimeError(f"{self.path} answered {answer.status_code}")
            return answer

        return open_it

    def measure(self) -> dict[str, Any]:
        act = self.opener()
        return {**cost.of(act), "elements": elements_of(act().content.decode())}


def pages_of(workshop: Workshop) -> list[Page]:
    """The chairs' list comes first."""
    chair = User.objects.get(memberships__workshop=workshop, memberships__role="chair")
    told = Review.objects.filter(assignment__submission__workshop=workshop)
    one = told.select_related("assignment__reviewer", "assignment__submission").earliest("pk")
    member, number = one.assignment.reviewer, one.assignment.submission.number
    base = f"/{workshop.slug}"
    papers = f"{base}/chair/papers/"
    return [
        Page("chair_list", chair, papers),
        Page("desk", chair, f"{base}/chair/"),
        Page("search", chair, f"{papers}?q=reviewer:{member.family_name}"),
        Page("search_scores", chair, f"{papers}?q=score>2.5"),
        Page("paper", chair, f"{papers}{number}/"),
        Page("member_paper", member, f"{base}/reviews/{number}/"),
        Page("member_list", member, f"{base}/reviews/"),
        Page("review_form", member, f"{base}/reviews/{number}/review/"),
        Page("bids", member, f"{base}/bids/"),
        Page("home", None, f"{base}/"),
    ]


class _Elements(HTMLParser):
    count = 0

    def handle_starttag(self, tag: str, attrs: Any) -> None:
        self.count += 1


def elements_of(html: str) -> int:
    parser = _Elements()
    parser.feed(html)
    return parser.count


def _without_drawn_rows(page: Page) -> Callable[[], HttpResponse]:
    """The same list in a process that has not drawn any of its rows yet."""
    open_it = page.opener()

    def forget_and_open() -> HttpResponse:
        paper_row.cache_clear()
        return open_it()

    return forget_and_open


def _saving_a_review(workshop: Workshop) -> Callable[[], HttpResponse]:
    """As the page's script does it, each time on the version saved before."""
    told = Review.objects.filter(assignment__submission__workshop=workshop)
    review = told.select_related("assignment__reviewer", "assignment__submission").latest("pk")
    paper = review.assignment.submission
    form = Page("", review.assignment.reviewer, f"/{workshop.slug}/reviews/{paper.number}/review/")
    client = form.client()
    answers = {
        name_of(c): c.max if c.kind == CriterionKind.SCORE else "Sound work. " * 40
        for c in criteria_for(paper)
    }

    def save() -> HttpResponse:
        base = Review.objects.values_list("edit_version", flat=True).get(pk=review.pk)
        answer: HttpResponse = client.post(  # type: ignore[assignment]
            form.path, {**answers, "base": base}, headers={"accept": "application/json"}
        )
        if answer.status_code != 200:
            raise RuntimeError(f"saving a review answered {answer.status_code}")
        return answer

    return save


def _uploading() -> Callable[[], HttpResponse]:
    """An author replaces the PDF of a draft: written, synced and committed each time."""
    workshop = data.open_edition("bench-open")
    author = person_with("author@bench.example", given_name="An", family_name="Author")
    paper: Submission = create_draft(workshop=workshop, by=author)
    form = Page("", author, f"/{workshop.slug}/papers/{paper.number}/upload/")
    client = form.client()
    body = data.some_pdf(UPLOAD_BYTES)

    def upload() -> HttpResponse:
        file = SimpleUploadedFile(
            "paper.pdf", body + secrets.token_bytes(9), content_type="application/pdf"
        )
        answer: HttpResponse = client.post(  # type: ignore[assignment]
            form.path, {"pdf": file}, headers={"accept": "application/json"}
        )
        if answer.status_code != 200:
            raise RuntimeError(f"an upload answered {answer.status_code}")
        return answer

    return upload
