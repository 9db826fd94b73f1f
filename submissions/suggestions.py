"""Who on the committee may have a conflict with a paper, and why we think so."""

from collections.abc import Iterable
from typing import Any

FREE_MAIL = frozenset(
    """gmail.com googlemail.com outlook.com hotmail.com live.com yahoo.com icloud.com me.com
    proton.me protonmail.com gmx.de gmx.net web.de qq.com 163.com 126.com mail.ru yandex.ru
    zoho.com aol.com hey.com fastmail.com""".split()
)


def conflict_hints(authors: Iterable[Any], committee: Iterable[Any]) -> dict[int, str]:
    """Reason by the member's user id: same institution, or same mail domain, as an author.

    `authors` and `committee` have `email`, `affiliation` and a name.
    """
    authors = list(authors)
    hints = {}
    for member in committee:
        if reason := _reason(member, authors):
            hints[member.pk] = reason
    return hints


def _reason(member: Any, authors: list[Any]) -> str:
    for author in authors:
        name = author.given_name or author.email
        if _plain(member.affiliation) and _plain(member.affiliation) == _plain(author.affiliation):
            return f"same institution as {name}"
        if _domain(member.email) and _domain(member.email) == _domain(author.email):
            return f"same mail domain as {name}"
    return ""


def _plain(text: str) -> str:
    words = text.casefold().replace(",", " ").replace(".", " ").split()
    return " ".join(word for word in words if word not in {"the", "of"})


def _domain(email: str) -> str:
    domain = email.rpartition("@")[2].casefold()
    return "" if domain in FREE_MAIL else domain
