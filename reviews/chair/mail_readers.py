"""Whom a chair may look for when reading a mail as somebody of the edition would get it.

By the rules of the outbox: nobody through a paper that the chair is in conflict with, no draft, and
no mail that lists papers for a chair with any conflict.
"""

from collections.abc import Iterator, Mapping
from functools import partial
from typing import Any

from django.urls import reverse

from dtms_site.accounts.models import User
from dtms_site.clock import time_left
from dtms_site.mail import services as mail
from dtms_site.mail.catalogue import MailKind
from dtms_site.web.text import counted
from dtms_site.workshops import dates
from dtms_site.workshops.enums import DeadlineKind
from dtms_site.workshops.mail_readers import HiddenFromYou, Reader, Search, register
from dtms_site.workshops.models import Workshop
from dtms_site.workshops.services import recipient
from reviews.enums import LISTS_OF_PAPERS
from reviews.models import Assignment
from reviews.people import authors_for_chair, reviews_owed_by
from reviews.services.assignments import words_of_silence
from reviews.services.decisions import decision_letter
from reviews.sets import assignments_for_chair, externals_for_chair
from submissions.duties import addressed_to
from submissions.models import Author, Submission
from submissions.querysets import committee_of
from submissions.services.authors import paper_values

DATE_OF = {
    "submission": DeadlineKind.SUBMISSION,
    "conditions": DeadlineKind.CAMERA_READY,
    "response": DeadlineKind.RESPONSE,
    "shepherd": DeadlineKind.CAMERA_READY,
    "bidding": DeadlineKind.BIDDING,
    "review": DeadlineKind.REVIEW,
    "external": DeadlineKind.REVIEW,
}
REFUSED = "You are in conflict with a paper, so mails that list papers are shown as samples."


def register_all() -> None:
    register(authors, "submission", "decision", "conditions", "response")
    register(not_confirmed, "submission.coauthor_added")
    register(members, "bidding", "review", "meeting", "discussion.digest",
             "decision.reviewer_notice")  # fmt: skip
    register(pairs, "review.received", "review.unassigned", "discussion", "shepherd", "external")
    register(outside, "external.invited", "external.reminder", "external.ended")
    register(chairs, "committee.accepted", "committee.declined", "submission.withdrawal_noted",
             "chair.digest", "retention")  # fmt: skip
    register(invited, "committee.invited", "committee.reminder")
    register(everybody, "deadline", "digest", "chair.letter")


def handled_authors(workshop: Workshop, chair: User, search: Search) -> Iterator[Author]:
    """Those who have confirmed, of papers that this chair handles; contact authors first."""
    rows = authors_for_chair(chair, workshop).confirmed()
    return _found(rows.order_by("submission__number", "-is_contact", "order"), workshop, search)


def _found(rows: Any, workshop: Workshop, search: Search) -> Iterator[Author]:
    rows = rows.filter(search.people(), search.of_paper("submission__number"))
    for author in rows.select_related("user", "submission")[:1]:
        author.submission.workshop = workshop
        yield author


def author_reader(author: Author, known: Mapping[str, str]) -> Reader:
    values = {**paper_values(author.submission), **known}
    to = addressed_to(author) if author.user else mail.Recipient(author.email, author.name)
    return Reader(to, about_paper(author.submission), partial(dict, values))


def about_paper(paper: Submission) -> str:
    return f"about paper {paper.number}"


def authors(workshop: Workshop, chair: User, kind: MailKind, search: Search) -> Iterator[Reader]:
    for author in handled_authors(workshop, chair, search):
        yield author_reader(author, _known_to(author, kind))


def not_confirmed(
    workshop: Workshop, chair: User, kind: MailKind, search: Search
) -> Iterator[Reader]:
    rows = authors_for_chair(chair, workshop).filter(user=None)
    for author in _found(rows.order_by("submission__number", "order"), workshop, search):
        contact = author.submission.authors.filter(is_contact=True).first()
        yield author_reader(author, {"contact": str(contact)} if contact else {})


def _known_to(author: Author, kind: MailKind) -> dict[str, str]:
    paper = author.submission
    first = kind.key.partition(".")[0]
    known = _until(paper.dates, DATE_OF.get(first), author.account.time_zone, paper.workshop)
    if first == "response":
        path = reverse("reviews:respond", args=[paper.workshop.slug, paper.number])
        known |= {"most_words": str(paper.workshop.response_words), "url": mail.address(path)}
    decision = paper.decisions.current().first()
    if decision is not None:
        decision.submission = paper
        decided, values = decision_letter(decision)
        known |= values if decided == kind.key else {}
    return known


def _until(
    schedule: Any, kind: DeadlineKind | None, zone: str, workshop: Workshop
) -> dict[str, str]:
    """The date of this kind, by each name that mails have for it."""
    due = schedule.get(kind) if kind else None
    final = schedule.get(DeadlineKind.CAMERA_READY)
    known = {"camera_ready": dates.deadline_in_mail(final, zone)} if final else {}
    if due is not None:
        said = dates.deadline_in_mail(due, zone)
        known |= {"due": said, "deadline": said}
        now = workshop.now()
        known |= {"left": time_left(due.at, now)} if now < due.at else {}
    return known


