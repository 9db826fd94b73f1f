"""The rules by which a member of the committee may be too close to a paper.

Hard evidence settles it. Strong evidence keeps the two apart until somebody dismisses it with a
reason. Weak evidence is shown and does nothing.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property

from reviews.evidence import names


class Strength(StrEnum):
    HARD = "hard"
    STRONG = "strong"
    WEAK = "weak"


class Kind(StrEnum):
    COAUTHOR = "coauthor"
    DOMAIN = "domain"
    INSTITUTION = "institution"
    COLLABORATOR = "collaborator"
    PAST = "past"


STRENGTH = {
    Kind.COAUTHOR: Strength.HARD,
    Kind.DOMAIN: Strength.STRONG,
    Kind.INSTITUTION: Strength.STRONG,
    Kind.COLLABORATOR: Strength.STRONG,
    Kind.PAST: Strength.WEAK,
}


@dataclass(frozen=True)
class Known:
    """An author as the paper names them; `user` is the account, if they confirmed."""

    given: str
    family: str
    email: str
    affiliation: str
    user: int | None = None

    @property
    def name(self) -> str:
        return f"{self.given} {self.family}".strip() or self.email


@dataclass(frozen=True)
class Paper:
    key: int
    number: int
    authors: tuple[Known, ...]


@dataclass(frozen=True)
class Person:
    """A member of the committee, or somebody who may be invited. `key` 0: has no account."""

    key: int
    name: str
    emails: tuple[str, ...]
    affiliation: str = ""
    collaborators: str = ""


@dataclass(frozen=True)
class Past:
    """What earlier editions know: by a person's address, the addresses they are tied to and how."""

    ties: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    editions: int = 0


@dataclass(frozen=True)
class Trace:
    """One reason to keep a person from a paper. `detail` names the reason for good: a dismissal
    holds for it, and not for a new one of the same kind."""

    paper: int
    person: int
    kind: Kind
    detail: str
    reason: str

    @property
    def strength(self) -> Strength:
        return STRENGTH[self.kind]


def find(
    papers: Sequence[Paper], people: Iterable[Person], *,
    groups: Mapping[str, str] | None = None, past: Past | None = None,
) -> list[Trace]:  # fmt: skip
    """Every trace between these people and papers. Papers of a person's own are left out.

    `groups`: names of institutions that mean the same, from `group_names`.
    """
    index = _Index(papers, groups or {})
    return [trace for person in people for trace in _traces(person, index, past or Past())]


class _Index:
    """The authors of an edition by what they may share with a person."""

    def __init__(self, papers: Sequence[Paper], groups: Mapping[str, str]) -> None:
        self.papers, self.groups = papers, groups

    def _by(self, key_of: Callable[[Known], str]) -> dict[str, list[tuple[Paper, Known]]]:
        found: dict[str, list[tuple[Paper, Known]]] = defaultdict(list)
        for paper in self.papers:
            for author in paper.authors:
                if key := key_of(author):
                    found[key].append((paper, author))
        return found

    @cached_property
    def by_email(self) -> dict[str, list[tuple[Paper, Known]]]:
        return self._by(lambda author: author.email.casefold())

    @cached_property
    def by_domain(self) -> dict[str, list[tuple[Paper, Known]]]:
        return self._by(lambda author: names.domain_of(author.email))

    @cached_property
    def by_institution(self) -> dict[str, list[tuple[Paper, Known]]]:
        return self._by(lambda author: names.same_institution(author.affiliation, self.groups))

    @cached_property
    def by_name(self) -> dict[str, list[tuple[Paper, Known]]]:
        return self._by(lambda author: names.name_key(author.name))

    @cached_property
    def by_user(self) -> dict[int, list[Paper]]:
        found: dict[int, list[Paper]] = defaultdict(list)
        for paper in self.papers:
            for author in paper.authors:
                if author.user is not None:
                    found[author.user].append(paper)
        return found

    def papers_of(self, person: Person) -> dict[int, Paper]:
        listed = [paper for email in person.emails for paper, _ in self.by_email.get(email, [])]
        return {paper.key: paper for paper in [*listed, *self.by_user.get(person.key, [])]}


def _traces(person: Person, index: _Index, past: Past) -> Iterator[Trace]:
    own = index.papers_of(person)
    rules = (
        _coauthors(person, own, index), _domains(person, index), _institution(person, index),
        _collaborators(person, index), _past(person, index, past),
    )  # fmt: skip
    seen: set[tuple[int, str, str]] = set()
    for rule in rules:
        for paper, kind, detail, reason in rule:
            if paper.key not in own and (paper.key, kind, detail) not in seen:
                seen.add((paper.key, kind, detail))
                yield Trace(paper.key, person.key, kind, detail[:200], reason)


Found = Iterator[tuple[Paper, Kind, str, str]]


def _coauthors(person: Person, own: Mapping[int, Paper], index: _Index) -> Found:
    """Whoever writes with me this year is too close for me to judge their other papers."""
    for mine in own.values():
        for author in mine.authors:
            email = author.email.casefold()
            if email in person.emails or (author.user and author.user == person.key):
                continue
            for paper, _ in index.by_email.get(email, []):
                reason = f"wrote paper {mine.number} with {author.name}"
                yield paper, Kind.COAUTHOR, email, reason


def _domains(person: Person, index: _Index) -> Found:
    for domain in {names.domain_of(email) for email in person.emails} - {""}:
        for paper, author in index.by_domain.get(domain, []):
            yield paper, Kind.DOMAIN, domain, f"same mail domain as {author.name}: {domain}"


def _institution(person: Person, index: _Index) -> Found:
    key = names.same_institution(person.affiliation, index.groups)
    for paper, author in index.by_institution.get(key, []) if key else []:
        same = names.plain(person.affiliation) == names.plain(author.affiliation)
        known_as = "" if same else f", known as {author.affiliation}"
        yield paper, Kind.INSTITUTION, key, f"same institution as {author.name}{known_as}"


def _collaborators(person: Person, index: _Index) -> Found:
    emails, listed = names.read_collaborators(person.collaborators)
    for email in emails:
        for paper, author in index.by_email.get(email, []):
            yield paper, Kind.COLLABORATOR, email, f"names {author.name} as a collaborator"
    for key, name in listed.items():
        for paper, author in index.by_name.get(key, []):
            if names.is_same_name(name, author.given, author.family):
                detail = author.email.casefold() or name
                yield paper, Kind.COLLABORATOR, detail, f"names {author.name} as a collaborator"


def _past(person: Person, index: _Index, past: Past) -> Found:
    for mine in person.emails:
        for email, how in past.ties.get(mine, {}).items():
            for paper, author in index.by_email.get(email, []):
                yield paper, Kind.PAST, email, how.format(name=author.name)


def unchecked(person: Person) -> list[str]:
    """What could not be compared for this person, and why. Silence would read as "clear"."""
    found = []
    if not any(names.domain_of(email) for email in person.emails):
        found.append("mail domain: only a free-mail address is known")
    if not names.institution_of(person.affiliation):
        found.append("institution: none told")
    if not person.collaborators.strip():
        found.append("collaborators: no list given")
    return found


def unchecked_authors(paper: Paper) -> list[str]:
    """Authors whose institution could not be compared, because the paper names none."""
    return [a.name for a in paper.authors if not names.institution_of(a.affiliation)]
