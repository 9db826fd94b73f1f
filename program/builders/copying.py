"""Takes pages out of a PDF: what they draw, and links. What could act or tell stays behind.

Scripts, forms, attachments, layers' switches, hidden metadata and everything else that hangs on
the document and not on what a page shows is not copied.
"""

from collections.abc import Mapping
from io import BytesIO
from typing import Any

from pypdf import PageObject, PdfReader
from pypdf.generic import (
    ArrayObject,
    DictionaryObject,
    FloatObject,
    IndirectObject,
    NameObject,
    NullObject,
    NumberObject,
    PdfObject,
    StreamObject,
    TextStringObject,
)

from .fragment import ROOT_OF_PAGES, Fragment

# Of a page, of a link, and of anything below them.
PAGE_KEYS = ("/MediaBox", "/CropBox", "/Rotate", "/Group", "/UserUnit")
LINK_KEYS = ("/Type", "/Subtype", "/Rect", "/QuadPoints", "/C", "/H")
DROPPED = frozenset(
    {"/AA", "/Metadata", "/PieceInfo", "/StructParent", "/StructParents", "/LastModified", "/OPI",
     "/Thumb", "/Alternates"}
)  # fmt: skip
# A stream with these has its data in another file.
EXTERNAL = frozenset({"/F", "/FFilter", "/FDecodeParms", "/Ref"})
NOT_COPIED = frozenset({"/Catalog", "/Pages", "/Page", "/Action", "/Filespec", "/EmbeddedFile"})
SCHEMES = ("http://", "https://", "mailto:")


class Copier:
    """Writes objects under new numbers, each once, in the order in which they are met."""

    def __init__(self, first: int) -> None:
        self.first = first
        self._bodies: list[bytes] = []
        self._known: dict[tuple[int, int, int], int] = {}
        self._waiting: list[tuple[int, PdfObject]] = []

    def reserve(self) -> int:
        self._bodies.append(b"")
        return self.first + len(self._bodies) - 1

    def put(self, number: int, value: PdfObject) -> None:
        """Write an object whose references already have their new numbers."""
        buffer = BytesIO()
        value.write_to_stream(buffer)
        self._bodies[number - self.first] = b"%d 0 obj\n%b\nendobj\n" % (number, buffer.getvalue())

    def add(self, value: PdfObject) -> IndirectObject:
        number = self.reserve()
        self.put(number, value)
        return reference(number)

    def know(self, old: IndirectObject | None, number: int) -> None:
        """References to `old` lead to `number` from now on."""
        if old is not None:
            self._known.setdefault(_identity(old), number)

    def known(self, old: Any) -> int | None:
        return self._known.get(_identity(old)) if isinstance(old, IndirectObject) else None

    def copied(self, value: Any) -> PdfObject:
        """The value with all references renumbered; what they lead to is copied by `finish`."""
        if isinstance(value, IndirectObject):
            return self._followed(value)
        if isinstance(value, DictionaryObject):
            return DictionaryObject(
                (NameObject(key), self.copied(value.raw_get(key)))
                for key in value
                if key not in DROPPED
            )
        if isinstance(value, ArrayObject):
            return ArrayObject(self.copied(item) for item in list.__iter__(value))
        return NullObject() if value is None else value

    def _followed(self, old: IndirectObject) -> PdfObject:
        number = self.known(old)
        if number is None:
            target = old.get_object()
            if target is None or isinstance(target, NullObject) or _stays_behind(target):
                return NullObject()
            number = self.reserve()
            self.know(old, number)
            self._waiting.append((number, target))
        return reference(number)

    def finish(self) -> tuple[tuple[int, ...], bytes]:
        """Copy all that is still waiting. Returns the objects' places and bytes."""
        while self._waiting:
            number, target = self._waiting.pop()
            self.put(number, self._stream(target) if isinstance(target, StreamObject) else
                     self.copied(target))  # fmt: skip
        offsets, end = [], 0
        for body in self._bodies:
            offsets.append(end)
            end += len(body)
        return tuple(offsets), b"".join(self._bodies)

    def _stream(self, stream: StreamObject) -> StreamObject:
        for key in list(stream):
            if key in DROPPED or key in EXTERNAL:
                del stream[key]
            else:
                stream[NameObject(key)] = self.copied(stream.raw_get(key))
        return stream


def reference(number: int) -> IndirectObject:
    return IndirectObject(number, 0, None)


def _identity(old: IndirectObject) -> tuple[int, int, int]:
    return id(old.pdf), old.idnum, old.generation


def _stays_behind(target: Any) -> bool:
    return isinstance(target, DictionaryObject) and target.get("/Type") in NOT_COPIED


