import pytest
from hypothesis import given
from hypothesis import strategies as st

from reviews.listing.language import Either, Every, Node, Not, SearchError, Term, Words, parse


def only(text):
    (part,) = parse(text).parts
    return part


@pytest.mark.parametrize(
    ("text", "part"),
    [
        ("drift", Words("drift")),
        ('"city scale"', Words("city scale")),
        ('"never closed', Words("never closed")),
        ("status:accepted", Term("status", ":", "accepted")),
        ("Status:Accepted", Term("status", ":", "Accepted")),
        ('topic:"5g core"', Term("topic", ":", "5g core")),
        ("score>=3.5", Term("score", ">=", "3.5")),
        ("spread<1", Term("spread", "<", "1")),
        ("-tag:late", Not(Term("tag", ":", "late"))),
        ("NOT drift", Not(Words("drift"))),
        ("--drift", Not(Not(Words("drift")))),
        ("edge-cloud", Words("edge-cloud")),
        ("-", Words("-")),
        ("1=1--", Words("1=1--")),
    ],
)
def test_a_part_is_read_as_a_person_means_it(text, part):
    assert only(text) == part


def test_parts_beside_each_other_bind_closer_than_or():
    assert parse("a b OR c") == Either(
        (Every((Words("a"), Words("b"))), Every((Words("c"),)))
    )  # fmt: skip


def test_brackets_group():
    inner = Either((Every((Words("a"),)), Every((Words("b"),))))
    assert parse("(a OR b) c") == Every((inner, Words("c")))


def test_nothing_typed_asks_for_everything():
    assert parse("  ") == Every(())


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("((((", "Something is missing"), ("(a", "not closed"), ("a)", "too many"),
        ("OR", "Something is missing"), ("a OR", "Something is missing"),
        ("()", "Something is missing"), ("a NOT", "missing after “not”"),
        ("a " * 41, "too many parts"), ("a" * 501, "too long"),
        ("(" * 500, "too many parts"), ("a" * 50_000 + "!", "too long"),
        ("-" * 500, "missing|deep|many"), ("NOT " * 120, "missing|many"),
    ],
)  # fmt: skip
def test_what_cannot_be_read_says_why(text, why):
    with pytest.raises(SearchError, match=why):
        parse(text)


def written(node: Node) -> str:
    """The search that means this tree."""
    if isinstance(node, Words):
        return f'"{node.text}"'
    if isinstance(node, Term):
        return f'{node.key}{node.op}"{node.value}"'
    if isinstance(node, Not):
        return f"-{written(node.part)}"
    sign = " OR " if isinstance(node, Either) else " "
    return f"({sign.join(map(written, node.parts))})"


texts = st.text(st.characters(codec="utf-8", exclude_characters='"'), max_size=12).map(str.strip)
keys = st.sampled_from(["status", "score", "x"])
leaves = st.builds(Words, texts) | st.builds(Term, keys, st.sampled_from([":", ">", "<="]), texts)
trees = st.recursive(
    leaves,
    lambda inner: (
        st.builds(Not, inner)
        | st.builds(Every, st.lists(inner, min_size=1, max_size=3).map(tuple))
        | st.builds(Either, st.lists(inner, min_size=2, max_size=3).map(tuple))
    ),
    max_leaves=5,
)


def flat(node: Node) -> Node:
    """Without groups of one."""
    if isinstance(node, Not):
        return Not(flat(node.part))
    if isinstance(node, Every | Either):
        parts = tuple(map(flat, node.parts))
        return parts[0] if len(parts) == 1 else type(node)(parts)
    return node


def parsed(text: str) -> Node | str:
    """The tree, or why there is none."""
    try:
        return parse(text)
    except SearchError as why:
        return str(why)


@given(trees)
def test_every_tree_survives_being_written_and_read(tree):
    read = parsed(written(tree))
    assert "too" in read if isinstance(read, str) else flat(read) == flat(tree)


@given(st.text(max_size=120))
def test_any_text_is_read_or_refused_in_a_sentence(text):
    read = parsed(text)
    assert read.endswith((".", ".”")) if isinstance(read, str) else read.parts is not None
