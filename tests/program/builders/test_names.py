import pytest

from program.builders.names import first_word, key_part, sort_key


def test_accents_come_apart_only_between_equal_names():
    people = ["Zöllner", "Ångström", "Angstrom", "Łucja", "Lund", "de Witt", "De Wit"]
    assert sorted(people, key=sort_key) == [
        "Angstrom", "Ångström", "De Wit", "de Witt", "Łucja", "Lund", "Zöllner",
    ]  # fmt: skip


def test_a_particle_stays_with_its_name():
    assert sorted(["Vandermark", "van der Waldt", "Urd"], key=sort_key) == [
        "Urd", "van der Waldt", "Vandermark",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "key"),
    [("Brekkestad", "brekkestad"), ("Dębogórski", "debogorski"), ("Øye-Ståhl", "oyestahl"),
     ("O’Brien", "obrien"), ("山田", "")],
)  # fmt: skip
def test_a_key_is_plain_ascii(text, key):
    assert key_part(text) == key


@pytest.mark.parametrize(
    ("title", "word"),
    [("A Twin That Knows", "twin"), ("On the Edge", "edge"), ("“6G”, or Not", "6g"),
     ("What If", "if"), ("The", "the"), ("山田", "")],
)  # fmt: skip
def test_the_first_telling_word(title, word):
    assert first_word(title) == word
