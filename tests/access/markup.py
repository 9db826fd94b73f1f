"""What a page offers to whoever reads it: where its links lead, and what its forms send."""

from dataclasses import dataclass, field
from html.parser import HTMLParser

Attributes = dict[str, str]
LINKS = {"a": "href", "img": "src", "iframe": "src", "embed": "src", "object": "data"}
BUTTONS = {"submit", "image", "button", "reset"}


@dataclass
class Field:
    name: str
    kind: str
    value: str = ""
    is_chosen: bool = True

    @property
    def is_typed(self) -> bool:
        """Whether a person types into it, so that what they typed must not get lost."""
        return self.kind in {"text", "textarea"}


@dataclass
class Form:
    action: str
    method: str
    name: str = ""
    fields: list[Field] = field(default_factory=list)
    buttons: list[Field] = field(default_factory=list)

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(sorted({f.name for f in [*self.fields, *self.buttons]}))


class Page(HTMLParser):
    """The links and forms of one page; a form without an action leads to the page itself."""

    def __init__(self, path: str, text: str) -> None:
        super().__init__()
        self.path = path
        self.links: list[str] = []
        self.forms: list[Form] = []
        self._form: Form | None = None
        self._area: Field | None = None
        self._select: tuple[Form, str] | None = None
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {key: value or "" for key, value in attrs}
        for link in (given.get(LINKS.get(tag, "")), given.get("hx-get")):
            if link:
                self.links.append(link)
        if tag == "form":
            self._open(given.get("action") or self.path, given.get("method", "get"), given)
        elif "hx-post" in given:
            self._open(given["hx-post"], "post", given)
            self._form = None
        self._take(tag, given)

    def _open(self, action: str, method: str, given: Attributes) -> None:
        self._form = Form(action, method.lower(), given.get("id", ""))
        self.forms.append(self._form)

    def _take(self, tag: str, given: Attributes) -> None:
        named = [f for f in self.forms if f.name and f.name == given.get("form")]
        form, name = (named[0] if named else self._form), given.get("name", "")
        if form is None:
            return
        if tag == "option" and self._select:
            self._add(self._select[0], self._select[1], "option", given, "selected")
        elif tag == "select":
            self._select = (form, name)
        elif tag == "button" and name:
            form.buttons.append(Field(name, "button", given.get("value", "")))
        elif tag == "textarea" and name:
            self._area = Field(name, "textarea")
            form.fields.append(self._area)
        elif tag == "input" and name:
            self._add(form, name, given.get("type", "text"), given, "checked")

    def _add(self, form: Form, name: str, kind: str, given: Attributes, chosen: str) -> None:
        is_one_of_many = kind in {"option", "radio", "checkbox"}
        value = given.get("value", "on" if is_one_of_many else "")
        found = Field(name, kind, value, chosen in given or not is_one_of_many)
        (form.buttons if kind in BUTTONS else form.fields).append(found)

    def handle_data(self, data: str) -> None:
        if self._area is not None:
            self._area.value += data

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._form = None
        elif tag == "textarea" and self._area is not None:
            # A browser drops the line break that follows the opening tag.
            self._area.value = self._area.value.removeprefix("\n")
            self._area = None
        elif tag == "select":
            self._select = None
