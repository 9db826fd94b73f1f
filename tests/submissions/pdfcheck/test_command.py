"""`manage.py check_pdf`, which needs no database."""

from __future__ import annotations

import io
import json

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
