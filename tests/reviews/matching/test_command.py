import json
from io import StringIO

import numpy as np
import pytest
from django.core.management import CommandError, call_command


def save(path, **changes):
    arrays = {
        "sim": np.eye(3, dtype=np.float32), "conf": np.zeros((3, 3), dtype=bool),
        "demand": 1, "maxload": 1, "minload": 0,
    }  # fmt: skip
    np.savez(path, **{**arrays, **changes})
    return str(path)


def test_it_prints_the_pairs_as_json(tmp_path):
    out = StringIO()
    call_command("match", "--json", save(tmp_path / "p.npz"), stdout=out)
    told = json.loads(out.getvalue())
    assert told["pairs"] == [[0, 0], [1, 1], [2, 2]]
    assert (told["total"], told["worst"], told["bound"]) == (3, 1, 1)


def test_it_says_what_blocks(tmp_path):
    out = StringIO()
    with pytest.raises(SystemExit):
        call_command("match", "--json", save(tmp_path / "p.npz", demand=3), stdout=out)
    told = json.loads(out.getvalue())
    assert told["blocked"] == (
        "all papers together need 9 reviews, and all reviewers together have room for 3"
    )
    assert [b["papers"] for b in told["blockages"]] == [[0, 1, 2]]


@pytest.mark.parametrize("changes", [{"conf": np.zeros((2, 2), dtype=bool)}, {"sim": np.eye(2)}])
def test_a_file_that_is_no_problem_is_refused(tmp_path, changes):
    with pytest.raises(CommandError, match="no assignment problem"):
        call_command("match", save(tmp_path / "p.npz", **changes))


def test_a_missing_file_is_refused(tmp_path):
    with pytest.raises(CommandError):
        call_command("match", str(tmp_path / "none.npz"))
