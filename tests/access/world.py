"""One edition in each phase with the same papers and people, made by the services of the product.

Paper 1 is the one under test. Words that occur nowhere else mark what somebody may not know, so
that finding the word in what a person got means that they know it.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from django.core import signing

from dtms_site import clock
from dtms_site.accounts.models import User
from dtms_site.accounts.services import make_operator
from dtms_site.mail.models import OutboxMessage
from dtms_site.workshops.enums import DeadlineKind, Role
from dtms_site.workshops.models import Workshop
from dtms_site.workshops.services import end_membership, set_deadline
from program.models import Session, Slot
from program.services import announcing, proceedings
from reviews.enums import Audience, Outcome
from reviews.services import assignments, decisions, discussion, responses, reviews
from reviews.services.meeting import planning
from reviews.services.reviews import Answers
from submissions.enums import ConflictSource
from submissions.models import Author, Submission
from submissions.services.authors import CONFIRM_SALT
from submissions.services.conflicts import add_conflict
from tests.access import helpers
from tests.access.actors import ACTORS, PHASES
from tests.editions import DECIDING, OPEN, REVIEWING, add_member, make_edition, submitted
from tests.people import make_person
from tests.program.accepted import AFTER, built, check, fresh, handed_in, texts

# When each phase is looked at: before the first date of the next one.
MOMENTS: dict[str, datetime] = {
    "S": OPEN + timedelta(hours=1),
    "R": REVIEWING + timedelta(days=1, hours=1),
    "D": REVIEWING + timedelta(days=7),
    "N": DECIDING + timedelta(hours=4),
    "X": AFTER + timedelta(hours=1),
    "P": AFTER + timedelta(days=2),
}
TITLE = "Lighthouse Replicas"
ABSTRACT = "kelpforest"
# What a review says, by who reads the field.
REX = {"authors": "amberglow", "reviewers": "quartzvein", "chairs": "onyxseal"}
LENA = {"authors": "birchbark", "reviewers": "flintspark", "chairs": "umbrastone"}
DRAFT = "driftwood"
COMMENTS = {Audience.REVIEWERS: "mistletoe", Audience.CHAIRS: "nightjar"}
REASON = "marigold"
ANSWER = "saltwort"
# Authors answer their reviews after phase D is looked at, and before decisions.
ANSWERING = datetime(2027, 2, 15, 13, tzinfo=UTC)
# Members who are no actors: what they do is hidden from whoever asks.
BYSTANDERS = ("lena_lead", "farah_member", "yusuf_member")
OTHER_TITLES = {2: "Fogbound Estimators", 3: "Tidal Surrogates", 4: "Harbour Ledgers"}


@dataclass
class Edition:
    """An edition in one phase, with what addresses need to be written."""

    phase: str
    workshop: Workshop
    paper: Submission
    at: datetime
    ids: dict[str, Any] = field(default_factory=dict)

    def is_since(self, phase: str) -> bool:
        return PHASES.index(self.phase) >= PHASES.index(phase)


def person(actor: str) -> User | None:
    key = ACTORS[actor]
    return make_person(key) if key else None


def somebody(actor: str) -> User:
    found = person(actor)
    assert found is not None
    return found


def build(phase: str) -> Edition:
    """The edition as it is in this phase: everything before it has happened."""
    workshop = make_edition(f"phase-{phase.lower()}", chairs=("chen_chair", "maya_chair"))
    _appoint(workshop)
    edition = Edition(phase, workshop, _submit(workshop), MOMENTS[phase])
    for letter, step in STEPS.items():
        if edition.is_since(letter):
            step(edition)
    if phase == "S":
        _remove(edition, "ex_member", OPEN)
    edition.paper = fresh(edition.paper)
    _note_ids(edition)
    return edition


def _appoint(workshop: Workshop) -> None:
    roles = {
        Role.MEMBER: ["pc_done", "pc_todo", "pc_unassigned", "pc_conflicted", "pc_author",
                      "ex_member", "shepherd_other"],
        Role.CHAIR: ["chair_conflicted", "chair_author"],
        Role.PUBLICATION: ["publication", "publication_conflicted"],
        Role.ORGANIZER: ["organizer"],
        Role.STEERING: ["steering"],
    }  # fmt: skip
    for role, actors in roles.items():
        for actor in actors:
            add_member(workshop, somebody(actor), role)
    set_deadline(
        workshop=workshop, by=None, kind=DeadlineKind.RESPONSE, is_public=False,
        at=ANSWERING + timedelta(hours=20),
    )  # fmt: skip
    workshop.__dict__.pop("schedule", None)
    for key in BYSTANDERS:
        add_member(workshop, make_person(key))
    for actor in ("stranger", "sub_todo", "sub_done", "sub_declined"):
        somebody(actor)
    if not make_person("olga_operator").is_staff:
        make_operator(make_person("olga_operator").email)


def _submit(workshop: Workshop) -> Submission:
    """Paper 1 with its four confirmed authors, one who has not confirmed, and three conflicts."""
    confirmed = tuple(somebody(a) for a in ("coauthor", "pc_author", "chair_author"))
    paper = submitted(
        workshop, somebody("author"), title=TITLE, abstract=ABSTRACT, coauthors=confirmed
    )
    pending = somebody("coauthor_pending")
    Author.objects.create(
        submission=paper, order=4, email=pending.email, given_name=pending.given_name,
        family_name=pending.family_name, affiliation=pending.affiliation,
    )  # fmt: skip
    for actor, source in (
        ("pc_conflicted", ConflictSource.MEMBER),
        ("chair_conflicted", ConflictSource.CHAIR),
        ("publication_conflicted", ConflictSource.AUTHORS),
    ):
        with clock.at(OPEN):
            add_conflict(paper=paper, user=somebody(actor), by=somebody("chair"), source=source)
    check(paper.current)
    for number, author in ((2, "otto_other"), (3, "eirik_storlivoll"), (4, "gareth_pemberlow")):
        submitted(workshop, make_person(author), title=OTHER_TITLES[number], abstract="Sea.")
    return paper


def _review(edition: Edition) -> None:
    """Reviewing has begun: one review of paper 1 is in, one is a draft, one was taken away."""
    chair, workshop = somebody("chair"), edition.workshop
    hands = {
        1: ["rex_reviewer", "todd_todo", "lena_lead", "bao_member"],
        2: ["rex_reviewer", "nina_unassigned"],
        3: ["nina_unassigned", "kim_conflicted", "dara_member"],
        4: ["todd_todo", "xavi_conflicted_chair"],
    }
    with clock.at(REVIEWING):
        for number, keys in hands.items():
            for key in keys:
                paper = fresh(workshop.submissions.get(number=number))
                assignments.assign(paper=paper, reviewer=make_person(key), by=chair)
        assignments.start_review(workshop=workshop, by=chair)
    edition.paper = fresh(edition.paper)
    helpers.join(edition.paper)
    _send(edition, 1, "bao_member", 3, {})
    _send(edition, 1, "rex_reviewer", 5, REX)
    with clock.at(REVIEWING + timedelta(days=1)):
        reviews.save_review(
            paper=edition.paper, by=make_person("todd_todo"), based_on=0,
            answers=_answers(edition.paper, 1, dict.fromkeys(Audience, DRAFT)),
        )  # fmt: skip
    for audience, word in COMMENTS.items():
        _comment(edition, "chair", word, audience, REVIEWING + timedelta(days=1))
    if edition.phase == "R":
        # Two reviews would open the discussion.
        gone = edition.paper.assignments.get(reviewer=make_person("bao_member"))
        with clock.at(REVIEWING + timedelta(days=1)):
            assignments.unassign(assignment=gone, by=chair)
    _remove(edition, "ex_member", REVIEWING + timedelta(days=1))


def _remove(edition: Edition, actor: str, at: datetime) -> None:
    member = edition.workshop.memberships.get(user=somebody(actor))
    with clock.at(at):
        end_membership(membership=member, by=somebody("chair"))


def _send(edition: Edition, number: int, key: str, merit: int, words: dict[str, str]) -> None:
    paper = fresh(edition.workshop.submissions.get(number=number))
    with clock.at(REVIEWING + timedelta(days=1)):
        reviews.send_review(
            paper=paper, by=make_person(key), answers=_answers(paper, merit, words), based_on=0
        )


def _answers(paper: Submission, merit: int, words: dict[str, str]) -> Answers:
    scores, answered = {}, {}
    for criterion in reviews.criteria_for(paper):
        if criterion.kind == "score":
            scores[criterion.pk] = min(merit, criterion.max)
        else:
            answered[criterion.pk] = words.get(criterion.audience, "Sound.")
    return Answers(scores, answered)


def _discuss(edition: Edition) -> None:
    _send(edition, 1, "lena_lead", 2, LENA)
    for number, key in ((2, "rex_reviewer"), (2, "nina_unassigned"), (3, "nina_unassigned"),
                        (3, "kim_conflicted"), (4, "xavi_conflicted_chair")):  # fmt: skip
        _send(edition, number, key, 3, {})
    _call_a_meeting(edition)
    for actor in ("pc_done", "chair"):
        _comment(edition, actor, "I agree.", Audience.REVIEWERS, MOMENTS["D"] - timedelta(hours=2))


def _call_a_meeting(edition: Edition) -> None:
    """All four papers are on its agenda; it has not begun."""
    workshop, chair = edition.workshop, somebody("chair")
    with clock.at(MOMENTS["D"] - timedelta(hours=3)):
        plan = planning.Plan(MOMENTS["D"] + timedelta(days=90), "https://call.example/")
        meeting = planning.plan(workshop=workshop, by=chair, plan=plan)
        for number in range(1, 5):
            if not meeting.items.filter(submission__number=number).exists():
                planning.add(meeting=meeting, by=chair, number=number)
        planning.invite(meeting=meeting, by=chair)


def _comment(edition: Edition, actor: str, text: str, audience: Audience, at: datetime) -> None:
    with clock.at(at):
        discussion.comment(paper=edition.paper, by=somebody(actor), text=text, audience=audience)


def _decide(edition: Edition) -> None:
    """Papers 1 and 3 are in, 2 is out, 4 has conditions; nothing is released."""
    with clock.at(ANSWERING):
        responses.send_response(
            paper=fresh(edition.paper), by=somebody("author"), text=ANSWER, based_on=0
        )
    outcomes = {1: Outcome.ACCEPT, 2: Outcome.REJECT, 3: Outcome.ACCEPT, 4: Outcome.CONDITIONAL}
    for number, outcome in outcomes.items():
        conditional = outcome == Outcome.CONDITIONAL
        with clock.at(DECIDING):
            decisions.record_decision(
                paper=fresh(edition.workshop.submissions.get(number=number)), by=somebody("chair"),
                outcome=outcome, reason=REASON if number == 1 else "",
                conditions="Add the data." if conditional else "",
                shepherd=somebody("shepherd_other") if conditional else None,
            )  # fmt: skip
    for actor in ("chair", "pc_done"):
        _comment(edition, actor, "So be it.", Audience.REVIEWERS, DECIDING)


def _release(edition: Edition) -> None:
    with clock.at(MOMENTS["N"] + timedelta(hours=1)):
        decisions.release_decisions(workshop=edition.workshop, by=somebody("chair"))
    for number, author in ((1, "ada_author"), (3, "eirik_storlivoll")):
        handed_in(fresh(edition.workshop.submissions.get(number=number)), make_person(author))
    texts(edition.workshop, somebody("chair"))
    built(edition.workshop, somebody("chair"))


def _publish(edition: Edition) -> None:
    with clock.at(AFTER):
        announcing.publish_programme(workshop=edition.workshop, by=somebody("chair"))
        proceedings.publish(workshop=edition.workshop, by=somebody("chair"))


STEPS: dict[str, Callable[[Edition], None]] = {
    "R": _review, "D": _discuss, "N": _decide, "X": _release, "P": _publish,
}  # fmt: skip


def _note_ids(edition: Edition) -> None:
    """Ids of things about paper 1, for addresses that name one."""
    workshop, paper = edition.workshop, edition.paper
    mails = OutboxMessage.objects.filter(about="submissions.Submission", about_id=paper.pk)
    pending = somebody("coauthor_pending").email
    session = Session.objects.filter(workshop=workshop).first()
    slot = Slot.objects.filter(submission=paper).first()
    edition.ids = {
        "message": mails.order_by("pk")[0].public_id,
        "confirm": signing.dumps([paper.pk, pending], salt=CONFIRM_SALT),
        "todo": somebody("pc_todo").pk,
        "session": session.public_id if session else "none",
        "slot": slot.public_id if slot else "none",
    }
