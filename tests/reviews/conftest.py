from collections.abc import Iterator
from copy import deepcopy
from types import SimpleNamespace
from typing import Any

import pytest
from django.db import transaction

from dtms_site.workshops.enums import Role
from submissions.enums import ConflictSource
from submissions.services.conflicts import add_conflict
from tests.editions import add_member, in_review, make_edition, reviewed, submitted
from tests.people import make_person


@pytest.fixture(scope="module")
def made_world(django_db_setup: None, django_db_blocker: Any) -> Iterator[SimpleNamespace]:
    """Made once for the tests of a module, in a transaction that is never committed."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield make_world()
        transaction.set_rollback(True)


@pytest.fixture
def world(made_world: SimpleNamespace, db: None) -> SimpleNamespace:
    """Paper 1 in review: Rex and Lena are done, Todd is not; Kim and Xavi are conflicted."""
    return deepcopy(made_world)


def make_world() -> SimpleNamespace:
    workshop = make_edition(chairs=("chen_chair", "xavi_conflicted_chair"))
    people = SimpleNamespace(**{key: make_person(key) for key in (
        "ada_author", "cora_coauthor", "otto_other", "rex_reviewer", "lena_lead", "todd_todo",
        "nina_unassigned", "kim_conflicted", "amir_author_member", "chen_chair",
        "xavi_conflicted_chair", "sam_stranger", "pia_publication", "stella_steering",
    )})  # fmt: skip
    for key in ("rex_reviewer", "lena_lead", "todd_todo", "nina_unassigned", "kim_conflicted",
                "amir_author_member"):  # fmt: skip
        add_member(workshop, getattr(people, key))
    add_member(workshop, people.pia_publication, Role.PUBLICATION)
    add_member(workshop, people.stella_steering, Role.STEERING)
    paper = submitted(workshop, people.ada_author, coauthors=(people.amir_author_member,))
    other = submitted(workshop, people.otto_other, title="Another Twin Entirely")
    for person in (people.kim_conflicted, people.xavi_conflicted_chair):
        add_conflict(paper=paper, user=person, by=person, source=ConflictSource.MEMBER)
    in_review(paper, people.chen_chair, people.rex_reviewer, people.lena_lead, people.todd_todo)
    reviewed(paper, people.rex_reviewer, 4, "Rex was here.")
    reviewed(paper, people.lena_lead, 2, "Lena was here.")
    other.refresh_from_db()
    return SimpleNamespace(workshop=workshop, paper=paper, other=other, **vars(people))
