"""What people write, as safe HTML: Markdown without raw HTML, maths as MathML."""

from functools import cache

import nh3
from latex2mathml.converter import convert
from markdown_it import MarkdownIt
from markdown_it.rules_core import StateCore
from mdit_py_plugins.dollarmath import dollarmath_plugin

LONGEST_FORMULA = 2000
_MATHML = {
    "math", "semantics", "mrow", "mi", "mn", "mo", "ms", "mtext", "mspace", "mfrac", "msqrt",
    "mroot", "mstyle", "merror", "mpadded", "mphantom", "mfenced", "menclose", "msub", "msup",
    "msubsup", "munder", "mover", "munderover", "mmultiscripts", "mtable", "mtr", "mtd",
}  # fmt: skip
_TAGS = {
    "p", "br", "em", "strong", "s", "code", "pre", "blockquote", "ul", "ol", "li", "a", "hr",
    "h3", "h4", "h5", "h6", "table", "thead", "tbody", "tr", "th", "td", "div", "span", "sup",
    "sub",
} | _MATHML  # fmt: skip


def _formula(content: str, options: dict[str, bool]) -> str:
    display = "block" if options.get("display_mode") else "inline"
    if len(content) > LONGEST_FORMULA:
        return f"<code>{nh3.clean_text(content[:80])} …</code>"
    try:
        return convert(content, display=display)
    except Exception:  # noqa: BLE001  # the converter raises anything on bad TeX
        return f"<code>{nh3.clean_text(content)}</code>"


@cache
def _markdown() -> MarkdownIt:
    parser = MarkdownIt("commonmark", {"html": False, "linkify": False}).enable(["table"])
    # A picture would tell its host who reads the text, and when.
    parser.disable("image")
    parser.core.ruler.push("below_the_page_headings", _lower_headings)
    return parser.use(dollarmath_plugin, renderer=_formula)


def _lower_headings(state: StateCore) -> None:
    for token in state.tokens:
        if token.type in {"heading_open", "heading_close"}:
            token.tag = f"h{min(6, int(token.tag[1]) + 2)}"


def to_html(source: str) -> str:
    """Markdown source as sanitised HTML. Headings start at level 3, links get no referrer."""
    return nh3.clean(
        _markdown().render(source),
        tags=_TAGS,
        attributes={"a": {"href"}, "math": {"display", "xmlns"}, "td": set(), "ol": {"start"}},
        url_schemes={"http", "https", "mailto"},
        link_rel="noopener noreferrer nofollow",
    )


def counted(number: int, noun: str) -> str:
    """1 paper, 3 papers."""
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def file_size(size: int) -> str:
    """48 kB, 1.2 MB: from bytes."""
    return f"{size / 1e6:.1f} MB" if size >= 1e6 else f"{max(size / 1e3, 1):.0f} kB"
