"""The sample edition's words: people, papers and programme, read from the TOML files beside this.

Everything here is plain data. What becomes of it (accounts, submissions, reviews) is decided by
the command that fills a sample edition.
"""

from __future__ import annotations

import tomllib
from collections import Counter
from collections.abc import Iterable, Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any, get_args

from dtms_site.management.demo.background import Section, fill, load_bank
from dtms_site.management.demo.shapes import (
    CommentContent,
    DecisionContent,
    DeclaredConflict,
    Figure,
    Format,
    ItemKind,
    PaperContent,
    PaperKind,
    Person,
    ProgrammeItem,
    ReviewContent,
    Role,
    Series,
    State,
    Table,
)

__all__ = [
    "TOPICS",
    "CommentContent",
    "ContentError",
    "DecisionContent",
    "PaperContent",
    "Person",
    "ProgrammeItem",
    "ReviewContent",
    "load_papers",
    "load_people",
    "load_programme",
]

HERE = Path(__file__).parent

TOPICS: Mapping[str, str] = {
    "architectures": "Architectures and protocols",
    "scalable": "Scalable, lightweight and fault-tolerant twins",
    "ai": "AI and machine learning",
    "statistics": "Statistical modelling",
    "resources": "Resource management, network optimisation and operation",
    "security": "Security and privacy",
    "applications": "Applications and services",
    "platforms": "Hardware, software and platforms",
    "testbeds": "Simulations, prototypes and testbeds",
}


class ContentError(ValueError):
    """A content file says something that the sample edition cannot use."""


@lru_cache(maxsize=1)
def load_people() -> Mapping[str, Person]:
    """Everybody of the sample edition by key, committee first."""
    data = _read("people.toml")
    people = {key: _person(key, row, data["institutions"]) for key, row in data["people"].items()}
    _refuse_twice("e-mail address", (person.email for person in people.values()))
    return people


@lru_cache(maxsize=1)
def load_papers() -> tuple[PaperContent, ...]:
    """All papers in the order of their numbers, which run from 1 without a gap."""
    papers = tuple(_paper(path) for path in sorted((HERE / "papers").glob("*.toml")))
    if [paper.number for paper in papers] != list(range(1, len(papers) + 1)):
        raise ContentError("papers are not numbered from 1 without a gap")
    _refuse_twice("title", (paper.title for paper in papers))
    return papers


@lru_cache(maxsize=1)
def load_programme() -> tuple[ProgrammeItem, ...]:
    """The day in order; each accepted paper stands in exactly one session."""
    items = tuple(_item(row) for row in _read("programme.toml")["items"])
    named = [key for item in items for key in (*item.speakers, item.chair) if key]
    _require_known_people("programme", named)
    planned = sorted(number for item in items for number in item.papers)
    accepted = [p.number for p in load_papers() if p.decision and p.decision.outcome != "reject"]
    if planned != accepted:
        raise ContentError(f"sessions hold {planned}, accepted are {accepted}")
    return items


def _read(name: str) -> dict[str, Any]:
    return tomllib.loads((HERE / name).read_text(encoding="utf-8"))


def _person(key: str, row: Mapping[str, Any], institutions: Mapping[str, Any]) -> Person:
    home = institutions[row["institution"]]
    role = row.get("role")
    _require(role is None or role in get_args(Role), f"{key}: role {role}")
    topics = tuple(row.get("topics", ()))
    _require(set(topics) <= set(TOPICS), f"{key}: topics {topics}")
    return Person(
        key=key,
        given=row["given"],
        family=row["family"],
        email=row["email"],
        affiliation=home["name"],
        country=home["country"],
        place=home["place"],
        time_zone=home["time_zone"],
        orcid=row.get("orcid", ""),
        role=role,
        topics=topics,
        expertise=_line(row.get("expertise", "")),
    )


