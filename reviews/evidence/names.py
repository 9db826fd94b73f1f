"""When two addresses, two institutions or two names mean the same."""

import re
import unicodedata
from collections.abc import Mapping
from email.utils import parseaddr
from functools import lru_cache

FREE_MAIL = frozenset(
    """gmail.com googlemail.com outlook.com hotmail.com live.com yahoo.com icloud.com me.com
    proton.me protonmail.com gmx.de gmx.net web.de qq.com 163.com 126.com mail.ru yandex.ru
    zoho.com aol.com hey.com fastmail.com""".split()
)
# Second-level names under which many organisations of a country register, as in x.ac.uk.
SHARED_SECOND_LEVEL = frozenset("ac edu co com gov org net or go ne res".split())
UNIT = re.compile(
    r"^(dep(t|artment|artamento|artement)?|faculty|fakult\w+|facult\w+|school|chair|lab(oratory)?"
    r"|group|section|division|centre|center) (of|for|de|d|fur)\b|^(dept|department)\b"
)
SHORT = {"univ": "university", "inst": "institute", "tech": "technology", "natl": "national"}
FILLERS = frozenset("the of at and for de la le di da do del der die das fur".split())


@lru_cache(maxsize=20_000)
def domain_of(email: str) -> str:
    """The organisation's part of an address: x.ac.uk of cs.x.ac.uk; empty for free mail."""
    labels = email.rpartition("@")[2].casefold().split(".")
    if ".".join(labels) in FREE_MAIL or len(labels) < 2:
        return ""
    is_shared = len(labels[-1]) == 2 and labels[-2] in SHARED_SECOND_LEVEL
    return ".".join(labels[-3:] if is_shared else labels[-2:])


def plain(text: str) -> str:
    """Lower case, without accents and punctuation."""
    bare = "".join(
        c for c in unicodedata.normalize("NFKD", text.casefold()) if not unicodedata.combining(c)
    )
    return " ".join(re.findall(r"\w+", bare))


@lru_cache(maxsize=20_000)
def institution_of(affiliation: str) -> str:
    """The institution of an affiliation, without department, place and small words."""
    parts = [part for part in (plain(p) for p in re.split(r"[,;/(]", affiliation)) if part]
    whole = [part for part in parts if not UNIT.match(part)] or parts
    words = [SHORT.get(w, w) for w in whole[0].split()] if whole else []
    return " ".join(w for w in words if w not in FILLERS)


def group_names(lines: str) -> dict[str, str]:
    """From lines such as `MIT = Massachusetts Institute of Technology`: each name's group."""
    groups: dict[str, str] = {}
    for line in lines.splitlines():
        names = [name for name in map(institution_of, line.split("=")) if name]
        for name in names[1:]:
            groups[name] = names[0]
    return groups


def same_institution(affiliation: str, groups: Mapping[str, str]) -> str:
    """A key that all names of one institution share, empty when none was told."""
    name = institution_of(affiliation)
    return groups.get(name, name)


def name_key(name: str) -> str:
    """First given name's initial and family name: authors abbreviate, lists do too."""
    words = plain(name).split()
    return f"{words[0][0]} {words[-1]}" if len(words) > 1 else ""


def read_collaborators(text: str) -> tuple[set[str], dict[str, str]]:
    """Addresses, and names by their key, from a list of one person a line."""
    emails: set[str] = set()
    names: dict[str, str] = {}
    for line in text.splitlines():
        named, address = parseaddr(line)
        if "@" in address:
            emails.add(address.casefold())
        written = (named if "@" in address else line).split(",")[0].strip()
        if key := name_key(written):
            names[key] = plain(written)
    return emails, names


def is_same_name(listed: str, given: str, family: str) -> bool:
    """Whether a listed name may mean this author: same family name, given names that agree."""
    mine, theirs = listed.split(), plain(f"{given} {family}").split()
    if not theirs or mine[-1] != theirs[-1]:
        return False
    short, long = sorted((mine[0], theirs[0]), key=len)
    return long == short or (len(short) == 1 and long.startswith(short))
