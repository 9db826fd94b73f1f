"""No address without a row that says who may open it, and every address holds to its row."""

import re

import pytest

from dtms_site.accounts.addresses import ADDRESSES as ACCOUNTS
from dtms_site.web.access import Access
from submissions.models import Submission
from tests.access.actors import ACTORS
from tests.access.addresses import ADDRESSES, BY_POST, SITE, expected
from tests.access.doors import DOORS
from tests.access.resolver import address, is_of_an_edition, walk
from tests.people import make_person

pytestmark = pytest.mark.django_db
NAMES = [name for name, _ in walk()]
OF_AN_EDITION = [name for name in NAMES if is_of_an_edition(name)]
PAGES = [name for name in OF_AN_EDITION if ADDRESSES.get(name) is not BY_POST]


def test_every_address_of_the_resolver_has_a_row_and_every_row_an_address():
    assert set(NAMES) == ADDRESSES.keys() | ACCOUNTS.keys() | SITE.keys()


def test_no_name_is_given_to_two_addresses_of_an_edition():
    assert sorted(OF_AN_EDITION) == sorted(set(OF_AN_EDITION))


def test_every_view_that_is_not_of_a_library_carries_a_mark_of_who_it_is_for():
    unmarked = [
        name
        for name, pattern in walk()
        if name not in ACCOUNTS
        and not isinstance(getattr(pattern.callback, "access", None), Access)
    ]
    assert unmarked == []


def test_no_row_lets_anybody_in_whom_the_door_of_its_view_keeps_out():
    marks = {name: pattern.callback.access for name, pattern in walk() if name in ADDRESSES}
    too_wide = {
        (name, actor)
        for name, found in ADDRESSES.items()
        for (_, actor), status in found.items()
        if status == 200 and marks[name] in DOORS and actor not in DOORS[marks[name]]
    }
    assert too_wide == set()


def test_everybody_gets_at_every_address_what_its_row_says(visits):
    found, told = {}, {}
    for name in PAGES:
        for actor in ACTORS:
            found[name, actor] = visits.get(actor, name).status
            told[name, actor] = expected(name, visits.phase, actor)
    assert found == told


def test_the_target_of_a_form_is_no_page_for_anybody(open_visits):
    asked = {(name, actor) for name in set(OF_AN_EDITION) - set(PAGES) for actor in ACTORS}
    assert {open_visits.get(actor, name).status for name, actor in asked} == {405}


@pytest.mark.parametrize("name", sorted(SITE))
def test_what_is_for_all_answers_all_alike(open_visits, name):
    path = address(name, open_visits.edition)
    answers = {open_visits.ask(actor, path).status for actor in ACTORS}
    assert len(answers) == 1
    assert answers <= SITE[name]


# What may come of asking, for (nobody, a chair, an operator).
LIBRARY = {
    Access.PUBLIC: ({200, 302, 404}, {200, 302, 404}, {200, 302, 404}),
    # 429: a code was mailed less than a minute ago.
    Access.SIGNED_IN: ({302}, {200, 302, 404, 429}, {200, 302, 404, 429}),
    Access.OPERATOR: ({302}, {404}, {200, 302, 403}),
}
ENDING = {"session-end", "session-end-others"}


@pytest.mark.parametrize("name", sorted(ACCOUNTS.keys() - ENDING))
def test_no_chair_passes_where_only_operators_may_and_nobody_where_people_sign_in(
    open_visits, name
):
    path = address(name, open_visits.edition)
    statuses = [open_visits.ask(actor, path).status for actor in ("anon", "chair", "staff")]
    allowed = LIBRARY[ACCOUNTS[name]]
    assert [s in may for s, may in zip(statuses, allowed, strict=True)] == [True] * 3, statuses


# The public list of the committee, and the authors' form that asks for conflicts with it.
WITH_THE_COMMITTEE_BY_NAME = {"workshops:home", "submissions:edit", "submissions:submit"}
REVIEWERS = ("rex_reviewer", "todd_todo", "lena_lead", "bao_member")


@pytest.mark.parametrize("actor", ["author", "coauthor"])
def test_no_page_of_an_author_holds_a_reviewers_name_address_or_id(visits, actor):
    people = [make_person(key) for key in REVIEWERS]
    traces = [trace for who in people for trace in (who.family_name, who.email, who.email[:8])]
    ids = "|".join(str(who.pk) for who in people)
    by_id = re.compile(rf"(user|reviewer|person|data-id)[-_a-z\"]*[=:/ \"]+({ids})\b")
    found = {
        (name, trace)
        for name in PAGES
        if name not in WITH_THE_COMMITTEE_BY_NAME
        for trace in traces
        if trace in visits.get(actor, name).text
    }
    assert found == set()
    assert [n for n in PAGES if by_id.search(visits.get(actor, n).text)] == []


def test_the_list_of_addresses_is_about_a_paper_that_exists(visits):
    """Or every 404 above would prove nothing."""
    assert Submission.objects.filter(pk=visits.edition.paper.pk).exists()
    assert visits.get("chair", "chair:paper").status == 200
