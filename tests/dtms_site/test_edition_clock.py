"""An edition with a clock of its own: everything about it asks that clock and no other."""

import ast
import re
from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.urls import reverse

from dtms_site import clock
from dtms_site.mail.models import OutboxMessage
from dtms_site.workshops.models import Workshop
from dtms_site.workshops.reminding import batch
from tests.editions import OPEN, REVIEWING, add_member, draft, in_review, make_edition, submitted

OURS = ("dtms_site", "submissions", "reviews", "program")
# Where the site's own time is meant: nothing here is decided by a date of an edition.
BY_THE_SITE = {
    "dtms_site/web/middleware.py": "when a request arrived",
    "dtms_site/mail/services.py": "pace, retries and leases of the outbox",
    "dtms_site/mail/reminders.py": "the tick of the scheduler; each edition adds its offset",
    "dtms_site/accounts/services.py": "accounts belong to no edition",
    "dtms_site/accounts/tasks.py": "accounts belong to no edition",
    "dtms_site/accounts/closing.py": "accounts belong to no edition",
    "dtms_site/workshops/sealing.py": "which editions to look at, each then by its own clock",
    "dtms_site/workshops/calendars.py": "the stamp of a file with dates of several editions",
    "dtms_site/workshops/glass.py": "an operator's hour with papers",
    "dtms_site/rehearsal/copying.py": "how far the clock of a rehearsal is from the site's",
    "dtms_site/rehearsal/clockwork.py": "moves that clock; leases of the moves",
    "dtms_site/management/commands/problems.py": "health of the site",
    "dtms_site/management/demo/load.py": "where the sample's calendar begins",
    "dtms_site/management/bench/data.py": "where a measured edition begins",
    "submissions/services/rules.py": "the queue of trials",
    "submissions/format_page.py": "how long a check has waited",
    "submissions/policy.py": "the life of a stranger's upload",
    "submissions/public_checks.py": "the life of a stranger's upload",
    "submissions/checks.py": "the queue of format checks",
    "reviews/chair/mail.py": "what the outbox still holds back",
    "reviews/chair/timeline.py": "what the outbox still holds back",
    "program/services/proceedings.py": "the queue of builds",
}


def bare(path):
    """The calls in this file that ask for the time of no edition in particular."""
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Call) and not node.args and not node.keywords:
            called = ast.unparse(node.func)
            if called in {"clock.now", "timezone.now", "datetime.now", "date.today"}:
                yield called


def test_only_what_belongs_to_no_edition_asks_for_the_sites_own_time():
    found = {
        str(path.relative_to(settings.ROOT))
        for app in OURS
        for path in Path(settings.ROOT, app).rglob("*.py")
        if list(bare(path))
    }
    assert found == BY_THE_SITE.keys()


PAGES = [
    ("ada_author", "submissions:papers"), ("ada_author", "submissions:submit"),
    ("ada_author", "submissions:edit"), ("ada_author", "workshops:home"),
    ("ada_author", "workshops:calendar"), ("rex_reviewer", "reviews:mine"),
    ("rex_reviewer", "reviews:bids"), ("chen_chair", "chair:desk"),
    ("chen_chair", "chair:timeline"), ("chen_chair", "chair:reminders"),
    ("chen_chair", "chair:late"), ("chen_chair", "chair:progress"),
    ("chen_chair", "chair:decisions"), ("chen_chair", "workshops:deadlines"),
]  # fmt: skip
CHANCE = re.compile(rb'(name="csrfmiddlewaretoken" value=)"\w+"')


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("instant", "ahead"),
    [
        (OPEN + timedelta(hours=2), timedelta(days=-400, hours=3)),
        (REVIEWING + timedelta(days=6), timedelta(days=77)),
    ],
)
def test_every_page_of_an_edition_goes_by_its_clock(
    instant, ahead, sign_in, chen_chair, ada_author, otto_other, rex_reviewer
):
    """Its pages are the same wherever the site's clock stands, as long as its own says the same."""
    workshop = make_edition()
    add_member(workshop, rex_reviewer)
    paper = submitted(workshop, ada_author, title="Replicas of the Harbour")
    draft(workshop, ada_author)
    if instant >= REVIEWING:
        in_review(paper, chen_chair, rex_reviewer)
    # What waits in the outbox waits by the site's clock.
    OutboxMessage.objects.all().delete()
    people = {"ada_author": ada_author, "rex_reviewer": rex_reviewer, "chen_chair": chen_chair}

    def all_of_it(now):
        told = []
        with clock.at(now):
            edition = Workshop.objects.get()
            for key, name in PAGES:
                args = [2] if name == "submissions:edit" else []
                answer = sign_in(people[key]).get(reverse(name, args=["dtms", *args]))
                told.append((name, answer.status_code, CHANCE.sub(rb"\1", answer.content)))
            told.append([(p.at, p.kind, p.to.email, p.values) for p in batch(edition)])
        return told

    before = all_of_it(instant)
    Workshop.objects.update(clock_offset=ahead)
    assert all_of_it(instant - ahead) == before
