"""`manage.py check_pdf`, which needs no database."""

from __future__ import annotations

import io
import json
import subprocess
import sys

import pytest
from django.core.management import call_command

from tests.paper_factory import Paper


def test_the_command_prints_json_and_exits_by_the_worst_verdict(tmp_path, conforming):
    good, bad = tmp_path / "good.pdf", tmp_path / "bad.pdf"
    good.write_bytes(conforming)
    bad.write_bytes(Paper(gutter=9).pdf())
    out = io.StringIO()
    with pytest.raises(SystemExit) as end:
        call_command("check_pdf", str(good), str(bad), json=True, stdout=out)
    lines = [json.loads(line) for line in out.getvalue().splitlines()]
    assert [(line["file"], line["overall"]) for line in lines] == [
        (str(good), "accept"),
        (str(bad), "reject"),
    ]
    assert end.value.code == 1


def test_a_missing_file_is_told_on_the_error_stream(tmp_path):
    out, err = io.StringIO(), io.StringIO()
    with pytest.raises(SystemExit) as end:
        call_command("check_pdf", str(tmp_path / "none.pdf"), stdout=out, stderr=err)
    assert (end.value.code, out.getvalue()) == (3, "")
    assert "No such file or directory" in err.getvalue()


def outcome(*arguments, stdin=b""):
    done = subprocess.run(
        [sys.executable, "-m", "submissions.pdfcheck", "--json", *arguments],
        input=stdin, capture_output=True, check=False,
    )  # fmt: skip
    files = [json.loads(line)["file"] for line in done.stdout.splitlines()]
    return done.returncode, files


def test_standard_input_is_read_when_it_is_named_and_when_nothing_is(conforming):
    assert outcome("-", stdin=conforming) == (0, ["-"])
    assert outcome(stdin=Paper(gutter=9).pdf()) == (1, ["-"])
    assert outcome(stdin=Paper().pdf()) == (2, ["-"])


def test_a_directory_is_all_the_papers_in_it_and_below_it(tmp_path, conforming):
    (tmp_path / "deep").mkdir()
    names = [tmp_path / "a.pdf", tmp_path / "deep" / "b.PDF"]
    for name in names:
        name.write_bytes(conforming)
    (tmp_path / "notes.txt").write_text("no paper")
    assert outcome(str(tmp_path)) == (0, [str(name) for name in names])
    (tmp_path / "empty").mkdir()
    assert outcome(str(tmp_path / "empty")) == (3, [])


@pytest.mark.parametrize(
    ("rules", "code"),
    [
        ("[format]\nmin_body_size = 9.0", 2),
        ("[format]\nmin_body_size = 11.0", 1),
        ('[format]\nmin_body_size = 11.0\nhard = ["readable"]', 2),
        ("[format]\nfont = 9", 3),
        ("[format]\nmin_body_size = 'ten'", 3),
        ("format = [", 3),
        ("", 3),
    ],
)
def test_rules_come_from_a_file(tmp_path, rules, code):
    (tmp_path / "paper.pdf").write_bytes(Paper().pdf())
    (tmp_path / "rules.toml").write_text(rules)
    found, _ = outcome("--rules", str(tmp_path / "rules.toml"), str(tmp_path / "paper.pdf"))
    assert found == code
