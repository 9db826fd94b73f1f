"""What the order of an agenda may go by, of many papers in a few queries."""

from collections import Counter, defaultdict

from allauth.account.models import EmailAddress

from reviews.agenda import Candidate
from reviews.models import Assignment
from reviews.reading import merit_scores
from submissions.models import Author, Conflict
from submissions.querysets import SubmissionQuerySet, committee_of


def candidates(papers: SubmissionQuerySet) -> dict[int, Candidate]:
    """By the id of the paper."""
    rows = list(papers.select_related("workshop").prefetch_related("topics"))
    ids = [paper.pk for paper in rows]
    scores, out = merit_scores(ids), _out(ids)
    given = Assignment.objects.active().filter(submission__in=ids)
    wanted = Counter(given.values_list("submission_id", flat=True))
    serving = set(committee_of(rows[0].workshop).values_list("pk", flat=True)) if rows else set()
    found = {}
    for paper in rows:
        topics = [topic.name for topic in paper.topics.all()]
        found[paper.pk] = Candidate(
            paper.number, tuple(scores[paper.pk].values()), wanted[paper.pk],
            topics[0] if topics else "", frozenset(out[paper.pk] & serving),
        )  # fmt: skip
    return found


def _out(ids: list[int]) -> dict[int, set[int]]:
    """Who stays out for each paper: `conflicted_people` of many at once."""
    found: dict[int, set[int]] = defaultdict(set)
    named = Conflict.objects.binding().filter(submission__in=ids)
    for paper, user in named.values_list("submission_id", "user_id"):
        found[paper].add(user)
    authors = list(
        Author.objects.filter(submission__in=ids).values_list("submission_id", "user_id", "email")
    )
    emails = {email for _, _, email in authors if email}
    verified = EmailAddress.objects.filter(verified=True, email__in=emails)
    people = dict(verified.values_list("email", "user_id"))
    for paper, user, email in authors:
        found[paper] |= {pk for pk in (user, people.get(email)) if pk}
    return found
