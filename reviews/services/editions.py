"""What the edition knows of institutions, and what earlier editions of this site know of people."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass

from django.db.models import Q

from dtms_site.workshops.models import Workshop
from reviews.evidence import Past, group_names
from submissions.models import Author, Conflict, Submission


@dataclass(frozen=True)
class Background:
    """`names`: lines of names that mean the same institution, as chairs wrote them, and `groups`
    what they say. `past`: ties from other editions."""

    names: str
    groups: Mapping[str, str]
    past: Past


def background_of(workshop: Workshop) -> Background:
    wanted = Q(pk=workshop.pk)
    if not workshop.is_rehearsal:
        wanted |= Q(year__lt=workshop.year, rehearsal_of=None)
    editions = Workshop.objects.filter(wanted)
    names, earlier = "", {}
    for edition in editions.select_related("institution_names"):
        if edition.pk != workshop.pk:
            earlier[edition.pk] = str(edition)
        elif kept := getattr(edition, "institution_names", None):
            names = kept.lines
    return Background(names, group_names(names), _past(earlier) if earlier else Past())


def _past(names: Mapping[int, str]) -> Past:
    """Who wrote together, or declared a conflict, in these editions."""
    ties: dict[str, dict[str, str]] = defaultdict(dict)
    papers: dict[tuple[int, int], list[str]] = defaultdict(list)
    handed_in = Submission.objects.filter(workshop__in=names).submitted()
    rows = Author.objects.filter(submission__in=handed_in)
    for edition, paper, email in rows.values_list(
        "submission__workshop_id", "submission_id", "email"
    ):
        papers[edition, paper].append(email.casefold())
    for (edition, _), emails in papers.items():
        for email in emails:
            how = f"wrote with {{name}} for {names[edition]}"
            ties[email] |= dict.fromkeys(set(emails) - {email, ""}, how)
    declared = Conflict.objects.binding().filter(submission__in=handed_in)
    for edition, paper, email in declared.values_list(
        "submission__workshop_id", "submission_id", "user__email"
    ):
        how = f"had a conflict with a paper of {{name}} for {names[edition]}"
        for author in papers[edition, paper]:
            ties[email.casefold()].setdefault(author, how)
    return Past(ties, len(names))
