"""BibTeX: one entry for the volume, one for each paper, safe for LaTeX whatever a title holds."""

import re
from collections.abc import Iterable

from .names import first_word, key_part
from .volume import Author, Paper, Volume

ESCAPES = {
    "\\": r"\textbackslash{}",
    # BibTeX counts braces even behind a backslash.
    "{": r"\textbraceleft{}",
    "}": r"\textbraceright{}",
    "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}",
    **{sign: f"\\{sign}" for sign in "#$%&_"},
}
WORD = re.compile(r"[^\W_]+")


def escape(text: str) -> str:
    """Plain text for a LaTeX document. Line breaks and control signs become blanks."""
    blanked = "".join(c if c.isprintable() else " " for c in text)
    return "".join(ESCAPES.get(sign, sign) for sign in blanked)


def line(text: str) -> str:
    """As `escape`, with single blanks."""
    return " ".join(escape(text).split())


def title(text: str) -> str:
    """A title whose acronyms keep their capitals in styles that lower the rest."""
    parts, end = [], 0
    for word in WORD.finditer(text):
        parts.append(escape(text[end : word.start()]))
        parts.append(f"{{{word[0]}}}" if _keeps_capitals(word[0]) else word[0])
        end = word.end()
    return " ".join("".join([*parts, escape(text[end:])]).split())


def _keeps_capitals(word: str) -> bool:
    """5G, IoT, LoRaWAN, DTMS: capitals that are not only at the beginning."""
    return any(c.isupper() for c in word[1:])


def names(authors: Iterable[Author]) -> str:
    return " and ".join(_name(author) for author in authors)


def _name(author: Author) -> str:
    family, given = _one_name(author.family), _one_name(author.given)
    if not (family and given):
        return f"{{{family or given}}}"
    return f"{family}, {given}"


def _one_name(text: str) -> str:
    """A comma or the word "and" inside a name must not look like the border between two."""
    words = line(text)
    return f"{{{words}}}" if "," in words or " and " in f" {words.lower()} " else words


def keys(volume: Volume) -> dict[int, str]:
    """surname-year-word by paper number; of equal ones, the later get a number."""
    found: dict[int, str] = {}
    taken = {volume_key(volume)}
    for paper in volume.papers:
        key = base = _key(paper, volume.year)
        ending = 0
        while key in taken:
            ending += 1
            key = f"{base}-{ending + 1}"
        taken.add(key)
        found[paper.number] = key
    return found


def _key(paper: Paper, year: int) -> str:
    surname = key_part(paper.authors[0].family or paper.authors[0].given) if paper.authors else ""
    word = first_word(paper.title)
    return "-".join(filter(None, [surname, str(year), word or f"paper{paper.number}"]))


def volume_key(volume: Volume) -> str:
    return f"{key_part(volume.short_name) or 'proceedings'}-{volume.year}"


def paper_entry(volume: Volume, paper: Paper, key: str) -> str:
    pages = f"{paper.first_page}--{paper.last_page}"
    if paper.pages == 1:
        pages = str(paper.first_page)
    return _entry(
        "inproceedings", key,
        author=names(paper.authors), title=title(paper.title), booktitle=title(volume.title),
        pages=pages, **_common(volume),
    )  # fmt: skip


def volume_entry(volume: Volume) -> str:
    return _entry("proceedings", volume_key(volume), title=title(volume.title), **_common(volume))


def _common(volume: Volume) -> dict[str, str]:
    return {
        "editor": " and ".join(f"{{{line(name)}}}" if "," in name else line(name)
                               for name in volume.editors),
        "year": str(volume.year),
        "address": line(volume.place),
        "publisher": line(volume.publisher),
        "isbn": line(volume.isbn),
    }  # fmt: skip


def _entry(kind: str, key: str, **fields: str) -> str:
    width = max(len(name) for name in fields)
    lines = [f"  {name:<{width}} = {{{value}}}" for name, value in fields.items() if value]
    return f"@{kind}{{{key},\n" + ",\n".join(lines) + "\n}\n"


def bibliography(volume: Volume) -> str:
    """The volume and all its papers."""
    named = keys(volume)
    entries = [paper_entry(volume, paper, named[paper.number]) for paper in volume.papers]
    return "\n".join([volume_entry(volume), *entries])
