"""The pages of a volume that are not papers, as HTML. Whatever people wrote is escaped."""

from collections import defaultdict
from collections.abc import Iterable
from html import escape

from .names import sort_key
from .volume import Author, Committee, Paper, Part, Person, Volume

# Longer lists go in two columns.
LONG_COMMITTEE = 6
MARK = (
    '<svg viewBox="0 0 28 28" fill="none"><path d="M11.5 2.75h9.2l4.55 4.6v13.4a2 2 0 0 1-2 2H20"'
    ' stroke="#000" stroke-width="1.4" stroke-dasharray="2.6 2" stroke-linecap="round"/><path d='
    '"M3 8.25a2 2 0 0 1 2-2h7.6L17.5 11v12.75a2 2 0 0 1-2 2H5a2 2 0 0 1-2-2z" fill="#000"/><path'
    ' d="M12.6 6.25V11h4.9" stroke="#fff" stroke-width="1.1" stroke-linejoin="round"/><path d='
    '"M6.5 15.4h7.4M6.5 18.6h7.4M6.5 21.8h4.2" stroke="#fff" stroke-width="1.3"'
    ' stroke-linecap="round"/></svg>'
)


def front_matter(volume: Volume) -> str:
    """Title page, imprint, message, committees, contents."""
    parts = [_cover(volume), _imprint(volume)]
    if volume.message:
        parts.append(_message(volume))
    if volume.committees:
        parts.append(_section("committees", "Committees", map(_committee, volume.committees)))
    parts.append(_section("contents", "Contents", map(_contents_of, volume.parts)))
    return "".join(parts)


def _section(name: str, heading: str, blocks: Iterable[str]) -> str:
    return f'<section class="{name}" id="{name}"><h1>{heading}</h1>{"".join(blocks)}</section>'


def _line(kind: str, text: str) -> str:
    return f'<p class="{kind}">{escape(text)}</p>' if text else ""


def _cover(volume: Volume) -> str:
    editors = "".join(_line("", name) for name in volume.editors)
    label = "Editor" if len(volume.editors) == 1 else "Editors"
    return (
        f'<section class="cover" id="title-page">{MARK}{_line("kicker", volume.kicker)}'
        f"<h1>{escape(volume.title)}</h1>{_line('held', volume.place)}{_line('held', volume.held)}"
        f'<div class="editors">{_line("small", label) if editors else ""}{editors}</div></section>'
    )


def _imprint(volume: Volume) -> str:
    isbn = f"ISBN {volume.isbn}" if volume.isbn else ""
    contact = f"Contact: {volume.contact}" if volume.contact else ""
    lines = [volume.title, volume.publisher, isbn, volume.rights, contact]
    return f'<section class="imprint"><div>{"".join(_line("", x) for x in lines)}</div></section>'


def _message(volume: Volume) -> str:
    signed = "".join(_line("", name) for name in volume.editors)
    body = f'{volume.message}<div class="signed">{signed}</div>'
    return _section("message", "Message from the chairs", [body])


def _committee(committee: Committee) -> str:
    kind = "committee long" if len(committee.people) > LONG_COMMITTEE else "committee"
    people = "".join(_person(person) for person in committee.people)
    return f'<div class="{kind}"><h2>{escape(committee.name)}</h2><ul>{people}</ul></div>'


def _person(person: Person) -> str:
    more = ", ".join(filter(None, [person.title, person.affiliation]))
    return f'<li>{escape(person.name)}<span class="small">{escape(more)}</span></li>'


def _contents_of(part: Part) -> str:
    chair = f' <span class="small">Chair: {escape(part.chair)}</span>' if part.chair else ""
    heading = f"<h2>{escape(part.title)}{chair}</h2>" if part.title else ""
    return heading + "".join(_contents_row(paper) for paper in part.papers)


def _contents_row(paper: Paper) -> str:
    names = ", ".join(author.name for author in paper.authors)
    return (
        f'<div class="row"><div class="page">{paper.first_page}</div><div class="what">'
        f'<a href="{paper.link}">{escape(paper.title)}</a>'
        f'<span class="small authors">{escape(names)}</span></div></div>'
    )


def author_index(volume: Volume) -> str:
    """Surname, given name, and where their papers begin. Its pages go on after the last paper."""
    found: dict[Author, list[Paper]] = defaultdict(list)
    for paper in volume.papers:
        for author in paper.authors:
            found[Author(author.given, author.family)].append(paper)
    people = sorted(found, key=lambda a: (sort_key(a.family or a.given), sort_key(a.given)))
    rows = "".join(_index_row(author, found[author]) for author in people)
    return _section("index", "Author index", [f"<ul>{rows}</ul>"])


def _index_row(author: Author, papers: list[Paper]) -> str:
    name = ", ".join(filter(None, [author.family, author.given]))
    pages = ", ".join(f'<a href="{p.link}">{p.first_page}</a>' for p in papers)
    return f"<li>{escape(name)}&ensp;{pages}</li>"


def feet(volume: Volume) -> str:
    """What stands at the foot of each page of the papers, the number always on the outside."""
    name = f"{volume.short_name} ’{volume.year % 100:02} · {volume.event}"
    return "".join(
        f'<div class="foot {"odd" if page % 2 else "even"}"><span class="name">{escape(name)}'
        f'</span><span class="number">{page}</span></div>'
        for page in range(1, volume.paper_pages + 1)
    )
