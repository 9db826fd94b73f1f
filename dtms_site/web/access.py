"""Who a page is for. Every view carries one mark; a test walks the addresses and asks for it."""

from collections.abc import Callable
from enum import StrEnum
from typing import Any, TypeVar

View = TypeVar("View", bound=Callable[..., Any])


class Access(StrEnum):
    PUBLIC = "public"
    SIGNED_IN = "signed in"
    AUTHOR = "author of the paper"
    COMMITTEE = "committee of the edition"
    EXTERNAL = "outside reviewer of the paper"
    CHAIR = "chair of the edition"
    PUBLICATION = "publication or workshop chair"
    OPERATOR = "operator of the site"


def mark(access: Access) -> Callable[[View], View]:
    def set_mark(view: View) -> View:
        view.access = access  # type: ignore[attr-defined]
        return view

    return set_mark
