"""The check through the sandbox: hostile files, damaged bytes, and the command."""

from __future__ import annotations

import json
import subprocess
import sys
import zlib
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from submissions.pdfcheck import cli
from submissions.pdfcheck.front_page import FrontPage
from submissions.pdfcheck.report import Overall, Verdict
from submissions.pdfcheck.rules import LAYOUT_RULES, RULES, RuleSet
from submissions.pdfcheck.sandboxed import (
    check_in_sandbox,
    front_page_in_sandbox,
    render_in_sandbox,
)
from tests.paper_factory import Paper, document, show, stream

PAPER = Paper().pdf()
LABELLED = Path(__file__).parents[4] / "shared" / "pdf"


def bomb(megabytes: int) -> bytes:
    """A zlib stream of so many megabytes of spaces: one packed megabyte, many times over."""
    packer = zlib.compressobj(9, wbits=-15)
    block = packer.compress(b" " * (1 << 20)) + packer.flush(zlib.Z_FULL_FLUSH)
    return b"\x78\xda" + block * megabytes + b"\x03\x00"


def with_stream(data: bytes, filters: str) -> bytes:
    body = f"<< /Length {len(data)} /Filter {filters} >>\nstream\n".encode() + data
    return document([b""], page_entries="").replace(PLAIN_CONTENT, body + b"\nendstream", 1)


PLAIN_CONTENT = stream(b"")

NESTED = zlib.compress(show("A page of one line", 60, 700, 10).encode())
for _ in range(50):
    NESTED = zlib.compress(NESTED)

HOSTILE = {
    "bomb": with_stream(bomb(3000), "/FlateDecode"),
    "bomb in a bomb": with_stream(zlib.compress(bomb(3000)), "[/FlateDecode /FlateDecode]"),
    "filters": with_stream(NESTED, "[" + "/FlateDecode " * 51 + "]"),
    "glyphs": document([b"BT /F1 9 Tf 9 9 Td " + b"(aaaaaaaaaaaaaaaaaaaa) Tj " * 400_000 + b"ET"]),
    "paths": document([b"0 0 m 9 9 l S " * 3_000_000]),
    "states": document([b"q " * 9_000_000]),
    "arrays": document([b""], catalog_entries="/X " + "[" * 100_000),
    "annotations": document([b""], page_entries="/Annots [" + "3 0 R " * 90_000 + "]"),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_files_are_answered_and_never_accepted(name):
    report = check_in_sandbox(HOSTILE[name], RuleSet())
    assert report.overall is not Overall.ACCEPT
    assert {report.rules[rule].verdict for rule in LAYOUT_RULES} == {Verdict.UNKNOWN}


def test_a_file_that_ends_the_child_gets_advice():
    report = check_in_sandbox(HOSTILE["states"], RuleSet())
    assert report.rules["readable"].verdict is Verdict.FAIL
    assert "Print it to a new PDF" in report.rules["readable"].message


@settings(max_examples=60, deadline=None)
@given(
    at=st.integers(0, len(PAPER) - 1),
    length=st.integers(0, 40),
    put=st.binary(max_size=40),
)
def test_damaged_bytes_get_a_whole_report(at, length, put):
    report = check_in_sandbox(PAPER[:at] + put + PAPER[at + length :], RuleSet())
    assert tuple(report.rules) == RULES
    assert not report.notes or report.rules["readable"].verdict is not Verdict.UNKNOWN


@settings(max_examples=25, deadline=None)
@given(st.binary(max_size=400))
def test_any_bytes_after_a_header_are_answered(data):
    assert check_in_sandbox(b"%PDF-1.7\n" + data, RuleSet()).overall is Overall.REJECT


def test_the_check_imports_no_django():
    told = subprocess.run(
        [
            sys.executable,
            "-c",
            "import sys, submissions.pdfcheck.jobs; print('django' in sys.modules)",
        ],
        cwd=Path(__file__).parents[3],
        capture_output=True,
        check=True,
        text=True,
    )
    assert told.stdout == "False\n"


def test_the_sandbox_answers_like_the_check(report):
    inside, outside = check_in_sandbox(PAPER, RuleSet()), report(PAPER)
    assert (inside.rules, inside.geometry) == (outside.rules, outside.geometry)
    assert inside.sha256 == outside.sha256


def test_front_pages_and_images_come_out_of_the_sandbox():
    assert front_page_in_sandbox(PAPER) == FrontPage()
    assert front_page_in_sandbox(HOSTILE["states"]) == FrontPage()
    assert render_in_sandbox(PAPER, page=1, width_px=200)[:4] == b"RIFF"


@pytest.fixture
def run():
    def run_cli(*names: str, as_json: bool = True) -> tuple[int, list[str], list[str]]:
        said: list[str] = []
        complaints: list[str] = []
        code = cli.check_files(
            names, rules=None, as_json=as_json, say=said.append, complain=complaints.append
        )
        return code, said, complaints

    return run_cli


def test_the_command_prints_one_line_a_file_and_tells_by_its_code(run, tmp_path, conforming):
    (tmp_path / "a.pdf").write_bytes(conforming)
    (tmp_path / "b.PDF").write_bytes(Paper(gutter=9).pdf())
    (tmp_path / "c.txt").write_text("no paper")
    code, said, complaints = run(str(tmp_path))
    lines = [json.loads(line) for line in said]
    assert [(Path(line["file"]).name, line["overall"]) for line in lines] == [
        ("a.pdf", "accept"),
        ("b.PDF", "reject"),
    ]
    assert list(lines[0]["rules"]) == list(RULES)
    assert set(lines[0]) >= {"file", "sha256", "overall", "pages", "ms", "checker", "rules"}
    assert set(lines[0]["rules"]["gutter"]) >= {
        "verdict", "measured", "allowed", "unit", "pages", "boxes", "message", "fix",
    }  # fmt: skip
    assert (code, complaints) == (cli.REJECTED, [])


def test_the_commands_exit_codes(run, tmp_path, conforming):
    good, odd = tmp_path / "good.pdf", tmp_path / "odd.pdf"
    good.write_bytes(conforming)
    odd.write_bytes(PAPER)
    assert run(str(good))[0] == cli.ACCEPTED
    assert run(str(good), str(odd))[0] == cli.REVIEW
    code, said, complaints = run(str(good), str(tmp_path / "none.pdf"))
    assert (code, len(said)) == (cli.NO_INPUT, 1)
    assert complaints == [f"{tmp_path / 'none.pdf'}: No such file or directory"]


def test_the_table_says_how_to_mend(run, tmp_path):
    path = tmp_path / "narrow.pdf"
    path.write_bytes(Paper(gutter=9).pdf())
    (table,) = run(str(path), as_json=False)[1]
    assert "FAIL  gutter" in table
    assert "LaTeX:" in table
    assert "Word:" in table


@pytest.mark.skipif(not LABELLED.is_dir(), reason="the labelled papers are not at hand")
def test_labelled_papers_get_their_verdicts():
    truth = json.loads((LABELLED / "truth.json").read_text())["files"].values()
    wrong = []
    for paper in truth:
        report = check_in_sandbox((LABELLED / paper["file"]).read_bytes(), RuleSet())
        for rule, wanted in paper["verdicts"].items():
            have = report.rules[rule].verdict
            if have not in ACCEPTED.get(wanted, {wanted}):
                wrong.append((paper["file"], rule, str(have), wanted))
    assert wrong == []


ACCEPTED = {
    "any": set(Verdict),
    "warn_ok": {Verdict.PASS, Verdict.WARN},
    "na": {Verdict.NA, Verdict.UNKNOWN},
}
