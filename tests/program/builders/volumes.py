"""A small volume, and the process that sets it, shared by the tests of the builders."""

from dataclasses import replace
from typing import Any

from program.builders.volume import Author, Committee, Paper, Part, Person, Volume, in_order

HOSTILE = 'Twins & <script>alert("1")</script> of 100% $_{x}$ \\input{/etc/passwd}'


def paper(number: int, title: str = "A Twin That Knows", pages: int = 2, *names: str) -> Paper:
    authors = tuple(Author(*name.rsplit(" ", 1), "Merrow University") for name in names)
    return Paper(number, title, authors or (Author("Ada", "Brekkestad", "Kvitvik"),), pages)


def volume(*papers: Paper, **changes: Any) -> Volume:
    """Two sessions: the first paper in the first, all others in the second."""
    papers = papers or (paper(3), paper(7, "Who Owns the 6G Replica?", 3, "Łucja Dębogórski"))
    parts = [Part("Session 1 · Honest", papers[:1], "Elif Saydan"), Part("Asking", papers[1:])]
    made = Volume(
        title="Proceedings of DTMS ’27", event="Digital Twins for Mobile Systems",
        short_name="DTMS", year=2027, place="Port Merrow", held="21 June 2027", date="20270621",
        editors=("Chen Duanmu", "Maya Thornquist"), publisher="Merrow University Press",
        isbn="978-3-16-148410-0", rights="© the authors", message="<p>Welcome to the <em>day</em>.",
        committees=(Committee("Organizing committee", (Person("Chen Duanmu", "Pearl Bay"),)),),
        parts=in_order(part for part in parts if part.papers),
    )  # fmt: skip
    return replace(made, **changes)
