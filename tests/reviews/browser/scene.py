"""An edition on a live site: closed papers, three members with bids, and one to be invited."""

from datetime import timedelta

from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore

from dtms_site import clock
from dtms_site.accounts.models import User
from dtms_site.workshops.enums import Role
from dtms_site.workshops.models import Workshop
from dtms_site.workshops.services import Invitee, invite
from reviews.enums import BidLevel
from reviews.models import Bid
from reviews.services import assignments, reviews
from tests.editions import CLOSED, REVIEWING, add_member, answers, make_edition, submitted
from tests.people import make_person

MEMBERS = ("rex_reviewer", "lena_lead", "todd_todo", "nina_unassigned")
INES = "ines.quiroga@lagoa.example"


def make() -> None:
    """Papers 1 to 3 of Otto in the edition "dtms", whose clock stands after the close."""
    workshop = make_edition()
    for key in MEMBERS:
        add_member(workshop, make_person(key))
    otto = make_person("otto_other")
    for n in range(3):
        paper = submitted(workshop, otto, title=f"A Twin of Kind {n + 1}")
        for key in MEMBERS[:3]:
            Bid.objects.create(submission=paper, member=make_person(key), placed_at=CLOSED,
                               level=BidLevel.WILLING)  # fmt: skip
    move_clock(CLOSED)


def move_clock(instant: object) -> None:
    workshop = Workshop.objects.get(slug="dtms")
    workshop.clock_offset = instant - clock.now() + timedelta(minutes=1)
    workshop.save()


def invite_ines() -> None:
    workshop = Workshop.objects.get(slug="dtms")
    chair = make_person("chen_chair")
    person = Invitee(INES, "Ines", "Quiroga", "Lagoa Research")
    invite(workshop=workshop, by=chair, people=[person], role=Role.MEMBER)


def give_paper(email: str, number: int) -> None:
    """Assign and begin, as the chair would."""
    workshop = Workshop.objects.get(slug="dtms")
    move_clock(REVIEWING)
    workshop.refresh_from_db()
    paper = workshop.submissions.get(number=number)
    paper.workshop = workshop
    chair = make_person("chen_chair")
    reviewer = User.objects.get(email=email)
    assignments.assign(paper=paper, reviewer=reviewer, by=chair)
    assignments.start_review(workshop=workshop, by=chair)


def open_discussion(number: int) -> None:
    """Two reviews of a paper are in."""
    people = [make_person(key) for key in MEMBERS[:2]]
    for person in people:
        give_paper(person.email, number)
    workshop = Workshop.objects.get(slug="dtms")
    paper = workshop.submissions.get(number=number)
    paper.workshop = workshop
    for person in people:
        reviews.send_review(paper=paper, by=person, answers=answers(paper), based_on=0)


def session_of(key: str) -> str:
    return session_for(make_person(key))


def session_for(user: User) -> str:
    session = SessionStore()
    session[SESSION_KEY] = str(user.pk)
    session[BACKEND_SESSION_KEY] = "django.contrib.auth.backends.ModelBackend"
    session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    session.save()
    return str(session.session_key)