def _paper(path: Path) -> PaperContent:
    row = _read(f"papers/{path.name}")
    paper = PaperContent(
        number=row["number"],
        slug=path.stem,
        title=row["title"],
        type=row["type"],
        topics=tuple(row["topics"]),
        authors=tuple(row["authors"]),
        contact=row.get("contact", row["authors"][0]),
        unconfirmed=tuple(row.get("unconfirmed", ())),
        conflicts=tuple(DeclaredConflict(**conflict) for conflict in row.get("conflicts", ())),
        abstract=_line(row["abstract"]),
        keywords=tuple(row["keywords"]),
        sections=_sections(row),
        table=_table(row["table"]) if "table" in row else None,
        figure=_figure(row["figure"]) if "figure" in row else None,
        references=tuple(row.get("references", ())),
        format=row.get("format", "ok"),
        state=row.get("state", "submitted"),
        reviews=tuple(_review(review) for review in row.get("reviews", ())),
        discussion=tuple(
            CommentContent(by=comment["by"], text=_line(comment["text"]))
            for comment in row.get("discussion", ())
        ),
        decision=_decision(row["decision"]) if "decision" in row else None,
    )
    _check(paper)
    return paper


def _sections(row: Mapping[str, Any]) -> tuple[Section, ...]:
    own = tuple(
        Section(section["heading"], tuple(map(_line, section["text"].strip().split("\n\n"))))
        for section in row.get("sections", ())
    )
    if not own:
        return ()
    return fill(
        own,
        bank=load_bank(),
        number=row["number"],
        topics=row["topics"],
        experiments=row.get("experiments", row["type"] == "technical"),
        phrases=row["phrases"],
        references=len(row["references"]),
        pages=row.get("pages", 4),
    )


def _table(row: Mapping[str, Any]) -> Table:
    rows = tuple(tuple(cells) for cells in row["rows"])
    _require({len(cells) for cells in rows} == {len(row["head"])}, f"{row['caption']}: ragged")
    return Table(caption=row["caption"], head=tuple(row["head"]), rows=rows)


def _figure(row: Mapping[str, Any]) -> Figure:
    series = tuple(Series(one["name"], tuple(one["values"])) for one in row["series"])
    _require({len(s.values) for s in series} == {len(row["x"])}, f"{row['caption']}: ragged")
    return Figure(
        kind=row["kind"],
        caption=row["caption"],
        x_label=row["x_label"],
        y_label=row["y_label"],
        x=tuple(row["x"]),
        series=series,
    )


def _review(row: Mapping[str, Any]) -> ReviewContent:
    return ReviewContent(**_lines(row))


def _decision(row: Mapping[str, Any]) -> DecisionContent:
    return DecisionContent(**_lines(row))


def _lines(row: Mapping[str, Any]) -> dict[str, Any]:
    return {key: _line(value) if isinstance(value, str) else value for key, value in row.items()}


def _item(row: Mapping[str, Any]) -> ProgrammeItem:
    _require(row["kind"] in get_args(ItemKind), f"programme: kind {row['kind']}")
    return ProgrammeItem(
        kind=row["kind"],
        title=row["title"],
        start=row["start"],
        minutes=row["minutes"],
        chair=row.get("chair", ""),
        speakers=tuple(row.get("speakers", ())),
        papers=tuple(row.get("papers", ())),
        abstract=_line(row.get("abstract", "")),
    )


def _check(paper: PaperContent) -> None:
    where = paper.slug
    _require(paper.type in get_args(PaperKind), f"{where}: type {paper.type}")
    _require(paper.state in get_args(State), f"{where}: state {paper.state}")
    _require(paper.format in get_args(Format), f"{where}: format {paper.format}")
    _require(bool(paper.topics) and set(paper.topics) <= set(TOPICS), f"{where}: topics")
    _require({paper.contact, *paper.unconfirmed} <= set(paper.authors), f"{where}: not an author")
    named = [*paper.authors, *(conflict.member for conflict in paper.conflicts)]
    if paper.decision and paper.decision.shepherd:
        named.append(paper.decision.shepherd)
    _require_known_people(where, named)
    _refuse_twice(f"{where}: author", paper.authors)
    _require(len(paper.reviews) == (3 if paper.under_review else 0), f"{where}: reviews")
    _require((paper.decision is not None) == paper.under_review, f"{where}: decision")


def _require(condition: bool, otherwise: str) -> None:
    if not condition:
        raise ContentError(otherwise)


def _require_known_people(where: str, keys: Iterable[str]) -> None:
    unknown = sorted(set(keys) - set(load_people()))
    _require(not unknown, f"{where}: nobody is called {', '.join(unknown)}")


def _refuse_twice(what: str, values: Iterable[str]) -> None:
    twice = [value for value, count in Counter(values).items() if count > 1]
    _require(not twice, f"{what} twice: {', '.join(twice)}")


def _line(text: str) -> str:
    """Text of a file without the line breaks that only keep the file readable."""
    return " ".join(text.split())
