"""Resources of the matrix that take more than a look: files made on asking, the meeting, feeds."""

from functools import cache

from django.test import Client
from django.urls import reverse

from dtms_site.web.templatetags.dtms import initials
from dtms_site.workshops.services import renew_calendar
from reviews.models import Meeting
from reviews.services.meeting import running
from tests.access.actors import ACTORS
from tests.access.matrix import Ask
from tests.access.reads import NAMED, refusal
from tests.access.resolver import address
from tests.access.visits import Visits
from tests.access.world import REX, TITLE, person, somebody
from tests.people import make_person

# Of facts that nobody but chairs may search by. On a paper of any phase the last holds.
SEARCHES = ("score>2", "decision:accept", "reviews<9")


def mentions(visits: Visits, actor: str) -> str:
    """Whom a comment can name: nobody who is kept apart from the paper."""
    page = visits.get(actor, "reviews:discussion")
    if page.status != 200:
        return refusal(actor)
    apart = [
        make_person(ACTORS[a] or "").family_name for a in ("pc_conflicted", "chair_conflicted")
    ]
    found = [name for name in apart if name in page.text]
    return f"leak: {found}" if found else "200"


def search_operators(visits: Visits, actor: str) -> str:
    path = address("chair:papers", visits.edition)
    if not visits.opens(actor, "chair:papers"):
        return refusal(actor)
    found = [visits.ask(actor, f"{path}?q={search}").text for search in SEARCHES]
    if any(address("chair:paper", visits.edition) in text for text in found):
        return "200"
    return "leak: found" if any(TITLE in text for text in found) else "SAME0"


@cache
def table_of_papers(visits: Visits, actor: str) -> str:
    """The list for spreadsheets, with decisions and scores: of papers that the asker handles."""
    numbers = visits.edition.workshop.submissions.values_list("number", flat=True)
    data = {"act": "csv", "papers": list(numbers)}
    with visits.trial():
        answer = visits.clients[actor].post(address("chair:selection", visits.edition), data)
    if "text/csv" not in answer.headers.get("Content-Type", ""):
        return refusal(actor)
    lines = answer.content.decode().splitlines()
    return "200" if any(line.startswith("1,") for line in lines[1:]) else "200o"


def meeting_page(visits: Visits, actor: str) -> str:
    """Before it is called chairs have a page to plan it on. Nobody is at the table yet."""
    room = visits.get(actor, "meeting:room")
    if room.status != 200:
        return "200o" if visits.opens(actor, "chair:meeting") else refusal(actor)
    return "leak: a paper" if TITLE in room.text else "200|200r"


@cache
def _at_the_table(visits: Visits) -> dict[str, tuple[int, str]]:
    """What everybody gets of the meeting while paper 1 is on the table, all being there."""
    found = {}
    edition = visits.edition
    with visits.trial():
        meeting = Meeting.objects.filter(workshop=edition.workshop).first()
        if meeting is not None:
            chair = somebody("chair")
            running.start(meeting=meeting, by=chair)
            running.jump(item=meeting.items.get(submission=edition.paper), by=chair, at="")
        for actor in ACTORS:
            visits.clients[actor].post(address("meeting:here", edition))
            state = visits.clients[actor].get(address("meeting:state", edition), {"v": "before"})
            found[actor] = (state.status_code, state.content.decode())
    return found


def on_the_table(visits: Visits, actor: str) -> str:
    """The reviews of the current paper, for whoever is there without a conflict."""
    status, text = _at_the_table(visits)[actor]
    if status != 200:
        return refusal(actor)
    if TITLE not in text:
        return "404"
    return "200" if REX["authors"] in text else "leak: half"


def news_of_the_meeting(visits: Visits, actor: str) -> str:
    status, text = _at_the_table(visits)[actor]
    if status != 200:
        return refusal(actor)
    return "GET" if TITLE in text else "GETr"


def portraits(visits: Visits, actor: str) -> str:
    """Initials of Rex beside what Rex wrote."""
    mark = f'aria-hidden="true">{initials(make_person("rex_reviewer"))}</span>'
    if actor == "pc_done" or visits.opens(actor, "reviews:others", "chair:paper"):
        return "200"
    shown = [name for name in NAMED if mark in visits.get(actor, name).text]
    return f"leak: {shown}" if shown else refusal(actor)


def own_calendar(visits: Visits, actor: str) -> str:
    """What its owner's secret address gives, to whoever has it."""
    user = person(actor)
    if user is None:
        return refusal(actor)
    with visits.trial():
        secret = renew_calendar(user).secret
        text = Client().get(reverse("own-calendar", args=[secret])).content.decode()
    if f"{visits.edition.workshop.slug}-" not in text:
        return "200|200o|404"  # nothing waits for them here
    known = TITLE not in text or visits.knows(actor, TITLE)
    return "200|200o" if known else "leak: a title"


MORE_READS: dict[str, Ask] = {
    "R28": mentions,
    "R36": search_operators,
    "R40": table_of_papers,
    "R43": table_of_papers,
    "R48": meeting_page,
    "R48C": on_the_table,
    "R49": news_of_the_meeting,
    "R53": portraits,
    "R54": own_calendar,
}
