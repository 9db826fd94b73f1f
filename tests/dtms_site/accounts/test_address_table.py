"""The table of addresses says who each page is for, and the pages hold to it."""

from typing import Any

import pytest
from django.test import Client
from django.urls import get_resolver, reverse

from dtms_site.accounts.addresses import ADDRESSES
from dtms_site.web.access import Access
from tests.access.resolver import NOWHERE, walk
from tests.dtms_site.accounts.flows import ENTRANCE, enter

pytestmark = pytest.mark.django_db
POSTS = {"session-end", "session-end-others"}


def ours() -> set[str]:
    roots = [
        e for e in get_resolver().url_patterns if str(e.pattern).startswith(("accounts/", "admin/"))
    ]
    return {name for name, _ in walk(roots)}


def address(name: str) -> str:
    return reverse(name, kwargs=NOWHERE.get(name))


def with_access(access: Access) -> list[str]:
    return sorted(name for name, needed in ADDRESSES.items() if needed is access)


def knock(client: Client, name: str) -> Any:
    return client.post(address(name)) if name in POSTS else client.get(address(name))


def test_the_table_names_every_address_and_no_other():
    assert set(ADDRESSES) == ours()


@pytest.mark.parametrize("name", with_access(Access.SIGNED_IN) + with_access(Access.OPERATOR))
def test_nobody_passes_without_signing_in(client, name):
    answer = knock(client, name)
    assert answer.status_code == 302
    assert answer["Location"].startswith((ENTRANCE, "/accounts/login/", "/accounts/logout/",
                                          "/accounts/password/change/", "/accounts/2fa/"))  # fmt: skip


@pytest.mark.parametrize("name", with_access(Access.PUBLIC))
def test_public_pages_answer_a_stranger(client, name):
    assert knock(client, name).status_code in (200, 302, 404)


@pytest.mark.parametrize("name", with_access(Access.SIGNED_IN))
def test_pages_of_ones_own_account_answer_its_owner(client, ada_author, name):
    enter(client, ada_author.email)
    assert knock(client, name).status_code in (200, 302, 404)
