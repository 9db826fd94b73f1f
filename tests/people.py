"""The named cast: the people of the sample edition, each as a fixture that makes their account."""

from collections.abc import Callable
from typing import Any

import pytest
from allauth.account.models import EmailAddress

from dtms_site.accounts.models import User
from dtms_site.management.demo.content import load_people

PASSWORD = "dtms-demo"


def make_person(key: str) -> User:
    """The account of somebody of the sample edition, with a verified address."""
    told = load_people()[key]
    known = User.objects.filter(email=told.email).first()
    if known:
        return known
    user = User.objects.create_user(
        told.email,
        PASSWORD,
        given_name=told.given,
        family_name=told.family,
        affiliation=told.affiliation,
        country=told.country,
        time_zone=told.time_zone,
    )
    EmailAddress.objects.create(user=user, email=told.email, verified=True, primary=True)
    return user


def _fixture(key: str) -> Callable[[Any], User]:
    @pytest.fixture(name=key)
    def somebody(db: Any) -> User:
        return make_person(key)

    return somebody


CAST = [
    "ada_author", "cora_coauthor", "pablo_pending", "otto_other", "rex_reviewer", "lena_lead",
    "todd_todo", "nina_unassigned", "kim_conflicted", "amir_author_member", "chen_chair",
    "maya_chair", "xavi_conflicted_chair", "pia_publication", "walt_web", "stella_steering",
    "olga_operator", "sam_stranger",
]  # fmt: skip
for _key in CAST:
    globals()[_key] = _fixture(_key)