def members(workshop: Workshop, chair: User, kind: MailKind, search: Search) -> Iterator[Reader]:
    _may_list(workshop, chair, kind)
    for person in committee_of(workshop).filter(search.people())[:1]:
        yield Reader(recipient(person), "", partial(_of_member, workshop, person, kind))


def _may_list(workshop: Workshop, chair: User, kind: MailKind) -> None:
    conflicted = workshop.submissions.all().conflicted_with(chair)
    if kind.key in LISTS_OF_PAPERS and conflicted.exists():
        raise HiddenFromYou(REFUSED)


def _of_member(workshop: Workshop, member: User, kind: MailKind) -> dict[str, str]:
    slug = workshop.slug
    first, _, second = kind.key.partition(".")
    known = {
        "reviews_url": mail.address(reverse("reviews:mine", args=[slug])),
        "bids_url": mail.address(reverse("reviews:bids", args=[slug])),
    }
    if kind.key == "review.assigned":
        known["silence"] = words_of_silence(workshop)
    own = workshop.schedule.of_person(member)
    known |= _until(own, DATE_OF.get(first), member.time_zone, workshop)
    if first == "review" and second in {"assigned", "reminder", "overdue", "nudge"}:
        known |= _papers_of(workshop, member)
    return known


def _papers_of(workshop: Workshop, member: User) -> dict[str, str]:
    """The reviews that this member has not sent; none is known before papers are given out."""
    owed = list(reviews_owed_by(member, workshop))
    if not owed:
        return {}
    lines = [f"  {row.submission.number}  {row.submission.shown_title}" for row in owed]
    return {"count": counted(len(owed), "review"), "papers": "\n".join(lines)}


def pairs(workshop: Workshop, chair: User, kind: MailKind, search: Search) -> Iterator[Reader]:
    """Who has a paper of those that this chair handles."""
    rows = assignments_for_chair(chair, workshop).filter(
        search.people("reviewer__"), search.of_paper("submission__number")
    )
    for row in rows.select_related("reviewer", "submission").order_by("submission__number")[:1]:
        row.submission.workshop = workshop
        yield Reader(recipient(row.reviewer), about_paper(row.submission), partial(_of_pair, row))


def _of_pair(row: Assignment) -> dict[str, str]:
    paper = row.submission
    place = reverse("reviews:paper", args=[paper.workshop.slug, paper.number])
    zone = row.reviewer.time_zone
    known = _until(paper.dates, DeadlineKind.CAMERA_READY, zone, paper.workshop)
    return known | {
        "number": str(paper.number), "title": paper.shown_title, "url": mail.address(place),
    }  # fmt: skip


def outside(workshop: Workshop, chair: User, kind: MailKind, search: Search) -> Iterator[Reader]:
    rows = externals_for_chair(chair, workshop).filter(
        search.people(), search.of_paper("assignment__submission__number")
    )
    for row in rows.select_related("assignment__submission", "assignment__reviewer")[:1]:
        paper = row.assignment.submission
        paper.workshop = workshop
        known = _until(paper.dates, DeadlineKind.REVIEW, "", workshop)
        known |= {"number": str(paper.number), "title": paper.shown_title}
        known |= {"inviter": str(row.assignment.reviewer)}
        to = mail.Recipient(row.email, str(row))
        yield Reader(to, about_paper(paper), partial(dict, known))


def chairs(workshop: Workshop, chair: User, kind: MailKind, search: Search) -> Iterator[Reader]:
    _may_list(workshop, chair, kind)
    people = workshop.memberships.chairs().filter(search.people("user__")).select_related("user")
    slug = workshop.slug
    known = {
        "desk_url": mail.address(reverse("chair:desk", args=[slug])),
        "people_url": mail.address(reverse("workshops:people", args=[slug])),
    }
    for membership in people[:1]:
        yield Reader(recipient(membership.user), "", partial(dict, known))


def invited(workshop: Workshop, chair: User, kind: MailKind, search: Search) -> Iterator[Reader]:
    """Who has not answered yet. The link stays a sample: only the mail itself has it."""
    rows = workshop.invitations.pending().filter(search.people()).select_related("invited_by")
    for row in rows[:1]:
        known = {
            "role": row.get_role_display(), "answer_by": dates.in_mail(row.expires_at),
            "inviter": str(row.invited_by or "The chairs"),
            "asked": dates.short(row.sent_at, dates.UTC), "dates": dates.list_in_mail(workshop),
        }  # fmt: skip
        yield Reader(mail.Recipient(row.email, row.full_name), "", partial(dict, known))


def everybody(workshop: Workshop, chair: User, kind: MailKind, search: Search) -> Iterator[Reader]:
    """Who serves, or wrote a paper that this chair handles: nothing is known but who they are."""
    _may_list(workshop, chair, kind)
    if search.number is None:
        for person in committee_of(workshop).filter(search.people())[:1]:
            yield Reader(recipient(person), "", dict)
    for author in handled_authors(workshop, chair, search):
        yield Reader(addressed_to(author), about_paper(author.submission), dict)
