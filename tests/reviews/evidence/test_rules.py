import pytest

from reviews.evidence import (
    Known,
    Paper,
    Past,
    Person,
    find,
    group_names,
    unchecked,
    unchecked_authors,
)
from reviews.evidence.names import domain_of, institution_of, is_same_name, read_collaborators

ADA = Known("Ada", "Brekkestad", "ada@kvitvik.example", "Kvitvik Institute of Technology")
OTTO = Known("Otto", "Halvar", "otto@lagoa.example", "Lagoa University")
PAPERS = [Paper(10, 1, (ADA,)), Paper(20, 2, (OTTO,))]


def person(email="rex@elsewhere.example", affiliation="Elsewhere", collaborators="none"):
    return Person(7, "Rex", (email,), affiliation, collaborators)


def told(people, papers=PAPERS, **more):
    return [(t.paper, t.kind.value, t.strength.value) for t in find(papers, [people], **more)]


def test_nothing_in_common_is_no_evidence():
    assert told(person()) == []


def test_a_coauthor_of_this_edition_settles_it():
    shared = Paper(30, 3, (OTTO, Known("Rex", "A", "rex@elsewhere.example", "")))
    found = find([*PAPERS, shared], [person()])
    assert [(t.paper, t.reason) for t in found] == [(20, "wrote paper 3 with Otto Halvar")]
    assert found[0].strength == "hard"


def test_ones_own_paper_is_no_suspicion():
    own = Paper(30, 3, (Known("Rex", "A", "x@y.example", "", user=7), OTTO))
    assert [t.paper for t in find([own], [person()])] == []


@pytest.mark.parametrize(
    ("email", "domain"),
    [
        ("a@cs.kvitvik.example", "kvitvik.example"), ("a@gmail.com", ""),
        ("a@eng.cam.ac.uk", "cam.ac.uk"), ("a@x.edu.hk", "x.edu.hk"), ("a@uni.no", "uni.no"),
        ("broken", ""),
    ],
)  # fmt: skip
def test_an_organisations_domain(email, domain):
    assert domain_of(email) == domain


def test_departments_of_one_organisation_share_its_domain():
    assert told(person("rex@cs.kvitvik.example")) == [(10, "domain", "strong")]


def test_free_mail_is_nobodys_domain():
    free = Paper(40, 4, (Known("A", "B", "a@gmail.com", ""),))
    assert told(person("rex@gmail.com", "X"), [free]) == []


@pytest.mark.parametrize(
    "written",
    [
        "Kvitvik Institute of Technology", "kvitvik institute of technology, Norway",
        "Dept. of Computer Science, Kvitvik Institute of Technology", "KVITVIK Inst. of Technology",
        "Kvitvik Institute of Technology (KIT)",
    ],
)  # fmt: skip
def test_one_institution_is_written_in_many_ways(written):
    assert told(person(affiliation=written)) == [(10, "institution", "strong")]


def test_two_departments_without_an_institution_are_not_the_same_place():
    paper = Paper(50, 5, (Known("A", "B", "a@b.example", "Department of Physics, Lund"),))
    assert told(person(affiliation="Department of Physics, Oslo"), [paper]) == []


def test_aliases_are_told_by_the_chairs():
    groups = group_names("KIT = Kvitvik Institute of Technology = Kvitvik Tech")
    assert told(person(affiliation="KIT"), groups=groups) == [(10, "institution", "strong")]
    assert told(person(affiliation="KIT")) == []


@pytest.mark.parametrize(
    "line",
    ["Ada Brekkestad", "A. Brekkestad", "ada@kvitvik.example", "Ada Brekkestad <a@other.example>"],
)
def test_a_listed_collaborator_is_found_by_name_or_address(line):
    assert told(person(collaborators=f"Somebody Else\n{line}")) == [(10, "collaborator", "strong")]


def test_another_given_name_is_another_person():
    assert told(person(collaborators="Anna Brekkestad")) == []
    assert not is_same_name("anna brekkestad", "Ada", "Brekkestad")


def test_a_past_edition_is_shown_and_blocks_nothing():
    past = Past({"rex@elsewhere.example": {ADA.email: "wrote with {name} for DTMS ’26"}}, 1)
    found = find(PAPERS, [person()], past=past)
    assert [(t.paper, t.strength, t.reason) for t in found] == [
        (10, "weak", "wrote with Ada Brekkestad for DTMS ’26")
    ]


def test_what_could_not_be_compared_is_named():
    bare = Person(7, "Rex", ("rex@gmail.com",))
    assert [line.partition(":")[0] for line in unchecked(bare)] == [
        "mail domain", "institution", "collaborators"
    ]  # fmt: skip
    assert unchecked(person()) == []
    homeless = Known("A", "B", "a@b.example", " ")
    assert unchecked_authors(Paper(1, 1, (ADA, homeless))) == ["A B"]


def test_names_and_lists_survive_odd_lines():
    assert institution_of("") == institution_of(" , ;") == ""
    assert read_collaborators("\n,\n<>\nnone\n@") == (set(), {})


def test_a_thousand_papers_and_a_hundred_members_are_compared_within_a_second():
    from time import process_time

    papers = [
        Paper(n, n, tuple(
            Known(f"G{n}", f"F{k}", f"g{n}.{k}@u{n % 400}.example", f"University {n % 400}")
            for k in range(4)))
        for n in range(1000)
    ]  # fmt: skip
    people = [person(f"m{n}@u{n}.example", f"University {n}") for n in range(100)]
    began = process_time()
    assert len(find(papers, people)) == 600
    assert process_time() - began < 1
