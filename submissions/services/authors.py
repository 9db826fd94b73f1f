"""The people on a paper: asked to confirm, told what happens."""

from collections.abc import Mapping
from datetime import timedelta

from django.core import signing
from django.db import transaction
from django.urls import reverse

from dtms_site.accounts.models import User
from dtms_site.accounts.services import complete_profile
from dtms_site.audit.services import record
from dtms_site.mail import services as mail
from dtms_site.workshops.models import Workshop
from submissions import policy
from submissions.models import Author, Submission
from submissions.services.errors import Closed

CONFIRM_SALT = "submissions.confirm-authorship"
CONFIRM_DAYS = 60


@transaction.atomic
def confirm_authorship(*, author: Author, user: User) -> None:
    """The person listed says "yes, that is me". Raises Closed when the address is not theirs."""
    if not policy.may_confirm(author, user):
        raise Closed
    author.user = user
    author.save(update_fields=["user"])
    paper = author.submission
    record("authorship confirmed", actor=user, edition=paper.workshop, about=paper)
    complete_profile(
        user, given_name=author.given_name, family_name=author.family_name,
        affiliation=author.affiliation,
    )  # fmt: skip


def author_of_token(workshop: Workshop, token: str) -> Author | None:
    """The author whom a mailed link asks to confirm, or None when the link is no longer good."""
    try:
        pk, email = signing.loads(token, salt=CONFIRM_SALT, max_age=CONFIRM_DAYS * 86400)
    except signing.BadSignature:
        return None
    rows = Author.objects.filter(email=email, user=None)
    rows = rows.filter(submission_id=pk, submission__workshop=workshop)
    return rows.select_related("submission__workshop").first()


def invite_coauthors(paper: Submission) -> None:
    """Ask each listed author who has not confirmed yet, once an address."""
    contact = paper.authors.filter(is_contact=True).first()
    for author in paper.authors.filter(user=None):
        token = signing.dumps([paper.pk, author.email], salt=CONFIRM_SALT)
        path = reverse("submissions:confirm", args=[paper.workshop.slug, token])
        values = {"contact": str(contact), "link": mail.address(path)}
        tell_author("submission.coauthor_added", author, values, key=author.email)


def tell_author(
    kind: str, author: Author, values: Mapping[str, str], *, key: str,
    delay: timedelta = timedelta(),
) -> bool:  # fmt: skip
    """One mail to one author, in words that hold nothing of the committee's.

    False when this author was told before.
    """
    paper = author.submission
    to = mail.Recipient(author.user.email if author.user else author.email, author.name,
                        author.user_id)  # fmt: skip
    row = mail.tell(
        kind, to, paper_values(paper) | dict(values), key=f"{paper.pk}:{author.email}:{key}",
        edition=paper.workshop, about=paper, delay=delay,
    )  # fmt: skip
    return row is not None


def paper_values(paper: Submission) -> dict[str, str]:
    """What every mail about a paper may name."""
    return {
        "number": str(paper.number),
        "title": paper.shown_title,
        "paper_url": mail.address(paper.get_absolute_url()),
    }


def values_for(author: Author) -> dict[str, str]:
    """The values of a mail to this author, for a preview."""
    return mail.values_for(
        paper_values(author.submission), mail.Recipient(author.email, author.name),
        author.submission.workshop,
    )  # fmt: skip