def page_dictionary(copier: Copier, page: PageObject, parent: int) -> DictionaryObject:
    """What a page shows, without its links and its contents."""
    kept = DictionaryObject()
    kept[NameObject("/Type")] = NameObject("/Page")
    kept[NameObject("/Parent")] = reference(parent)
    for key in PAGE_KEYS:
        if key in page:
            kept[NameObject(key)] = copier.copied(page.raw_get(key))
    kept[NameObject("/Resources")] = _dictionary(copier, page.get("/Resources"))
    return kept


def _dictionary(copier: Copier, value: Any) -> DictionaryObject:
    """A dictionary of the page's own, which may be added to."""
    resolved = value.get_object() if value is not None else None
    if not isinstance(resolved, DictionaryObject):
        return DictionaryObject()
    copy = copier.copied(resolved)
    assert isinstance(copy, DictionaryObject)
    return copy


def own_part(
    copier: Copier, copy: DictionaryObject, page: PageObject, key: str
) -> DictionaryObject:
    """The copied page's own instance of one part of its resources, such as its /XObject."""
    resources = page.get("/Resources")
    source = resources.get_object().get(key) if resources is not None else None
    part, own = _dictionary(copier, source), copy["/Resources"]
    assert isinstance(own, DictionaryObject)
    own[NameObject(key)] = part
    return part


def links(
    copier: Copier, reader: PdfReader, page: PageObject, places: Mapping[str, int]
) -> ArrayObject:
    """The page's links: to the web, within the document, and to the `places` of other papers."""
    found = ArrayObject()
    annotations = page.get("/Annots")
    for entry in annotations.get_object() if annotations is not None else ():
        annotation = entry.get_object()
        if isinstance(annotation, DictionaryObject) and annotation.get("/Subtype") == "/Link":
            link = _link(copier, reader, annotation, places)
            if link is not None:
                found.append(copier.add(link))
    return found


def _link(
    copier: Copier, reader: PdfReader, annotation: DictionaryObject, places: Mapping[str, int]
) -> DictionaryObject | None:
    link = DictionaryObject(
        (NameObject(key), copier.copied(annotation.raw_get(key)))
        for key in LINK_KEYS
        if key in annotation
    )
    link[NameObject("/Border")] = ArrayObject([NumberObject(0)] * 3)
    action = annotation.get("/A")
    action = action.get_object() if action is not None else DictionaryObject()
    if action.get("/S") == "/URI":
        return _to_address(link, str(action.get("/URI", "")), places)
    target = annotation.get("/Dest") or (action.get("/D") if action.get("/S") == "/GoTo" else None)
    return _to_place(copier, reader, link, target)


def _to_address(
    link: DictionaryObject, address: str, places: Mapping[str, int]
) -> DictionaryObject | None:
    if address in places:
        link[NameObject("/Dest")] = whole_page(places[address])
        return link
    if not address.lower().startswith(SCHEMES):
        return None
    link[NameObject("/A")] = DictionaryObject(
        {
            NameObject("/S"): NameObject("/URI"),
            NameObject("/URI"): TextStringObject(address),
        }
    )
    return link


def _to_place(
    copier: Copier, reader: PdfReader, link: DictionaryObject, target: Any
) -> DictionaryObject | None:
    """Names of places are the same in all papers ("section.1"), so they become the places."""
    place = target.get_object() if target is not None else None
    if isinstance(place, str):
        named = reader.named_destinations.get(place)
        place = named.dest_array if named is not None else None
    if isinstance(place, DictionaryObject):
        place = place.get("/D")
    if not isinstance(place, ArrayObject) or not place:
        return None
    page = copier.known(list.__getitem__(place, 0))
    if page is None:
        return None
    rest = [copier.copied(item) for item in list.__iter__(place)][1:]
    link[NameObject("/Dest")] = ArrayObject([reference(page), *rest])
    return link


def whole_page(number: int) -> ArrayObject:
    return ArrayObject([reference(number), NameObject("/Fit")])


def stream(text: bytes, **entries: PdfObject) -> StreamObject:
    """A stream of our own, compressed."""
    made = StreamObject()
    made.set_data(text)
    for key, value in entries.items():
        made[NameObject(f"/{key}")] = value
    return made.flate_encode()


def node_of_pages(pages: list[int]) -> DictionaryObject:
    return DictionaryObject(
        {
            NameObject("/Type"): NameObject("/Pages"),
            NameObject("/Parent"): reference(ROOT_OF_PAGES),
            NameObject("/Kids"): ArrayObject(map(reference, pages)),
            NameObject("/Count"): NumberObject(len(pages)),
        }
    )


def numbers(*values: float) -> ArrayObject:
    return ArrayObject(FloatObject(value) for value in values)


__all__ = ["Copier", "Fragment"]
