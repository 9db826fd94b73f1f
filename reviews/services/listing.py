"""What chairs pin to papers and to their list: tags, and views with a name."""

import re
from collections.abc import Collection

from django.db import transaction

from dtms_site.accounts.models import User
from dtms_site.audit.services import record
from dtms_site.workshops.models import Workshop
from reviews.listing.words import NONE
from reviews.models import PaperTag, SavedView
from reviews.services.errors import NotAllowed
from reviews.sets import papers_for_chair, saved_views_of

LONGEST_TAG = 40
TAG = re.compile(r"\w[\w.+/-]*")


def tag_of(text: str) -> str:
    """The tag that somebody means. Raises NotAllowed when no search could find it."""
    name = text.strip().removeprefix("#").casefold()
    if not TAG.fullmatch(name) or len(name) > LONGEST_TAG or name == NONE:
        raise NotAllowed("A tag is one word of letters, digits and -, such as best-paper.")
    return name


@transaction.atomic
def tag(*, workshop: Workshop, by: User, numbers: Collection[int], name: str) -> int:
    """Pin a tag to those of these papers that this chair handles. Returns how many lacked it."""
    name = tag_of(name)
    papers = papers_for_chair(by, workshop).filter(number__in=numbers).exclude(tags__name=name)
    bare = list(papers)
    now = workshop.now()
    PaperTag.objects.bulk_create(
        PaperTag(submission=paper, name=name, made_by=by, made_at=now) for paper in bare
    )
    for paper in bare:
        record("tag added", actor=by, edition=workshop, about=paper, tag=name)
    return len(bare)


@transaction.atomic
def untag(*, workshop: Workshop, by: User, numbers: Collection[int], name: str) -> int:
    """Take a tag off those of these papers that this chair handles. Returns how many had it."""
    name = tag_of(name)
    papers = papers_for_chair(by, workshop).filter(number__in=numbers, tags__name=name)
    tagged = list(papers)
    PaperTag.objects.filter(submission__in=tagged, name=name).delete()
    for paper in tagged:
        record("tag removed", actor=by, edition=workshop, about=paper, tag=name)
    return len(tagged)


def save_view(*, workshop: Workshop, by: User, name: str, query: str) -> SavedView:
    """Under a name that this chair used before, the new view replaces the old one."""
    view, _ = SavedView.objects.update_or_create(
        workshop=workshop, owner=by, name=name, defaults={"query": query}
    )
    return view


def forget_view(*, workshop: Workshop, by: User, name: str) -> None:
    saved_views_of(by, workshop).filter(name=name).delete()
