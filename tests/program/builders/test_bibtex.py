import re

import pytest

from program.builders import bibtex
from program.builders.volume import Author
from tests.program.builders.volumes import HOSTILE, paper, volume


@pytest.mark.parametrize(
    ("text", "escaped"),
    [
        ("50% & #1 of $5", r"50\% \& \#1 of \$5"),
        ("a_b^c~d", r"a\_b\textasciicircum{}c\textasciitilde{}d"),
        ("\\end{x}", r"\textbackslash{}end\textbraceleft{}x\textbraceright{}"),
        ("Dębogórski", "Dębogórski"),
    ],
)
def test_nothing_of_latex_stays_alive(text, escaped):
    assert bibtex.escape(text) == escaped


@pytest.mark.parametrize(
    ("title", "kept"),
    [
        ("6G Twins for the IoT", "{6G} Twins for the {IoT}"),
        ("O-RAN and LoRaWAN", "O-{RAN} and {LoRaWAN}"),
        ("Drift-Aware Twins", "Drift-Aware Twins"),
        ("A  title\nover lines", "A title over lines"),
    ],
)
def test_acronyms_keep_their_capitals(title, kept):
    assert bibtex.title(title) == kept


@pytest.mark.parametrize("title", [HOSTILE, "} , year = {1900}", "{", "}}}}", "@comment{x}", "%"])
def test_braces_of_an_entry_balance_whatever_the_title_holds(title):
    made = volume(paper(3, title))
    entry = bibtex.paper_entry(made, next(iter(made.papers)), "key")
    depth, lowest = 0, 1
    for place, sign in enumerate(entry):
        depth += (sign == "{") - (sign == "}")
        lowest = min(lowest, depth if place > entry.index("{") else 1)
        assert depth >= 0
    assert (depth, entry.count("\n@")) == (0, 0)
    assert (
        len(re.findall(r"^  \w+ += \{", entry, re.MULTILINE))
        == len(re.findall(r",$|\}$", entry, re.MULTILINE)) - 2
    )


def test_names_are_family_first():
    authors = [
        Author("Ada", "Brekkestad"),
        Author("Pieter", "van der Waldt"),
        Author("", "Sukarno"),
    ]
    assert bibtex.names(authors) == "Brekkestad, Ada and van der Waldt, Pieter and {Sukarno}"


def test_a_name_cannot_pass_for_two():
    authors = [Author("Ada", "Smith and Sons"), Author("B, C", "D")]
    assert bibtex.names(authors) == "{Smith and Sons}, Ada and D, {B, C}"


def test_keys_are_surname_year_word_and_never_twice():
    made = volume(paper(3), paper(7), paper(9, "Of Twins", 2, "Łucja Dębogórski"))
    assert bibtex.keys(made) == {
        3: "brekkestad-2027-twin", 7: "brekkestad-2027-twin-2", 9: "debogorski-2027-twins",
    }  # fmt: skip


def test_a_title_without_latin_letters_still_has_a_key():
    made = volume(paper(3, "数字孪生", 1, "明 李"))
    assert bibtex.keys(made) == {3: "2027-paper3"}


def test_the_entry_of_a_paper():
    made = volume()
    second = list(made.papers)[1]
    assert bibtex.paper_entry(made, second, "debogorski-2027-owns") == (
        "@inproceedings{debogorski-2027-owns,\n"
        "  author    = {Dębogórski, Łucja},\n"
        "  title     = {Who Owns the {6G} Replica?},\n"
        "  booktitle = {Proceedings of {DTMS} ’27},\n"
        "  pages     = {3--5},\n"
        "  editor    = {Chen Duanmu and Maya Thornquist},\n"
        "  year      = {2027},\n"
        "  address   = {Port Merrow},\n"
        "  publisher = {Merrow University Press},\n"
        "  isbn      = {978-3-16-148410-0}\n"
        "}\n"
    )


def test_what_is_not_known_is_not_there():
    made = volume(paper(3, "A", 1), isbn="", publisher="", place="")
    entry = bibtex.paper_entry(made, next(iter(made.papers)), "k")
    assert ("isbn" in entry, "address" in entry, "pages     = {1}" in entry) == (False, False, True)


def test_the_bibliography_has_the_volume_and_each_paper():
    assert re.findall(r"^@(\w+)\{", bibtex.bibliography(volume()), re.MULTILINE) == [
        "proceedings", "inproceedings", "inproceedings",
    ]  # fmt: skip
