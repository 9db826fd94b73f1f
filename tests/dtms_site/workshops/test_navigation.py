"""What every page asks of its edition comes with the edition's row."""

import pytest
from django.db.models import Exists, OuterRef, Q

from dtms_site.workshops.enums import Role
from dtms_site.workshops.models import CommitteeMembership, Workshop
from dtms_site.workshops.navigation import _in_sql, editions
from tests.editions import make_edition

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


def test_a_fact_written_in_sql_holds_of_the_same_rows(chen_chair):
    empty, served = make_edition(slug="empty"), make_edition(slug="served")
    CommitteeMembership.objects.create(workshop=served, user=chen_chair, role=Role.STEERING)
    serving = CommitteeMembership.objects.filter(workshop=OuterRef("pk"), role=Role.STEERING)
    rows = Workshop.objects.order_by()
    found = rows.annotate(**_in_sql(rows, {"has_steering": Q(Exists(serving))}))
    facts = dict(found.values_list("slug", "has_steering"))
    assert (facts[empty.slug], facts[served.slug]) == (False, True)


def test_a_fact_that_joins_another_table_is_refused():
    with pytest.raises(ValueError, match="Exists"):
        _in_sql(Workshop.objects.order_by(), {"named": Q(memberships__role=Role.CHAIR)})


def test_an_edition_comes_with_its_facts_in_one_query(django_assert_num_queries):
    make_edition(slug="alone")
    with django_assert_num_queries(1):
        edition = editions().get(slug="alone")
        assert (edition.shows_programme, edition.shows_proceedings) == (False, False)
