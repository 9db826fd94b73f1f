import pytest

from dtms_site.web.text import counted, file_size, to_html


@pytest.mark.parametrize(
    ("source", "absent"),
    [
        ("<script>alert(1)</script>", "<script"),
        ('<img src=x onerror="alert(1)">', "<img"),
        ("![p](http://127.0.0.1/p.png)", "<img"),
        ("[x](javascript:alert(1))", "href"),
        ("[x](data:text/html;base64,PHN2Zz4=)", "href"),
        ('a" autofocus onfocus=alert(1) x="', "<input"),
        ("$\\href{javascript:alert(1)}{x}$", "href"),
    ],
)
def test_nothing_that_runs_or_loads_survives(source, absent):
    assert absent not in to_html(source)


def test_markdown_keeps_what_a_review_needs():
    html = to_html("# Claim\n\n**Strong** and *weak*:\n\n- one\n- two\n\n> quoted\n\n`code`")
    for tag in (
        "<h3>Claim</h3>",
        "<strong>Strong</strong>",
        "<li>one</li>",
        "<blockquote>",
        "<code>",
    ):
        assert tag in html


def test_formulas_become_mathml_without_script():
    html = to_html("The error is $e = \\frac{1}{n}$ here.")
    assert "<math" in html
    assert "<mfrac>" in html


def test_a_formula_that_nobody_can_read_stays_as_it_was_typed():
    assert "\\frac{" in to_html("$\\frac{$")


@pytest.mark.parametrize("link", ["[a](https://x.example)", "<http://good.example@evil.example>"])
def test_a_link_tells_its_target_nothing(link):
    assert 'rel="noopener noreferrer nofollow"' in to_html(link)


def test_a_bomb_of_a_formula_is_not_expanded():
    assert len(to_html(f"${'x^' * 5000}$")) < 1000


def test_counts_read_as_words():
    assert (counted(1, "paper"), counted(3, "paper")) == ("1 paper", "3 papers")


@pytest.mark.parametrize(
    ("size", "told"), [(12, "1 kB"), (48_300, "48 kB"), (999_400, "999 kB"), (1_240_000, "1.2 MB")]
)
def test_a_file_size_is_told_in_the_unit_that_fits(size, told):
    assert file_size(size) == told
