"""What an edition can differ in without some people knowing, and all that they can see of it."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.urls import reverse

from dtms_site.mail.enums import MailState
from dtms_site.mail.models import OutboxMessage
from reviews.enums import Audience, Outcome
from reviews.mail_policy import mail_for
from reviews.models import Review
from reviews.services import assignments, decisions, discussion, reviews
from submissions.enums import ConflictSource
from submissions.services import details
from submissions.services.conflicts import add_conflict
from tests.access.actors import CHAIRS, COMMITTEE, EVERYBODY, FREE_CHAIRS
from tests.access.addresses import PAGES, expected
from tests.access.resolver import address
from tests.access.visits import Answer, Visits
from tests.access.world import fresh, somebody
from tests.editions import answers
from tests.people import make_person

Act = Callable[[Visits], object]
World = dict[str, dict[str, Answer]]
QUERIES = {
    "chair:papers": (
        "?sort=mean",
        "?sort=-spread&q=missing>0",
        "?q=-decision:none",
        "?q=1",
        "?q=score>2&column=reviews&column=lead",
        "?q=-tag:late&column=topics",
    ),
    "chair:release": ("?mail=2",),
    "chair:mail": ("?state=failed",),
}
# Asked for by everybody: what is hidden answers like what is not there.
CLOSED = ("submissions:paper", "reviews:paper", "reviews:others", "chair:paper")
OPERATORS = ("/admin/", "/admin/accounts/user/", "/admin/mail/")
# One of each kind of viewer.
VIEWERS = EVERYBODY - {"coauthor", "chair_handler", "steering", "stranger", "shepherd_other"}


@dataclass(frozen=True)
class Difference:
    """Two acts of which nobody but `knowing` may tell which one happened."""

    phase: str
    one: Act
    other: Act
    knowing: frozenset[str]

    @property
    def blind(self) -> frozenset[str]:
        return VIEWERS - self.knowing


def together(differences: Iterable[Difference]) -> Difference:
    """Differences of one phase that the same people know of, as one: seen at once, or not at all."""
    found = list(differences)
    (phase,), (knowing,) = {d.phase for d in found}, {d.knowing for d in found}

    def one(visits: Visits) -> None:
        for difference in found:
            difference.one(visits)

    def other(visits: Visits) -> None:
        for difference in found:
            difference.other(visits)

    return Difference(phase, one, other, knowing)


def seen_by(visits: Visits, actor: str) -> dict[str, Answer]:
    """Every answer that this person can get: pages of papers 1 and 3, their queries, mails."""
    found: dict[str, Answer] = {}
    for path in _paths(visits, actor):
        found[path] = visits.ask(actor, path)
        if path.endswith("/chair/mail/"):
            found |= dict(_newest_mails(visits, actor))
    if actor == "staff":
        found |= {path: visits.ask(actor, path) for path in OPERATORS}
    mails = [f"{m.kind}|{m.subject}|{m.text}|{m.reply_to}" for m in visits.mails_to(actor)]
    return found | {"mails": Answer(0, "\n".join(mails).encode(), {})}


def _apps_of(actor: str) -> tuple[str, ...]:
    """Where this person may find paper 3, on which they have no conflict."""
    if actor in CHAIRS:
        return ("reviews:", "chair:")
    return ("reviews:",) if actor in COMMITTEE else ()


def _newest_mails(visits: Visits, actor: str) -> Iterator[tuple[str, Answer]]:
    """By their place, since their names are random."""
    rows = mail_for(somebody(actor), visits.edition.workshop).newest_first()
    for place, row in enumerate(rows[:12]):
        path = reverse("chair:mail-message", args=[visits.edition.workshop.slug, row.public_id])
        yield f"mail {place}", visits.ask(actor, path)


def _paths(visits: Visits, actor: str) -> Iterator[str]:
    for name in PAGES:
        path = address(name, visits.edition)
        if name in CLOSED or expected(name, visits.phase, actor) == 200:
            yield path
            yield from (path + query for query in QUERIES.get(name, ()))
        third = address(name, visits.edition, number=3)
        if third != path and any(name.startswith(app) for app in _apps_of(actor)):
            yield third


def differing(visits: Visits, difference: Difference) -> dict[str, list[str]]:
    """{actor: what told them apart}, each act tried, followed by the same visible acts."""
    blind = difference.blind
    one, other = (_worlds(visits, act, blind) for act in (difference.one, difference.other))
    return _told_apart(one, other, blind)


def differing_for(visits: Visits, difference: Difference, actor: str) -> dict[str, list[str]]:
    """The same for one person, asked anew."""
    one, other = (_world(visits, act, [actor]) for act in (difference.one, difference.other))
    return _told_apart(one, other, [actor])


def _told_apart(one: World, other: World, actors: Iterable[str]) -> dict[str, list[str]]:
    told = {
        actor: sorted(
            key for key in one[actor].keys() | other[actor].keys()
            if one[actor].get(key) != other[actor].get(key)
        )
        for actor in sorted(actors)
    }  # fmt: skip
    return {actor: keys for actor, keys in told.items() if keys}


def _world(visits: Visits, act: Act, actors: Iterable[str]) -> World:
    with visits.trial():
        act(visits)
        _afterwards(visits)
        return {actor: seen_by(visits, actor) for actor in actors}


@cache
def _worlds(visits: Visits, act: Act, blind: frozenset[str]) -> World:
    return _world(visits, act, blind)


def _afterwards(visits: Visits) -> None:
    """Things that some may see, so that a gap before them would show."""
    chair, third = somebody("chair"), _paper(visits, 3)
    if visits.edition.is_since("R"):
        assignments.assign(paper=third, reviewer=make_person("rex_reviewer"), by=chair)
        discussion.comment(paper=third, by=chair, text="Look.", audience=Audience.REVIEWERS)
    add_conflict(
        paper=_paper(visits, 2), user=make_person("lena_lead"), by=chair,
        source=ConflictSource.CHAIR,
    )  # fmt: skip


def _paper(visits: Visits, number: int) -> Any:
    return fresh(visits.edition.workshop.submissions.get(number=number))


def quiet(visits: Visits) -> None:
    """Nothing happens on paper 1."""


def _review_and_more(visits: Visits, reviewer: str, conflicted: str, merit: int) -> None:
    """One member reviews, another turns out to be conflicted, a chair writes, a mail fails."""
    chair, paper = somebody("chair"), _paper(visits, 1)
    assignments.assign(paper=paper, reviewer=make_person(reviewer), by=chair)
    sent = answers(paper, merit, "A review of many words.")
    reviews.send_review(paper=paper, by=make_person(reviewer), answers=sent, based_on=0)
    add_conflict(
        paper=paper, user=make_person(conflicted), by=chair, source=ConflictSource.CHAIR,
        reason="Same group.",
    )  # fmt: skip
    discussion.comment(
        paper=paper, by=somebody("chair_handler"), text="Hm.", audience=Audience.REVIEWERS
    )
    about = OutboxMessage.objects.filter(about="submissions.Submission", about_id=paper.pk)
    about.update(state=MailState.FAILED, last_error="No such mailbox")


def farah_reviews(visits: Visits) -> None:
    _review_and_more(visits, "farah_member", "yusuf_member", 1)


def yusuf_reviews(visits: Visits) -> None:
    _review_and_more(visits, "yusuf_member", "farah_member", 5)


def _released(visits: Visits, reviewer: str) -> None:
    """The same review by somebody else, under the same random name, and then the release."""
    chair, paper = somebody("chair"), _paper(visits, 1)
    assignment = assignments.assign(paper=paper, reviewer=make_person(reviewer), by=chair)
    reviews.send_review(
        paper=paper, by=make_person(reviewer), answers=answers(paper, 4), based_on=0
    )
    Review.objects.filter(assignment=assignment).update(public_id="the-same-one")
    _decide(visits, Outcome.ACCEPT)
    decisions.release_decisions(workshop=visits.edition.workshop, by=chair)


def released_with_farah(visits: Visits) -> None:
    _released(visits, "farah_member")


def released_with_yusuf(visits: Visits) -> None:
    _released(visits, "yusuf_member")


def _decide(visits: Visits, outcome: Outcome) -> None:
    decisions.record_decision(
        paper=_paper(visits, 1), by=somebody("chair"), outcome=outcome, reason="So it is."
    )


def undecided(visits: Visits) -> None:
    decisions.withdraw_decision(paper=_paper(visits, 1), by=somebody("chair"))


def rejected(visits: Visits) -> None:
    _decide(visits, Outcome.REJECT)


def draft_begun(visits: Visits) -> None:
    details.create_draft(workshop=visits.edition.workshop, by=make_person("otto_other"))


KNOW_REVIEWS = FREE_CHAIRS | {"pc_done"}
DIFFERENCES = {
    "whether anything happens": Difference("D", quiet, farah_reviews, KNOW_REVIEWS),
    "who reviews, and how": Difference("D", farah_reviews, yusuf_reviews, KNOW_REVIEWS),
    "who reviewed, after the release": Difference(
        "D", released_with_farah, released_with_yusuf, KNOW_REVIEWS
    ),
    "whether it is decided": Difference("N", undecided, quiet, FREE_CHAIRS),
    "what is decided": Difference("N", quiet, rejected, FREE_CHAIRS),
    "whether somebody began a draft": Difference(
        "S", quiet, draft_begun, CHAIRS | {"author_other"}
    ),
}
