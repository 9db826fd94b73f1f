"""Names and titles as they are sorted, and as keys in plain ASCII."""

import re
import unicodedata

# Letters that do not come apart into a base and an accent.
PLAIN = str.maketrans(
    {
        "ß": "ss", "æ": "ae", "Æ": "AE", "œ": "oe", "Œ": "OE", "ø": "o", "Ø": "O", "đ": "d",
        "Đ": "D", "ð": "d", "Ð": "D", "ł": "l", "Ł": "L", "þ": "th", "Þ": "Th", "ı": "i", "ħ": "h",
    }
)  # fmt: skip
SMALL_WORDS = frozenset(
    "a an and are as at be by can do does for from how in is it its of on or the to toward "
    "towards we what when where which who why with".split()
)


def ascii_of(text: str) -> str:
    """Without accents; what has no Latin form falls away."""
    apart = unicodedata.normalize("NFKD", text.translate(PLAIN))
    return apart.encode("ascii", "ignore").decode()


def sort_key(text: str) -> tuple[str, str]:
    """Letters first, accents only between names that are otherwise equal; case never counts.

    Particles stay where their bearer puts them: "van der Berg" stands under V.
    """
    apart = unicodedata.normalize("NFKD", text.translate(PLAIN)).casefold()
    letters = "".join(c for c in apart if not unicodedata.combining(c))
    return re.sub(r"[^\w ]", "", letters), apart


def key_part(text: str) -> str:
    """Lower-case ASCII letters and digits only."""
    return re.sub(r"[^a-z0-9]", "", ascii_of(text).lower())


def first_word(title: str) -> str:
    """The first word of a title that says something."""
    words = [key_part(word) for word in re.findall(r"\w+", title)]
    telling = [word for word in words if word and word not in SMALL_WORDS]
    return next(iter(telling or [word for word in words if word]), "")
