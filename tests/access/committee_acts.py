"""What chairs and members do behind others' backs: bids, pins, proposals, nudges, leads, help."""

from datetime import timedelta

from dtms_site import clock
from dtms_site.accounts import services as accounts
from dtms_site.workshops.services import Invitee
from reviews.enums import BidLevel, PinKind
from reviews.services import bids, discussion, external, external_reviews, nudges, proposals
from tests.access.actors import FREE_CHAIRS
from tests.access.differences import KNOW_REVIEWS, Difference, quiet
from tests.access.visits import Visits
from tests.access.world import fresh, somebody
from tests.editions import CLOSED, answers
from tests.people import make_person

HELPER = Invitee("niamh@farol.example", "Niamh", "Farolly", "Farol Institute")


def _bids(visits: Visits, level: BidLevel) -> None:
    with clock.at(CLOSED):
        bids.place_bids(
            workshop=visits.edition.workshop, member=make_person("farah_member"),
            levels={1: level},
        )  # fmt: skip


def eager(visits: Visits) -> None:
    _bids(visits, BidLevel.EAGER)


def unwilling(visits: Visits) -> None:
    _bids(visits, BidLevel.UNWILLING)


def _pin(visits: Visits, key: str, kind: PinKind) -> None:
    proposals.pin(
        workshop=visits.edition.workshop, by=somebody("chair"), paper=fresh(visits.edition.paper),
        reviewer=make_person(key), kind=kind,
    )  # fmt: skip


def locked(visits: Visits) -> None:
    _pin(visits, "farah_member", PinKind.LOCKED)


def forbidden(visits: Visits) -> None:
    _pin(visits, "yusuf_member", PinKind.FORBIDDEN)


def proposed(visits: Visits) -> None:
    proposals.propose(workshop=visits.edition.workshop, by=somebody("chair"), moves=True)


def nudged(visits: Visits) -> None:
    """Lena has paper 1 and nothing else."""
    members = [make_person("lena_lead")]
    written = nudges.nudge(
        workshop=visits.edition.workshop, by=somebody("chair"), members=members
    )  # fmt: skip
    assert len(written) == 1


def _lead(visits: Visits, key: str) -> None:
    paper = fresh(visits.edition.paper)
    discussion.name_lead(paper=paper, reviewer=make_person(key), by=somebody("chair"))


def rex_leads(visits: Visits) -> None:
    _lead(visits, "rex_reviewer")


def lena_leads(visits: Visits) -> None:
    _lead(visits, "lena_lead")


def has_an_account(visits: Visits) -> None:
    """The same person, who helps with nothing: operators see accounts, and may."""
    user = accounts.person_with(HELPER.email)
    accounts.address_proved(user, HELPER.email)
    accounts.complete_profile(
        user, given_name=HELPER.given_name, family_name=HELPER.family_name,
        affiliation=HELPER.affiliation,
    )  # fmt: skip


def helped(visits: Visits) -> None:
    """Lena asks for help; it is granted, given and sent."""
    paper = fresh(visits.edition.paper)
    row = external.ask(
        paper=paper, by=make_person("lena_lead"), person=HELPER, reason="Knows the field."
    )
    external.consent(row=row, by=somebody("chair"), note="They never met.")
    external.accept(row=row)
    with clock.at(visits.edition.at + timedelta(minutes=5)):
        external_reviews.send(row=row, answers=answers(paper, 2, "Of little use."), based_on=0)


DIFFERENCES = {
    "how gladly somebody would review": Difference("R", eager, unwilling, FREE_CHAIRS),
    "whom chairs locked or forbade": Difference("R", locked, forbidden, FREE_CHAIRS),
    "whether an assignment was proposed": Difference("R", quiet, proposed, FREE_CHAIRS),
    "who was nudged": Difference("R", quiet, nudged, FREE_CHAIRS),
    "who leads the discussion": Difference("D", rex_leads, lena_leads, KNOW_REVIEWS),
    "who helps from outside": Difference("R", has_an_account, helped, FREE_CHAIRS),
}
